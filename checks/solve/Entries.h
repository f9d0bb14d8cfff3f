//===- Entries.h - what holds when a function is entered --------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Top-down: what the callers of every function hold at each of its call
/// sites. A helper that is only ever called under a lock needs no lock of its
/// own; one that only constructors call works on an object of nobody else.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_SOLVE_ENTRIES_H
#define CONCURRENCY_SOLVE_ENTRIES_H

#include "solve/CallGraph.h"

namespace concurrency {

/// Its callers promise to hold the lock: its name says so, or an argument that
/// tells it not to take the lock.
bool expectsLock(const Program &P, FunctionId F);

/// Fills SolvedFunction::At of every function.
void findEntries(Solution &S, const CallGraph &Calls);

} // namespace concurrency

#endif // CONCURRENCY_SOLVE_ENTRIES_H
