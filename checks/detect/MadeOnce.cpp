//===- MadeOnce.cpp - what stays as it was made ---------------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "detect/MadeOnce.h"
#include "solve/Control.h"
#include "llvm/ADT/STLExtras.h"

using namespace concurrency;

static bool isHeldAt(const Solution &S, FunctionId F, EventId At,
                     EntityId Guard) {
  const LockSet *State = S.before(F, At);
  return State && holdsClass(State->Locks, Guard);
}

/// The event is one access of \p Target, under the guard.
static bool isGuardedAccess(const Solution &S, FunctionId F, EventId At,
                            const Path &Target, EntityId Guard) {
  const Event &E = S.program()[F].Events[At.index()];
  return E.Kind == EventKind::Access && E.Target == Target &&
         isHeldAt(S, F, At, Guard);
}

/// It is written only if a look at it, in the same critical section, says so.
static bool isMadeIfMissing(const Solution &S, const SharedAccess &A,
                            EntityId Guard) {
  const Function &F = S.program()[A.In];
  const Path &Target = F.Events[A.At.index()].Target;
  return isHeldAt(S, A.In, A.At, Guard) &&
         llvm::any_of(Control(F).deciding(A.At), [&](EventId Look) {
           return isGuardedAccess(S, A.In, Look, Target, Guard);
         });
}

/// What happens at \p Later has \p Earlier before it.
static bool isAlwaysAfter(const Function &F, const Control &Flow,
                          EventId Earlier, EventId Later) {
  const uint32_t From = Flow.blockOf(Earlier), To = Flow.blockOf(Later);
  if (!Flow.canFollow(Earlier, Later) || Flow.canFollow(Later, Earlier))
    return false;
  for (uint32_t B = 0; B != F.Blocks.size(); ++B)
    if (F.Blocks[B].If && Flow.decides(B, From) && !Flow.decides(B, To))
      return false;
  return true;
}

bool concurrency::isMadeBefore(const Solution &S, const GuardVote &V,
                               const SharedAccess &A,
                               llvm::ArrayRef<SharedAccess> Accesses) {
  if (A.isWrite() || V.UnguardedWrites)
    return false;
  const Function &F = S.program()[A.In];
  const Path &Target = F.Events[A.At.index()].Target;
  std::optional<Control> Flow;
  bool HasLooked = false;
  for (uint32_t J = 0; J != A.At.index() && !HasLooked; ++J)
    if (isGuardedAccess(S, A.In, EventId(J), Target, V.Guard)) {
      if (!Flow)
        Flow.emplace(F);
      HasLooked = isAlwaysAfter(F, *Flow, EventId(J), A.At);
    }
  return HasLooked && llvm::all_of(Accesses, [&](const SharedAccess &W) {
           return !W.isWrite() || W.Unshared || S[W.In].At.SetUp ||
                  isMadeIfMissing(S, W, V.Guard);
         });
}
