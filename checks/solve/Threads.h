//===- Threads.h - which functions run in which threads ---------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Thread roots, what they reach, and when their threads run. Whether two
/// places can run at the same time follows from it.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_SOLVE_THREADS_H
#define CONCURRENCY_SOLVE_THREADS_H

#include "solve/Solution.h"
#include <map>
#include <set>

namespace concurrency {

/// A thread that the program starts: one spawn event.
struct ThreadRoot {
  FunctionId Spawner;
  EventId Spawn;
  FunctionId Body;
  /// More than one thread can run it: spawned in a loop, or its spawner runs
  /// in several threads itself.
  bool Many = false;
  /// Everything the body reaches.
  std::vector<bool> Reaches;
  /// What of it runs on the very object that the spawner runs on.
  std::vector<bool> OnSpawnersObject;
};

class Threads {
public:
  explicit Threads(Solution &S);

  llvm::ArrayRef<ThreadRoot> roots() const { return Roots; }
  /// A program with a main function in view: what it does not reach before a
  /// spawn cannot race with it.
  bool wholeProgram() const { return Main.valid(); }
  /// Reached from main, or from functions that others may call.
  bool reachedOutside(FunctionId F) const { return Outside[F.index()]; }

  /// Threads of \p Root may be running when \p E of \p F happens outside them.
  bool mayRunDuring(const ThreadRoot &Root, FunctionId F, EventId E) const;

  /// Where a function runs: an index into roots(), or Outside of all.
  static constexpr int OutsideThreads = -1;
  std::vector<int> contexts(FunctionId F) const;
  /// Whether the events can happen at the same time, each in its context.
  /// Outside a whole program, two public functions can.
  bool parallel(int ContextA, FunctionId A, EventId AtA, int ContextB,
                FunctionId B, EventId AtB) const;
  /// Likewise in any of their contexts.
  bool mayOverlap(FunctionId A, EventId AtA, FunctionId B, EventId AtB) const;

private:
  using RootSet = std::set<unsigned>;
  void findRoots();
  void reach(FunctionId From, std::vector<bool> &Reached,
             bool SameObject = false) const;
  void flow();
  bool flowThrough(FunctionId F);

  Solution &S;
  const Program &P;
  FunctionId Main;
  std::vector<ThreadRoot> Roots;
  std::vector<bool> Outside;
  /// Per function: roots that may run at its entry, and that it leaves running.
  std::vector<RootSet> AtEntry, AtExit;
  /// Roots that are certainly over at the exit: joined there.
  std::vector<RootSet> Joined;
  /// Per function and event: roots that may be running.
  std::vector<std::vector<RootSet>> At;
};

} // namespace concurrency

#endif // CONCURRENCY_SOLVE_THREADS_H
