//===- PeerLocks.h - locks of two objects of one class ----------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A function that locks two objects of one class can deadlock with itself, if
/// it gets them either way round. Most get them one way.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_DETECT_PEERLOCKS_H
#define CONCURRENCY_DETECT_PEERLOCKS_H

#include "detect/LockEdges.h"
#include "solve/Threads.h"
#include <map>
#include <set>

namespace concurrency {

class PeerLocks {
public:
  PeerLocks(Solution &S, const Threads &Running)
      : S(S), P(S.program()), Running(Running) {}

  /// True where the function compares the objects (addresses, numbers), to lock
  /// them in an order: it exchanges them, or acquires the locks the other way
  /// round as well, or calls itself to do so.
  bool ordersObjects(FunctionId Id, const Path &A, const Path &B) const;
  /// The locks are of two elements of one array, for which the subscripts stand
  /// that the steps have.
  struct Elements {
    Step One, Other;
  };
  static std::optional<Elements> elements(const Path &A, const Path &B);
  /// The locks lie in a ring, and each is taken before its neighbour: whoever is
  /// last comes to the first.
  bool inRing(const LockEdge &E, llvm::ArrayRef<LockEdge> All) const;
  /// The two objects of an edge from a class to itself may well come the other
  /// way round. \p All: the edges of that kind.
  bool meetSwapped(const LockEdge &E, llvm::ArrayRef<LockEdge> All);

private:
  static bool isReversed(const LockEdge &E, llvm::ArrayRef<LockEdge> All);
  bool inOneOrder(const LockEdge &E) const;
  void findRuns();
  bool isSwapped(const LockEdge &E);
  void addChanged(FunctionId Id, RootKind Root, uint32_t Index, unsigned Depth,
                  std::set<EntityId> &To) const;
  std::set<EntityId> changedOf(FunctionId Id, const Path &Lock) const;
  bool treatsAlike(const LockEdge &E) const;

  Solution &S;
  const Program &P;
  const Threads &Running;
  /// By what runs there; see findRuns().
  std::map<FunctionId, std::vector<AccessSite>> RunAt;
};

} // namespace concurrency

#endif // CONCURRENCY_DETECT_PEERLOCKS_H
