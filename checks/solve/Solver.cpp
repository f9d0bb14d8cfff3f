//===- Solver.cpp - runs the pipeline -------------------------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "solve/CallGraph.h"
#include "solve/Entries.h"
#include "solve/HeldLocks.h"
#include "solve/IndirectCalls.h"
#include "solve/LatentEvents.h"
#include "solve/PerhapsHeld.h"
#include "solve/SpawnOnce.h"
#include "solve/SpawnWrappers.h"
#include "solve/Specialise.h"
#include "solve/Structure.h"
#include "solve/Summarize.h"
#include "llvm/ADT/BitVector.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/TimeProfiler.h"

using namespace concurrency;

/// Rounds over a circle of functions. Summaries grow along the circle; real
/// ones are stable after two.
static constexpr unsigned MaxRounds = 3;

static void solveFunction(Solution &S, FunctionId Id) {
  const Function &F = S.program()[Id];
  SolvedFunction &Solved = S[Id];
  List<HeldLock> AtEntry = expectedAtEntry(S, F);
  HeldLocks Locks(S, Id);
  HeldLocksResult Result = Locks.run(AtEntry);
  // A function that releases what it never acquired expects to be called with
  // it held: look at it again in that light.
  if (!Result.ReleasedUnheld.empty()) {
    AtEntry.insert(AtEntry.end(), Result.ReleasedUnheld.begin(),
                   Result.ReleasedUnheld.end());
    Solved.Expected = std::move(Result.ReleasedUnheld);
    Result = Locks.run(AtEntry);
  }
  Solved.States = std::move(Result.States);
  Solved.States.shrink();
  Solved.Before = std::move(Result.Before);
  Solved.Kept = std::move(Result.Kept);
  Solved.Dying = dyingEvents(S, Id);
  Solved.Effects = summarize(S, Id, Result, AtEntry);
}

/// Nobody outside the code at hand can call the function with the lock held: a
/// class whose methods stand elsewhere has other code.
static bool isHidden(const Solution &S, const Function &F, const Path &Lock) {
  const Program &P = S.program();
  EntityId Class = Lock.lastEntity();
  if (!Class.valid() || S.LentLocks.contains(Class))
    return false;
  if (EntityId Global = Lock.global(); Global.valid() && Lock.Steps.empty())
    return P[Global].Internal;
  EntityId Record = P.recordOf(Class);
  if (!Record.valid() || P[Class].Access != AccessSpec::Private)
    return false;
  FileId Declared = P[Record].Where.File;
  if (Declared == F.Where.File && !P[Record].HasFriends)
    return true;
  // What is for everybody to call is not for those who hold a private lock.
  return F.Access == AccessSpec::Public && F.Kind == FunctionKind::Method &&
         P.recordOf(F.Self) == Record && Declared.valid() &&
         F.Where.File.valid() &&
         llvm::sys::path::stem(P.files()[Declared.index()]) ==
             llvm::sys::path::stem(P.files()[F.Where.File.index()]);
}

/// A function that gives up a lock is believed to be called with it. But where
/// nobody can hold it then, it is called without.
static void doubtExpectations(Solution &S) {
  const Program &P = S.program();
  // Per function, the lock classes that some caller holds.
  std::vector<llvm::DenseSet<EntityId>> HeldByCallers(P.functions().size());
  llvm::BitVector Expecting(P.functions().size());
  for (FunctionId F : S.BottomUp)
    if (llvm::any_of(S[F].Expected, [&](const HeldLock &H) {
          return isHidden(S, P[F], H.Lock);
        }))
      Expecting.set(F.index());
  if (Expecting.none())
    return;
  for (FunctionId F : llvm::reverse(S.BottomUp))
    for (const RunEdge &R : S[F].Runs) {
      if (!Expecting.test(R.Callee.index()))
        continue;
      auto Note = [&](llvm::ArrayRef<HeldLock> Held) {
        for (const HeldLock &H : Held)
          if (EntityId Class = H.Lock.lastEntity(); Class.valid())
            HeldByCallers[R.Callee.index()].insert(Class);
      };
      if (const LockSet *State = S.before(F, R.At))
        Note(State->Locks);
      Note(S[F].At.Held);
    }
  for (FunctionId F : S.BottomUp) {
    if (!Expecting.test(F.index()) || S[F].At.Callers == CallersKind::Hidden)
      continue;
    List<HeldLock> Known = expectedAtEntry(S, P[F]);
    size_t Doubted = 0;
    for (const HeldLock &H : S[F].Expected)
      if (isHidden(S, P[F], H.Lock) &&
          !HeldByCallers[F.index()].contains(H.Lock.lastEntity()))
        ++Doubted;
      else
        Known.push_back(H);
    if (!Doubted)
      continue;
    HeldLocksResult Result = HeldLocks(S, F).run(Known);
    S[F].States = std::move(Result.States);
    S[F].Before = std::move(Result.Before);
    S[F].Kept = std::move(Result.Kept);
  }
}

/// Fills Solution::HeldOnCallingOut. What a function of another file does by
/// itself is left out of account: only what it is given to run.
static void findCallsOut(Solution &S) {
  const Program &P = S.program();
  for (FunctionId Id : S.BottomUp) {
    const Function &F = S.program()[Id];
    for (uint32_t J = 0; J != F.Events.size(); ++J) {
      const Event &E = F.Events[J];
      bool Out = E.Kind == EventKind::Call && !S.target(F, E) &&
                 (!E.Callee.valid() || E.Virtual ||
                  llvm::any_of(E.Args, [](const Value &V) {
                    return V.Kind == ValueKind::Callable;
                  }));
      const LockSet *State = Out ? S.before(Id, EventId(J)) : nullptr;
      if (!State)
        continue;
      // A method runs what it is given under a lock of its own, perhaps.
      if (EntityId Class = P.recordOf(E.Callee); Class.valid())
        for (EntityId Field : P[Class].Fields)
          if (P[Field].Type.Role == TypeRole::Lock)
            S.HeldOnCallingOut.insert(Field);
      auto Note = [&](llvm::ArrayRef<HeldLock> Held) {
        for (const HeldLock &H : Held)
          if (EntityId Class = H.Lock.lastEntity(); Class.valid())
            S.HeldOnCallingOut.insert(Class);
      };
      Note(State->Locks);
      Note(S[Id].At.Held);
      for (const WayIn &W : S[Id].At.Ways)
        Note(W.Held);
    }
  }
}

/// Fills Solution::HomeOf.
static void findLockHomes(Solution &S) {
  const Program &P = S.program();
  for (FunctionId Id : S.BottomUp)
    for (const LockSet &State : S[Id].States)
      for (const HeldLock &H : State.Locks)
        if (EntityId Lock = H.Lock.lastEntity(); H.own() && Lock.valid()) {
          FileId Here = P[Id].Where.File;
          auto [It, New] = S.HomeOf.try_emplace(Lock, Here);
          if (!New && It->second != Here)
            It->second = FileId();
        }
}

std::unique_ptr<Solution> concurrency::solve(Program &P, World Seen) {
  llvm::TimeTraceScope Scope("ConcurrencySolve");
  addSpawnsOfWrappers(P);
  findSpawnsOfOneTurn(P);
  specialise(P);
  auto S = std::make_unique<Solution>(P, Seen);
  S->Stats.Functions = P.functions().size();
  findStructure(*S);
  S->Indirect = std::make_unique<IndirectCalls>(P);
  const CallGraph Calls(*S, /*WithPossible=*/true);
  for (const CallGraph::Component &C : Calls.bottomUp()) {
    unsigned Rounds = Calls.recursive(C) ? MaxRounds : 1;
    for (unsigned Round = 0; Round != Rounds; ++Round)
      for (FunctionId F : C)
        solveFunction(*S, F);
    llvm::append_range(S->BottomUp, C);
  }
  findLentLocks(*S);
  if (Calls.hasPossible())
    findEntries(*S, CallGraph(*S, /*WithPossible=*/false));
  else
    findEntries(*S, Calls);
  findPerhapsHeld(*S);
  doubtExpectations(*S);
  findCallsOut(*S);
  findLockHomes(*S);
  return S;
}
