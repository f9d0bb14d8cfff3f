//===- Threads.cpp - which functions run in which threads -----------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "solve/Threads.h"
#include "solve/Control.h"
#include "llvm/ADT/STLExtras.h"
#include <deque>
#include <set>

using namespace concurrency;

/// What runs when grows along calls and loops; real programs settle at once.
static constexpr unsigned MaxVisits = 12;

Threads::Threads(const Solution &S) : S(S), P(S.program()) {
  findRoots();
  findOutside();
  AllTeams.emplace(S, Roots, parents());
  if (Roots.empty())
    return;
  findDescendants();
  flow();
  findTurns();
  findTwins();
  Order.emplace(S, *this);
}

//===----------------------------------------------------------------------===//
// Who runs what
//===----------------------------------------------------------------------===//

void Threads::spread(std::vector<Set> &Of, bool SameObjectOnly) {
  std::deque<FunctionId> Work;
  std::vector<bool> Queued(Of.size());
  auto Push = [&](FunctionId F) {
    if (!Queued[F.index()]) {
      Queued[F.index()] = true;
      Work.push_back(F);
    }
  };
  for (uint32_t I = 0; I != Of.size(); ++I)
    if (Of[I] != SharedSets::Empty)
      Push(FunctionId(I));
  while (!Work.empty()) {
    FunctionId F = Work.front();
    Work.pop_front();
    Queued[F.index()] = false;
    for (const RunEdge &R : S[F].Runs) {
      if (SameObjectOnly && !R.SameObject)
        continue;
      Set More = Sets.unite(Of[R.Callee.index()], Of[F.index()]);
      if (More != Of[R.Callee.index()]) {
        Of[R.Callee.index()] = More;
        Push(R.Callee);
      }
    }
  }
}

void Threads::findRoots() {
  size_t N = P.functions().size();
  Outside.resize(N);
  Open.resize(N);
  for (auto [I, F] : llvm::enumerate(P.functions())) {
    if (F.Main)
      Mains.push_back(FunctionId(I));
    for (auto [J, E] : llvm::enumerate(F.Events))
      if (E.Kind == EventKind::Spawn)
        if (std::optional<CallTarget> T = S.target(F, E))
          Roots.push_back({FunctionId(I), EventId(J), T->Callee, E.Many});
  }
  RunBy.resize(N);
  OnObjectOf.resize(N);
  if (Roots.empty())
    return;
  for (auto [R, Root] : llvm::enumerate(Roots)) {
    Set Own = Sets.single(R);
    Set &By = RunBy[Root.Body.index()];
    By = Sets.unite(By, Own);
    const Function &Spawner = P[Root.Spawner];
    std::optional<CallTarget> T =
        S.target(Spawner, Spawner.Events[Root.Spawn.index()]);
    if (T && T->Bindings.toCaller(Path::self()) == Path::self()) {
      Set &On = OnObjectOf[Root.Body.index()];
      On = Sets.unite(On, Own);
    }
  }
  spread(RunBy, /*SameObjectOnly=*/false);
  spread(OnObjectOf, /*SameObjectOnly=*/true);
  // What several threads reach spawns several times, unless only one of them
  // does.
  auto ByOne = [&](const ThreadRoot &Root) {
    const Event &E = P[Root.Spawner].Events[Root.Spawn.index()];
    return E.ByOne || E.ByFirst;
  };
  for (auto [R, Root] : llvm::enumerate(Roots)) {
    Root.BySeveral =
        !ByOne(Root) && Sets.members(RunBy[Root.Spawner.index()]).size() > 1;
    Root.Many |= Root.BySeveral;
  }
  for (bool Changed = true; Changed;) {
    Changed = false;
    for (auto [R, Root] : llvm::enumerate(Roots))
      for (unsigned Other : Sets.members(RunBy[Root.Spawner.index()]))
        if (!Root.BySeveral && Other != R && Roots[Other].Many && !ByOne(Root))
          Root.BySeveral = Root.Many = Changed = true;
  }
}

std::vector<int> Threads::parents() const {
  std::vector<int> Parents;
  for (const ThreadRoot &Root : Roots) {
    llvm::ArrayRef<unsigned> By = Sets.members(RunBy[Root.Spawner.index()]);
    bool One = By.size() == 1 && !Outside[Root.Spawner.index()];
    Parents.push_back(One ? int(By.front()) : -1);
  }
  return Parents;
}

void Threads::findDescendants() {
  Descendants.resize(Roots.size());
  for (bool Changed = true; Changed;) {
    Changed = false;
    for (auto [R, Root] : llvm::enumerate(Roots))
      for (unsigned Parent : Sets.members(RunBy[Root.Spawner.index()])) {
        Set More = Sets.unite(Descendants[Parent],
                              Sets.unite(Sets.single(R), Descendants[R]));
        Changed |= More != Descendants[Parent];
        Descendants[Parent] = More;
      }
  }
}

/// `for (…) { start(); join(); }` never has two at once.
void Threads::findTurns() {
  for (auto [R, Root] : llvm::enumerate(Roots)) {
    if (!Root.Many || Root.BySeveral || mayRunDuring(R, Root.Spawner, Root.Spawn))
      continue;
    const Control Flow(P[Root.Spawner]);
    uint32_t Block = Flow.blockOf(Root.Spawn);
    if (Flow.reaches(Block, Block))
      Root.Many = false;
  }
}

void Threads::findTwins() {
  llvm::DenseMap<FunctionId, llvm::SmallVector<unsigned, 2>> Bodies;
  for (auto [R, Root] : llvm::enumerate(Roots))
    Bodies[Root.Body].push_back(R);
  for (const auto &[Body, Twins] : Bodies)
    for (unsigned R : Twins)
      for (unsigned Q : Twins)
        if (R != Q &&
            (mayRunDuring(R, Roots[Q].Spawner, Roots[Q].Spawn) ||
             mayRunDuring(Q, Roots[R].Spawner, Roots[R].Spawn)))
          Roots[R].Many = true;
}

void Threads::findOutside() {
  size_t N = P.functions().size();
  Programs.resize(N);
  for (auto [I, Main] : llvm::enumerate(Mains))
    Programs[Main.index()] = Sets.single(I);
  spread(Programs, /*SameObjectOnly=*/false);
  for (uint32_t I = 0; I != N; ++I)
    Outside[I] = Programs[I] != SharedSets::Empty;

  // A program's threads, and what they run and spawn, belong to it.
  for (bool Changed = !Mains.empty(); Changed;) {
    Changed = false;
    for (const ThreadRoot &R : Roots) {
      Set &Of = Programs[R.Body.index()];
      Set More = Sets.unite(Of, Programs[R.Spawner.index()]);
      Changed |= More != Of;
      Of = More;
    }
    if (Changed)
      spread(Programs, /*SameObjectOnly=*/false);
  }

  std::vector<bool> IsBody(N);
  for (const ThreadRoot &R : Roots)
    IsBody[R.Body.index()] = true;
  std::vector<Set> OpenSet(N);
  for (auto [I, F] : llvm::enumerate(P.functions())) {
    const Entry &At = S[FunctionId(I)].At;
    // What a program calls through tables of its own it calls when it likes.
    bool Internal = wholeProgram() && F.Internal;
    if (Programs[I] == SharedSets::Empty && !IsBody[I] && !Internal &&
        F.Kind != FunctionKind::Lambda &&
        (At.Callers != CallersKind::Known || !At.HasCallers))
      OpenSet[I] = Sets.single(0);
  }
  spread(OpenSet, /*SameObjectOnly=*/false);
  for (uint32_t I = 0; I != N; ++I) {
    Open[I] = OpenSet[I] != SharedSets::Empty &&
              Programs[I] == SharedSets::Empty;
    Outside[I] = Outside[I] || Open[I];
  }
}

//===----------------------------------------------------------------------===//
// When they run
//===----------------------------------------------------------------------===//

/// `join(threads[0])` does not wait for what was started as threads[1], or as
/// threads[i].
static bool isAnotherElement(const Path &Spawned, const Path &Joined) {
  auto Last = [](const Path &H) {
    return !H.Steps.empty() && H.Steps.back().Kind == StepKind::Element
               ? &H.Steps.back()
               : nullptr;
  };
  const Step *One = Last(Joined), *Other = Last(Spawned);
  return One && Other && One->Index != 0 && One->Index < ConstantElements &&
         One->Index != Other->Index;
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

Threads::EdgeSets Threads::joinedOnEdges(FunctionId Id) {
  EdgeSets Joined;
  const Function &F = P[Id];
  const Control Flow(F);
  auto Add = [&](uint32_t From, uint32_t To, Set Over) {
    Set &Known = Joined.try_emplace({From, To}).first->second;
    Known = Sets.unite(Known, Over);
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
      if (AsStarted || dependsOn(F, *B.If, E.Target, isOneHandle))
        Add(I, B.Succs[0] == At ? B.Succs[1] : B.Succs[0], Over);
    }
  }
  return Joined;
}

/// The thread that could not be started, on the way out of a branch that asks:
/// `if (pthread_create(…) != 0)`.
Threads::Set Threads::notStarted(FunctionId Id, const Block &B,
                                 bool Taken) const {
  if (!B.If || !B.If->Result.valid() || Taken == B.If->Negated ||
      P[Id].Events[B.If->Result.index()].Kind != EventKind::Spawn)
    return SharedSets::Empty;
  for (auto [R, Root] : llvm::enumerate(Roots))
    if (Root.Spawner == Id && Root.Spawn == B.If->Result && !Root.Many)
      return Sets.single(R);
  return SharedSets::Empty;
}

/// What is running inside a function; true if that changed what is known of
/// its exit.
bool Threads::flowThrough(FunctionId Id) {
  const Function &F = P[Id];
  llvm::ArrayRef<RunEdge> Runs = S[Id].Runs;
  bool Steady = llvm::none_of(F.Events, [](const Event &E) {
    return E.Kind == EventKind::Spawn || E.Kind == EventKind::Join;
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
    if (B.Succs.empty())
      Exit = Sets.unite(Exit, Live);
    for (auto [Way, Succ] : llvm::enumerate(B.Succs)) {
      Set Out = Sets.minus(Live, notStarted(Id, B, Way == 0));
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

void Threads::flow() {
  size_t N = P.functions().size();
  // A thread is not running before the very spawn that starts it.
  std::vector<Set> NotYet(N, SharedSets::Empty);
  auto Add = [&](FunctionId F, unsigned R) {
    Set &Of = NotYet[F.index()];
    Set More = Sets.unite(Of, Sets.single(R));
    bool New = More != Of;
    Of = More;
    return New;
  };
  for (auto [R, Root] : llvm::enumerate(Roots))
    if (!Root.BySeveral)
      Add(Root.Spawner, R);
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
      if (Add(F, R)) {
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
    if (Programs[I] == SharedSets::Empty && !E.OnlyInit &&
        (E.Callers != CallersKind::Known || !E.HasCallers))
      AtEntry[I] = Sets.minus(All, NotYet[I]);
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
    for (const RunEdge &R : S[F].Runs)
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

//===----------------------------------------------------------------------===//
// Questions
//===----------------------------------------------------------------------===//

std::vector<int> Threads::contexts(FunctionId F) const {
  std::vector<int> In;
  for (unsigned R : Sets.members(RunBy[F.index()]))
    In.push_back(R);
  if (Outside[F.index()] || In.empty())
    In.push_back(OutsideThreads);
  return In;
}

std::optional<unsigned> Threads::onlyThread(FunctionId F) const {
  llvm::ArrayRef<unsigned> By = Sets.members(RunBy[F.index()]);
  if (By.size() != 1 || Outside[F.index()] || Roots[By.front()].Many)
    return std::nullopt;
  return By.front();
}

std::optional<unsigned>
Threads::onlyWriter(llvm::ArrayRef<SharedAccess> Accesses) const {
  std::optional<unsigned> Writer;
  for (const SharedAccess &A : Accesses) {
    if (A.Unshared || !A.isWrite())
      continue;
    std::optional<unsigned> One = onlyThread(A.In);
    if (!One || (Writer && *Writer != *One))
      return std::nullopt;
    Writer = One;
  }
  return Writer;
}

bool Threads::sameProgram(FunctionId A, FunctionId B) const {
  Set X = Programs[A.index()], Y = Programs[B.index()];
  return X == Y || Sets.intersect(X, Y) != SharedSets::Empty;
}

bool Threads::mayHappenTogether(int ContextA, FunctionId A, EventId AtA,
                                int ContextB, FunctionId B, EventId AtB,
                                FunctionId Owner) const {
  // What nobody calls here is there for others, whoever they are.
  if (ContextA == OutsideThreads && ContextB == OutsideThreads)
    return Open[A.index()] || Open[B.index()];
  if (!sameProgram(A, B))
    return false;
  if (std::optional<bool> Known =
          AllTeams->together({ContextA, A, AtA}, {ContextB, B, AtB}, Owner))
    return *Known;
  if (ContextA == ContextB)
    return Roots[ContextA].Many;
  if (ContextA == OutsideThreads)
    return mayRunDuring(ContextB, A, AtA);
  if (ContextB == OutsideThreads)
    return mayRunDuring(ContextA, B, AtB);
  // A thread runs beside those that it starts.
  if (descends(ContextB, ContextA) && mayRunDuring(ContextB, A, AtA))
    return true;
  if (descends(ContextA, ContextB) && mayRunDuring(ContextA, B, AtB))
    return true;
  const ThreadRoot &R = Roots[ContextA], &Q = Roots[ContextB];
  return mayRunDuring(ContextA, Q.Spawner, Q.Spawn) ||
         mayRunDuring(ContextB, R.Spawner, R.Spawn);
}

bool Threads::parallel(int ContextA, FunctionId A, EventId AtA, int ContextB,
                       FunctionId B, EventId AtB, FunctionId Owner) const {
  return mayHappenTogether(ContextA, A, AtA, ContextB, B, AtB, Owner) &&
         !(Order && Order->ordered({ContextA, A, AtA}, {ContextB, B, AtB}));
}

bool Threads::mayOverlap(FunctionId A, EventId AtA, FunctionId B,
                         EventId AtB) const {
  for (int ContextA : contexts(A))
    for (int ContextB : contexts(B))
      if (parallel(ContextA, A, AtA, ContextB, B, AtB))
        return true;
  return false;
}
