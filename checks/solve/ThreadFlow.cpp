//===- ThreadFlow.cpp - which threads run beside which events -------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "facts/Words.h"
#include "solve/Control.h"
#include "solve/Threads.h"
#include "llvm/ADT/STLExtras.h"
#include <deque>
#include <set>

using namespace concurrency;

/// What runs when grows along calls and loops; real programs settle at once.
static constexpr unsigned MaxVisits = 12;

/// `join(threads[0])` does not wait for what was started as threads[1], or as
/// threads[i].
static bool isAnotherElement(const Path &Spawned, const Path &Joined) {
  auto Last = [](const Path &H) {
    return !H.Steps.empty() && H.Steps.back().Kind == StepKind::Element
               ? &H.Steps.back()
               : nullptr;
  };
  const Step *One = Last(Joined), *Other = Last(Spawned);
  return One && Other && One->isKnownElement() && One->Index != Other->Index;
}

/// One handle joined: the same object, or an element of the same container.
/// Locals and parameters are the same only in one function.
static bool sameHandle(const Path &Spawned, const Path &Joined,
                       bool InOneFunction) {
  if (isAnotherElement(Spawned, Joined))
    return false;
  auto Strip = [](Path H) {
    while (!H.Steps.empty() && H.Steps.back().Kind != StepKind::Field)
      H.Steps.pop_back();
    return H;
  };
  Path A = Strip(Spawned), B = Strip(Joined);
  if (!A.known() || !B.known())
    return false;
  if (A == B && (InOneFunction || A.Root == RootKind::Global ||
                 A.Root == RootKind::This))
    return true;
  // The same field, reached in another method.
  return A.lastEntity().valid() && A.lastEntity() == B.lastEntity();
}

/// The roots whose threads a Join event waits for.
Threads::Set Threads::joinedAt(const Event &E, FunctionId F) {
  Set Over = SharedSets::Empty;
  for (auto [R, Root] : llvm::enumerate(Roots)) {
    const Event &Spawn = P[Root.Spawner].Events[Root.Spawn.index()];
    bool Local = Root.Spawner == F;
    if (sameHandle(Spawn.Target, E.Target, Local) ||
        (Local && (!Spawn.Target.known() || !E.Target.known())))
      Over = Sets.unite(Over, withDescendants(R));
  }
  return Over;
}

Threads::Set Threads::withDescendants(unsigned Root) {
  Set Over = Sets.single(Root);
  Set Left = AtExit[Roots[Root].Body.index()];
  for (unsigned D : Sets.members(Descendants[Root])) {
    FunctionId Spawner = Roots[D].Spawner;
    // Somebody else may have started one as well.
    Set Others = Sets.minus(RunBy[Spawner.index()],
                            Sets.unite(Sets.single(Root), Descendants[Root]));
    if (!Sets.contains(Left, D) && !Outside[Spawner.index()] &&
        Others == SharedSets::Empty)
      Over = Sets.unite(Over, Sets.single(D));
  }
  return Over;
}

/// The events and paths that a condition was made of name the path.
static bool dependsOn(const Function &F, const Branch &If, const Path &On,
                      bool (*Same)(const Path &, const Path &)) {
  return llvm::any_of(If.Deps, [&](const Dep &D) {
    return Same(D.Result.valid() ? F.Events[D.Result.index()].Target : D.P, On);
  });
}

static bool isOneHandle(const Path &A, const Path &B) {
  return sameHandle(A, B, /*InOneFunction=*/true);
}

/// Both conditions depend on one thing, and so decide alike.
static bool sameCondition(const Function &F, const Block &A, const Block &B) {
  auto Equal = [](const Path &X, const Path &Y) { return X.known() && X == Y; };
  return A.If && B.If &&
         llvm::any_of(B.If->Deps, [&](const Dep &D) {
           return dependsOn(F, *A.If, D.P, Equal);
         });
}

/// What the condition asks is kept somewhere, not a wish of the caller.
static bool asksForState(const Branch &If) {
  return !If.Deps.empty() && llvm::all_of(If.Deps, [](const Dep &D) {
    return !D.Result.valid() && D.P.known() &&
           (D.P.Root == RootKind::Global || !D.P.Steps.empty());
  });
}

/// `started = true; thread = start();`, and later `if (started) join(thread);`:
/// nobody sets the flag but who starts the threads. \p Join: the way on which
/// they are waited for.
bool Threads::saysThatStarted(const Block &B, bool Join, Set Started) {
  const Path &Flag = B.If->Tested;
  if (!Flag.known() || !Flag.lastEntity().valid() || B.If->Number != 0 ||
      Join == B.If->Negated)
    return false;
  auto IsBy = [&](const Writers::Site &W) {
    return llvm::any_of(Sets.members(Started), [&](unsigned R) {
      return Roots[R].Spawner == W.In;
    });
  };
  bool IsSet = false;
  for (const Writers::Site &W : Written.of(Flag.lastEntity())) {
    if (setsZero(P[W.In].Events[W.At.index()]))
      continue;
    if (!IsBy(W))
      return false;
    IsSet = true;
  }
  return IsSet;
}

Threads::EdgeSets Threads::joinedOnEdges(FunctionId Id) {
  EdgeSets Joined;
  const Function &F = P[Id];
  const Control Flow(F);
  auto Add = [&](uint32_t From, uint32_t To, Set Over) {
    Set &Known = Joined.try_emplace({From, To}).first->second;
    Known = Sets.unite(Known, Over);
  };
  // `if (running && thread) join(thread)`: nor where an earlier condition fails.
  auto AddElse = [&](uint32_t From, uint32_t Else, Set Over) {
    std::set<uint32_t> Asked{From};
    for (llvm::SmallVector<uint32_t, 4> Work{From}; !Work.empty();) {
      const uint32_t Then = Work.pop_back_val();
      Add(Then, Else, Over);
      for (auto [I, B] : llvm::enumerate(F.Blocks))
        if (B.If && B.Succs.size() == 2 && asksForState(*B.If) &&
            llvm::is_contained(B.Succs, Then) &&
            llvm::is_contained(B.Succs, Else) && Asked.insert(I).second)
          Work.push_back(I);
    }
  };
  for (auto [J, E] : llvm::enumerate(F.Events)) {
    if (E.Kind != EventKind::Join)
      continue;
    uint32_t At = Flow.blockOf(EventId(J));
    Set Over = joinedAt(E, Id);
    std::vector<bool> Loop = Flow.loopAround(At);
    llvm::SmallVector<uint32_t, 4> SpawnBlocks;
    Set Elsewhere = Over;
    for (unsigned R : Sets.members(Over))
      if (Roots[R].Spawner == Id) {
        SpawnBlocks.push_back(Flow.blockOf(Roots[R].Spawn));
        if (Loop[SpawnBlocks.back()])
          Elsewhere = Sets.minus(Elsewhere, Sets.single(R));
      }
    for (auto [I, B] : llvm::enumerate(F.Blocks)) {
      // `for (auto &t : threads) t.join();` joins all there are.
      if (Loop[I])
        for (uint32_t Succ : B.Succs)
          if (!Loop[Succ])
            Add(I, Succ, Elsewhere);
      // `if (t.joinable()) t.join();`, `if (threaded) t.join();`
      if (!B.If || B.Succs.size() != 2 || B.Succs[0] == B.Succs[1] ||
          !llvm::is_contained(B.Succs, At))
        continue;
      bool AsStarted = llvm::any_of(F.Blocks, [&](const Block &C) {
        return &C != &B && C.Succs.size() == 2 && sameCondition(F, C, B) &&
               llvm::any_of(SpawnBlocks, [&](uint32_t Spawn) {
                 return llvm::is_contained(C.Succs, Spawn);
               });
      });
      // (`while (task.wait_for(…) != ready) …`: it is running for certain.)
      bool IsWaitedFor = llvm::any_of(
          llvm::ArrayRef<Event>(F.Events).slice(B.FirstEvent,
                                                B.EndEvent - B.FirstEvent),
          [&](const Event &Waits) {
            return Waits.Kind == EventKind::Block && Waits.Timed &&
                   isOneHandle(Waits.Target, E.Target);
          });
      const bool Join = B.Succs[0] == At;
      if (AsStarted || (!IsWaitedFor &&
                        (dependsOn(F, *B.If, E.Target, isOneHandle) ||
                         saysThatStarted(B, Join, Over))))
        AddElse(I, B.Succs[Join], Over);
    }
  }
  return Joined;
}

/// `x->thread = CreateThread(…)`: what a spawn returns is the thread, or nothing.
static bool returnsThread(const Function &F, const Event &Spawn,
                          const Path &Kept) {
  return Kept.known() && Spawn.Target == Kept.then(Step::deref()) &&
         llvm::any_of(F.Events, [&](const Event &E) {
           return E.Kind == EventKind::Assign && E.Target == Kept &&
                  !E.Args.empty() && E.Args.front().P == Spawn.Target;
         });
}

/// `GError *error = NULL; … g_thread_try_new(…, &error); if (error)`
static bool isErrorOf(const Function &F, const Block &B, EventId Spawn) {
  if (Spawn.index() < B.FirstEvent || Spawn.index() >= B.EndEvent ||
      B.If->Tested.known() || B.If->P.known() || B.If->Deps.size() != 1)
    return false;
  const Path &Error = B.If->Deps.front().P;
  if (Error.Root != RootKind::Local || !Error.Steps.empty())
    return false;
  // (Nobody else gets to fill it in there.)
  for (uint32_t J = B.FirstEvent; J != B.EndEvent; ++J) {
    const Event &E = F.Events[J];
    bool Writes = E.Kind == EventKind::Access && E.Rw != AccessKind::Read &&
                  E.Target.startsWith(Error);
    if (Writes || (E.Kind == EventKind::Call &&
                   llvm::any_of(E.Args, [&](const Value &V) {
                     return V.Kind == ValueKind::Address && V.P == Error;
                   })))
      return false;
  }
  const Variable &Local = F.Locals[Error.Index];
  return Local.AddressTaken && Local.Type.Role == TypeRole::Pointer &&
         hasWord(Local.Name, {"error", "err"});
}

/// The call that starts the thread, of a function that is known by its name
/// alone. (See SpawnWrappers.cpp: the spawn follows it.)
static EventId starterOf(const Program &P, const Function &F, EventId Spawn) {
  for (uint32_t J = Spawn.index(); J-- != 0;) {
    const Event &E = F.Events[J];
    if (!(E.Where == F.Events[Spawn.index()].Where))
      break;
    if (E.Kind == EventKind::Call && E.Callee.valid())
      return P.body(E.Callee).valid() ? EventId() : EventId(J);
  }
  return EventId();
}

/// What the call returns is kept, in \p There if that is known: a pointer.
static bool isKept(const Function &F, EventId Call,
                   const Path &There = Path::unknown()) {
  return llvm::any_of(F.Events, [&](const Event &E) {
    return E.Kind == EventKind::Assign && !E.Args.empty() &&
           (!There.known() || E.Target == There) &&
           E.Args.front().P.Root == RootKind::Result &&
           E.Args.front().P.Index == Call.index();
  });
}

/// The branch asks whether the thread could be started, and this is the way that
/// it could not: `if (pthread_create(…) != 0)`, `if (!(thread = CreateThread(…)))`.
static bool isFailureOf(const Program &P, const Function &F, const Block &B,
                        EventId Spawn, bool Taken) {
  const Event &E = F.Events[Spawn.index()];
  const bool IsZero = Taken == B.If->Negated;
  const EventId Starter = starterOf(P, F, Spawn);
  if (Starter.valid() && B.If->Result == Starter)
    return IsZero == isKept(F, Starter);
  if (B.If->Result == Spawn) {
    Path Kept = E.Target;
    if (!Kept.Steps.empty() && Kept.Steps.back().Kind == StepKind::Deref)
      Kept.Steps.pop_back();
    return IsZero == returnsThread(F, E, Kept);
  }
  if (B.If->Result.valid())
    return false;
  const Path &Handle = B.If->Tested;
  if (!Handle.known())
    return !IsZero && isErrorOf(F, B, Spawn);
  auto Changes = [&](const Event &Later) {
    return Later.Kind == EventKind::Assign && Handle.startsWith(Later.Target) &&
           (Later.Args.empty() || !(Later.Args.front().P == E.Target ||
                                    (Starter.valid() &&
                                     isKept(F, Starter, Later.Target))));
  };
  if (!IsZero || B.If->Mask != -1 || B.If->Number != 0 ||
      !(returnsThread(F, E, Handle) ||
        (Starter.valid() && isKept(F, Starter, Handle))) ||
      llvm::any_of(llvm::drop_begin(F.Events, Spawn.index() + 1), Changes))
    return false;
  const Control Flow(F);
  const uint32_t From = Flow.blockOf(Spawn), At = &B - F.Blocks.begin();
  return From == At || Flow.reaches(From, At);
}

/// The thread that could not be started, on the way out of a branch.
Threads::Set Threads::notStarted(FunctionId Id, const Block &B,
                                 bool Taken) const {
  if (!B.If)
    return SharedSets::Empty;
  for (auto [R, Root] : llvm::enumerate(Roots))
    if (Root.Spawner == Id && (!Root.Many || Root.PerCall) &&
        isFailureOf(P, P[Id], B, Root.Spawn, Taken))
      return Sets.single(R);
  return SharedSets::Empty;
}

/// `if (create(&t, realtime, …) < 0) create(&t, normal, …);`: the first one, which
/// could not be started. (How the answer is asked for does not matter: the handle
/// has room for one.)
Threads::Set Threads::startedInsteadOf(FunctionId Id, EventId Spawn) {
  const Function &F = P[Id];
  Set Others = SharedSets::Empty;
  std::optional<Control> Flow;
  for (auto [R, Root] : llvm::enumerate(Roots)) {
    if (Root.Spawner != Id || Root.Spawn == Spawn ||
        !(F.Events[Root.Spawn.index()].Target ==
          F.Events[Spawn.index()].Target))
      continue;
    if (!Flow)
      Flow.emplace(F);
    for (auto [I, B] : llvm::enumerate(F.Blocks))
      if (B.If && Flow->decides(I, Flow->blockOf(Spawn)) &&
          llvm::any_of(B.If->Deps, [&](const Dep &D) {
            return D.Result == Root.Spawn;
          }))
        Others = Sets.unite(Others, Sets.single(R));
  }
  return Others;
}

/// Only the thread that forks lives on in the child, where fork returns zero.
static bool isChildOfFork(const Function &F, const Block &B, bool Taken) {
  if (!B.If || !B.If->Result.valid() || Taken != B.If->Negated)
    return false;
  const Event &Fork = F.Events[B.If->Result.index()];
  return Fork.Kind == EventKind::Block && Fork.Blocks == BlockKind::Process &&
         llvm::is_contained({"fork", "vfork"}, Fork.Text);
}

/// What is running inside a function; true if that changed what is known of
/// its exit.
bool Threads::flowThrough(FunctionId Id) {
  const Function &F = P[Id];
  llvm::ArrayRef<RunEdge> Runs = S[Id].Runs;
  bool Steady = llvm::none_of(F.Events, [](const Event &E) {
    return E.Kind == EventKind::Spawn || E.Kind == EventKind::Join ||
           (E.Kind == EventKind::Block && E.Blocks == BlockKind::Process);
  }) && llvm::all_of(Runs, [&](const RunEdge &R) {
    return AtExit[R.Callee.index()] == SharedSets::Empty &&
           Joined[R.Callee.index()] == SharedSets::Empty;
  });
  if (Steady || F.Blocks.empty())
    return false;

  std::vector<Set> &Events = At[Id.index()];
  Events.resize(F.Events.size());
  std::vector<Set> In(F.Blocks.size());
  std::vector<bool> Reached(F.Blocks.size());
  In[0] = AtEntry[Id.index()];
  Reached[0] = true;
  std::set<uint32_t> Pending{0};
  Set Exit = SharedSets::Empty, Waited = SharedSets::Empty;
  EdgeSets OnEdges = joinedOnEdges(Id);
  while (!Pending.empty()) {
    uint32_t Index = *Pending.begin();
    Pending.erase(Pending.begin());
    const Block &B = F.Blocks[Index];
    Set Live = In[Index];
    auto Run = llvm::lower_bound(Runs, B.FirstEvent,
                                 [](const RunEdge &R, uint32_t E) {
                                   return R.At.index() < E;
                                 });
    for (uint32_t J = B.FirstEvent; J != B.EndEvent; ++J) {
      const Event &E = F.Events[J];
      if (E.Kind == EventKind::Spawn)
        Live = Sets.minus(Live, startedInsteadOf(Id, EventId(J)));
      Events[J] = Sets.unite(Events[J], Live);
      if (E.Kind == EventKind::Spawn) {
        for (auto [R, Root] : llvm::enumerate(Roots))
          if (Root.Spawner == Id && Root.Spawn.index() == J && !E.Joined)
            Live = Sets.unite(Live,
                              Sets.unite(Sets.single(R), Descendants[R]));
      } else if (E.Kind == EventKind::Join) {
        Set Over = joinedAt(E, Id);
        Waited = Sets.unite(Waited, Over);
        Live = Sets.minus(Live, Over);
      }
      for (; Run != Runs.end() && Run->At.index() == J; ++Run)
        Live = Sets.unite(Sets.minus(Live, Joined[Run->Callee.index()]),
                          AtExit[Run->Callee.index()]);
    }
    if (B.Succs.empty() && !B.NoReturn)
      Exit = Sets.unite(Exit, Live);
    for (auto [Way, Succ] : llvm::enumerate(B.Succs)) {
      Set Out = isChildOfFork(F, B, Way == 0)
                    ? SharedSets::Empty
                    : Sets.minus(Live, notStarted(Id, B, Way == 0));
      if (auto It = OnEdges.find({Index, Succ}); It != OnEdges.end()) {
        Out = Sets.minus(Out, It->second);
        Waited = Sets.unite(Waited, It->second);
      }
      Set More = Sets.unite(In[Succ], Out);
      if (More != In[Succ] || !Reached[Succ]) {
        In[Succ] = More;
        Reached[Succ] = true;
        Pending.insert(Succ);
      }
    }
  }
  // What was not running at the entry and is at the exit was left behind;
  // what was waited for and is not running at the exit is over.
  Set Left = Sets.unite(AtExit[Id.index()],
                        Sets.minus(Exit, AtEntry[Id.index()]));
  Set Over = Sets.unite(Joined[Id.index()], Sets.minus(Waited, Exit));
  bool Changed = Left != AtExit[Id.index()] || Over != Joined[Id.index()];
  AtExit[Id.index()] = Left;
  Joined[Id.index()] = Over;
  return Changed;
}

/// The root, and those of its descendants that nobody else starts.
Threads::Set Threads::startedBy(unsigned Root) {
  Set All = Sets.unite(Sets.single(Root), Descendants[Root]);
  Set Own = Sets.single(Root);
  for (unsigned D : Sets.members(Descendants[Root])) {
    FunctionId Starter = Roots[D].Spawner;
    if (!Outside[Starter.index()] &&
        Sets.minus(RunBy[Starter.index()], All) == SharedSets::Empty)
      Own = Sets.unite(Own, Sets.single(D));
  }
  return Own;
}

/// A way into the program beside main, such as that of a library which has the
/// same code, or a command that starts all anew, does not find the threads
/// running which it goes on to start.
void Threads::notYetAtOtherEntries(std::vector<Set> &NotYet) {
  std::vector<Set> LeadsTo(NotYet.size(), SharedSets::Empty);
  std::deque<FunctionId> Work;
  auto Lead = [&](FunctionId F, Set To) {
    Set More = Sets.unite(LeadsTo[F.index()], To);
    if (More != LeadsTo[F.index()]) {
      LeadsTo[F.index()] = More;
      Work.push_back(F);
    }
  };
  for (auto [R, Root] : llvm::enumerate(Roots)) {
    if (Root.BySeveral || Programs[Root.Spawner.index()] == SharedSets::Empty)
      continue;
    Lead(Root.Spawner, startedBy(R));
  }
  for (; !Work.empty(); Work.pop_front())
    for (AccessSite Site : S.callSites(Work.front()))
      Lead(Site.In, LeadsTo[Work.front().index()]);
  for (uint32_t I = 0; I != NotYet.size(); ++I)
    if (Programs[I] == SharedSets::Empty)
      NotYet[I] = Sets.unite(NotYet[I], LeadsTo[I]);
}

void Threads::flow() {
  size_t N = P.functions().size();
  // A thread is not running before the very spawn that starts it, nor are those
  // that it starts.
  std::vector<Set> NotYet(N, SharedSets::Empty);
  auto Add = [&](FunctionId F, Set These) {
    Set &Of = NotYet[F.index()];
    Set More = Sets.unite(Of, These);
    bool New = More != Of;
    Of = More;
    return New;
  };
  for (auto [R, Root] : llvm::enumerate(Roots))
    if (!Root.BySeveral && !Root.PerCall)
      Add(Root.Spawner, startedBy(R));
  if (wholeProgram())
    notYetAtOtherEntries(NotYet);
  propagate(NotYet);
  // And one that its spawner waits for runs at no other time.
  // (A copy for some constant argument may leave the spawn out.)
  bool Changed = false;
  llvm::DenseMap<FunctionId, llvm::SmallVector<FunctionId, 2>> Copies;
  for (uint32_t I = 0; I != N; ++I)
    if (FunctionId Of = P.original(FunctionId(I)); Of != FunctionId(I))
      Copies[Of].push_back(FunctionId(I));
  for (auto [R, Root] : llvm::enumerate(Roots)) {
    if (Root.BySeveral || Sets.contains(AtExit[Root.Spawner.index()], R))
      continue;
    std::deque<FunctionId> Leads{Root.Spawner};
    auto Lead = [&](FunctionId F) {
      if (Add(F, Sets.single(R))) {
        Changed = true;
        Leads.push_back(F);
      }
    };
    for (; !Leads.empty(); Leads.pop_front()) {
      for (AccessSite Site : S.callSites(Leads.front()))
        Lead(Site.In);
      FunctionId Original = P.original(Leads.front());
      Lead(Original);
      for (FunctionId Copy : Copies.lookup(Original))
        Lead(Copy);
    }
  }
  if (Changed)
    propagate(NotYet);
}

/// What is running where. \p NotYet: what is not, when somebody who is not in
/// view calls a function.
void Threads::propagate(llvm::ArrayRef<Set> NotYet) {
  size_t N = P.functions().size();
  AtEntry.assign(N, SharedSets::Empty);
  AtExit.assign(N, SharedSets::Empty);
  Joined.assign(N, SharedSets::Empty);
  At.assign(N, {});
  // Anything may be running already when an outsider calls a public function
  // of a part of a program.
  Set All = Sets.firstOnes(Roots.size());
  // Those that are waited for right there never run beside their spawner.
  for (auto [R, Root] : llvm::enumerate(Roots))
    if (P[Root.Spawner].Events[Root.Spawn.index()].Joined)
      All = Sets.minus(All, Sets.single(R));
  for (auto [I, F] : llvm::enumerate(P.functions())) {
    const Entry &E = S[FunctionId(I)].At;
    if (Programs[I] == SharedSets::Empty && !E.OnlyInit && !E.SetUp &&
        (E.Callers != CallersKind::Known || !E.HasCallers))
      AtEntry[I] = Sets.minus(All, NotYet[I]);
    // A destructor finds those running that it waits for.
    if (F.Kind == FunctionKind::Destructor)
      for (const Event &Join : F.Events)
        if (Join.Kind == EventKind::Join)
          AtEntry[I] = Sets.unite(AtEntry[I], joinedAt(Join, FunctionId(I)));
  }

  std::vector<llvm::SmallVector<FunctionId, 2>> Callers(N);
  for (uint32_t I = 0; I != N; ++I)
    for (const RunEdge &R : S[FunctionId(I)].Runs)
      if (Callers[R.Callee.index()].empty() ||
          Callers[R.Callee.index()].back().index() != I)
        Callers[R.Callee.index()].push_back(FunctionId(I));
  std::vector<llvm::SmallVector<unsigned, 1>> Spawned(N), StartedWith(N);
  for (auto [R, Root] : llvm::enumerate(Roots)) {
    Spawned[Root.Spawner.index()].push_back(R);
    StartedWith[Root.Body.index()].push_back(R);
  }

  // Callees first: what they leave running, and what they wait for, matters to
  // what runs in their callers.
  std::deque<FunctionId> Work(S.BottomUp.begin(), S.BottomUp.end());
  std::vector<bool> Queued(N, true);
  std::vector<uint8_t> Visits(N);
  auto Push = [&](FunctionId F) {
    if (!Queued[F.index()] && Visits[F.index()] < MaxVisits) {
      Queued[F.index()] = true;
      Work.push_back(F);
    }
  };
  auto Enter = [&](FunctionId F, Set Live) {
    Set More = Sets.unite(AtEntry[F.index()], Live);
    if (More != AtEntry[F.index()]) {
      AtEntry[F.index()] = More;
      Push(F);
    }
  };
  while (!Work.empty()) {
    FunctionId F = Work.front();
    Work.pop_front();
    Queued[F.index()] = false;
    ++Visits[F.index()];
    if (flowThrough(F)) {
      for (FunctionId Caller : Callers[F.index()])
        Push(Caller);
      // Who joins the thread has its descendants left.
      for (unsigned R : StartedWith[F.index()])
        Push(Roots[R].Spawner);
    }
    auto During = [&](EventId E) {
      return At[F.index()].empty() ? AtEntry[F.index()]
                                   : At[F.index()][E.index()];
    };
    for (const RunEdge &R :
         llvm::concat<const RunEdge>(S[F].Runs, S[F].MayRun))
      Enter(R.Callee, During(R.At));
    // A thread's body starts with those before it running.
    for (unsigned R : Spawned[F.index()])
      Enter(Roots[R].Body, During(Roots[R].Spawn));
  }
}

bool Threads::mayRunDuring(unsigned Root, FunctionId F, EventId E) const {
  Set Live = At[F.index()].empty() ? AtEntry[F.index()]
                                   : At[F.index()][E.index()];
  return Sets.contains(Live, Root);
}
