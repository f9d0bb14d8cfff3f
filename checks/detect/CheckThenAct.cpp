//===- CheckThenAct.cpp - decisions that may be out of date ---------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A branch tests shared state, and what it decides about acts on the same
/// state, with no lock held from the one to the other.
///
//===----------------------------------------------------------------------===//

#include "detect/Detect.h"
#include "detect/Explain.h"
#include "detect/LockedAccesses.h"
#include "solve/Control.h"
#include "solve/Conventions.h"
#include "solve/Entries.h"
#include "solve/GuardInference.h"
#include "facts/Words.h"
#include "llvm/ADT/STLExtras.h"
#include <set>

using namespace concurrency;

/// Branches times blocks is what a function costs; machine-made ones with more
/// are left out.
static constexpr size_t MaxBlocks = 4000;

namespace {
class CheckThenActDetector {
public:
  explicit CheckThenActDetector(const Evidence &Known)
      : S(Known.S), P(S.program()), Map(Known.Accesses),
        Running(Known.Running) {
    for (const Function &F : P.functions())
      for (const Event &E : F.Events)
        Concurrent |= E.Kind == EventKind::Acquire ||
                      E.Kind == EventKind::GuardInit ||
                      E.Kind == EventKind::Spawn ||
                      (E.Kind == EventKind::Access && E.Atomic) ||
                      E.Hint == Event::HintTy::Acquire ||
                      E.Hint == Event::HintTy::Guard;
  }

  Bugs run() {
    for (auto [I, F] : llvm::enumerate(P.functions()))
      inspect(FunctionId(I));
    return std::move(Found);
  }

private:
  void inspect(FunctionId Id);
  void splitUpdates();
  void lostUpdates();
  bool isLostUpdate(EventId Read, EventId Write) const;
  bool inspectTest(uint32_t Branch, EventId Test);
  bool isAssertion(uint32_t Branch) const;
  bool canPair(EventId Test, EventId Act) const;
  bool atomicAct(uint32_t Branch, EventId Test, EventId Act);
  bool stateAct(uint32_t Branch, EventId Test, EventId Act);
  bool isOnlyTaker(const Path &Object, StateKey Key) const;
  bool methodAct(uint32_t Branch, EventId Test, EventId Act);
  bool getterAct(uint32_t Branch, EventId Test, EventId Act);
  bool pointerAct(uint32_t Branch, EventId Test, EventId Act);
  bool pathAct(EventId Test, EventId Act);

  bool heldAcross(EventId Test, EventId Act) const;
  bool inLoopOf(uint32_t Branch, EventId Act) const;
  bool retested(uint32_t Branch, EventId Test, EventId Act,
                const Path &State) const;
  bool isShared(const Path &State) const;
  bool isAllThatIsDecided(uint32_t Branch, EventId Act) const;
  bool isOwnEnd(uint32_t Branch, StateKey Key) const;
  bool onlyChangesHere(StateKey Key) const;
  bool runsTwiceAtOnce() const;
  /// What was decided is done in the critical section of the test; a later one
  /// takes it back, or goes on.
  bool claimed(EventId Test, EventId Act, StateKey Key) const;
  /// A branch depends on the outcome of the event.
  bool isLookedAt(EventId E) const;
  /// No other thread than the one that runs this function changes the state, as
  /// far as the act depends on it.
  bool isOwn(StateKey Key, const Event &Act) const;
  const GuardVote &voteOn(StateKey Key);
  /// Reports at \p Act, with a note at \p Test if that is another event.
  void report(Pattern What, EventId Test, EventId Act, const Path &State,
              Confidence Sure, std::string Lock = "");
  const Event &event(EventId E) const { return F->Events[E.index()]; }
  const LockSet *before(EventId E) const { return S.before(Id, E); }

  Solution &S;
  const Program &P;
  const AccessMap &Map;
  const Threads &Running;
  std::map<StateKey, GuardVote> Votes;
  /// Anything here that only concurrent programs have.
  bool Concurrent = false;

  // The function under inspection.
  FunctionId Id;
  const Function *F = nullptr;
  const Control *Flow = nullptr;
  std::vector<EventId> Acts;
  std::set<EventId> Reported;
  Bugs Found;
};
} // namespace

const GuardVote &CheckThenActDetector::voteOn(StateKey Key) {
  auto [It, New] = Votes.try_emplace(Key);
  if (New)
    if (auto Accesses = Map.find(Key); Accesses != Map.end())
      It->second = vote(S, Key, inContexts(S, Accesses->second));
  return It->second;
}

/// State that another thread can know: not a local variable, nor an object
/// that is just being made.
bool CheckThenActDetector::isShared(const Path &State) const {
  switch (State.Root) {
  case RootKind::Global:
    return !P[State.global()].ThreadLocal;
  case RootKind::This:
    return !S[Id].At.OnlyInit || State.hasDeref();
  case RootKind::Param: {
    const llvm::SmallBitVector &Fresh = S[Id].At.FreshParams;
    return State.hasDeref() &&
           !(State.Index < Fresh.size() && Fresh[State.Index]);
  }
  default:
    return false;
  }
}

bool CheckThenActDetector::claimed(EventId Test, EventId Act,
                                   StateKey Key) const {
  return llvm::any_of(Acts, [&](EventId E) {
    const Event &Write = event(E);
    Path Base;
    return E != Act && Write.Kind == EventKind::Access &&
           Write.Rw != AccessKind::Read && before(E) &&
           stateKey(S, Write.Target, Base) == Key && heldAcross(Test, E) &&
           Flow->canFollow(Test, E) && Flow->canFollow(E, Act) &&
           !heldAcross(E, Act);
  });
}

bool CheckThenActDetector::isLookedAt(EventId E) const {
  // Of a stream that opens a file, the stream is asked.
  Path Stream;
  for (const Event &Opens : F->Events)
    if (Opens.Kind == EventKind::Block && Opens.Where == event(E).Where &&
        Opens.Target.Root == RootKind::Local)
      Stream = Opens.Target;
  for (uint32_t B = 0; B != F->Blocks.size(); ++B)
    if (llvm::is_contained(Flow->sources(B), E) ||
        (Stream.known() && F->Blocks[B].If &&
         llvm::any_of(F->Blocks[B].If->Deps,
                      [&](const Dep &D) { return D.P == Stream; })))
      return true;
  return false;
}

bool CheckThenActDetector::isOwn(StateKey Key, const Event &Act) const {
  std::optional<unsigned> Here = Running.onlyThread(Id);
  auto Accesses = Map.find(Key);
  if (!Here || Accesses == Map.end())
    return false;
  // Who takes out what is there does not mind more.
  bool Takes = Act.Op == Operation::Remove || Act.Op == Operation::Fetch;
  std::vector<SharedAccess> Changes;
  for (const SharedAccess &A : Accesses->second)
    if (!Takes || P[A.In].Events[A.At.index()].Op != Operation::Insert)
      Changes.push_back(A);
  return Running.onlyWriter(Changes) == Here;
}

/// One hold lasts from the test to the act; a caller's lock does, too.
bool CheckThenActDetector::heldAcross(EventId Test, EventId Act) const {
  if (!S[Id].At.Held.empty())
    return true;
  const LockSet *A = before(Test), *B = before(Act);
  return llvm::any_of(A->Locks, [&](const HeldLock &H) {
    return llvm::any_of(B->Locks, [&](const HeldLock &O) {
      if (!(H.Lock == O.Lock))
        return false;
      if (!H.Via || !O.Via)
        return H.Via == O.Via;
      return H.Via->Where == O.Via->Where;
    });
  });
}

/// The act is in the loop that the branch is the condition of: the next turn
/// tests again.
bool CheckThenActDetector::inLoopOf(uint32_t Branch, EventId Act) const {
  return Flow->isLoopCondition(Branch) &&
         Flow->reaches(Flow->blockOf(Act), Branch);
}

/// Another branch, between the test and the act and under the lock of the act,
/// tests the same state again; or this one compares what it was with what it is.
bool CheckThenActDetector::retested(uint32_t Branch, EventId Test, EventId Act,
                                    const Path &State) const {
  Path Base, OtherBase;
  StateKey Key = stateKey(S, State, Base);
  for (uint32_t B = 0; B != F->Blocks.size(); ++B) {
    if (!F->Blocks[B].If)
      continue;
    for (EventId Source : Flow->sources(B)) {
      const Event &E = event(Source);
      if ((B != Branch || Source != Test) && before(Source) &&
          E.Kind == EventKind::Access &&
          stateKey(S, E.Target, OtherBase) == Key && heldAcross(Source, Act) &&
          Flow->decided(B)[Flow->blockOf(Act)])
        return true;
    }
  }
  return false;
}

void CheckThenActDetector::report(Pattern What, EventId Test, EventId Act,
                                  const Path &State, Confidence Sure,
                                  std::string Lock) {
  if (!Reported.insert(Act).second)
    return;
  Bug B;
  B.What = What;
  B.Sure = Sure;
  B.Where = event(Act).Where;
  B.In = F->Self;
  B.Names = {stateName(S, *F, State)};
  if (What == Pattern::PathTestedThenUsed && !State.known())
    B.Names[0] = event(Act).Text;
  if (B.Names[0].empty() && State.Root == RootKind::Local)
    B.Names[0] = F->Locals[State.Index].Name;
  if (B.Names[0].empty())
    B.Names[0] = event(Act).Text;
  if (!Lock.empty())
    B.Names.push_back(Lock);
  if (Test != Act)
    B.Steps.push_back({What == Pattern::ChangedSinceRead
                           ? BugStepKind::ReadHere
                           : BugStepKind::TestedHere,
                       event(Test).Where,
                       {B.Names[0]}});
  Found.push_back(std::move(B));
}

//===----------------------------------------------------------------------===//
// The pairs
//===----------------------------------------------------------------------===//

/// `if (!dirty) dirty = true;`: whoever was faster stored the same.
bool CheckThenActDetector::isAllThatIsDecided(uint32_t Branch,
                                              EventId Act) const {
  const Event &A = event(Act);
  if (A.Args.empty() || A.Args[0].Kind != ValueKind::Constant)
    return false;
  std::vector<bool> Decided = Flow->decided(Branch);
  for (uint32_t B = 0; B != F->Blocks.size(); ++B)
    for (uint32_t J = F->Blocks[B].FirstEvent;
         Decided[B] && J != F->Blocks[B].EndEvent; ++J)
      if (EventId(J) != Act && F->Events[J].Kind != EventKind::Return)
        return false;
  return true;
}

/// No other function changes the state, once it is set up.
bool CheckThenActDetector::onlyChangesHere(StateKey Key) const {
  auto Accesses = Map.find(Key);
  return Accesses != Map.end() &&
         llvm::none_of(Accesses->second, [&](const SharedAccess &A) {
           return A.isWrite() && !A.Unshared && A.In != Id &&
                  !S[A.In].At.SetUp;
         });
}

/// Threads in view may be in this function together.
bool CheckThenActDetector::runsTwiceAtOnce() const {
  unsigned Threads = 0;
  for (auto [Root, R] : llvm::enumerate(Running.roots()))
    if (Running.reaches(Root, Id))
      Threads += R.Many ? 2 : 1;
  return Threads > 1 || (Threads && Running.reachedOutside(Id));
}

/// One end of a ring buffer: only this function moves it, and it compares it with
/// the other end. Two threads at one end are not meant.
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

bool CheckThenActDetector::atomicAct(uint32_t Branch, EventId Test,
                                     EventId Act) {
  const Event &T = event(Test), &A = event(Act);
  bool Loads = T.Atomic && (T.Op == Operation::Load ||
                            (T.Op == Operation::None && T.Rw == AccessKind::Read));
  bool Stores = A.Atomic && (A.Op == Operation::Store ||
                             (A.Op == Operation::None && A.Rw == AccessKind::Write));
  // `if (n > 0) --n;`
  bool Counts = A.Atomic && A.Op == Operation::FetchModify && !isLookedAt(Act);
  if (!Loads || !(Stores || Counts) || !(T.Target == A.Target) ||
      !isShared(T.Target) || heldAcross(Test, Act) || inLoopOf(Branch, Act) ||
      retested(Branch, Test, Act, T.Target))
    return false;
  Path Base;
  StateKey Key = stateKey(S, T.Target, Base);
  if ((Counts && isOwn(Key, A)) || (Stores && (isAllThatIsDecided(Branch, Act) ||
                                    isOwnEnd(Branch, Key))))
    return false;
  report(Pattern::ChangedSinceLoaded, Test, Act, T.Target, Confidence::Likely);
  return true;
}

bool CheckThenActDetector::stateAct(uint32_t Branch, EventId Test,
                                    EventId Act) {
  const Event &T = event(Test), &A = event(Act);
  if (T.Atomic || A.Atomic || T.Rw == AccessKind::Write || !isShared(T.Target))
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
  StateKey KeyT = stateKey(S, T.Target, BaseT), KeyA = stateKey(S, A.Target, BaseA);
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
  if (!V.Guard.valid() || !V.Guarded)
    return false;
  // A lock of the file, or of another object, that the act happens to need for
  // something else.
  if (V.Place != GuardPlace::SameObject && BaseT.known() &&
      V.share() < (V.Place == GuardPlace::Global ? 0.5 : 0.8))
    return false;
  std::string Lock = P[V.Guard].shortName().str();
  bool TestHeld = HoldsGuard(Test), ActHeld = HoldsGuard(Act);
  // Inserting what is not there tests by itself, under the same lock.
  bool Retested = retested(Branch, Test, Act, T.Target) ||
                  (ActHeld && T.Op != Operation::SizeTest &&
                   insertsIfAbsent(A.Text));
  // A flag or number that its only writer looks at before it writes.
  auto ByOnlyWriter = [&] {
    return T.Op == Operation::None && A.Op == Operation::None &&
           onlyChangesHere(KeyT) && !runsTwiceAtOnce();
  };
  if (!TestHeld && ActHeld) {
    if (S[Id].At.Callers == CallersKind::Hidden)
      return false;
    // A pointer or flag tested, then made under the lock.
    if (Retested && A.Rw != AccessKind::Read &&
        T.Op == Operation::None) {
      report(Pattern::DoubleChecked, Test, Test, T.Target,
             Confidence::Definite, Lock);
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
      S[Id].At.Callers != CallersKind::Hidden &&
      !expectsLock(P, Id)) {
    report(Pattern::ChangedSinceTested, Test, Act, T.Target,
           Confidence::Likely);
    return true;
  }
  return false;
}

/// Threads are in view, no two of which run this function, and no other takes
/// anything out of the object: what it has seen is still there.
bool CheckThenActDetector::isOnlyTaker(const Path &Object,
                                       StateKey Key) const {
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
      if (T && llvm::any_of(lockedAccesses(S, T->Callee),
                            [&](const LockedAccess &A) {
                              return A.Key == Key &&
                                     A.Access->Op == Operation::Remove;
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
      report(Pattern::ChangedSinceTested, Test, Act, State,
             Confidence::Likely);
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

bool CheckThenActDetector::pointerAct(uint32_t Branch, EventId Test,
                                      EventId Act) {
  const Event &T = event(Test), &A = event(Act);
  if (!Concurrent || A.Kind != EventKind::Access)
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
  if (T.Op == Operation::UseCount && A.Rw != AccessKind::Read &&
      A.Target.startsWith(T.Target) && isShared(T.Target) &&
      !heldAcross(Test, Act)) {
    report(Pattern::CountedThenActed, Test, Act, T.Target, Confidence::Likely);
    return true;
  }
  return false;
}

bool CheckThenActDetector::pathAct(EventId Test, EventId Act) {
  const Event &T = event(Test), &A = event(Act);
  if (T.Op != Operation::PathTest)
    return false;
  // Whether it could be opened is looked at: the test is idle, not wrong.
  if (A.Op == Operation::PathOpen && isLookedAt(Act))
    return false;
  bool Same = T.Target.known() ? T.Target == A.Target
                               : !T.Text.empty() && T.Text == A.Text;
  if (!Same)
    return false;
  report(Pattern::PathTestedThenUsed, Test, Act, T.Target, Confidence::Likely);
  return true;
}

/// Cheap conditions that every pair fulfils.
bool CheckThenActDetector::canPair(EventId Test, EventId Act) const {
  const Event &T = event(Test), &A = event(Act);
  if (Act == Test || !before(Act))
    return false;
  if (T.Kind == EventKind::Call)
    return true;
  if (A.Kind != T.Kind)
    return false;
  if (T.Op == Operation::PathTest)
    return A.Op == Operation::PathUse || A.Op == Operation::PathOpen;
  return A.Target.startsWith(T.Target) || T.Target.startsWith(A.Target);
}

/// One way out of the branch never returns: an assertion decides nothing. (An
/// exception is an answer like others.)
bool CheckThenActDetector::isAssertion(uint32_t Branch) const {
  return llvm::any_of(F->Blocks[Branch].Succs, [&](uint32_t Succ) {
    const Block &B = F->Blocks[Succ];
    return !B.Throws &&
           (B.NoReturn || (B.FirstEvent != B.EndEvent &&
                           S.dies(Id, EventId(B.FirstEvent))));
  });
}

bool CheckThenActDetector::inspectTest(uint32_t Branch, EventId Test) {
  const Event &T = event(Test);
  if (!before(Test) ||
      (T.Kind != EventKind::Access && T.Kind != EventKind::Call))
    return false;
  std::vector<bool> Decided;
  for (EventId Act : Acts) {
    if (!canPair(Test, Act))
      continue;
    if (Decided.empty())
      Decided = Flow->decided(Branch);
    if (!Decided[Flow->blockOf(Act)])
      continue;
    if (T.Kind == EventKind::Call ? methodAct(Branch, Test, Act) ||
                                        getterAct(Branch, Test, Act)
                                  : atomicAct(Branch, Test, Act) ||
                                        pointerAct(Branch, Test, Act) ||
                                        pathAct(Test, Act) ||
                                        stateAct(Branch, Test, Act))
      return true;
  }
  return false;
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

void CheckThenActDetector::lostUpdates() {
  for (EventId Write : Acts) {
    const Event &W = event(Write);
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
    for (EventId Read : Flow->sources(W.Deps, Write))
      if (isLostUpdate(Read, Write) && !claimed(Read, Write, Key) &&
          !retested(~0u, Read, Write, W.Target)) {
        report(Pattern::ChangedSinceRead, Read, Write, W.Target,
               Confidence::Likely);
        break;
      }
  }
}

void CheckThenActDetector::inspect(FunctionId Function) {
  Id = Function;
  F = &P[Id];
  if (S[Id].At.OnlyInit && F->Kind != FunctionKind::Function)
    return;
  Reported.clear();
  splitUpdates();
  Acts.clear();
  for (uint32_t J = 0; J != F->Events.size(); ++J) {
    const Event &E = F->Events[J];
    if (E.Kind == EventKind::Call ||
        (E.Kind == EventKind::Access && !E.Opaque &&
         (E.Rw != AccessKind::Read || E.Op != Operation::None)))
      Acts.push_back(EventId(J));
  }
  if (Acts.empty() || F->Blocks.size() > MaxBlocks)
    return;
  Control Here(*F);
  Flow = &Here;
  lostUpdates();
  for (uint32_t B = 0; B != F->Blocks.size(); ++B)
    if (F->Blocks[B].If && !isAssertion(B))
      for (EventId Source : Here.sources(B))
        if (inspectTest(B, Source))
          break;
}

Bugs concurrency::detectCheckThenAct(const Evidence &Known) {
  return CheckThenActDetector(Known).run();
}
