//===- Conditions.h - what a function asks twice ----------------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// `if (shared) lock(); ... if (shared) unlock();`: both branches go the same
/// way. The dataflow is run once for each answer to the few conditions for
/// which that matters, and the states are joined afterwards: a small form of
/// trace partitioning (Mauborgne and Rival, 2005).
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_SOLVE_CONDITIONS_H
#define CONCURRENCY_SOLVE_CONDITIONS_H

#include "solve/Solution.h"

namespace concurrency {

/// A condition as the branches have it, and what its answer is taken to be.
struct Assumption {
  const Branch *If;
  bool Holds;
};
using Assumptions = llvm::SmallVector<Assumption, 2>;

/// All combinations of answers that need a run of their own; one without any
/// assumption if there are no such conditions.
std::vector<Assumptions> assumptionsFor(const Solution &S, const Function &F);

/// The event happens only if a member of the object says so, and the function
/// asks it again later.
bool isByMode(const Solution &S, const Function &F, EventId At);

/// The successors of a block under the assumptions.
llvm::ArrayRef<uint32_t> successors(const Block &B, const Assumptions &As);

} // namespace concurrency

#endif // CONCURRENCY_SOLVE_CONDITIONS_H
