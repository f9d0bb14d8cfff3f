//===- BinaryWriter.cpp - facts to the payload of a file ------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "facts/Binary.h"
#include "facts/Names.h"
#include "facts/facts_generated.h"
#include <map>
#include <tuple>

using namespace concurrency;
using llvm::StringRef;

namespace {

template <typename T> using Offset = flatbuffers::Offset<T>;
template <typename T>
using Vector = flatbuffers::Offset<flatbuffers::Vector<T>>;

/// How a place differs from the one before.
class PlaceCoder {
public:
  struct Difference {
    int32_t File, Line;
    uint32_t Column;
  };
  Difference operator()(const Place &P) {
    Difference D{static_cast<int32_t>(P.File.index() - Last.File.index()),
                 static_cast<int32_t>(P.Line - Last.Line), P.Column};
    Last = P;
    return D;
  }

private:
  Place Last{FileId(0)};
};

class Encoder {
public:
  std::string unit(const TranslationUnit &Unit);

private:
  template <typename E> static uint8_t number(E Enumerator) {
    return static_cast<uint8_t>(Enumerator);
  }
  template <typename I> static uint32_t plusOne(I Id) {
    return Id.index() + 1; // None becomes 0.
  }
  template <typename T> static uint32_t flags(const T &Facts) {
    uint32_t Bits = 0;
    unsigned Bit = 0;
    for (const Flag<T> &F : FlagsOf<T>::Of)
      Bits |= uint32_t(Facts.*F.Member) << Bit++;
    return Bits;
  }

  uint32_t path(const Path &P);
  uint32_t node(uint32_t Prefix, fbs::NodeKind Kind, uint32_t Index);
  uint32_t value(const Value &V);
  Offset<flatbuffers::String> string(const std::string &S);
  fbs::TypeFacts type(const TypeFacts &T);

  Vector<uint32_t> values(const std::vector<Value> &Vs);
  Vector<uint32_t> ids(const std::vector<EntityId> &Ids);
  Vector<const fbs::Dep *> deps(const std::vector<Dep> &Deps);
  template <typename T, typename Fn>
  auto tables(const std::vector<T> &Ts, Fn F);

  Offset<fbs::Entity> entity(const Entity &E, PlaceCoder &Places);
  Offset<fbs::Variable> variable(const Variable &V, PlaceCoder &Places);
  Offset<fbs::Event> event(const Event &E, PlaceCoder &Places);
  Offset<fbs::Callable> callable(const Callable &C);
  Offset<fbs::Block> block(const Block &B, uint32_t &Next, PlaceCoder &Places);
  Offset<fbs::Branch> branch(const Branch &B, PlaceCoder &Places);
  Offset<fbs::Function> function(const Function &F);

  flatbuffers::FlatBufferBuilder Out;
  std::vector<fbs::PathNode> Nodes;
  std::map<std::tuple<uint32_t, fbs::NodeKind, uint32_t>, uint32_t> NodeNumbers;
  std::vector<int64_t> Constants;
  std::map<int64_t, uint32_t> ConstantNumbers;
};

} // namespace

//===----------------------------------------------------------------------===//
// Pieces
//===----------------------------------------------------------------------===//

uint32_t Encoder::node(uint32_t Prefix, fbs::NodeKind Kind, uint32_t Index) {
  auto [It, New] = NodeNumbers.try_emplace({Prefix, Kind, Index}, 0);
  if (New) {
    Nodes.emplace_back(Prefix, Index, Kind);
    It->second = Nodes.size();
  }
  return It->second;
}

uint32_t Encoder::path(const Path &P) {
  if (!P.known())
    return 0;
  // Both enumerations stand in NodeKind one after the other.
  unsigned Root = number(P.Root) - number(RootKind::This);
  uint32_t Last = node(0, static_cast<fbs::NodeKind>(Root), P.Index);
  for (const Step &S : P.Steps)
    Last = node(Last,
                static_cast<fbs::NodeKind>(number(fbs::NodeKind::Field) +
                                           number(S.Kind)),
                S.Index);
  return Last;
}

uint32_t Encoder::value(const Value &V) {
  uint32_t Operand = 0;
  switch (V.Kind) {
  case ValueKind::Unknown:
  case ValueKind::Fresh:
    break;
  case ValueKind::Copy:
  case ValueKind::Address:
    Operand = path(V.P);
    break;
  case ValueKind::Callable:
    Operand = V.Callable.index();
    break;
  case ValueKind::Constant: {
    auto [It, New] = ConstantNumbers.try_emplace(V.Number, Constants.size());
    if (New)
      Constants.push_back(V.Number);
    Operand = It->second;
    break;
  }
  }
  return Operand * 8 + number(V.Kind);
}

/// Strings are shared, but for long ones: the reader limits how much larger
/// than the file its contents may grow.
Offset<flatbuffers::String> Encoder::string(const std::string &S) {
  if (S.empty())
    return 0;
  return S.size() <= 256 ? Out.CreateSharedString(S) : Out.CreateString(S);
}

fbs::TypeFacts Encoder::type(const TypeFacts &T) {
  return fbs::TypeFacts(plusOne(T.Record), number(T.Role), number(T.Reentrant),
                        flags(T));
}

/// Where a table's struct is wanted, but not if it says nothing.
static const fbs::TypeFacts *unlessPlain(const TypeFacts &T,
                                         const fbs::TypeFacts &Written) {
  return T == TypeFacts() ? nullptr : &Written;
}

Vector<uint32_t> Encoder::values(const std::vector<Value> &Vs) {
  if (Vs.empty())
    return 0;
  std::vector<uint32_t> Numbers;
  for (const Value &V : Vs)
    Numbers.push_back(value(V));
  return Out.CreateVector(Numbers);
}

Vector<uint32_t> Encoder::ids(const std::vector<EntityId> &Ids) {
  if (Ids.empty())
    return 0;
  std::vector<uint32_t> Numbers;
  for (EntityId Id : Ids)
    Numbers.push_back(Id.index());
  return Out.CreateVector(Numbers);
}

Vector<const fbs::Dep *> Encoder::deps(const std::vector<Dep> &Deps) {
  if (Deps.empty())
    return 0;
  std::vector<fbs::Dep> Structs;
  for (const Dep &D : Deps)
    Structs.emplace_back(path(D.P), plusOne(D.Result));
  return Out.CreateVectorOfStructs(Structs);
}

template <typename T, typename Fn>
auto Encoder::tables(const std::vector<T> &Ts, Fn F) {
  using Table = decltype(F(Ts.front()));
  std::vector<Table> Offsets;
  for (const T &Item : Ts)
    Offsets.push_back(F(Item));
  return Ts.empty() ? Vector<Table>() : Out.CreateVector(Offsets);
}

//===----------------------------------------------------------------------===//
// Tables
//===----------------------------------------------------------------------===//

Offset<fbs::Entity> Encoder::entity(const Entity &E, PlaceCoder &Places) {
  auto Key = string(E.Key);
  auto Name = string(E.Name);
  auto Type = type(E.Type);
  auto Bases = ids(E.Bases);
  auto Fields = ids(E.Fields);
  std::vector<fbs::Annotation> Structs;
  for (const Annotation &A : E.Annotations)
    Structs.emplace_back(path(A.Lock), number(A.Kind), number(A.Mode),
                         A.Success);
  auto Annotations = Structs.empty() ? Vector<const fbs::Annotation *>()
                                     : Out.CreateVectorOfStructs(Structs);
  auto Where = Places(E.Where);
  return fbs::CreateEntity(Out, number(E.Kind), Key, Name, plusOne(E.Parent),
                           unlessPlain(E.Type, Type), number(E.Access),
                           flags(E), Bases, Fields, Annotations, Where.File,
                           Where.Line, Where.Column);
}

Offset<fbs::Variable> Encoder::variable(const Variable &V, PlaceCoder &Places) {
  auto Name = string(V.Name);
  auto Type = type(V.Type);
  auto Where = Places(V.Where);
  return fbs::CreateVariable(Out, Name, unlessPlain(V.Type, Type), Where.File,
                             Where.Line, Where.Column, flags(V));
}

Offset<fbs::Event> Encoder::event(const Event &E, PlaceCoder &Places) {
  auto Args = values(E.Args);
  auto Deps = deps(E.Deps);
  auto Text = string(E.Text);
  auto Where = Places(E.Where);
  return fbs::CreateEvent(
      Out, number(E.Kind), Where.File, Where.Line, Where.Column, path(E.Target),
      Args, plusOne(E.Callee), plusOne(E.Callable), Deps, Text, number(E.Mode),
      number(E.Reentrant), number(E.Guard), number(E.Sense), number(E.Rw),
      number(E.Op), number(E.Blocks), number(E.Hint), E.Group, flags(E));
}

Offset<fbs::Callable> Encoder::callable(const Callable &C) {
  auto Bound = values(C.Bound);
  auto Captures = values(C.Captures);
  return fbs::CreateCallable(Out, plusOne(C.Target), path(C.Holder),
                             value(C.This), Bound, Captures);
}

Offset<fbs::Branch> Encoder::branch(const Branch &B, PlaceCoder &Places) {
  auto Deps = deps(B.Deps);
  auto Where = Places(B.Where);
  return fbs::CreateBranch(Out, plusOne(B.Result), path(B.P), Deps, Where.File,
                           Where.Line, Where.Column, flags(B));
}

/// \p Next is where a block begins if it follows the one before.
Offset<fbs::Block> Encoder::block(const Block &B, uint32_t &Next,
                                  PlaceCoder &Places) {
  auto Succs = B.Succs.empty() ? Vector<uint32_t>() : Out.CreateVector(B.Succs);
  auto If = B.HasBranch ? branch(B.If, Places) : Offset<fbs::Branch>();
  auto Skipped = static_cast<int32_t>(B.FirstEvent - Next);
  Next = B.EndEvent;
  return fbs::CreateBlock(Out, Skipped, B.EndEvent - B.FirstEvent, Succs,
                          flags(B), If);
}

Offset<fbs::Function> Encoder::function(const Function &F) {
  PlaceCoder Places;
  auto Where = Places(F.Where);
  auto Variables = [&](const Variable &V) { return variable(V, Places); };
  auto Params = tables(F.Params, Variables);
  auto Locals = tables(F.Locals, Variables);
  auto Callables =
      tables(F.Callables, [&](const Callable &C) { return callable(C); });
  auto Events =
      tables(F.Events, [&](const Event &E) { return event(E, Places); });
  uint32_t Next = 0;
  auto Blocks =
      tables(F.Blocks, [&](const Block &B) { return block(B, Next, Places); });
  return fbs::CreateFunction(Out, plusOne(F.Self), number(F.Kind),
                             number(F.Access), flags(F), F.NumParams, Params,
                             Locals, Callables, Events, Blocks, Where.File,
                             Where.Line, Where.Column);
}

std::string Encoder::unit(const TranslationUnit &Unit) {
  auto MainFile = string(Unit.MainFile);
  auto Files = tables(
      Unit.Files, [&](const std::string &F) { return Out.CreateString(F); });
  PlaceCoder Places;
  auto Entities =
      tables(Unit.Entities, [&](const Entity &E) { return entity(E, Places); });
  auto Functions =
      tables(Unit.Functions, [&](const Function &F) { return function(F); });
  auto Paths = Out.CreateVectorOfStructs(Nodes);
  auto Numbers = Out.CreateVector(Constants);
  Out.Finish(fbs::CreateTranslationUnit(Out, MainFile, Files, Numbers, Paths,
                                        Entities, Functions));
  return std::string(reinterpret_cast<const char *>(Out.GetBufferPointer()),
                     Out.GetSize());
}

std::string payload::encode(const TranslationUnit &Unit) {
  return Encoder().unit(Unit);
}
