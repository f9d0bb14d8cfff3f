//===- CheckThenActCalls.cpp - a test and an act that lock by themselves --===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "detect/CheckThenAct.h"
#include "detect/LockedAccesses.h"
#include "facts/Words.h"
#include "solve/Conventions.h"
#include "llvm/ADT/STLExtras.h"

using namespace concurrency;

/// Threads are in view, no two of which run this function, and no other takes
/// anything out of the object: what it has seen is still there.
bool CheckThenActDetector::isOnlyTaker(const Path &Object, StateKey Key) const {
  if (Running.roots().empty() || runsTwiceAtOnce() ||
      !Object.lastEntity().valid())
    return false;
  for (auto [I, G] : llvm::enumerate(P.functions())) {
    if (FunctionId(I) == Id)
      continue;
    for (const Event &E : G.Events) {
      if (E.Kind != EventKind::Call ||
          E.Target.lastEntity() != Object.lastEntity())
        continue;
      std::optional<CallTarget> T = S.target(G, E);
      if (T && llvm::any_of(
                   lockedAccesses(S, T->Callee), [&](const LockedAccess &A) {
                     return A.Key == Key && A.Access->Op == Operation::Remove;
                   }))
        return false;
    }
  }
  return true;
}

/// Who takes something out waits until there is something. (What it waits with
/// may have its body elsewhere.)
static bool waitsForMore(const Solution &S, FunctionId Taker) {
  const Program &P = S.program();
  return llvm::any_of(S[Taker].Effects.Events,
                      [](const LatentEvent &L) {
                        return L.Kind == LatentEvent::Block &&
                               L.Blocks == BlockKind::ThreadWait;
                      }) ||
         llvm::any_of(P[Taker].Events, [&](const Event &E) {
           return E.Kind == EventKind::Call && E.Callee.valid() &&
                  llvm::is_contained(wordsOf(P[E.Callee].shortName()), "wait");
         });
}

/// Two functions that lock by themselves: `if (!q.empty()) q.pop();`.
bool CheckThenActDetector::methodAct(uint32_t Branch, EventId Test,
                                     EventId Act) {
  const Event &T = event(Test), &A = event(Act);
  if (A.Kind != EventKind::Call || !(T.Target == A.Target) ||
      !isShared(T.Target) || T.Callable.valid() || A.Callable.valid() ||
      T.Callee == A.Callee)
    return false;
  std::optional<CallTarget> First = S.target(*F, T), Second = S.target(*F, A);
  if (!First || !Second || heldAcross(Test, Act))
    return false;
  std::vector<LockedAccess> Tested = lockedAccesses(S, First->Callee);
  std::vector<LockedAccess> Acted = lockedAccesses(S, Second->Callee);
  // The test only reads; the act changes what was read.
  if (changes(Tested))
    return false;
  for (const LockedAccess &Read : Tested)
    for (const LockedAccess &Write : Acted) {
      if (Write.Key != Read.Key || Write.Lock != Read.Lock ||
          Read.Access->Target.Root != RootKind::This ||
          Write.Access->Target.Root != RootKind::This ||
          Write.Access->Rw == AccessKind::Read)
        continue;
      // A loop tests again; but what it takes out, it has to take each time.
      bool Takes = Write.Access->Op == Operation::Remove;
      if ((inLoopOf(Branch, Act) && !Takes) || isOwn(Read.Key, *Write.Access) ||
          looksItself(S, Second->Callee, Read.Key) ||
          (Takes && (isOnlyTaker(T.Target, Read.Key) ||
                     waitsForMore(S, Second->Callee))))
        continue;
      Path State = T.Target.Steps.empty() && T.Target.Root == RootKind::This
                       ? T.Target.then(Step::field(Read.Key.Entity))
                       : T.Target;
      report(Pattern::ChangedSinceTested, Test, Act, State, Confidence::Likely);
      return true;
    }
  return false;
}

/// A function that locks by itself, and then the same lock here:
/// `if (q.empty()) return; lock(q.mutex); q.items.pop_front();`.
bool CheckThenActDetector::getterAct(uint32_t Branch, EventId Test,
                                     EventId Act) {
  const Event &T = event(Test), &A = event(Act);
  bool Changes = A.Rw != AccessKind::Read || A.Op == Operation::Fetch;
  if (A.Kind != EventKind::Access || !Changes || A.Atomic ||
      before(Act)->Locks.empty() || !isShared(A.Target) || T.Callable.valid())
    return false;
  std::optional<CallTarget> Getter = S.target(*F, T);
  if (!Getter || S[Getter->Callee].Effects.hasLockEffect() ||
      heldAcross(Test, Act) || inLoopOf(Branch, Act))
    return false;
  Path Base;
  StateKey Key = stateKey(S, A.Target, Base);
  std::vector<LockedAccess> Tested = lockedAccesses(S, Getter->Callee);
  if (changes(Tested))
    return false;
  for (const LockedAccess &Read : Tested) {
    Path Object = Getter->Bindings.toCaller(Read.Access->Target), BaseOfRead;
    if (Read.Key != Key || stateKey(S, Object, BaseOfRead) != Key ||
        !(BaseOfRead == Base) ||
        !(Object.startsWith(A.Target) || A.Target.startsWith(Object)) ||
        !holdsClass(before(Act)->Locks, Read.Lock))
      continue;
    if (retested(Branch, Test, Act, A.Target) || isOwn(Key, A) ||
        insertsIfAbsent(A.Text))
      return false;
    report(Pattern::ChangedSinceTested, Test, Act, A.Target,
           Confidence::Likely);
    return true;
  }
  return false;
}
