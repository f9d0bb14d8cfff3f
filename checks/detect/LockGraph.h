//===- LockGraph.h - which lock is taken under which ------------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The lock graph: its edges are collected in LockOrderInversion.cpp, its
/// circles found in LockCycles.cpp.
///
/// Lock classes and the graph: lockdep (Linux); gate locks: GoodLock (Havelund,
/// 2000).
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_DETECT_LOCKGRAPH_H
#define CONCURRENCY_DETECT_LOCKGRAPH_H

#include "detect/Detect.h"
#include "detect/LockEdges.h"
#include "detect/PeerLocks.h"
#include "solve/Control.h"
#include <map>
#include <optional>

namespace concurrency {

/// Between locks by their classes, or by what else tells them apart.
struct LockOrders {
  std::map<std::pair<LockClass, LockClass>, std::vector<LockEdge>> Edges;
  std::map<LockClass, std::set<LockClass>> Successors;
};

/// An edge A → B where B is acquired, in a way that can block, while A is held.
class LockGraph {
public:
  explicit LockGraph(const Evidence &Known)
      : S(Known.S), P(S.program()), Running(Known.Running),
        Peers(S, Known.Running) {}

  Bugs run() {
    for (auto [I, F] : llvm::enumerate(P.functions()))
      addEdges(FunctionId(I));
    reportSelfEdges();
    reportFamilies();
    findCycles(Classes);
    findCycles(Variables);
    findDeclared();
    findJoins();
    return std::move(Found);
  }

  std::vector<LockEdge> edges() {
    for (auto [I, F] : llvm::enumerate(P.functions()))
      addEdges(FunctionId(I));
    std::vector<LockEdge> All = std::move(SelfEdges);
    for (auto &[Ends, Witnesses] : Classes.Edges)
      llvm::append_range(All, std::move(Witnesses));
    return All;
  }

private:
  void addEdges(FunctionId Id);
  void addEdge(FunctionId Id, EventId At, const HeldLock &H,
               const LatentAtEvent &L);
  void addTo(LockOrders &To, LockEdge New, LockClass (*NodeOf)(const Path &));
  void selfEdge(const LockEdge &E);
  void noteRelative(const LockEdge &E);
  void reportSelfEdges();
  void reportFamilies();
  bool mayRelease(const Function &F, const Event &Call, EntityId Class) const;
  bool isOnlyOnce(FunctionId Id, EventId At, const HeldLock &H,
                  const LatentAtEvent &L) const;
  bool isSettled(FunctionId Id, EventId At, const HeldLock &H);
  llvm::SmallVector<const HeldLock *, 4> settledLocks(FunctionId Id, EventId At,
                                                      const LockSet &State);
  void findCycles(const LockOrders &In);
  void findDeclared();
  void findJoins();
  std::vector<const LockEdge *> pathBack(const LockOrders &In, LockClass From,
                                         LockClass To) const;
  const LockEdge *bestEdge(const LockOrders &In, LockClass From, LockClass To,
                           const std::set<LockClass> &Avoid) const;
  bool comesApart(llvm::ArrayRef<const LockEdge *> Cycle) const;
  bool excluded(llvm::ArrayRef<const LockEdge *> Cycle) const;
  bool canMeet(const LockOrders &In,
               std::vector<const LockEdge *> &Cycle) const;
  void report(std::vector<const LockEdge *> Cycle);
  Bug describe(const LockEdge &E, Pattern What) const;

  Solution &S;
  const Program &P;
  const Threads &Running;
  PeerLocks Peers;
  LockOrders Classes;
  /// Locks that are members of variables, each by itself.
  LockOrders Variables;
  /// Of the function at hand, if it was needed.
  std::optional<Control> Flow;
  /// Two instances of one class.
  std::vector<LockEdge> SelfEdges;
  /// From an object to the one that it belongs to, and to one that belongs to
  /// it, by the class of their lock.
  struct Family {
    std::optional<LockEdge> Up, Down;
  };
  std::map<LockClass, Family> Families;
  Bugs Found;
};

} // namespace concurrency

#endif // CONCURRENCY_DETECT_LOCKGRAPH_H
