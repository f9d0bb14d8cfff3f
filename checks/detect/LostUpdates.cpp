//===- LostUpdates.cpp - what was written since it was read ---------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "detect/CheckThenAct.h"
#include "solve/Conventions.h"
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

/// Nobody asks what the atomic operation made of it.
bool CheckThenActDetector::isUnusedCount(EventId Count) const {
  const Event &E = event(Count);
  return E.Kind == EventKind::Access && E.Atomic &&
         E.Op == Operation::FetchModify && before(Count) &&
         !isLookedAt(Count) &&
         llvm::none_of(F->Events, [&](const Event &Other) {
           return llvm::any_of(Other.Deps,
                               [&](const Dep &D) { return D.Result == Count; });
         });
}

/// The branch decides that the object that has the count is freed, or that all
/// of it comes to an end.
bool CheckThenActDetector::endsObjectOf(uint32_t Branch,
                                        const Path &Count) const {
  const std::vector<bool> Decided = Flow->decided(Branch);
  for (uint32_t J = 0; J != F->Events.size(); ++J) {
    const Event &E = F->Events[J];
    if (!Decided[Flow->blockOf(EventId(J))])
      continue;
    const bool OfWhole = E.Target.known() && Count.startsWith(E.Target) &&
                         !(E.Target == Count) &&
                         (E.Target.hasDeref() || E.Target == Path::self());
    if ((E.Kind == EventKind::Access && E.Rw != AccessKind::Read && OfWhole) ||
        (E.Kind == EventKind::Call &&
         ((E.IsDestructor && OfWhole) || endsByName(E.Text))))
      return true;
  }
  return false;
}

/// (A count that has come to a limit is another matter.)
bool CheckThenActDetector::comparesWithZero(const Branch &If,
                                            EventId Load) const {
  return If.Result == Load ||
         (If.Tested == event(Load).Target && If.Number == 0);
}

/// `--refs; if (refs == 0) delete this;`: two that count down at once may both
/// see the last, and none of them the one before.
void CheckThenActDetector::splitCounts() {
  for (uint32_t J = 0; J != F->Events.size(); ++J) {
    const EventId Count(J);
    if (!isUnusedCount(Count) || !isShared(event(Count).Target))
      continue;
    const Path &State = event(Count).Target;
    for (uint32_t K = J + 1; K != F->Events.size(); ++K) {
      const Event &Load = F->Events[K];
      if (Load.Kind != EventKind::Access || !(Load.Target == State))
        continue;
      if (!Load.Atomic || Load.Rw != AccessKind::Read || !before(EventId(K)) ||
          heldAcross(Count, EventId(K)) ||
          !Flow->isAlwaysBefore(Count, EventId(K)))
        break;
      for (uint32_t B = 0; B != F->Blocks.size(); ++B)
        if (F->Blocks[B].If && comparesWithZero(*F->Blocks[B].If, EventId(K)) &&
            !Flow->isLoopCondition(B) && endsObjectOf(B, State)) {
          report(Pattern::ChangedSinceCounted, Count, EventId(K), State,
                 Confidence::Likely);
          break;
        }
      break;
    }
  }
}
