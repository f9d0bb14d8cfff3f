//===- OrderGraph.h - the orders in which locks are taken -------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// One path shows one order; two make a deadlock. The edges of all paths of the
/// file are kept, each with its path in words, because the graph of a function
/// goes when the next one is analysed. Cycles are reported at the end, with the
/// edges of other files that the index knows.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_PATHS_ORDERGRAPH_H
#define CONCURRENCY_PATHS_ORDERGRAPH_H

#include "paths/PathReport.h"
#include "paths/PathWatch.h"
#include <map>
#include <set>

namespace concurrency {

class OrderGraph {
public:
  using MemRegion = clang::ento::MemRegion;

  OrderGraph(CoreView &Core, const clang::ento::BugType &Type,
             PathWatch *const &Watch)
      : Core(Core), Type(Type), Watch(Watch) {}

  /// \p Taken is acquired at the node while \p Held is held.
  void add(const Hold &Held, const Hold &Taken, llvm::ArrayRef<Hold> All,
           const clang::ento::ExplodedNode *Node,
           clang::ento::CheckerContext &C);
  /// \p Call leads into another file, perhaps to locks, while \p All are held.
  void addCall(const clang::ento::CallEvent &Call, llvm::ArrayRef<Hold> All,
               const clang::ento::ExplodedNode *Node,
               clang::ento::CheckerContext &C);
  /// Puts the paths of the edges found in this function into words.
  void endFunction(clang::ento::PathSensitiveBugReporter &BR);
  void endFile(clang::ento::BugReporter &BR);

private:
  using Node = LockClass;
  struct Edge {
    Node From, To;
    bool Shared = false;    ///< both for readers
    bool OneObject = false; ///< the first lock is, of its class
    /// Whose the locks are, of those who have one of that class.
    const clang::RecordDecl *FromOwner = nullptr, *ToOwner = nullptr;
    std::set<Node> Gates;
    CoreEvent Event;
    /// Of a path: where the order comes about, and where the first lock was
    /// taken.
    clang::ento::PathDiagnosticLocation Where, First;
    /// Of other files: how the first lock is taken, and how the second.
    std::vector<BugStep> Before, After;
    std::string Message;
    std::unique_ptr<PathReport> Report;
    std::unique_ptr<clang::ento::DiagnosticForConsumerMapTy> Paths;

    bool isOurs() const { return Where.isValid(); }
  };
  using Cycle = llvm::SmallVector<Edge *, 6>;

  void add(std::unique_ptr<Edge> New, const Hold &Held, const PathPlace &Taken,
           const MemRegion *TakenLock, llvm::ArrayRef<Hold> All,
           const clang::ento::ExplodedNode *Node,
           clang::ento::CheckerContext &C);
  bool isNew(const Edge &New) const;
  void addElsewhere(const LockEdge &E);
  Cycle back(Node From, Node To);
  bool excluded(llvm::ArrayRef<Edge *> C) const;
  bool before(const Edge *A, const Edge *B,
              const clang::SourceManager &SM) const;
  void report(Cycle C, clang::ento::BugReporter &BR);
  std::string name(const Node &N) const {
    return className(Core.solution(), N);
  }

  CoreView &Core;
  const clang::ento::BugType &Type;
  PathWatch *const &Watch;
  std::vector<std::unique_ptr<Edge>> Edges;
  size_t Described = 0;
};

} // namespace concurrency

#endif // CONCURRENCY_PATHS_ORDERGRAPH_H
