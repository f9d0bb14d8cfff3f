//===- BinaryReader.cpp - the payload of a file to facts ------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// FlatBuffers' verifier makes reading safe, not the contents sensible: numbers
/// of enumerators, flags and nodes are checked here, references between facts
/// by validate(). The verifier also lets a table or string be used any number
/// of times, so that a small file might blow up; there are limits against that.
///
//===----------------------------------------------------------------------===//

#include "facts/Binary.h"
#include "facts/Names.h"
#include "facts/Validate.h"
#include "facts/facts_generated.h"

using namespace concurrency;
using llvm::StringRef;

namespace {

/// The inverse of the writer's.
class PlaceDecoder {
public:
  template <typename Table> Place operator()(const Table &T) {
    Last.File = FileId(Last.File.index() + static_cast<uint32_t>(T.file()));
    Last.Line += static_cast<uint32_t>(T.line());
    Last.Column = T.column();
    return Last;
  }

private:
  Place Last{FileId(0)};
};

class Decoder {
public:
  explicit Decoder(size_t Size) : Budget(32 * Size + 4096) {}
  void unit(const fbs::TranslationUnit &From, TranslationUnit &To);
  /// What was found wrong, or null.
  const char *wrong() const { return Wrong; }

private:
  void require(bool Holds, const char *Otherwise) {
    if (!Holds && !Wrong)
      Wrong = Otherwise;
  }
  template <typename E> void enumerator(uint8_t Number, E &To) {
    require(Number < numEnumerators<E>(), "unknown enumerator");
    To = static_cast<E>(Number);
  }
  template <typename T> void flags(uint32_t Bits, T &To) {
    unsigned Bit = 0;
    for (const Flag<T> &F : FlagsOf<T>::Of)
      To.*F.Member = Bits >> Bit++ & 1;
    require(Bits >> Bit == 0, "unknown flag");
  }
  template <typename I> static void id(uint32_t PlusOne, I &To) {
    To = I(PlusOne - 1);
  }

  bool spend(size_t Cost);
  /// Calls \p F for each item, unless that would be too many.
  template <typename T, typename Fn>
  void each(const flatbuffers::Vector<T> *Items, Fn F);
  template <typename T, typename U, typename Fn>
  void tables(const flatbuffers::Vector<T> *From, std::vector<U> &To, Fn F);

  void string(const flatbuffers::String *From, std::string &To);
  void nodes(const flatbuffers::Vector<const fbs::PathNode *> *From);
  void path(uint32_t Number, Path &To);
  void value(uint32_t Number, Value &To);
  void values(const flatbuffers::Vector<uint32_t> *From,
              std::vector<Value> &To);
  void ids(const flatbuffers::Vector<uint32_t> *From,
           std::vector<EntityId> &To);
  void deps(const flatbuffers::Vector<const fbs::Dep *> *From,
            std::vector<Dep> &To);
  void type(const fbs::TypeFacts *From, TypeFacts &To);

  void entity(const fbs::Entity &From, Entity &To, PlaceDecoder &Places);
  void variable(const fbs::Variable &From, Variable &To, PlaceDecoder &Places);
  void event(const fbs::Event &From, Event &To, PlaceDecoder &Places);
  void callable(const fbs::Callable &From, Callable &To);
  void branch(const fbs::Branch &From, Branch &To, PlaceDecoder &Places);
  void block(const fbs::Block &From, Block &To, uint32_t &Next,
             PlaceDecoder &Places);
  void function(const fbs::Function &From, Function &To);

  const char *Wrong = nullptr;
  /// Bytes and items that may yet be made. The writer's tables and vectors are
  /// all there once, and its shared strings short: 32 times is far above it.
  size_t Budget;
  std::vector<Path> Paths;
  std::vector<int64_t> Constants;
};

} // namespace

//===----------------------------------------------------------------------===//
// Pieces
//===----------------------------------------------------------------------===//

bool Decoder::spend(size_t Cost) {
  require(Cost <= Budget, "contents too large for the file");
  if (Wrong)
    return false;
  Budget -= Cost;
  return true;
}

template <typename T, typename Fn>
void Decoder::each(const flatbuffers::Vector<T> *Items, Fn F) {
  if (!Items || !spend(Items->size()))
    return;
  for (auto Item : *Items) {
    if (Wrong)
      return;
    F(Item);
  }
}

template <typename T, typename U, typename Fn>
void Decoder::tables(const flatbuffers::Vector<T> *From, std::vector<U> &To,
                     Fn F) {
  if (From && !Wrong && From->size() <= Budget)
    To.reserve(From->size());
  each(From, [&](const auto *Item) { F(*Item, To.emplace_back()); });
}

void Decoder::string(const flatbuffers::String *From, std::string &To) {
  if (From && spend(From->size()))
    To = From->str();
}

void Decoder::nodes(const flatbuffers::Vector<const fbs::PathNode *> *From) {
  each(From, [&](const fbs::PathNode *Node) {
    constexpr unsigned FirstStep = static_cast<unsigned>(fbs::NodeKind::Field);
    unsigned Kind = static_cast<unsigned>(Node->kind());
    Path P;
    if (Kind < FirstStep) {
      require(Node->prefix() == 0, "path begins twice");
      P.Root =
          static_cast<RootKind>(Kind + static_cast<unsigned>(RootKind::This));
      P.Index = Node->index();
    } else {
      require(Kind <= static_cast<unsigned>(fbs::NodeKind::MAX),
              "unknown step");
      require(Node->prefix() != 0, "path without a root");
      path(Node->prefix(), P);
      require(P.Steps.size() < Path::MaxSteps, "path is too long");
      if (!Wrong)
        P.Steps.push_back(
            {static_cast<StepKind>(Kind - FirstStep), Node->index()});
    }
    Paths.push_back(std::move(P));
  });
}

void Decoder::path(uint32_t Number, Path &To) {
  require(Number <= Paths.size(), "no such path");
  To = Wrong || !Number ? Path() : Paths[Number - 1];
}

void Decoder::value(uint32_t Number, Value &To) {
  enumerator(Number & 7, To.Kind);
  if (Wrong)
    return;
  uint32_t Operand = Number >> 3;
  switch (To.Kind) {
  case ValueKind::Unknown:
  case ValueKind::Fresh:
    require(Operand == 0, "value takes no operand");
    break;
  case ValueKind::Copy:
  case ValueKind::Address:
    path(Operand, To.P);
    break;
  case ValueKind::Callable:
    To.Callable = CallableId(Operand);
    break;
  case ValueKind::Constant:
    require(Operand < Constants.size(), "no such constant");
    To.Number = Wrong ? 0 : Constants[Operand];
    break;
  }
}

void Decoder::values(const flatbuffers::Vector<uint32_t> *From,
                     std::vector<Value> &To) {
  each(From, [&](uint32_t Number) { value(Number, To.emplace_back()); });
}

void Decoder::ids(const flatbuffers::Vector<uint32_t> *From,
                  std::vector<EntityId> &To) {
  each(From, [&](uint32_t Index) { To.push_back(EntityId(Index)); });
}

void Decoder::deps(const flatbuffers::Vector<const fbs::Dep *> *From,
                   std::vector<Dep> &To) {
  each(From, [&](const fbs::Dep *Item) {
    Dep &D = To.emplace_back();
    path(Item->path(), D.P);
    id(Item->event(), D.Result);
  });
}

void Decoder::type(const fbs::TypeFacts *From, TypeFacts &To) {
  if (!From)
    return;
  id(From->record(), To.Record);
  enumerator(From->role(), To.Role);
  enumerator(From->reentrant(), To.Reentrant);
  flags(From->flags(), To);
}

//===----------------------------------------------------------------------===//
// Tables
//===----------------------------------------------------------------------===//

void Decoder::entity(const fbs::Entity &From, Entity &To,
                     PlaceDecoder &Places) {
  enumerator(From.kind(), To.Kind);
  string(From.key(), To.Key);
  string(From.name(), To.Name);
  id(From.parent(), To.Parent);
  type(From.type(), To.Type);
  enumerator(From.access(), To.Access);
  flags(From.flags(), To);
  ids(From.bases(), To.Bases);
  ids(From.fields(), To.Fields);
  each(From.annotations(), [&](const fbs::Annotation *Item) {
    Annotation &A =
        To.Annotations.emplace_back(Annotation{AnnotationKind::GuardedBy, {}});
    enumerator(Item->kind(), A.Kind);
    path(Item->lock(), A.Lock);
    enumerator(Item->mode(), A.Mode);
    A.Success = Item->success();
  });
  To.Where = Places(From);
}

void Decoder::variable(const fbs::Variable &From, Variable &To,
                       PlaceDecoder &Places) {
  string(From.name(), To.Name);
  type(From.type(), To.Type);
  flags(From.flags(), To);
  To.Where = Places(From);
}

void Decoder::event(const fbs::Event &From, Event &To, PlaceDecoder &Places) {
  enumerator(From.kind(), To.Kind);
  To.Where = Places(From);
  path(From.target(), To.Target);
  values(From.args(), To.Args);
  id(From.callee(), To.Callee);
  id(From.callable(), To.Callable);
  deps(From.deps(), To.Deps);
  string(From.text(), To.Text);
  enumerator(From.mode(), To.Mode);
  enumerator(From.reentrant(), To.Reentrant);
  enumerator(From.guard(), To.Guard);
  enumerator(From.sense(), To.Sense);
  enumerator(From.rw(), To.Rw);
  enumerator(From.op(), To.Op);
  enumerator(From.blocks(), To.Blocks);
  enumerator(From.hint(), To.Hint);
  To.Group = From.group();
  flags(From.flags(), To);
}

void Decoder::callable(const fbs::Callable &From, Callable &To) {
  id(From.target(), To.Target);
  path(From.holder(), To.Holder);
  value(From.this_(), To.This);
  values(From.bound(), To.Bound);
  values(From.captures(), To.Captures);
}

void Decoder::branch(const fbs::Branch &From, Branch &To,
                     PlaceDecoder &Places) {
  id(From.result(), To.Result);
  path(From.path(), To.P);
  deps(From.deps(), To.Deps);
  flags(From.flags(), To);
  To.Where = Places(From);
}

void Decoder::block(const fbs::Block &From, Block &To, uint32_t &Next,
                    PlaceDecoder &Places) {
  To.FirstEvent = Next + static_cast<uint32_t>(From.skipped());
  To.EndEvent = To.FirstEvent + From.events();
  Next = To.EndEvent;
  each(From.succs(), [&](uint32_t S) { To.Succs.push_back(S); });
  flags(From.flags(), To);
  To.HasBranch = From.branch();
  if (To.HasBranch)
    branch(*From.branch(), To.If, Places);
}

void Decoder::function(const fbs::Function &From, Function &To) {
  PlaceDecoder Places;
  id(From.self(), To.Self);
  enumerator(From.kind(), To.Kind);
  enumerator(From.access(), To.Access);
  flags(From.flags(), To);
  To.NumParams = From.num_params();
  To.Where = Places(From);
  auto Variables = [&](const fbs::Variable &F, Variable &T) {
    variable(F, T, Places);
  };
  tables(From.params(), To.Params, Variables);
  tables(From.locals(), To.Locals, Variables);
  tables(From.callables(), To.Callables,
         [&](const fbs::Callable &F, Callable &T) { callable(F, T); });
  tables(From.events(), To.Events,
         [&](const fbs::Event &F, Event &T) { event(F, T, Places); });
  uint32_t Next = 0;
  tables(From.blocks(), To.Blocks,
         [&](const fbs::Block &F, Block &T) { block(F, T, Next, Places); });
}

void Decoder::unit(const fbs::TranslationUnit &From, TranslationUnit &To) {
  string(From.main_file(), To.MainFile);
  each(From.files(), [&](const flatbuffers::String *File) {
    string(File, To.Files.emplace_back());
  });
  each(From.constants(), [&](int64_t N) { Constants.push_back(N); });
  nodes(From.paths());
  PlaceDecoder Places;
  tables(From.entities(), To.Entities,
         [&](const fbs::Entity &F, Entity &T) { entity(F, T, Places); });
  tables(From.functions(), To.Functions,
         [&](const fbs::Function &F, Function &T) { function(F, T); });
}

llvm::Expected<TranslationUnit> payload::decode(StringRef Payload) {
  // FlatBuffers reads numbers in place.
  if (reinterpret_cast<uintptr_t>(Payload.data()) % alignof(uint64_t))
    return decode(std::string(Payload));
  const auto *Bytes = reinterpret_cast<const uint8_t *>(Payload.data());
  flatbuffers::Verifier::Options Limits;
  Limits.max_depth = 8;
  // A table of its own takes four bytes, as does the reference to it.
  Limits.max_tables = Payload.size() / 8 + 1;
  if (Payload.size() >= FLATBUFFERS_MAX_BUFFER_SIZE ||
      !flatbuffers::Verifier(Bytes, Payload.size(), Limits)
           .VerifyBuffer<fbs::TranslationUnit>(nullptr))
    return llvm::createStringError("malformed contents");

  TranslationUnit Unit;
  Decoder D(Payload.size());
  D.unit(*flatbuffers::GetRoot<fbs::TranslationUnit>(Bytes), Unit);
  if (D.wrong())
    return llvm::createStringError(D.wrong());
  if (llvm::Error Invalid = validate(Unit))
    return std::move(Invalid);
  return std::move(Unit);
}
