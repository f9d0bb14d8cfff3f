//===- LostUpdates.cpp - what was written since it was read ---------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "detect/CheckThenAct.h"
#include "llvm/ADT/STLExtras.h"

using namespace concurrency;

/// `n = state` in one critical section, `state = n + 1` in the next one of the
/// same lock: what others have written in between is lost.
bool CheckThenActDetector::isLostUpdate(EventId Read, EventId Write) const {
  const Event &R = event(Read), &W = event(Write);
  if (R.Kind != EventKind::Access || R.Rw != AccessKind::Read ||
      R.Op != Operation::None || R.Atomic || R.Opaque ||
      !(R.Target == W.Target) || !before(Read) || heldAcross(Read, Write) ||
      !Flow->canFollow(Read, Write))
    return false;
  auto Holds = [&](EventId E, const HeldLock &L) {
    return llvm::any_of(before(E)->Locks, [&](const HeldLock &H) {
      return H.Lock == L.Lock && H.Must;
    });
  };
  // Both hold one lock, if not all along.
  return llvm::any_of(before(Write)->Locks, [&](const HeldLock &L) {
    return L.own() && Holds(Read, L);
  });
}

/// `set(get() + 1)`, where each locks by itself.
bool CheckThenActDetector::isLostByCalls(EventId Read, EventId Write,
                                         Path &State) {
  const Event &R = event(Read), &W = event(Write);
  if (R.Kind != EventKind::Call || !before(Read) || R.Callee == W.Callee ||
      heldAcross(Read, Write) || !Flow->canFollow(Read, Write))
    return false;
  std::optional<CallTarget> Getter = S.target(*F, R), Setter = S.target(*F, W);
  if (!Getter || !Setter)
    return false;
  const std::vector<LockedAccess> &Got = locked(Getter->Callee);
  if (Got.empty() || changes(Got))
    return false;
  for (const LockedAccess &Set : locked(Setter->Callee)) {
    const List<Value> &Stored = Set.Access->Args;
    if (Set.Access->Rw != AccessKind::Write || Stored.size() != 1 ||
        Stored[0].Kind != ValueKind::Copy ||
        Stored[0].P.Root != RootKind::Param || isOwn(Set.Key, *Set.Access))
      continue;
    for (const LockedAccess &A : Got) {
      State = sameState(S, R, *Getter, A, W, *Setter, Set);
      if (State.known() && isShared(R.Target.known() ? R.Target : State) &&
          !isOwners(Set.Key))
        return true;
    }
  }
  return false;
}

void CheckThenActDetector::lostUpdates() {
  for (EventId Write : Acts) {
    const Event &W = event(Write);
    if (W.Kind == EventKind::Call && !W.Deps.empty() && before(Write))
      for (EventId Read : Flow->sources(W.Deps, Write))
        if (Path State; isLostByCalls(Read, Write, State)) {
          report(Pattern::ChangedSinceRead, Read, Write, State,
                 Confidence::Likely);
          break;
        }
    if (W.Kind != EventKind::Access || W.Rw != AccessKind::Write || W.Atomic ||
        W.Op != Operation::None || W.Deps.empty() || !before(Write) ||
        before(Write)->Locks.empty() || !isShared(W.Target))
      continue;
    Path Base;
    const StateKey Key = stateKey(S, W.Target, Base);
    if (!Key.Entity.valid() || P[Key.Entity].ThreadLocal || isOwn(Key, W) ||
        (onlyChangesHere(Key) && !runsTwiceAtOnce()))
      continue;
    const GuardVote &V = voteOn(Key);
    if (!V.Guard.valid() || !holdsClass(before(Write)->Locks, V.Guard))
      continue;
    // (`most = std::max(most, n)`: what it is now counts as well.)
    if (llvm::any_of(W.Deps, [&](const Dep &D) {
          return D.P == W.Target && !D.Result.valid();
        }))
      continue;
    for (EventId Read : Flow->sources(W.Deps, Write))
      if (isLostUpdate(Read, Write) && !claimed(Read, Write, Key) &&
          !retested(~0u, Read, Write, W.Target)) {
        report(Pattern::ChangedSinceRead, Read, Write, W.Target,
               Confidence::Likely);
        break;
      }
  }
}
