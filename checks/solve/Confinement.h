//===- Confinement.h - functions that one thread runs -----------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Which functions only ever run in one certain thread, though nobody here
/// starts it: they assert so, they are handlers of the event loop of their
/// class, or only such functions call them.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_SOLVE_CONFINEMENT_H
#define CONCURRENCY_SOLVE_CONFINEMENT_H

#include "solve/Solution.h"
#include <optional>

namespace concurrency {

class Confinement {
public:
  explicit Confinement(const Solution &S);

  bool empty() const { return Threads.empty(); }
  /// The thread, by a number from 0; none if the function may run in any.
  std::optional<unsigned> threadOf(FunctionId F) const {
    return Of[F.index()] < Free ? std::optional(Of[F.index()]) : std::nullopt;
  }
  /// Only its class, or that of its callers, says so: see `confined` of types
  /// in the models. Where a thread in view runs it, that is wrong.
  bool isPresumed(FunctionId F) const {
    return threadOf(F) && Presumed[*threadOf(F)];
  }

private:
  /// Any thread; and, while callers are being looked at, nothing known yet.
  static constexpr unsigned Free = ~0u - 1, Unknown = ~0u;

  unsigned threadNamed(llvm::StringRef Name, EntityId Owner,
                       bool IsPresumed = false);
  bool runsLoop(FunctionId F, unsigned Depth = 2) const;
  bool severalRunLoops() const;
  EntityId ownerOf(FunctionId F) const;
  void findAsserted();
  void findHandlers();
  void spread();

  const Solution &S;
  const Program &P;
  std::vector<std::pair<llvm::StringRef, EntityId>> Threads;
  std::vector<bool> Presumed; ///< by thread
  std::vector<unsigned> Asserted, Handles, Of;
};

} // namespace concurrency

#endif // CONCURRENCY_SOLVE_CONFINEMENT_H
