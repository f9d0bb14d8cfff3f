//===- CheckThenAct.cpp - decisions that may be out of date ---------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "detect/CheckThenAct.h"
#include "llvm/ADT/STLExtras.h"

using namespace concurrency;

/// Branches times blocks is what a function costs; machine-made ones with more
/// are left out.
static constexpr size_t MaxBlocks = 4000;

bool CheckThenActDetector::isConcurrent(const Program &P) {
  return llvm::any_of(P.functions(), [](const Function &F) {
    return llvm::any_of(F.Events, [](const Event &E) {
      return E.Kind == EventKind::Acquire || E.Kind == EventKind::GuardInit ||
             E.Kind == EventKind::Spawn ||
             (E.Kind == EventKind::Access && E.Atomic) ||
             E.Hint == Event::HintTy::Acquire || E.Hint == Event::HintTy::Guard;
    });
  });
}

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
           Write.Rw != AccessKind::Read && before(E) && heldAcross(Test, E) &&
           Flow->canFollow(Test, E) && Flow->canFollow(E, Act) &&
           !heldAcross(E, Act) &&
           (stateKey(S, Write.Target, Base) == Key || isClaim(E, Act));
  });
}

/// `if (!running || stopping) return; stopping = true;`: a flag is set that
/// whoever comes to the act has found unset, under the same lock.
bool CheckThenActDetector::isClaim(EventId Write, EventId Act) const {
  const Event &Sets = event(Write);
  if (Sets.Args.empty() || Sets.Args[0].Kind != ValueKind::Constant ||
      Sets.Args[0].Number == 0)
    return false;
  const uint32_t There = Flow->blockOf(Act);
  for (uint32_t B = 0; B != F->Blocks.size(); ++B) {
    const Block &Asks = F->Blocks[B];
    if (!Asks.If || !(Asks.If->Tested == Sets.Target) || Asks.If->Number != 0 ||
        !Flow->decided(B)[There])
      continue;
    const uint32_t IfUnset = Asks.Succs[Asks.If->Negated ? 0 : 1];
    if ((IfUnset == There || Flow->reaches(IfUnset, There)) &&
        llvm::any_of(Flow->sources(B), [&](EventId Look) {
          return event(Look).Target == Sets.Target && before(Look) &&
                 Look != Write && heldAcross(Look, Write) &&
                 Flow->canFollow(Look, Write);
        }))
      return true;
  }
  return false;
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

bool CheckThenActDetector::isOwners(StateKey Key) const {
  return Discipline.hasOwner(Key) && !runsTwiceAtOnce();
}

/// No other function changes the state, once it is set up, nor a helper of
/// others.
bool CheckThenActDetector::onlyChangesHere(StateKey Key) const {
  auto Accesses = Map.find(Key);
  auto IsHere = [&](FunctionId Of) {
    auto Calls = S.callSites(Of);
    return Of == Id || (S[Of].At.Callers == CallersKind::Known &&
                        !Calls.empty() &&
                        llvm::all_of(Calls, [&](const AccessSite &C) {
                          return C.In == Id;
                        }));
  };
  return Accesses != Map.end() &&
         llvm::none_of(Accesses->second, [&](const SharedAccess &A) {
           return A.isWrite() && !A.Unshared && !IsHere(A.In) &&
                  !S[A.In].At.SetUp;
         });
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
/// tests the same state again; or this one compares what it was with what it is;
/// or one compares so what else was read along with the test, which changes when
/// the state does (a version, for instance).
bool CheckThenActDetector::retested(uint32_t Branch, EventId Test, EventId Act,
                                    const Path &State) const {
  Path Base, OtherBase;
  StateKey Key = stateKey(S, State, Base);
  for (uint32_t B = 0; B != F->Blocks.size(); ++B) {
    if (!F->Blocks[B].If)
      continue;
    for (EventId Source : Flow->sources(B)) {
      const Event &E = event(Source);
      if ((B == Branch && Source == Test) || !before(Source) ||
          !heldAcross(Source, Act) || !Flow->decided(B)[Flow->blockOf(Act)])
        continue;
      auto IsSame = [&](EventId Other, const StateKey &As) {
        return event(Other).Kind == EventKind::Access &&
               stateKey(S, event(Other).Target, OtherBase) == As;
      };
      if (IsSame(Source, Key) ||
          (E.Kind == EventKind::Call && readBy(Source, State).known()))
        return true;
      if (E.Kind != EventKind::Access)
        continue;
      const StateKey Version = stateKey(S, E.Target, OtherBase);
      if (llvm::any_of(Flow->sources(B), [&](EventId Then) {
            return Then != Source && IsSame(Then, Version) && before(Then) &&
                   heldAcross(Then, Test);
          }))
        return true;
    }
  }
  return false;
}

void CheckThenActDetector::report(Pattern What, EventId Test, EventId Act,
                                  const Path &State, Confidence Sure,
                                  std::string Lock) {
  Path Base;
  if ((What == Pattern::ChangedSinceTested ||
       What == Pattern::ChangedSinceLoaded) &&
      isOwners(stateKey(S, State, Base)))
    return;
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
    B.Steps.push_back({What == Pattern::ChangedSinceRead ? BugStepKind::ReadHere
                       : What == Pattern::ChangedSinceCounted
                           ? BugStepKind::WrittenHere
                           : BugStepKind::TestedHere,
                       event(Test).Where,
                       {B.Names[0]}});
  Found.push_back(std::move(B));
}

//===----------------------------------------------------------------------===//
// The tests and acts of a function
//===----------------------------------------------------------------------===//

/// Cheap conditions that every pair fulfils.
bool CheckThenActDetector::canPair(EventId Test, EventId Act) const {
  const Event &T = event(Test), &A = event(Act);
  if (Act == Test || !before(Act))
    return false;
  if (T.Kind == EventKind::Call)
    return true;
  if (A.Kind == EventKind::Call)
    return T.Op == Operation::UseCount
               ? llvm::is_contained(A.Args, Value::copy(T.Target))
               : T.Op == Operation::None && A.Callee.valid() &&
                     P.body(A.Callee).valid() &&
                     (T.Atomic || !before(Test)->Locks.empty());
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
    if (T.Kind == EventKind::Call
            ? callAct(Branch, Test, Act) || getterAct(Branch, Test, Act) ||
                  helperAct(Branch, Test, Act) || atomicAct(Branch, Test, Act)
        : event(Act).Kind == EventKind::Call
            ? pointerAct(Branch, Test, Act) || helperAct(Branch, Test, Act) ||
                  atomicAct(Branch, Test, Act)
            : atomicAct(Branch, Test, Act) || pointerAct(Branch, Test, Act) ||
                  pathAct(Test, Act) || stateAct(Branch, Test, Act))
      return true;
  }
  return false;
}

void CheckThenActDetector::inspect(FunctionId Function) {
  Id = Function;
  F = &P[Id];
  // Nobody else knows an object that is being made; but others know the files.
  const bool OnlyPaths =
      S[Id].At.OnlyInit && F->Kind != FunctionKind::Function;
  auto IsOfPath = [&](EventId E) {
    const Operation Op = event(E).Op;
    return Op == Operation::PathTest || Op == Operation::PathUse ||
           Op == Operation::PathOpen;
  };
  Reported.clear();
  Helpers.clear();
  if (!OnlyPaths)
    splitUpdates();
  Acts.clear();
  for (uint32_t J = 0; J != F->Events.size(); ++J) {
    const Event &E = F->Events[J];
    if ((!OnlyPaths || IsOfPath(EventId(J))) &&
        (E.Kind == EventKind::Call ||
         (E.Kind == EventKind::Access && !E.Opaque &&
          (E.Rw != AccessKind::Read || E.Op != Operation::None))))
      Acts.push_back(EventId(J));
  }
  if (Acts.empty() || F->Blocks.size() > MaxBlocks)
    return;
  Control Here(*F);
  Flow = &Here;
  Names.emplace(S, Id);
  if (!OnlyPaths) {
    lostUpdates();
    splitCounts();
  }
  for (uint32_t B = 0; B != F->Blocks.size(); ++B)
    if (F->Blocks[B].If && !isAssertion(B))
      for (EventId Source : withArguments(Here.sources(B))) {
        if (OnlyPaths && !IsOfPath(Source))
          continue;
        ByContents = false;
        if (inspectTest(B, Source))
          break;
        std::optional<EventId> Filled = filledBy(Source);
        ByContents = Filled.has_value();
        if (Filled && inspectTest(B, *Filled))
          break;
      }
}

/// A function that only computes looks at what it is given.
std::vector<EventId>
CheckThenActDetector::withArguments(std::vector<EventId> Sources) const {
  auto OnlyComputes = [&](const Event &Call) {
    std::optional<CallTarget> T = S.target(*F, Call);
    return T && !P[T->Callee].Truncated &&
           llvm::all_of(P[T->Callee].Events, [](const Event &E) {
             return E.Kind == EventKind::Return ||
                    E.Kind == EventKind::Assign ||
                    (E.Kind == EventKind::Access &&
                     E.Target.Root == RootKind::Local && !E.Target.hasDeref());
           });
  };
  for (size_t I = 0; I != Sources.size(); ++I) {
    const Event &Call = event(Sources[I]);
    if (Call.Kind != EventKind::Call || !OnlyComputes(Call))
      continue;
    List<Dep> Given = Call.Deps;
    for (const Value &V : Call.Args)
      if (V.Kind == ValueKind::Copy)
        Given.push_back({V.P, EventId()});
    for (EventId Further : Flow->sources(Given, Sources[I]))
      if (!llvm::is_contained(Sources, Further))
        Sources.push_back(Further);
  }
  return Sources;
}

/// The test of a path that has filled in what is read: `st.st_mode`.
std::optional<EventId> CheckThenActDetector::filledBy(EventId Read) const {
  const Path &Of = event(Read).Target;
  if (Of.Root != RootKind::Local || Of.hasDeref())
    return std::nullopt;
  for (uint32_t J = Read.index(); J-- > 0;) {
    const Event &E = F->Events[J];
    if (E.Kind == EventKind::Assign && E.Target == Path::local(Of.Index))
      return E.Deps.size() == 1 && E.Deps[0].Result.valid() &&
                     event(E.Deps[0].Result).Op == Operation::PathTest
                 ? std::optional(E.Deps[0].Result)
                 : std::nullopt;
  }
  return std::nullopt;
}

Bugs concurrency::detectCheckThenAct(const Evidence &Known) {
  return CheckThenActDetector(Known).run();
}
