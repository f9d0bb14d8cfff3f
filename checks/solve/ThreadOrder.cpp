//===- ThreadOrder.cpp - what orders the events of threads ----------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "solve/ThreadOrder.h"
#include "solve/Control.h"
#include "solve/HeldLocks.h"
#include "solve/Threads.h"
#include "llvm/ADT/STLExtras.h"
#include <deque>

using namespace concurrency;

/// What is awaited settles at once, but for recursion.
static constexpr unsigned MaxVisits = 8;
/// Threads that start threads that start threads.
static constexpr unsigned MaxAncestors = 4;

ThreadOrder::ThreadOrder(const Solution &S, const Threads &Running)
    : S(S), P(S.program()), Running(Running) {
  if (Running.roots().empty())
    return;
  findHolds();
  findObjects();
  findAwaitedLocks();
  if (!Numbers.empty())
    flow();
}

//===----------------------------------------------------------------------===//
// Objects
//===----------------------------------------------------------------------===//

std::optional<ThreadOrder::Object>
ThreadOrder::objectAt(FunctionId F, const Path &Given) const {
  if (EntityId E = Given.lastEntity(); E.valid())
    return Object(E, FunctionId(), 0);
  if (Given.Root == RootKind::Local)
    return Object(EntityId(), F, Given.Index);
  if (Given.Root != RootKind::Param)
    return std::nullopt;
  // What a thread's body was given is its spawner's.
  for (const ThreadRoot &R : Running.roots()) {
    if (R.Body != F)
      continue;
    const Function &Spawner = P[R.Spawner];
    std::optional<CallTarget> T =
        S.target(Spawner, Spawner.Events[R.Spawn.index()]);
    Path Outer = T ? T->Bindings.toCaller(Given) : Path();
    if (EntityId E = Outer.lastEntity(); E.valid())
      return Object(E, FunctionId(), 0);
    if (Outer.Root == RootKind::Local)
      return Object(EntityId(), R.Spawner, Outer.Index);
    return std::nullopt;
  }
  return std::nullopt;
}

unsigned ThreadOrder::number(const Object &O) {
  auto [It, New] = Numbers.try_emplace(O, Numbers.size());
  if (New) {
    Signallers.emplace_back();
    OnlyMeetings.push_back(true);
    IsLocal.push_back(!std::get<0>(O).valid());
  }
  return It->second;
}

static bool isSignal(const Event &E) {
  return E.Kind == EventKind::Signal || E.Kind == EventKind::Notify;
}
static bool isAwait(const Event &E) {
  return E.Kind == EventKind::Await || E.Kind == EventKind::Wait;
}

/// An object matters if it is both signalled and awaited.
void ThreadOrder::findObjects() {
  std::set<Object> Awaited;
  for (auto [I, F] : llvm::enumerate(P.functions()))
    for (const Event &E : F.Events)
      if (isAwait(E))
        if (std::optional<Object> O = objectAt(FunctionId(I), E.Target))
          Awaited.insert(*O);
  if (Awaited.empty())
    return;
  for (auto [I, F] : llvm::enumerate(P.functions()))
    for (auto [J, E] : llvm::enumerate(F.Events)) {
      if (!isSignal(E))
        continue;
      std::optional<Object> O = objectAt(FunctionId(I), E.Target);
      if (!O || !Awaited.count(*O))
        continue;
      unsigned N = number(*O);
      for (int Context : Running.contexts(FunctionId(I)))
        Signallers[N].insert(Context);
      bool Meets = J + 1 != F.Events.size() &&
                   F.Events[J + 1].Kind == EventKind::Await &&
                   F.Events[J + 1].Target == E.Target;
      OnlyMeetings[N] = OnlyMeetings[N] && Meets;
    }
}

/// A lock that was held while a thread was spawned: the thread awaits its
/// release by taking it.
void ThreadOrder::findAwaitedLocks() {
  for (const std::vector<Hold> &Holds : SpawnedUnder)
    for (const Hold &H : Holds)
      if (EntityId E = H.Lock.lastEntity(); E.valid())
        number(Object(E, FunctionId(), 0));
}

//===----------------------------------------------------------------------===//
// What has been awaited and signalled
//===----------------------------------------------------------------------===//

ThreadOrder::Set ThreadOrder::awaitedBy(FunctionId Id, EventId At) {
  const Event &E = P[Id].Events[At.index()];
  Set Result = SharedSets::Empty;
  auto Add = [&](const Path &Target) {
    if (std::optional<Object> O = objectAt(Id, Target))
      if (auto It = Numbers.find(*O); It != Numbers.end())
        Result = Sets.unite(Result, Sets.single(It->second));
  };
  if (isAwait(E) || E.Kind == EventKind::Acquire)
    Add(E.Target);
  else if (E.Kind == EventKind::GuardInit && E.Guard == GuardMode::Locked)
    for (const Value &V : E.Args)
      Add(V.pointee());
  return Result;
}

ThreadOrder::Set ThreadOrder::signalledBy(FunctionId Id, EventId At) {
  const Event &E = P[Id].Events[At.index()];
  if (!isSignal(E))
    return SharedSets::Empty;
  std::optional<Object> O = objectAt(Id, E.Target);
  auto It = O ? Numbers.find(*O) : Numbers.end();
  return It == Numbers.end() ? SharedSets::Empty : Sets.single(It->second);
}

ThreadOrder::EdgeSets ThreadOrder::awaitedOnLeaving(FunctionId Id) {
  EdgeSets Leaving;
  const Function &F = P[Id];
  const Control Flow(F);
  for (uint32_t J = 0; J != F.Events.size(); ++J) {
    if (F.Events[J].Kind != EventKind::Wait)
      continue;
    Set Awaited = awaitedBy(Id, EventId(J));
    if (Awaited == SharedSets::Empty)
      continue;
    std::vector<bool> Loop = Flow.loopAround(Flow.blockOf(EventId(J)));
    for (auto [I, B] : llvm::enumerate(F.Blocks))
      for (uint32_t Succ : B.Succs)
        if (Loop[I] && !Loop[Succ]) {
          Set &To = Leaving.try_emplace({uint32_t(I), Succ}).first->second;
          To = Sets.unite(To, Awaited);
        }
  }
  return Leaving;
}

bool ThreadOrder::flowThrough(FunctionId Id) {
  const Function &F = P[Id];
  Flow &Own = Flows[Id.index()];
  llvm::ArrayRef<RunEdge> Runs = S[Id].Runs;
  auto Matters = [&] {
    for (uint32_t J = 0; J != F.Events.size(); ++J)
      if (awaitedBy(Id, EventId(J)) != SharedSets::Empty ||
          signalledBy(Id, EventId(J)) != SharedSets::Empty)
        return true;
    return llvm::any_of(Runs, [&](const RunEdge &R) {
      const Flow &Callee = Flows[R.Callee.index()];
      return Callee.Awaits != SharedSets::Empty ||
             Callee.Signals != SharedSets::Empty;
    });
  };
  if (F.Blocks.empty() || !Matters())
    return false;

  Own.Awaited.assign(F.Events.size(), SharedSets::Empty);
  Own.Signalled.assign(F.Events.size(), SharedSets::Empty);
  struct Before {
    Set Awaited, Signalled;
  };
  std::vector<std::optional<Before>> In(F.Blocks.size());
  In[0] = Before{Own.AwaitedAtEntry, Own.SignalledAtEntry};
  std::set<uint32_t> Pending{0};
  std::optional<Before> Exit;
  auto Join = [&](std::optional<Before> &Into, const Before &From) {
    if (!Into) {
      Into = From;
      return true;
    }
    Before Joined{Sets.intersect(Into->Awaited, From.Awaited),
                  Sets.unite(Into->Signalled, From.Signalled)};
    bool Changed = Joined.Awaited != Into->Awaited ||
                   Joined.Signalled != Into->Signalled;
    Into = Joined;
    return Changed;
  };
  EdgeSets Leaving = awaitedOnLeaving(Id);
  while (!Pending.empty()) {
    uint32_t Index = *Pending.begin();
    Pending.erase(Pending.begin());
    const Block &B = F.Blocks[Index];
    Before Now = *In[Index];
    auto Run = llvm::lower_bound(
        Runs, B.FirstEvent,
        [](const RunEdge &R, uint32_t E) { return R.At.index() < E; });
    for (uint32_t J = B.FirstEvent; J != B.EndEvent; ++J) {
      Own.Awaited[J] = Now.Awaited;
      Own.Signalled[J] = Now.Signalled;
      Now.Awaited = Sets.unite(Now.Awaited, awaitedBy(Id, EventId(J)));
      Now.Signalled = Sets.unite(Now.Signalled, signalledBy(Id, EventId(J)));
      for (; Run != Runs.end() && Run->At.index() == J; ++Run) {
        const auto &Callee = Flows[Run->Callee.index()];
        Now.Awaited = Sets.unite(Now.Awaited, Callee.Awaits);
        Now.Signalled = Sets.unite(Now.Signalled, Callee.Signals);
      }
    }
    if (B.Succs.empty() && !B.NoReturn)
      Join(Exit, Now);
    for (uint32_t Succ : B.Succs) {
      Before Out = Now;
      if (auto It = Leaving.find({Index, Succ}); It != Leaving.end())
        Out.Awaited = Sets.unite(Out.Awaited, It->second);
      if (Join(In[Succ], Out))
        Pending.insert(Succ);
    }
  }
  if (!Exit)
    return false;
  Set Awaits = Sets.minus(Exit->Awaited, Own.AwaitedAtEntry);
  Set Signals = Sets.minus(Exit->Signalled, Own.SignalledAtEntry);
  bool Changed = Awaits != Own.Awaits || Signals != Own.Signals;
  Own.Awaits = Awaits;
  Own.Signals = Signals;
  return Changed;
}

void ThreadOrder::flow() {
  Flows.resize(P.functions().size());
  // What calls do, callees first; nothing is known of their entries then.
  for (unsigned Round = 0; Round != 2; ++Round)
    for (FunctionId F : S.BottomUp)
      flowThrough(F);
  // Then what holds at the entries, from the places where threads begin.
  std::deque<FunctionId> Work;
  std::vector<uint8_t> Visits(Flows.size());
  auto Enter = [&](FunctionId F, Set Awaited, Set Signalled) {
    Flow &To = Flows[F.index()];
    Set A = To.Reached ? Sets.intersect(To.AwaitedAtEntry, Awaited) : Awaited;
    Set G = Sets.unite(To.SignalledAtEntry, Signalled);
    if (To.Reached && A == To.AwaitedAtEntry && G == To.SignalledAtEntry)
      return;
    To.Reached = true;
    To.AwaitedAtEntry = A;
    To.SignalledAtEntry = G;
    if (Visits[F.index()]++ < MaxVisits)
      Work.push_back(F);
  };
  for (const ThreadRoot &R : Running.roots())
    Enter(R.Body, SharedSets::Empty, SharedSets::Empty);
  for (auto [I, F] : llvm::enumerate(P.functions())) {
    const Entry &At = S[FunctionId(I)].At;
    if (F.Main || At.Callers != CallersKind::Known || !At.HasCallers)
      Enter(FunctionId(I), SharedSets::Empty, SharedSets::Empty);
  }
  while (!Work.empty()) {
    FunctionId F = Work.front();
    Work.pop_front();
    flowThrough(F);
    const Flow &From = Flows[F.index()];
    for (const RunEdge &R : S[F].Runs) {
      bool Steady = From.Awaited.empty();
      Enter(R.Callee,
            Steady ? From.AwaitedAtEntry : From.Awaited[R.At.index()],
            Steady ? From.SignalledAtEntry : From.Signalled[R.At.index()]);
    }
  }
}

ThreadOrder::Set ThreadOrder::awaitedAt(const Point &At) const {
  const Flow &F = Flows[At.In.index()];
  return F.Awaited.empty() ? F.AwaitedAtEntry : F.Awaited[At.At.index()];
}

ThreadOrder::Set ThreadOrder::signalledAt(const Point &At) const {
  const Flow &F = Flows[At.In.index()];
  return F.Signalled.empty() ? F.SignalledAtEntry : F.Signalled[At.At.index()];
}

bool ThreadOrder::happensBefore(const Point &A, const Point &B) const {
  Set Signalled = signalledAt(A);
  for (unsigned O : Sets.members(awaitedAt(B))) {
    const std::set<int> &By = Signallers[O];
    if (!By.count(A.Context) || Sets.contains(Signalled, O))
      continue;
    // Somebody else's signal may be the one that was awaited, unless all who
    // signal come together.
    bool OneContext = By.size() == 1 && A.Context != B.Context;
    if (!OneContext && !OnlyMeetings[O])
      continue;
    // Outside of threads, other calls may have come before.
    if (A.Context == Threads::OutsideThreads && !IsLocal[O] &&
        !Running.wholeProgram())
      continue;
    return true;
  }
  return false;
}

//===----------------------------------------------------------------------===//
// Locks that the spawner holds
//===----------------------------------------------------------------------===//

const HeldLock *ThreadOrder::holdAt(const Hold &H, EventId E) const {
  const LockSet *State = S.before(H.In, E);
  if (!State)
    return nullptr;
  for (const HeldLock &Held : State->Locks)
    if (Held.Must && Held.Lock == H.Lock && Held.Via &&
        Held.Via->Where == H.Taken)
      return &Held;
  return nullptr;
}

/// Wherever the root's threads may run beside their spawner, it holds the lock.
bool ThreadOrder::runsWithin(unsigned Root, const Hold &H) const {
  const Function &F = P[H.In];
  for (uint32_t J = 0; J != F.Events.size(); ++J)
    if (Running.mayRunDuring(Root, H.In, EventId(J)) &&
        S.before(H.In, EventId(J)) && !holdAt(H, EventId(J)))
      return false;
  for (const Block &B : F.Blocks) {
    if (!B.Succs.empty() || B.NoReturn || B.FirstEvent == B.EndEvent)
      continue;
    EventId Last(B.EndEvent - 1);
    // Who returns leaves them behind; but a program ends with main.
    if (!Running.mayRunDuring(Root, H.In, Last))
      continue;
    EventKind Kind = F.Events[Last.index()].Kind;
    if (!F.Main || Kind == EventKind::Release || Kind == EventKind::GuardEnd ||
        Kind == EventKind::GuardUnlock)
      return false;
  }
  return true;
}

void ThreadOrder::findHolds() {
  llvm::ArrayRef<ThreadRoot> Roots = Running.roots();
  Within.resize(Roots.size());
  SpawnedUnder.resize(Roots.size());
  for (auto [R, Root] : llvm::enumerate(Roots)) {
    const LockSet *State = S.before(Root.Spawner, Root.Spawn);
    if (!State)
      continue;
    for (const HeldLock &Held : State->Locks) {
      if (!Held.Must || !Held.own() || !Held.Via ||
          !Held.Lock.lastEntity().valid() || Held.Mode != LockMode::Exclusive)
        continue;
      Hold H{Root.Spawner, Held.Lock, Held.Via->Where};
      AnyHold = true;
      SpawnedUnder[R].push_back(H);
      // The thread, and those that it starts.
      for (unsigned Q = 0; Q != Roots.size(); ++Q)
        if ((Q == R || Running.descends(Q, R)) && runsWithin(Q, H))
          Within[Q].push_back(H);
    }
  }
}

/// The event happens while the spawner is in its critical section: its own, or
/// one of a thread that only runs meanwhile.
bool ThreadOrder::isWithin(const Point &At, const Hold &H) const {
  if (At.Context != Threads::OutsideThreads &&
      llvm::is_contained(Within[At.Context], H))
    return true;
  return At.In == H.In && holdAt(H, At.At);
}

/// \p B holds a lock that is held for \p A as long as it runs.
bool ThreadOrder::excludedByHold(const Point &A, const Point &B) const {
  if (A.Context == Threads::OutsideThreads)
    return false;
  const LockSet *State = S.before(B.In, B.At);
  if (!State)
    return false;
  for (const Hold &H : Within[A.Context]) {
    // The spawner holds it as well, and runs beside the thread.
    if (llvm::is_contained(Running.contexts(H.In), B.Context) ||
        isWithin(B, H))
      continue;
    auto Same = [&](const HeldLock &L) { return L.Must && L.Lock == H.Lock; };
    if (llvm::any_of(State->Locks, Same) || llvm::any_of(S[B.In].At.Held, Same))
      return true;
    // Two threads, each of which runs while its own spawner holds the lock.
    if (B.Context != Threads::OutsideThreads &&
        llvm::any_of(Within[B.Context], [&](const Hold &O) {
          return O.Lock == H.Lock &&
                 llvm::none_of(Running.contexts(O.In), [&](int Context) {
                   return llvm::is_contained(Running.contexts(H.In), Context);
                 });
        }))
      return true;
  }
  return false;
}

/// \p Later's thread was started under a lock that it had to wait for, and
/// \p Within comes before its release.
bool ThreadOrder::afterHold(const Point &Later, const Point &Within,
                            unsigned Depth) const {
  if (Later.Context == Threads::OutsideThreads || Flows.empty() ||
      Depth == MaxAncestors)
    return false;
  for (const Hold &H : SpawnedUnder[Later.Context]) {
    auto It = Numbers.find(Object(H.Lock.lastEntity(), FunctionId(), 0));
    if (It != Numbers.end() && Sets.contains(awaitedAt(Later), It->second) &&
        isWithin(Within, H))
      return true;
  }
  // What its spawner had to wait for, the thread comes after as well.
  const ThreadRoot &Root = Running.roots()[Later.Context];
  std::vector<int> Contexts = Running.contexts(Root.Spawner);
  return Contexts.size() == 1 &&
         afterHold({Contexts.front(), Root.Spawner, Root.Spawn}, Within,
                   Depth + 1);
}

bool ThreadOrder::ordered(const Point &A, const Point &B) const {
  if (A.Context == B.Context)
    return !Flows.empty() && (happensBefore(A, B) || happensBefore(B, A));
  if (AnyHold && (excludedByHold(A, B) || excludedByHold(B, A) ||
                  afterHold(A, B) || afterHold(B, A)))
    return true;
  return !Flows.empty() && (happensBefore(A, B) || happensBefore(B, A));
}
