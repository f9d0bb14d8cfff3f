//===- Threads.cpp - which functions run in which threads -----------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "solve/Threads.h"
#include "solve/Control.h"
#include "solve/Conventions.h"
#include "solve/IndirectCalls.h"
#include "solve/NewObjects.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/Sequence.h"
#include <deque>

using namespace concurrency;

Threads::Threads(const Solution &S)
    : S(S), P(S.program()), Written(P), Confined(S) {
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

static bool isOnSelf(const Function &F, const Event &Spawn) {
  return Spawn.Callable.valid() && F.Callables[Spawn.Callable.index()].This ==
                                       Value::address(Path::self());
}

/// `std::thread(&Base::run, this)`, where only one class has a body for that.
FunctionId Threads::overrider(const Function &F, const Event &Spawn) const {
  if (!Spawn.Callable.valid())
    return FunctionId();
  const Callable &C = F.Callables[Spawn.Callable.index()];
  return C.Target.valid() && !P.body(C.Target).valid() && isOnSelf(F, Spawn)
             ? S.Indirect->onlyOverrider(C.Target, C.Bound.size())
             : FunctionId();
}

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
    for (const RunEdge &R :
         llvm::concat<const RunEdge>(S[F].Runs, S[F].MayRun)) {
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

/// `c = malloc(…); pthread_create(&t, 0, serve, c); pthread_detach(t);` in a
/// function that others call: a daemon would be started once, with nothing new.
bool Threads::startsOnePerCall(const ThreadRoot &Root) const {
  const Function &F = P[Root.Spawner];
  const Entry &Calls = S[Root.Spawner].At;
  if (F.Main || (Calls.Callers == CallersKind::Known && Calls.HasCallers))
    return false;
  const Event &Spawn = F.Events[Root.Spawn.index()];
  bool Detached = llvm::any_of(F.Events, [&](const Event &E) {
    return E.Kind == EventKind::Detach && E.Target.known() &&
           E.Target == Spawn.Target;
  });
  if (!Detached || !Spawn.Callable.valid())
    return false;
  const NewObjects New(S, Root.Spawner);
  return llvm::any_of(F.Callables[Spawn.Callable.index()].Bound,
                      [&](const Value &V) {
                        return V.P.Root == RootKind::Local &&
                               V.P.Steps.empty() && New[V.P.Index].Fresh;
                      });
}

/// `void *enter(void *p) { static_cast<T *>(p)->run(); }`, started with `this`:
/// what it runs, or may run, on that pointer.
void Threads::findEntriesOfObjects() {
  for (auto [R, Root] : llvm::enumerate(Roots)) {
    const Function &Spawner = P[Root.Spawner];
    std::optional<CallTarget> T =
        S.target(Spawner, Spawner.Events[Root.Spawn.index()]);
    if (!T)
      continue;
    const NewObjects Locals(S, Root.Body);
    for (const RunEdge &Run :
         llvm::concat<const RunEdge>(S[Root.Body].Runs, S[Root.Body].MayRun)) {
      const Path Object =
          Locals.resolve(P[Root.Body].Events[Run.At.index()].Target);
      if (Object.known() && T->Bindings.toCaller(Object) == Path::self()) {
        Set &On = OnObjectOf[Run.Callee.index()];
        On = Sets.unite(On, Sets.single(R));
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
      if (E.Kind == EventKind::Spawn) {
        std::optional<CallTarget> T = S.target(F, E);
        const FunctionId Body = T ? T->Callee : overrider(F, E);
        if (Body.valid())
          Roots.push_back({FunctionId(I), EventId(J), Body, E.Many});
      }
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
    if (T ? T->Bindings.toCaller(Path::self()) == Path::self()
          : isOnSelf(Spawner, Spawner.Events[Root.Spawn.index()])) {
      Set &On = OnObjectOf[Root.Body.index()];
      On = Sets.unite(On, Own);
    }
  }
  findEntriesOfObjects();
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
    Root.PerCall = startsOnePerCall(Root);
    Root.Many |= Root.BySeveral || Root.PerCall;
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
    if (!Root.Many || Root.BySeveral ||
        mayRunDuring(R, Root.Spawner, Root.Spawn))
      continue;
    const Control Flow(P[Root.Spawner]);
    uint32_t Block = Flow.blockOf(Root.Spawn);
    if (Flow.reaches(Block, Block))
      Root.Many = false;
  }
}

/// `pthread_create(&t, NULL, bodies[i], NULL)`: any function of a table may be
/// what runs.
static bool startsOneOfTable(const Program &P) {
  return llvm::any_of(P.functions(), [](const Function &F) {
    return llvm::any_of(F.Events, [&](const Event &E) {
      if (E.Kind != EventKind::Spawn || !E.Callable.valid())
        return false;
      const Path &Holder = F.Callables[E.Callable.index()].Holder;
      return llvm::any_of(Holder.Steps, [](const Step &T) {
        return T.Kind == StepKind::Element;
      });
    });
  });
}

void Threads::findTwins() {
  llvm::DenseMap<FunctionId, llvm::SmallVector<unsigned, 2>> Bodies;
  for (auto [R, Root] : llvm::enumerate(Roots))
    Bodies[Root.Body].push_back(R);
  for (const auto &[Body, Twins] : Bodies)
    for (unsigned R : Twins)
      for (unsigned Q : Twins)
        if (R != Q && (mayRunDuring(R, Roots[Q].Spawner, Roots[Q].Spawn) ||
                       mayRunDuring(Q, Roots[R].Spawner, Roots[R].Spawn)))
          Roots[R].Many = true;
}

void Threads::findOutside() {
  size_t N = P.functions().size();
  Programs.resize(N);
  for (auto [I, Main] : llvm::enumerate(Mains))
    Programs[Main.index()] = Sets.single(I);
  spread(Programs, /*SameObjectOnly=*/false);
  ByMains = Programs;
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

  if (S.SeesAllCallers && !Roots.empty())
    findUnseen();

  std::vector<bool> IsBody(N);
  for (const ThreadRoot &R : Roots)
    IsBody[R.Body.index()] = true;
  std::vector<Set> OpenSet(N);
  const bool OfTable = startsOneOfTable(P);
  for (auto [I, F] : llvm::enumerate(P.functions())) {
    const Entry &At = S[FunctionId(I)].At;
    // What a program calls through tables of its own it calls when it likes.
    bool Internal = wholeProgram() && F.Internal &&
                    !(OfTable && F.AddressTaken && F.NumParams <= 1);
    if (Programs[I] == SharedSets::Empty && !IsBody[I] && !Internal &&
        F.Kind != FunctionKind::Lambda &&
        (At.Callers != CallersKind::Known || !At.HasCallers) &&
        !isOwnThreadsMethod(FunctionId(I)))
      OpenSet[I] = Sets.single(0);
  }
  spread(OpenSet, /*SameObjectOnly=*/false);
  for (uint32_t I = 0; I != N; ++I) {
    Open[I] =
        OpenSet[I] != SharedSets::Empty && Programs[I] == SharedSets::Empty;
    Outside[I] = Outside[I] || Open[I];
  }
}

/// A method that only the thread of its object is seen to call, from its
/// methods or from the function that it enters by. Others could, but what they
/// do to the object would be in methods that the thread has no use for.
bool Threads::isOwnThreadsMethod(FunctionId Id) const {
  if (S.SeesAllCallers || P[Id].Virtual ||
      OnObjectOf[Id.index()] == SharedSets::Empty)
    return false;
  llvm::ArrayRef<AccessSite> Calls = S.callSites(Id);
  return !Calls.empty() && llvm::all_of(Calls, [&](const AccessSite &C) {
    return OnObjectOf[C.In.index()] != SharedSets::Empty ||
           llvm::any_of(Roots,
                        [&](const ThreadRoot &R) { return R.Body == C.In; });
  });
}

void Threads::findUnseen() {
  ByUnseen.resize(P.functions().size());
  for (auto [I, F] : llvm::enumerate(P.functions())) {
    const Entry &At = S[FunctionId(I)].At;
    // (A lambda may be copied, and handed on by another name.)
    if (!F.Main && (At.Callers != CallersKind::Known || !At.HasCallers ||
                    F.Kind == FunctionKind::Lambda))
      ByUnseen[I] = Sets.single(0);
    // What is handed to somebody who is not seen may run anywhere.
    for (const Event &E : F.Events)
      if (E.Kind == EventKind::Call && !S.target(F, E))
        for (FunctionId Given : S.handedOver(F, E))
          ByUnseen[Given.index()] = Sets.single(0);
  }
  spread(ByUnseen, /*SameObjectOnly=*/false);
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

bool Threads::meetsThreads(FunctionId F, EventId E) const {
  return runsInThreads(F) ||
         llvm::any_of(llvm::seq<unsigned>(0, Roots.size()),
                      [&](unsigned R) { return mayRunDuring(R, F, E); });
}

bool Threads::runsTwiceAtOnce(FunctionId F) const {
  unsigned Together = 0;
  for (auto [Root, R] : llvm::enumerate(Roots))
    if (reaches(Root, F))
      Together += R.Many ? 2 : 1;
  return Together > 1 || (Together && reachedOutside(F));
}

std::optional<unsigned> Threads::confinedTo(FunctionId F) const {
  if (Confined.isPresumed(F) && !Sets.members(RunBy[F.index()]).empty())
    return std::nullopt;
  return Confined.threadOf(F);
}

bool Threads::onlyMainRuns(FunctionId F) const {
  // (Where no thread is seen, somebody may start some all the same.)
  return S.SeesAllCallers && !Roots.empty() && Outside[F.index()] &&
         RunBy[F.index()] == SharedSets::Empty &&
         ByUnseen[F.index()] == SharedSets::Empty;
}

std::optional<unsigned> Threads::onlyThread(FunctionId F) const {
  if (std::optional<unsigned> Thread = confinedTo(F))
    return Roots.size() + *Thread;
  constexpr unsigned Main = ~0u; // a thread of its own, beyond all others
  if (onlyMainRuns(F))
    return Main;
  llvm::ArrayRef<unsigned> By = Sets.members(RunBy[F.index()]);
  if (By.size() != 1 || Outside[F.index()] || Roots[By.front()].Many)
    return std::nullopt;
  return By.front();
}

std::optional<unsigned>
Threads::onlyOneOf(llvm::ArrayRef<SharedAccess> Accesses, bool Reads) const {
  std::optional<unsigned> Writer;
  for (const SharedAccess &A : Accesses) {
    if (A.Unshared || !(Reads || A.isWrite()))
      continue;
    // Before its threads start, and after they have ended, main is alone.
    if (onlyMainRuns(A.In) && !meetsThreads(A.In, A.At))
      continue;
    std::optional<unsigned> One = onlyThread(A.In);
    // (A loop is not running when all is started or stopped.)
    if (!One && !Confined.empty() &&
        (S[A.In].At.SetUp || isStartOrEndByName(P[P[A.In].Self].shortName())))
      continue;
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

/// The programs in which \p F runs in that context; none where that is not
/// known.
Threads::Set Threads::programsIn(int Context, FunctionId F) const {
  if (Context != OutsideThreads)
    return Sets.intersect(Programs[Roots[Context].Spawner.index()],
                          Programs[F.index()]);
  return Open[F.index()] ? SharedSets::Empty : ByMains[F.index()];
}

bool Threads::mayHappenTogether(int ContextA, FunctionId A, EventId AtA,
                                int ContextB, FunctionId B, EventId AtB,
                                FunctionId Owner) const {
  // What nobody calls here is there for others, whoever they are.
  if (ContextA == OutsideThreads && ContextB == OutsideThreads)
    return Open[A.index()] || Open[B.index()];
  if (!sameProgram(A, B))
    return false;
  // One program starts threads that run what another calls.
  const Set InA = programsIn(ContextA, A), InB = programsIn(ContextB, B);
  if (InA != SharedSets::Empty && InB != SharedSets::Empty &&
      Sets.intersect(InA, InB) == SharedSets::Empty)
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
  if (std::optional<unsigned> Thread = confinedTo(A);
      Thread && Thread == confinedTo(B))
    return false;
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
