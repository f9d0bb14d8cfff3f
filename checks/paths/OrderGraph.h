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
/// goes when the next one is analysed. Cycles are reported at the end.
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
  OrderGraph(CoreView &Core, const clang::ento::BugType &Type,
             PathWatch *const &Watch)
      : Core(Core), Type(Type), Watch(Watch) {}

  /// \p Taken is acquired at the node while \p Held is held.
  void add(const Hold &Held, const Hold &Taken, llvm::ArrayRef<Hold> All,
           const clang::ento::ExplodedNode *Node,
           clang::ento::CheckerContext &C);
  /// Puts the paths of the edges found in this function into words.
  void endFunction(clang::ento::PathSensitiveBugReporter &BR);
  void endFile(clang::ento::BugReporter &BR);

private:
  using Node = std::pair<const clang::ValueDecl *, uint32_t>;
  struct Edge {
    Node From, To;
    bool Shared; ///< both for readers
    std::set<Node> Gates;
    const clang::FunctionDecl *In = nullptr;
    /// Where the order comes about, and where the first lock was taken.
    clang::ento::PathDiagnosticLocation Where, First;
    std::string Message;
    std::unique_ptr<PathReport> Report;
    std::unique_ptr<clang::ento::DiagnosticForConsumerMapTy> Paths;
  };
  using Cycle = llvm::SmallVector<Edge *, 6>;

  Cycle back(Node From, Node To);
  bool excluded(llvm::ArrayRef<Edge *> C) const;
  bool before(const Edge *A, const Edge *B,
              const clang::SourceManager &SM) const;
  void report(Cycle C, clang::ento::BugReporter &BR);
  std::string name(const Node &N) const {
    return Core.className({N.first, N.second});
  }

  CoreView &Core;
  const clang::ento::BugType &Type;
  PathWatch *const &Watch;
  std::vector<std::unique_ptr<Edge>> Edges;
  size_t Described = 0;
};

} // namespace concurrency

#endif // CONCURRENCY_PATHS_ORDERGRAPH_H
