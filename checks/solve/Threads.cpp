//===- Threads.cpp - which functions run in which threads -----------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "solve/Threads.h"
#include "solve/Summarize.h"
#include "llvm/ADT/STLExtras.h"

using namespace concurrency;

Threads::Threads(Solution &S) : S(S), P(S.program()) {
  findRoots();
  if (!Roots.empty())
    flow();
}

void Threads::reach(FunctionId From, std::vector<bool> &Reached,
                    bool SameObject) const {
  llvm::SmallVector<FunctionId, 16> Work{From};
  while (!Work.empty()) {
    FunctionId F = Work.pop_back_val();
    if (Reached[F.index()])
      continue;
    Reached[F.index()] = true;
    const Function &Body = P[F];
    for (uint32_t I = 0; I != Body.Events.size(); ++I)
      for (const Run &R : runsAt(S, F, EventId(I)))
        if (!SameObject || R.Bindings.toCaller(Path::self()) == Path::self())
          Work.push_back(R.Callee);
  }
}

void Threads::findRoots() {
  for (auto [I, F] : llvm::enumerate(P.functions())) {
    if (F.Main)
      Main = FunctionId(I);
    for (auto [J, E] : llvm::enumerate(F.Events))
      if (E.Kind == EventKind::Spawn)
        if (std::optional<CallTarget> T = S.target(F, E))
          Roots.push_back(
              {FunctionId(I), EventId(J), T->Callee, E.Many, {}, {}});
  }
  Outside.resize(P.functions().size());
  if (Roots.empty())
    return;
  for (ThreadRoot &R : Roots) {
    R.Reaches.resize(P.functions().size());
    reach(R.Body, R.Reaches);
    R.OnSpawnersObject.resize(P.functions().size());
    const Function &Spawner = P[R.Spawner];
    std::optional<CallTarget> T =
        S.target(Spawner, Spawner.Events[R.Spawn.index()]);
    if (T && T->Bindings.toCaller(Path::self()) == Path::self())
      reach(R.Body, R.OnSpawnersObject, /*SameObject=*/true);
  }
  // What threads reach may spawn again; two roots of one body are two threads.
  for (ThreadRoot &R : Roots)
    for (ThreadRoot &Other : Roots)
      if (&R != &Other &&
          (Other.Body == R.Body ||
           (Other.Many && Other.Reaches[R.Spawner.index()])))
        R.Many = true;
  if (Main.valid()) {
    reach(Main, Outside);
    return;
  }
  for (auto [I, F] : llvm::enumerate(P.functions())) {
    const Entry &At = S[FunctionId(I)].At;
    bool IsBody = llvm::any_of(
        Roots, [&](const ThreadRoot &R) { return R.Body.index() == I; });
    if (!IsBody && F.Kind != FunctionKind::Lambda &&
        (At.Callers != CallersKind::Known || !At.HasCallers))
      reach(FunctionId(I), Outside);
  }
}

/// One handle joined: the same object, or an element of the same container.
static bool sameHandle(const Path &Spawned, const Path &Joined) {
  auto Strip = [](Path H) {
    while (!H.Steps.empty() && H.Steps.back().Kind != StepKind::Field)
      H.Steps.pop_back();
    return H;
  };
  Path A = Strip(Spawned), B = Strip(Joined);
  if (!A.known() || !B.known())
    return false;
  if (A == B)
    return true;
  // The same field, reached in another method.
  return A.lastEntity().valid() && A.lastEntity() == B.lastEntity();
}

bool Threads::flowThrough(FunctionId Id) {
  const Function &F = P[Id];
  std::vector<RootSet> &Events = At[Id.index()];
  Events.resize(F.Events.size());
  std::vector<RootSet> In(F.Blocks.size());
  std::vector<bool> Reached(F.Blocks.size());
  if (F.Blocks.empty())
    return false;
  In[0] = AtEntry[Id.index()];
  Reached[0] = true;
  std::set<uint32_t> Pending{0};
  bool Changed = false;
  RootSet Exit;
  auto Include = [](RootSet &To, const RootSet &From) {
    size_t Before = To.size();
    To.insert(From.begin(), From.end());
    return To.size() != Before;
  };
  while (!Pending.empty()) {
    uint32_t Index = *Pending.begin();
    Pending.erase(Pending.begin());
    const Block &B = F.Blocks[Index];
    RootSet Live = In[Index];
    for (uint32_t J = B.FirstEvent; J != B.EndEvent; ++J) {
      const Event &E = F.Events[J];
      Changed |= Include(Events[J], Live);
      if (E.Kind == EventKind::Spawn) {
        for (auto [R, Root] : llvm::enumerate(Roots))
          if (Root.Spawner == Id && Root.Spawn.index() == J)
            Live.insert(R);
      } else if (E.Kind == EventKind::Join) {
        for (auto [R, Root] : llvm::enumerate(Roots)) {
          const Event &Spawn =
              P[Root.Spawner].Events[Root.Spawn.index()];
          bool Local = Root.Spawner == Id;
          if (sameHandle(Spawn.Target, E.Target) ||
              (Local && (!Spawn.Target.known() || !E.Target.known())))
            Live.erase(R);
        }
      } else if (E.Kind == EventKind::Call || E.Kind == EventKind::Wait) {
        for (const Run &R : runsAt(S, Id, EventId(J))) {
          Changed |= Include(AtEntry[R.Callee.index()], Live);
          for (unsigned Root : Joined[R.Callee.index()])
            Live.erase(Root);
          Include(Live, AtExit[R.Callee.index()]);
        }
      }
    }
    if (B.Succs.empty())
      Include(Exit, Live);
    for (uint32_t Succ : B.Succs)
      if (Include(In[Succ], Live) || !Reached[Succ]) {
        Reached[Succ] = true;
        Pending.insert(Succ);
      }
  }
  // What was not running at the entry and is at the exit was left behind;
  // what was running at the entry and is not was joined.
  RootSet Left, Over;
  for (unsigned R : Exit)
    if (!AtEntry[Id.index()].count(R))
      Left.insert(R);
  for (const Event &E : F.Events)
    if (E.Kind == EventKind::Join)
      for (auto [R, Root] : llvm::enumerate(Roots))
        if (sameHandle(P[Root.Spawner].Events[Root.Spawn.index()].Target,
                       E.Target) &&
            !Exit.count(R))
          Over.insert(R);
  Changed |= Include(AtExit[Id.index()], Left);
  Changed |= Include(Joined[Id.index()], Over);
  return Changed;
}

void Threads::flow() {
  size_t N = P.functions().size();
  AtEntry.resize(N);
  AtExit.resize(N);
  Joined.resize(N);
  At.resize(N);
  // Anything may be running already when an outsider calls a public function
  // of a part of a program.
  if (!wholeProgram()) {
    RootSet All;
    for (unsigned R = 0; R != Roots.size(); ++R)
      All.insert(R);
    for (auto [I, F] : llvm::enumerate(P.functions())) {
      const Entry &E = S[FunctionId(I)].At;
      if ((E.Callers != CallersKind::Known || !E.HasCallers) && !E.OnlyInit)
        AtEntry[I] = All;
    }
    // But a thread is not running before the very spawn that starts it, in a
    // function that starts it once.
    for (auto [R, Root] : llvm::enumerate(Roots))
      if (!Root.Many)
        AtEntry[Root.Spawner.index()].erase(R);
  }
  // A thread's body starts with its own thread, and those before it, running.
  for (unsigned Round = 0; Round != 6; ++Round) {
    bool Changed = false;
    for (unsigned I = 0; I != N; ++I)
      Changed |= flowThrough(FunctionId(I));
    for (const ThreadRoot &Root : Roots) {
      RootSet Live = At[Root.Spawner.index()][Root.Spawn.index()];
      size_t Before = AtEntry[Root.Body.index()].size();
      AtEntry[Root.Body.index()].insert(Live.begin(), Live.end());
      Changed |= AtEntry[Root.Body.index()].size() != Before;
    }
    if (!Changed)
      break;
  }
}

bool Threads::mayRunDuring(const ThreadRoot &Root, FunctionId F,
                           EventId E) const {
  unsigned Index = &Root - Roots.data();
  return At[F.index()][E.index()].count(Index);
}

std::vector<int> Threads::contexts(FunctionId F) const {
  std::vector<int> In;
  for (auto [R, Root] : llvm::enumerate(Roots))
    if (Root.Reaches[F.index()])
      In.push_back(R);
  if (Outside[F.index()] || In.empty())
    In.push_back(OutsideThreads);
  return In;
}

bool Threads::parallel(int ContextA, FunctionId A, EventId AtA, int ContextB,
                       FunctionId B, EventId AtB) const {
  if (ContextA == OutsideThreads && ContextB == OutsideThreads)
    return !wholeProgram();
  if (ContextA == ContextB)
    return Roots[ContextA].Many;
  if (ContextA == OutsideThreads)
    return mayRunDuring(Roots[ContextB], A, AtA);
  if (ContextB == OutsideThreads)
    return mayRunDuring(Roots[ContextA], B, AtB);
  const ThreadRoot &R = Roots[ContextA], &Q = Roots[ContextB];
  return mayRunDuring(R, Q.Spawner, Q.Spawn) ||
         mayRunDuring(Q, R.Spawner, R.Spawn);
}

bool Threads::mayOverlap(FunctionId A, EventId AtA, FunctionId B,
                         EventId AtB) const {
  for (int ContextA : contexts(A))
    for (int ContextB : contexts(B))
      if (parallel(ContextA, A, AtA, ContextB, B, AtB))
        return true;
  return false;
}
