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
#include "llvm/ADT/BitVector.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include <optional>

namespace concurrency {

/// The blocks to which the entry leads over the successors that \p Next gives.
llvm::BitVector
reachableBlocks(const Function &F,
                llvm::function_ref<llvm::ArrayRef<uint32_t>(const Block &)> Next,
                uint32_t From = 0);

class Control {
public:
  explicit Control(const Function &F);

  uint32_t blockOf(EventId E) const { return BlockOf[E.index()]; }
  /// \p To can be run after \p From (or is the same block, on a cycle).
  bool reaches(uint32_t From, uint32_t To) const;
  /// The blocks on the ways from a block back to itself; none if there is no
  /// loop around it.
  std::vector<bool> loopAround(uint32_t Block) const;
  /// Of the loops around a block, the innermost one: a natural loop, by its
  /// head.
  std::vector<bool> innermostLoop(uint32_t Block) const;
  /// The blocks that run only if \p Branch goes one of its two ways.
  std::vector<bool> decided(uint32_t Branch) const;
  /// Whether \p Block is one of them.
  bool decides(uint32_t Branch, uint32_t Block) const;
  /// The condition of a loop: one way out of it does not lead back.
  bool isLoopCondition(uint32_t Branch) const;
  /// True where \p Later can happen after \p Earlier.
  bool canFollow(EventId Earlier, EventId Later) const;
  /// Every way to \p At leads through \p Earlier, which is another event.
  bool isAlwaysBefore(EventId Earlier, EventId At) const;

  /// The reads and results that decide a branch, through local variables: the
  /// Access, Call and TryAcquire events where they happened.
  std::vector<EventId> sources(uint32_t Branch) const;
  /// Likewise, of all branches that decide whether the event happens.
  std::vector<EventId> deciding(EventId At) const;
  /// Likewise, those that a value at \p At is made of.
  std::vector<EventId> sources(const List<Dep> &Deps, EventId At) const;

private:
  /// The blocks to which ways lead from one, and itself. Kept: what a function
  /// of a thousand branches is asked, it is asked a million times.
  const llvm::BitVector &reachable(uint32_t From) const;
  void addSources(const List<Dep> &Deps, uint32_t Before,
                  std::vector<EventId> &Out, unsigned Depth) const;

  /// The tree of blocks through which every way to a block leads, and the
  /// blocks before each.
  struct Dominators {
    explicit Dominators(const Function &F);
    bool reached(uint32_t B) const { return B == 0 || Parent[B] != B; }
    /// Every way to \p B leads through \p A.
    bool dominates(uint32_t A, uint32_t B) const {
      return Enter[A] <= Enter[B] && Enter[B] < Leave[A];
    }
    /// Every way to \p To leads over this edge.
    bool isOnlyWay(uint32_t From, uint32_t To) const;

    std::vector<llvm::SmallVector<uint32_t, 2>> Preds;
    std::vector<uint32_t> Parent;       ///< a block that nothing reaches: itself
    std::vector<uint32_t> Enter, Leave; ///< the tree, as nested intervals
  };

  const Function &F;
  std::vector<uint32_t> BlockOf;
  /// Made when it is first asked for; most functions need none.
  mutable std::optional<Dominators> Tree;
  mutable llvm::DenseMap<uint32_t, llvm::BitVector> Reachable;
};

} // namespace concurrency

#endif // CONCURRENCY_SOLVE_CONTROL_H
