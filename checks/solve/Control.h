//===- Control.h - what a branch decides, and what it depends on -*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Questions about one function's graph: which events a branch decides about,
/// and which reads decided the branch.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_SOLVE_CONTROL_H
#define CONCURRENCY_SOLVE_CONTROL_H

#include "facts/Facts.h"

namespace concurrency {

class Control {
public:
  explicit Control(const Function &F);

  uint32_t blockOf(EventId E) const { return BlockOf[E.index()]; }
  /// \p To can be run after \p From (or is the same block, on a cycle).
  bool reaches(uint32_t From, uint32_t To) const;
  /// The blocks on the ways from a block back to itself; none if there is no
  /// loop around it.
  std::vector<bool> loopAround(uint32_t Block) const;
  /// The blocks that run only if \p Branch goes one of its two ways. Linear
  /// in the size of the function: ask once for a branch.
  std::vector<bool> decided(uint32_t Branch) const;
  /// The condition of a loop: one way out of it does not lead back.
  bool isLoopCondition(uint32_t Branch) const;
  /// True where \p Later can happen after \p Earlier.
  bool canFollow(EventId Earlier, EventId Later) const;

  /// The reads and results that decide a branch, through local variables: the
  /// Access, Call and TryAcquire events where they happened.
  std::vector<EventId> sources(uint32_t Branch) const;

private:
  std::vector<bool> reachable(uint32_t From, uint32_t CutFrom,
                              uint32_t CutTo) const;
  void addSources(const std::vector<Dep> &Deps, uint32_t Before,
                  std::vector<EventId> &Out, unsigned Depth) const;

  const Function &F;
  std::vector<uint32_t> BlockOf;
};

} // namespace concurrency

#endif // CONCURRENCY_SOLVE_CONTROL_H
