//===- AssertedLock.cpp - calls without what the callee asserts -----------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "detect/AssertedLock.h"
#include "detect/Explain.h"
#include "solve/Entries.h"
#include "solve/GuardInference.h"
#include "solve/HeldLocks.h"
#include "solve/NewObjects.h"
#include "llvm/ADT/STLExtras.h"

using namespace concurrency;

namespace {
struct Assertion {
  EntityId Lock;
  EventId At;
};
} // namespace

static bool asserts(const Program &P, const Event &E) {
  return E.Kind == EventKind::AssertHeld ||
         (E.Kind == EventKind::Call &&
          (E.Hint == Event::HintTy::AssertHeld ||
           (E.Callee.valid() &&
            llvm::any_of(P[E.Callee].Annotations, [](const Annotation &A) {
              return A.Kind == AnnotationKind::Assert;
            }))));
}

/// The first thing that is said on every way through the function.
static std::optional<Assertion> assertionOf(const Solution &S, FunctionId Id) {
  const Function &F = S.program()[Id];
  if (F.Blocks.empty())
    return std::nullopt;
  for (uint32_t I = F.Blocks[0].FirstEvent; I != F.Blocks[0].EndEvent; ++I) {
    if (!asserts(S.program(), F.Events[I]))
      continue;
    const LockSet *Before = S.before(Id, EventId(I));
    EntityId Lock = S.canonical(F.Events[I].Target).lastEntity();
    if (!Lock.valid() || !Before || holdsClass(Before->Locks, Lock))
      return std::nullopt;
    return Assertion{Lock, EventId(I)};
  }
  return std::nullopt;
}

/// The caller has not got the lock, and nobody who calls it can have taken it.
static bool isMissing(const Solution &S, const GuardRule &Rule, EntityId Lock,
                      const AccessSite &At) {
  const Program &P = S.program();
  const Function &F = P[At.In];
  const Entry &Around = S[At.In].At;
  const LockSet *State = S.before(At.In, At.At);
  auto Perhaps = [&](llvm::ArrayRef<HeldLock> Held) {
    return holdsClass(Held, Lock) || Rule.mayBeHeld(Lock, Held);
  };
  if (!State || Perhaps(State->Locks))
    return false;
  // One that gives up the lock knows best when its callers' hold is over.
  if (!holdsClass(S[At.In].Expected, Lock) &&
      (Perhaps(Around.Held) ||
       llvm::any_of(Around.Ways, [&](const WayIn &W) {
         return W.Unknown || Perhaps(W.Held);
       })))
    return false;
  if (Around.Callers == CallersKind::Hidden || S[At.In].At.SetUp ||
      Rule.isOrdered(At) || makesOrEnds(P, At.In, Lock) ||
      expectsLock(P, At.In))
    return false;
  const Path &Object = F.Events[At.At.index()].Target;
  if (Object.Root == RootKind::Local &&
      NewObjects(S, At.In).holdsNew(Object.Index, At.At))
    return false;
  return Around.Callers == CallersKind::Known || !isExposed(S, Lock) ||
         Rule.takes(At.In, Lock);
}

Bugs concurrency::findCallsWithoutAsserted(const Evidence &Known,
                                           const GuardRule &Rule) {
  const Solution &S = Known.S;
  const Program &P = S.program();
  Bugs Found;
  for (FunctionId F : S.BottomUp) {
    std::optional<Assertion> A = assertionOf(S, F);
    if (!A)
      continue;
    for (const AccessSite &At : S.callSites(F)) {
      if (!isMissing(S, Rule, A->Lock, At))
        continue;
      Bug B = bugAt(P, Pattern::CalledWithoutAsserted, At.In, At.At);
      std::string Lock = P[A->Lock].shortName().str();
      B.Names = {P.name(F).str(), Lock};
      B.Steps.push_back(
          {BugStepKind::AssertedHere, P[F].Events[A->At.index()].Where, {Lock}});
      Found.push_back(std::move(B));
    }
  }
  return Found;
}
