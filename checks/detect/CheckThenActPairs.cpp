//===- CheckThenActPairs.cpp - a test and an act on one piece of state ----===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "detect/CheckThenAct.h"
#include "facts/Words.h"
#include "solve/Conventions.h"
#include "solve/Entries.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/Sequence.h"

using namespace concurrency;

/// `if (!dirty) dirty = true;`: whoever was faster stored the same.
bool CheckThenActDetector::isAllThatIsDecided(uint32_t Branch, EventId Act,
                                              const Event &A) const {
  if (A.Args.empty() || A.Args[0].Kind != ValueKind::Constant)
    return false;
  std::vector<bool> Decided = Flow->decided(Branch);
  const Event *Return = nullptr;
  for (uint32_t B = 0; B != F->Blocks.size(); ++B)
    for (uint32_t J = F->Blocks[B].FirstEvent;
         Decided[B] && J != F->Blocks[B].EndEvent; ++J) {
      const Event &E = F->Events[J];
      if (EventId(J) == Act)
        continue;
      // (What is returned says who was faster.)
      if (E.Kind != EventKind::Return || (Return && Return->Args != E.Args))
        return false;
      Return = &E;
    }
  return true;
}

/// One end of a ring buffer: only this function moves it, and it compares it
/// with the other end. Two threads at one end are not meant.
bool CheckThenActDetector::isOwnEnd(uint32_t Branch, StateKey Key) const {
  if (!onlyChangesHere(Key))
    return false;
  return llvm::any_of(Flow->sources(Branch), [&](EventId Source) {
    const Event &E = event(Source);
    Path Base;
    return E.Kind == EventKind::Access && E.Atomic &&
           E.Rw == AccessKind::Read && before(Source) &&
           stateKey(S, E.Target, Base) != Key;
  });
}

/// `if (state == Playing) state = Paused;`, `if (asked) { …; asked = false; }`:
/// who has a state machine in hand, or answers a request, is one. Not so who
/// takes what was free: `if (!busy) busy = true;`.
bool CheckThenActDetector::isNextState(const Event &Act) const {
  return !Act.Args.empty() && Act.Args[0].Kind == ValueKind::Constant &&
         Act.Args[0].Number != 1 && !runsTwiceAtOnce();
}

bool CheckThenActDetector::atomicAct(uint32_t Branch, EventId Test,
                                     EventId Act) {
  const Event &T = event(Test), &A = event(Act);
  if (T.Kind != EventKind::Call && A.Kind != EventKind::Call)
    return atomicAct(Branch, Test, T, Act, A);
  std::optional<Event> Loads = onlyAccessOf(Test);
  if (!Loads || !Loads->Atomic)
    return false;
  std::optional<Event> Stores = onlyAccessOf(Act);
  return Stores && atomicAct(Branch, Test, *Loads, Act, *Stores);
}

/// `state.is(Idle)`, `state.set(Busy)`: a helper that is one access to an
/// atomic stands for that. Others stand for themselves.
std::optional<Event> CheckThenActDetector::onlyAccessOf(EventId Id) const {
  const Event &E = event(Id);
  if (E.Kind != EventKind::Call)
    return E;
  const HelperAccesses &All = helpers(Id);
  if (All.size() != 1 || !All.front().first->Atomic)
    return std::nullopt;
  Event Only = *All.front().first;
  Only.Target = All.front().second;
  // (What is stored is the caller's, where it is not the helper's own.)
  if (Only.Args.empty())
    Only.Args = E.Args;
  return Only;
}

bool CheckThenActDetector::atomicAct(uint32_t Branch, EventId Test,
                                     const Event &T, EventId Act,
                                     const Event &A) {
  bool Loads =
      T.Atomic && (T.Op == Operation::Load ||
                   (T.Op == Operation::None && T.Rw == AccessKind::Read));
  bool Stores =
      A.Atomic && (A.Op == Operation::Store ||
                   (A.Op == Operation::None && A.Rw == AccessKind::Write));
  // `if (n > 0) --n;`
  bool Counts = A.Atomic && A.Op == Operation::FetchModify && !isLookedAt(Act);
  if (!Loads || !(Stores || Counts) || !(T.Target == A.Target) ||
      !isShared(T.Target) || heldAcross(Test, Act) || inLoopOf(Branch, Act) ||
      retested(Branch, Test, Act, T.Target))
    return false;
  // Some bits are asked for, and others are changed; or whoever set them is
  // told who was first.
  auto HasBits = [](const Event &E) {
    return E.Args.size() == 1 && E.Args[0].Kind == ValueKind::Constant;
  };
  auto IsTold = [&](const Event &E) {
    return E.Kind == EventKind::Return &&
           llvm::any_of(E.Deps, [&](const Dep &D) { return D.Result == Act; });
  };
  if (Counts && HasBits(A) &&
      ((HasBits(T) && (T.Args[0].Number & A.Args[0].Number) == 0) ||
       llvm::any_of(F->Events, IsTold)))
    return false;
  Path Base;
  StateKey Key = stateKey(S, T.Target, Base);
  if ((Counts && isOwn(Key, A)) ||
      (HasBits(A) && Counts && isAllThatIsDecided(Branch, Act, A)) ||
      (Stores && (isAllThatIsDecided(Branch, Act, A) || isOwnEnd(Branch, Key) ||
                  isNextState(A))))
    return false;
  report(Pattern::ChangedSinceLoaded, Test, Act, T.Target, Confidence::Likely);
  return true;
}

/// `if (owner != self) { lock(); owner = self; }`: only the thread that asks
/// can make that true or false. (Whether there is an owner at all, others do.)
bool CheckThenActDetector::isOwnersMark(uint32_t Branch, const Event &A) const {
  EntityId State = A.Target.lastEntity();
  return A.Rw == AccessKind::Write && State.valid() &&
         !F->Blocks[Branch].If->Tested.known() &&
         llvm::none_of(
             A.Args,
             [](const Value &V) { return V.Kind == ValueKind::Constant; }) &&
         hasWord(P[State].shortName(), {"owner", "holder", "holding"});
}

bool CheckThenActDetector::stateAct(uint32_t Branch, EventId Test,
                                    EventId Act) {
  const Event &T = event(Test), &A = event(Act);
  if (T.Atomic || A.Atomic || T.Rw == AccessKind::Write || !isShared(T.Target))
    return false;
  if (isOwnersMark(Branch, A))
    return false;
  // What was fetched and looked at is no test of the container.
  if (T.Op != Operation::None && T.Op != Operation::Lookup &&
      T.Op != Operation::SizeTest)
    return false;
  bool ActOp = A.Op == Operation::Insert || A.Op == Operation::Remove ||
               A.Op == Operation::Fetch;
  if (A.Rw == AccessKind::Read && !ActOp)
    return false;
  Path BaseT, BaseA;
  StateKey KeyT = stateKey(S, T.Target, BaseT),
           KeyA = stateKey(S, A.Target, BaseA);
  if (KeyT != KeyA || !KeyT.Entity.valid() ||
      !(T.Target.startsWith(A.Target) || A.Target.startsWith(T.Target)) ||
      P[KeyT.Entity].ThreadLocal)
    return false;
  if (heldAcross(Test, Act) || inLoopOf(Branch, Act) || isOwn(KeyT, A))
    return false;

  const GuardVote &V = voteOn(KeyT);
  auto HoldsGuard = [&](EventId E) {
    return holdsClass(before(E)->Locks, V.Guard);
  };
  bool Internal = P[KeyT.Entity].Type.Role == TypeRole::Synchronized;
  if (Internal) {
    if (T.Op == Operation::None || A.Op == Operation::None)
      return false;
    report(Pattern::ChangedSinceTested, Test, Act, T.Target,
           Confidence::Likely);
    return true;
  }
  // (The lock of another object, to which this one points, is for that one.)
  if (!V.Guard.valid() || !V.Guarded || V.OfAnother)
    return false;
  // A lock of the file, or of another object, that the act happens to need for
  // something else.
  if (V.Place != GuardPlace::SameObject && BaseT.known() &&
      V.share() < (V.Place == GuardPlace::Global ? 0.5 : 0.8))
    return false;
  std::string Lock = P[V.Guard].shortName().str();
  bool TestHeld = HoldsGuard(Test), ActHeld = HoldsGuard(Act);
  // Inserting what is not there tests by itself, under the same lock.
  bool Retested =
      retested(Branch, Test, Act, T.Target) ||
      (ActHeld && T.Op != Operation::SizeTest && insertsIfAbsent(A.Text));
  // A flag or number that its only writer looks at before it writes. (Who
  // counts what he hands out, and may be called by anybody, is hardly one
  // thread's.)
  const bool Counts =
      A.Rw == AccessKind::Update && S[Id].At.Callers == CallersKind::Open &&
      !Running.runsInThreads(Id) && llvm::any_of(F->Events, [](const Event &E) {
        return E.Kind == EventKind::Return && !E.Args.empty();
      });
  auto ByOnlyWriter = [&] {
    return T.Op == Operation::None && A.Op == Operation::None && !Counts &&
           onlyChangesHere(KeyT) && !runsTwiceAtOnce();
  };
  if (!TestHeld && ActHeld) {
    if (S[Id].At.Callers == CallersKind::Hidden)
      return false;
    // A pointer or flag tested, then made under the lock.
    if (Retested && A.Rw != AccessKind::Read && T.Op == Operation::None) {
      report(Pattern::DoubleChecked, Test, Test, T.Target, Confidence::Definite,
             Lock);
      return true;
    }
    if (Retested || S[Id].At.SetUp || ByOnlyWriter())
      return false;
    report(Pattern::ChangedSinceTested, Test, Act, T.Target,
           Confidence::Likely);
    return true;
  }
  if (Retested)
    return false;
  if (TestHeld && ActHeld) {
    if (claimed(Test, Act, KeyT) || ByOnlyWriter())
      return false;
    report(Pattern::ChangedSinceTested, Test, Act, T.Target,
           Confidence::Likely);
    return true;
  }
  // Neither holds it: the pair matters where others do.
  if (!TestHeld && !ActHeld && T.Op != Operation::None &&
      A.Op != Operation::None && !V.Exposed && V.GuardedWrites &&
      S[Id].At.Callers != CallersKind::Hidden && !expectsLock(P, Id)) {
    report(Pattern::ChangedSinceTested, Test, Act, T.Target,
           Confidence::Likely);
    return true;
  }
  return false;
}

bool CheckThenActDetector::pointerAct(uint32_t Branch, EventId Test,
                                      EventId Act) {
  const Event &T = event(Test), &A = event(Act);
  if (!Concurrent || T.Kind != EventKind::Access)
    return false;
  if (T.Op == Operation::Expired && A.Op == Operation::LockWeak &&
      T.Target == A.Target) {
    // What lock() returned is tested as well: then the first test is idle.
    if (isLookedAt(Act))
      return false;
    report(Pattern::ExpiredThenLocked, Test, Act, T.Target,
           Confidence::Definite);
    return true;
  }
  // The object is changed, or the pointer handed on: to be used again, say.
  bool Acts = A.Kind == EventKind::Call ||
              (A.Rw != AccessKind::Read && A.Target.startsWith(T.Target));
  if (T.Op == Operation::UseCount && Acts && isShared(T.Target) &&
      !heldAcross(Test, Act)) {
    report(Pattern::CountedThenActed, Test, Act, T.Target, Confidence::Likely);
    return true;
  }
  return false;
}

/// The variable that names the path gets another one in between, on every way.
bool CheckThenActDetector::isRenamed(const Path &Name, EventId Test,
                                     EventId Act) const {
  if (Name.Root != RootKind::Local)
    return false;
  auto Renames = [&](uint32_t J) {
    const Event &E = F->Events[J];
    bool Writes = (E.Kind == EventKind::Access && E.Rw != AccessKind::Read) ||
                  E.Kind == EventKind::Assign;
    return Writes && (Name.startsWith(E.Target) || E.Target.startsWith(Name));
  };
  auto Between = [&](uint32_t First, uint32_t End) {
    return llvm::any_of(llvm::seq(First, End), Renames);
  };
  const Block &Tested = F->Blocks[Flow->blockOf(Test)],
              &Acting = F->Blocks[Flow->blockOf(Act)];
  if (&Tested == &Acting && Test < Act)
    return Between(Test.index() + 1, Act.index());
  if (Between(Test.index() + 1, Tested.EndEvent) ||
      Between(Acting.FirstEvent, Act.index()))
    return true;
  return !reachableBlocks(
      *F,
      [&](const Block &B) -> llvm::ArrayRef<uint32_t> {
        if (&B != &Tested && Between(B.FirstEvent, B.EndEvent))
          return {};
        return B.Succs;
      },
      Flow->blockOf(Test))[Flow->blockOf(Act)];
}

bool CheckThenActDetector::pathAct(EventId Test, EventId Act) {
  const Event &T = event(Test), &A = event(Act);
  if (T.Op != Operation::PathTest)
    return false;
  // Whether it could be opened is looked at, or whether somebody else made it
  // meanwhile: the test is idle, not wrong. Not so if it asked what is there,
  // without following links: somebody may be meant.
  bool Suspects = ByContents && T.Text == "lstat";
  static constexpr llvm::StringLiteral Makers[] = {
      "mkdir", "mkdirat", "mkfifo",  "mkfifoat",  "mknod", "mknodat",
      "link",  "linkat",  "symlink", "symlinkat", "open",  "openat"};
  const bool IsTold = F->AsksExists && llvm::is_contained(Makers, A.Text);
  if ((A.Op == Operation::PathOpen || IsTold) && isLookedAt(Act) && !Suspects)
    return false;
  bool Same = T.Target.known() ? T.Target == A.Target
                               : !T.Text.empty() && T.Text == A.Text;
  if (!Same || isRenamed(T.Target, Test, Act))
    return false;
  report(Pattern::PathTestedThenUsed, Test, Act, T.Target, Confidence::Likely);
  return true;
}

void CheckThenActDetector::splitUpdates() {
  for (uint32_t J = 0; J != F->Events.size(); ++J) {
    const Event &E = F->Events[J];
    const LockSet *State = before(EventId(J));
    if (E.Kind != EventKind::Access || E.Op != Operation::SplitUpdate ||
        !State || !State->Locks.empty() || !S[Id].At.Held.empty() ||
        !isShared(E.Target))
      continue;
    report(Pattern::SplitUpdate, EventId(J), EventId(J), E.Target,
           Confidence::Definite);
  }
}
