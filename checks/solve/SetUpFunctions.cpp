//===- SetUpFunctions.cpp - what sets up and tears down -------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "solve/SetUpFunctions.h"
#include "facts/Words.h"
#include "solve/Control.h"
#include "solve/Conventions.h"
#include "llvm/ADT/STLExtras.h"

using namespace concurrency;

/// Not again and again, as who accepts connections does; and not of an object
/// on the stack, which is used from there on.
static bool initialisesLock(const Function &F) {
  if (F.Kind != FunctionKind::Function || F.Main)
    return false;
  std::optional<Control> Flow;
  bool Any = false;
  for (auto [I, E] : llvm::enumerate(F.Events)) {
    if (E.Kind != EventKind::LockInit || E.Target.Steps.empty() ||
        E.Target.Steps.back().Kind != StepKind::Field ||
        E.Target.global().valid() || !E.Target.hasDeref())
      continue;
    if (!Flow)
      Flow.emplace(F);
    const uint32_t At = Flow->blockOf(EventId(I));
    if (Flow->reaches(At, At))
      return false;
    Any = true;
  }
  return Any;
}

/// `table_delete(table, key)` ends no object: what is looked for is in another.
static bool deletesByKey(const Function &F, llvm::StringRef Name) {
  static constexpr llvm::StringLiteral Keys[] = {
      "key",  "id",   "name", "index", "idx",  "num", "number",
      "hash", "addr", "port", "path",  "slot", "uid", "pos"};
  return F.Params.size() >= 2 && F.Params[0].Type.Indirect &&
         !F.Params[1].Type.Record.valid() &&
         Name.contains_insensitive("delete") && hasWord(F.Params[1].Name, Keys);
}

SetUpFunctions::SetUpFunctions(const Program &P, const CallGraph &Calls) {
  for (const Function &F : P.functions()) {
    llvm::StringRef Name = P[F.Self].shortName();
    // (What changes nothing sets nothing up.)
    IsPhase.push_back(!F.Const &&
                      ((isPhaseByName(Name) && !deletesByKey(F, Name)) ||
                       (F.AddressTaken && isConfigurerByName(Name))));
    MakesObject.push_back(initialisesLock(F));
  }
  findSingleThreaded(P);
  leaveStarters(P, Calls);
}

/// Who asserts to be the only thread is before all others.
void SetUpFunctions::findSingleThreaded(const Program &P) {
  llvm::DenseSet<EntityId> Asserts;
  for (auto [I, E] : llvm::enumerate(P.entities()))
    if (E.Kind == EntityKind::Function && assertsNoThreadByName(E.shortName()))
      Asserts.insert(EntityId(I));
  if (Asserts.empty())
    return;
  for (auto [I, F] : llvm::enumerate(P.functions()))
    if (llvm::any_of(F.Events, [&](const Event &E) {
          return E.Kind == EventKind::Call && Asserts.contains(E.Callee);
        }))
      IsPhase[I] = true;
}

/// Who has threads started, also by what it calls, does more than make an
/// object.
void SetUpFunctions::leaveStarters(const Program &P, const CallGraph &Calls) {
  if (!llvm::is_contained(MakesObject, true))
    return;
  std::vector<bool> Starts(MakesObject.size());
  for (const CallGraph::Component &C : Calls.bottomUp())
    for (FunctionId Id : C) {
      Starts[Id.index()] =
          llvm::any_of(
              P[Id].Events,
              [](const Event &E) { return E.Kind == EventKind::Spawn; }) ||
          llvm::any_of(Calls.callees(Id), [&](FunctionId Callee) -> bool {
            return Starts[Callee.index()];
          });
      if (Starts[Id.index()])
        MakesObject[Id.index()] = false;
    }
}
