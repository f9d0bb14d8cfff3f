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
#include "solve/NewObjects.h"
#include "llvm/ADT/STLExtras.h"

using namespace concurrency;

const std::vector<LockedAccess> &
CheckThenActDetector::locked(FunctionId Of) const {
  auto [It, New] = Locked.try_emplace(Of);
  if (New)
    It->second = lockedAccesses(S, Of);
  return It->second;
}

const HelperAccesses &CheckThenActDetector::helpers(EventId Call) const {
  auto [It, New] = Helpers.try_emplace(Call);
  if (New)
    It->second = helperAccesses(S, Id, Call);
  return It->second;
}

/// Threads are in view, no two of which run this function, and no other takes
/// anything out of the object: what it has seen is still there.
bool CheckThenActDetector::isOnlyTaker(const Path &Object, FunctionId Taker,
                                       StateKey Key) const {
  if (Running.roots().empty() || runsTwiceAtOnce())
    return false;
  auto TakesOut = [&](FunctionId F) {
    return F == Taker || llvm::any_of(locked(F), [&](const LockedAccess &A) {
             return A.Key == Key && A.Access->Op == Operation::Remove;
           });
  };
  for (auto [I, G] : llvm::enumerate(P.functions())) {
    if (FunctionId(I) == Id)
      continue;
    for (const Event &E : G.Events) {
      if (E.Kind != EventKind::Call ||
          (E.Target.known() && Object.lastEntity().valid() &&
           E.Target.lastEntity() != Object.lastEntity()))
        continue;
      std::optional<CallTarget> T = S.target(G, E);
      if (T && TakesOut(T->Callee))
        return false;
    }
  }
  return true;
}

/// By what it does to a container, or by its name.
static bool takesOut(const Program &P, FunctionId F, const Event &Write) {
  if (Write.Op != Operation::None)
    return Write.Op == Operation::Remove;
  constexpr llvm::StringLiteral Words[] = {"pop",    "take",  "get", "dequeue",
                                           "remove", "shift", "next"};
  return llvm::any_of(
      wordsOf(P[P[F].Self].shortName()),
      [&](llvm::StringRef W) { return llvm::is_contained(Words, W); });
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

/// What the act sets the state to is a constant that the caller hands over:
/// `if (is_active()) set_active(false);`. See isNextState().
bool CheckThenActDetector::setsNextState(const Event &Write,
                                         const CallTarget &Act) const {
  if (Write.Op != Operation::None || Write.Rw != AccessKind::Write ||
      Write.Args.empty())
    return false;
  Event Set = Write;
  Set.Args[0] = Act.Bindings.toCaller(Write.Args[0]);
  return isNextState(Set);
}

/// Two functions that lock by themselves: `if (!q.empty()) q.pop();`,
/// `if (find(name) < 0) add(name);`.
bool CheckThenActDetector::callAct(uint32_t Branch, EventId Test, EventId Act) {
  const Event &T = event(Test), &A = event(Act);
  if (A.Kind != EventKind::Call || T.Callable.valid() || A.Callable.valid() ||
      T.Callee == A.Callee)
    return false;
  std::optional<CallTarget> First = S.target(*F, T), Second = S.target(*F, A);
  if (!First || !Second)
    return false;
  const std::vector<LockedAccess> &Tested = locked(First->Callee);
  // The test only reads; the act changes what was read.
  if (Tested.empty() || changes(Tested) || heldAcross(Test, Act))
    return false;
  const std::vector<LockedAccess> &Acted = locked(Second->Callee);
  for (const LockedAccess &Read : Tested)
    for (const LockedAccess &Write : Acted) {
      if (Write.Access->Rw == AccessKind::Read)
        continue;
      Path State = sameState(S, T, *First, Read, A, *Second, Write);
      if (!State.known() || !isShared(T.Target.known() ? T.Target : State))
        continue;
      // A loop tests again; but what it takes out, it has to take each time.
      bool Takes = takesOut(P, Second->Callee, *Write.Access);
      if ((inLoopOf(Branch, Act) && !Takes) || isOwn(Read.Key, *Write.Access) ||
          looksItself(S, Second->Callee, Read.Key, Read.Access->Op) ||
          (Write.isOwn() && setsNextState(*Write.Access, *Second)) ||
          (Takes && (isOnlyTaker(T.Target.known() ? T.Target : State,
                                 Second->Callee, Read.Key) ||
                     waitsForMore(S, Second->Callee))))
        continue;
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
  const std::vector<LockedAccess> &Tested = locked(Getter->Callee);
  if (changes(Tested))
    return false;
  for (const LockedAccess &Read : Tested) {
    Path Object = Getter->Bindings.toCaller(Read.Target), BaseOfRead;
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

/// What the function that is called there reads of \p State, by its caller's
/// name; unknown if nothing, or if it changes that or locks by itself.
Path CheckThenActDetector::readBy(EventId Call, const Path &State) const {
  Path Base, BaseOfRead, Found;
  StateKey Key = stateKey(S, State, Base);
  for (const auto &[Access, Object] : helpers(Call)) {
    if (stateKey(S, Object, BaseOfRead) != Key || !(BaseOfRead == Base))
      continue;
    if (Access->Rw != AccessKind::Read)
      return Path::unknown();
    Found = Object;
  }
  return Found;
}

/// `lock(); s = find_locked(name); unlock(); if (s) return s; …; lock();
/// insert_locked(made);`: helpers test or act under the locks of their caller.
bool CheckThenActDetector::helperAct(uint32_t Branch, EventId Test,
                                     EventId Act) {
  const Event &T = event(Test), &A = event(Act);
  if (T.Atomic || T.Rw != AccessKind::Read || heldAcross(Test, Act) ||
      inLoopOf(Branch, Act) || before(Test)->Locks.empty() ||
      before(Act)->Locks.empty())
    return false;
  if (A.Kind == EventKind::Access)
    return T.Kind == EventKind::Call && A.Rw != AccessKind::Read && !A.Atomic &&
           helperAct(Branch, Test, Act, A, Names->resolve(A.Target));
  for (const auto &[Access, Target] : helpers(Act))
    if (Access->Rw != AccessKind::Read && !Access->Atomic &&
        helperAct(Branch, Test, Act, *Access, Target))
      return true;
  return false;
}

/// (Who claims what he finds leaves none to be found twice.)
bool CheckThenActDetector::onlyLooks(EventId Test) const {
  return llvm::all_of(helpers(Test), [](const auto &Helper) {
    return Helper.first->Rw == AccessKind::Read;
  });
}

/// `made->next = table[i]; table[i] = made;`: who is the only one to add to a
/// list may well be so in several threads.
bool CheckThenActDetector::addsNew(const Event &Write) const {
  EntityId State = Write.Target.lastEntity();
  if (!State.valid() || Write.Args.size() != 1)
    return false;
  const TypeFacts &Type = P[State].Type;
  const Value &Added = Write.Args[0];
  return Type.Indirect && Type.Record.valid() && P.isLinked(Type.Record) &&
         Added.Kind == ValueKind::Copy && Added.P.Root == RootKind::Local &&
         Added.P.Steps.empty() && NewObjects(S, Id)[Added.P.Index].Fresh;
}

/// \p Write is what the act does, to \p Target.
bool CheckThenActDetector::helperAct(uint32_t Branch, EventId Test, EventId Act,
                                     const Event &Write, const Path &Target) {
  const Event &T = event(Test), &A = event(Act);
  const Path State =
      T.Kind == EventKind::Call ? readBy(Test, Target) : T.Target;
  if (!State.known() || !isShared(Target) || !mayBePart(State, Target))
    return false;
  Path Base;
  const StateKey Key = stateKey(S, Target, Base);
  if (stateKey(S, State, Base) != Key)
    return false;
  const GuardVote &V = voteOn(Key);
  auto HoldsGuard = [&](EventId E) {
    return holdsClass(before(E)->Locks, V.Guard);
  };
  if (!V.Guard.valid() || !V.GuardedWrites || V.OfAnother ||
      !HoldsGuard(Test) || !HoldsGuard(Act) || isOwn(Key, Write) ||
      insertsIfAbsent(A.Text) || retested(Branch, Test, Act, Target) ||
      claimed(Test, Act, Key) ||
      (onlyChangesHere(Key) && !runsTwiceAtOnce() &&
       !(addsNew(Write) && onlyLooks(Test))))
    return false;
  // (One that looks first is what to call.)
  if (A.Kind == EventKind::Call)
    if (std::optional<CallTarget> Helper = S.target(*F, A);
        Helper && looksItself(S, Helper->Callee, Key, T.Op))
      return false;
  report(Pattern::ChangedSinceTested, Test, Act, Target, Confidence::Likely);
  return true;
}
