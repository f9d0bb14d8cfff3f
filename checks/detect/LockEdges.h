//===- LockEdges.h - who is held while what is taken ------------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The edges of the lock graph. Lock order is judged on them, and an audit
/// shows them.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_DETECT_LOCKEDGES_H
#define CONCURRENCY_DETECT_LOCKEDGES_H

#include "detect/Explain.h"
#include "solve/LatentEvents.h"
#include <set>

namespace concurrency {

struct Evidence;

/// To is acquired while From is held: one witness of it.
struct LockEdge {
  LockClass From, To;
  FunctionId In;
  EventId At;
  HeldLock Held;
  LatentEvent Taken;
  /// Other locks held on the whole way: those that exclude another thread.
  std::set<LockClass> Gates;
};

/// A few witnesses of each edge, of an edge from a class to itself all that can
/// be two objects. Sorted by the ends.
std::vector<LockEdge> lockEdges(const Evidence &Known);

} // namespace concurrency

#endif // CONCURRENCY_DETECT_LOCKEDGES_H
