//===- Structure.h - classes that are locks by what they do -----*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Finds the classes that wrap a lock without being modelled: some method only
/// acquires a field of the class, some method only releases it, and none does
/// both. (A class that does both, like an account with lock() and deposit(),
/// has a lock; it is not one.)
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_SOLVE_STRUCTURE_H
#define CONCURRENCY_SOLVE_STRUCTURE_H

#include "solve/Solution.h"

namespace concurrency {

/// Fills Solution::WrappedLock, InitialisedAs, ValueTypes, Homes and
/// Recipients, and what the next two find.
void findStructure(Solution &S);

/// Fills Solution::NonBlockingHandles.
void findNonBlockingHandles(Solution &S);

/// Fills Solution::LockHandles.
void findLockHandles(Solution &S);

/// Fills Solution::LentLocks, from the summaries.
void findLentLocks(Solution &S);

} // namespace concurrency

#endif // CONCURRENCY_SOLVE_STRUCTURE_H
