//===- Validate.cpp - whether facts hold together -------------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "facts/Validate.h"
#include "facts/Visit.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringSet.h"

using namespace concurrency;

namespace {
class Validator {
public:
  explicit Validator(const TranslationUnit &Unit) : Unit(Unit) {}
  llvm::Error run();

private:
  void require(bool Holds, const char *Otherwise) {
    if (!Holds && !Wrong)
      Wrong = Otherwise;
  }
  bool has(EntityId E) const { return E.index() < Unit.Entities.size(); }
  bool has(EntityId E, EntityKind Kind) const {
    return has(E) && Unit.Entities[E.index()].Kind == Kind;
  }
  /// Is none, or of the kind.
  void optional(EntityId E, EntityKind Kind, const char *Otherwise) {
    require(!E.valid() || has(E, Kind), Otherwise);
  }

  void path(const Path &P);
  void value(const Value &V);
  void values(const List<Value> &Vs) {
    for (const Value &V : Vs)
      value(V);
  }
  void entity(const Entity &E);
  void function(const Function &F);
  void blocks(const Function &F);
  void
  acyclic(size_t N,
          llvm::function_ref<llvm::SmallVector<uint32_t, 4>(uint32_t)> Next,
          const char *Otherwise);

  const TranslationUnit &Unit;
  const Function *Frame = nullptr;
  const char *Wrong = nullptr;
};
} // namespace

void Validator::path(const Path &P) {
  require(P.Steps.size() <= Path::MaxSteps, "a path is too long");
  switch (P.Root) {
  case RootKind::Unknown:
    require(P.Steps.empty(), "an unknown path has steps");
    break;
  case RootKind::This:
    break;
  case RootKind::Param:
    require(!Frame || P.Index < Frame->Params.size(),
            "a path begins in no parameter");
    break;
  case RootKind::Local:
    require(Frame && P.Index < Frame->Locals.size(),
            "a path begins in no local variable");
    break;
  case RootKind::Global:
    require(has(EntityId(P.Index), EntityKind::Global),
            "a path begins in no global");
    break;
  case RootKind::Result:
    require(Frame && P.Index < Frame->Events.size(),
            "a path begins in no event");
    break;
  }
  for (const Step &S : P.Steps)
    require(S.Kind != StepKind::Field || has(S.entity(), EntityKind::Field),
            "a path has no field in its step");
}

void Validator::value(const Value &V) {
  require(V.Kind != ValueKind::Callable || V.Callable.valid(),
          "a callable value has no callable");
}

/// Removes what leads nowhere until nothing is left, or only circles.
void Validator::acyclic(
    size_t N, llvm::function_ref<llvm::SmallVector<uint32_t, 4>(uint32_t)> Next,
    const char *Otherwise) {
  std::vector<uint32_t> Open(N, 0);
  std::vector<llvm::SmallVector<uint32_t, 2>> Before(N);
  std::vector<uint32_t> Done;
  for (uint32_t I = 0; I < N; ++I) {
    for (uint32_t J : Next(I)) {
      ++Open[I];
      Before[J].push_back(I);
    }
    if (!Open[I])
      Done.push_back(I);
  }
  for (size_t I = 0; I < Done.size(); ++I)
    for (uint32_t J : Before[Done[I]])
      if (--Open[J] == 0)
        Done.push_back(J);
  require(Done.size() == N, Otherwise);
}

void Validator::entity(const Entity &E) {
  require(!E.Parent.valid() || has(E.Parent), "a parent does not exist");
  optional(E.Type.Record, EntityKind::Record, "a type's class is no record");
  for (EntityId B : E.Bases)
    require(has(B, EntityKind::Record), "a base is no record");
  for (EntityId F : E.Fields)
    require(has(F, EntityKind::Field), "a field is none");
}

void Validator::function(const Function &F) {
  require(has(F.Self, EntityKind::Function), "a body belongs to no function");
  require(F.NumParams <= F.Params.size(), "parameters are missing");
  for (const auto *Variables : {&F.Params, &F.Locals})
    for (const Variable &V : *Variables)
      optional(V.Type.Record, EntityKind::Record,
               "a type's class is no record");
  for (const Event &E : F.Events) {
    optional(E.Callee, EntityKind::Function, "a callee is no function");
    values(E.Args);
  }
  for (const Callable &C : F.Callables) {
    optional(C.Target, EntityKind::Function, "a callable is no function");
    value(C.This);
    values(C.Bound);
    values(C.Captures);
  }
  for (const Subscript &X : F.Subscripts)
    require(X.At.valid(), "a subscript belongs to no access");
  for (const ElementSource &X : F.Elements)
    require(Step::element(X.Element).isVariableElement(),
            "the source of a subscript is that of a constant");
  blocks(F);
  if (Wrong)
    return;
  acyclic(
      F.Callables.size(),
      [&](uint32_t I) {
        llvm::SmallVector<uint32_t, 4> Parts;
        visitRefs(F.Callables[I], Overloaded{[&](CallableId C) {
                                               if (C.valid())
                                                 Parts.push_back(C.index());
                                             },
                                             [](const auto &) {}});
        return Parts;
      },
      "a callable is among its own values");
}

void Validator::blocks(const Function &F) {
  std::vector<std::pair<uint32_t, uint32_t>> Ranges;
  for (const Block &B : F.Blocks) {
    require(B.FirstEvent <= B.EndEvent && B.EndEvent <= F.Events.size(),
            "a block's events are out of range");
    for (uint32_t S : B.Succs)
      require(S < F.Blocks.size(), "a block's successor does not exist");
    require(!B.If || B.Succs.size() == 2,
            "a branch does not have two successors");
    if (B.FirstEvent != B.EndEvent)
      Ranges.emplace_back(B.FirstEvent, B.EndEvent);
  }
  llvm::sort(Ranges);
  for (size_t I = 1; I < Ranges.size(); ++I)
    require(Ranges[I - 1].second <= Ranges[I].first, "two blocks share events");
}

llvm::Error Validator::run() {
  // What every reference has to satisfy, wherever it stands.
  Overloaded Refs{
      [&](const Path &P) { path(P); },
      [&](EntityId E) {
        require(!E.valid() || has(E), "an entity does not exist");
      },
      [&](EventId E) {
        require(!E.valid() || (Frame && E.index() < Frame->Events.size()),
                "an event does not exist");
      },
      [&](CallableId C) {
        require(!C.valid() || (Frame && C.index() < Frame->Callables.size()),
                "a callable does not exist");
      },
      [&](const Place &P) {
        require(!P.File.valid() || P.File.index() < Unit.Files.size(),
                "a file does not exist");
      },
  };
  auto Fail = [&](llvm::StringRef What, llvm::StringRef Name) {
    return llvm::createStringError(llvm::Twine("invalid facts: ") + Wrong +
                                   " (in " + What + " '" + Name + "')");
  };

  llvm::StringSet<> Keys;
  for (const Entity &E : Unit.Entities) {
    require(Keys.insert(E.Key).second, "another entity has the same key");
    visitRefs(E, Refs);
    entity(E);
    if (Wrong)
      return Fail("entity", E.Name);
  }
  size_t N = Unit.Entities.size();
  acyclic(
      N,
      [&](uint32_t I) {
        llvm::SmallVector<uint32_t, 4> Up;
        if (EntityId P = Unit.Entities[I].Parent; P.valid())
          Up.push_back(P.index());
        return Up;
      },
      "an entity is its own parent");
  acyclic(
      N,
      [&](uint32_t I) {
        llvm::SmallVector<uint32_t, 4> Up;
        for (EntityId B : Unit.Entities[I].Bases)
          Up.push_back(B.index());
        return Up;
      },
      "a record is its own base");
  if (Wrong)
    return Fail("file", Unit.MainFile);

  for (const Function &F : Unit.Functions) {
    Frame = &F;
    visitRefs(F, Refs);
    function(F);
    if (Wrong)
      return Fail("function",
                  has(F.Self)
                      ? llvm::StringRef(Unit.Entities[F.Self.index()].Name)
                      : llvm::StringRef("?"));
  }
  return llvm::Error::success();
}

llvm::Error concurrency::validate(const TranslationUnit &Unit) {
  return Validator(Unit).run();
}
