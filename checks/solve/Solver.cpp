//===- Solver.cpp - runs the pipeline -------------------------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "solve/CallGraph.h"
#include "solve/Entries.h"
#include "solve/HeldLocks.h"
#include "solve/Structure.h"
#include "solve/Summarize.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/TimeProfiler.h"

using namespace concurrency;

/// Rounds over a circle of functions. Summaries grow along the circle; real
/// ones are stable after two.
static constexpr unsigned MaxRounds = 3;

static void solveFunction(Solution &S, FunctionId Id) {
  const Function &F = S.program()[Id];
  SolvedFunction &Solved = S[Id];
  std::vector<HeldLock> AtEntry = expectedAtEntry(S, F);
  HeldLocks Locks(S, Id);
  HeldLocksResult Result = Locks.run(AtEntry);
  // A function that releases what it never acquired expects to be called with
  // it held: look at it again in that light.
  if (!Result.ReleasedUnheld.empty()) {
    AtEntry.insert(AtEntry.end(), Result.ReleasedUnheld.begin(),
                   Result.ReleasedUnheld.end());
    Result = Locks.run(AtEntry);
  }
  Solved.States = std::move(Result.States);
  Solved.Before = std::move(Result.Before);
  Solved.Dying = dyingEvents(S, Id);
  Solved.Effects = summarize(S, Id, Result, AtEntry);
}

std::unique_ptr<Solution> concurrency::solve(const Program &P, World Seen) {
  llvm::TimeTraceScope Scope("ConcurrencySolve");
  auto S = std::make_unique<Solution>(P, Seen);
  S->Stats.Functions = P.functions().size();
  findStructure(*S);
  CallGraph Calls(*S);
  for (const CallGraph::Component &C : Calls.bottomUp()) {
    unsigned Rounds = Calls.recursive(C) ? MaxRounds : 1;
    for (unsigned Round = 0; Round != Rounds; ++Round)
      for (FunctionId F : C)
        solveFunction(*S, F);
    llvm::append_range(S->BottomUp, C);
  }
  findLentLocks(*S);
  findEntries(*S, Calls);
  return S;
}
