//===- Runs.h - which bodies run at an event --------------------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What is called at an event, and the callables that the function called runs.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_SOLVE_RUNS_H
#define CONCURRENCY_SOLVE_RUNS_H

#include "solve/HeldLocks.h"

namespace concurrency {

/// A body that runs, and returns, while an event of a function happens: the
/// function called, or a callable that the function called runs.
struct Run {
  FunctionId Callee;
  Frame Bindings;
  /// For a callable: held around it by the function called, in the frame of
  /// the event's function, and locks of ours that it gave up meanwhile.
  List<HeldLock> HeldByCallee;
  List<Path> Released;
  /// The chain from the event down to the body; null for a direct call.
  const Trace *Via = nullptr;
  /// It may run, see IndirectCalls.
  bool Possible = false;
};
std::vector<Run> runsAt(Solution &S, FunctionId F, EventId E);

/// A lock may be given as the guard that manages it, or as itself.
List<Path> managedLocks(const LockSet *State, const Path &P);

/// Holds of a callee in the frame of its caller.
List<HeldLock> toCaller(HeldLocks &Locks, const Frame &Bindings,
                        llvm::ArrayRef<HeldLock> Held, const Trace *Via);

} // namespace concurrency

#endif // CONCURRENCY_SOLVE_RUNS_H
