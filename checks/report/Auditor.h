//===- Auditor.h - makes an audit -------------------------------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Collects what an audit shows, by identity; then names, sorts and cuts it.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_REPORT_AUDITOR_H
#define CONCURRENCY_REPORT_AUDITOR_H

#include "detect/LockEdges.h"
#include "report/Audit.h"
#include <map>
#include <set>
#include <tuple>

namespace concurrency {

class Auditor {
public:
  Auditor(const Evidence &Known, const Bugs &Found, const AuditLimits &Limits)
      : S(Known.S), P(S.program()), Known(Known), Found(Found), Limits(Limits) {
  }

  Audit run();

private:
  /// Everything by its identity, before it is sorted and cut.
  struct LockFacts {
    std::map<FunctionId, AuditSection> Takers;
    std::vector<AuditSection> Sections;
    std::map<std::tuple<FunctionId, BlockKind, std::string>, AuditBlock> Blocks;
    std::set<unsigned> Threads;
    std::vector<unsigned> Guards; ///< indices of states
    bool OnCycle = false;
  };
  struct StateFacts {
    AuditState Shown;
    EntityId Guard;
    std::vector<AuditAccess> Odd;
    std::set<unsigned> Threads;
  };
  struct ThreadFacts {
    AuditThread Shown;
    std::vector<AuditAccess> Starts;
  };
  using Ends = std::pair<LockClass, LockClass>;

  void collectThreads();
  const llvm::SmallVector<unsigned, 4> &threadsOf(FunctionId F);
  void collectFunction(FunctionId Id);
  void collectBlocks(FunctionId Id, EventId At, const LockSet &State);
  void collectStates();
  void collectState(StateKey Key, llvm::ArrayRef<SharedAccess> Accesses);
  void collectEdges();
  std::set<std::tuple<std::string, std::string, Place>> reportedEdges() const;

  void placeLocks(Audit &A);
  void placeEdges(Audit &A);
  void placeStates(Audit &A);
  void placeThreads(Audit &A);

  std::vector<AuditStep> chain(const Trace *Via, const std::string &Last);
  template <typename T> Some<T> some(std::vector<T> All) const {
    Some<T> Out;
    Out.All = All.size();
    if (All.size() > Limits.Items)
      All.resize(Limits.Items);
    Out.First = std::move(All);
    return Out;
  }
  /// Of indices, those that are shown at all.
  template <typename R>
  Some<unsigned> someShown(const R &All,
                           llvm::ArrayRef<unsigned> NewIndex) const;

  Solution &S;
  const Program &P;
  const Evidence &Known;
  const Bugs &Found;
  const AuditLimits &Limits;

  std::map<LockClass, LockFacts> Locks;
  std::map<Ends, std::vector<LockEdge>> Edges;
  std::set<Ends> OnCycle;
  std::vector<StateFacts> States;
  std::vector<ThreadFacts> Threads;
  std::vector<unsigned> ThreadOfRoot;
  std::map<FunctionId, llvm::SmallVector<unsigned, 4>> ThreadsOf;
  std::map<LockClass, unsigned> LockIndex;
  std::vector<unsigned> StateIndex, ThreadIndex;
};

} // namespace concurrency

#endif // CONCURRENCY_REPORT_AUDITOR_H
