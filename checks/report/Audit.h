//===- Audit.h - what a program does with its locks -------------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The inventory that an audit shows: locks, the order they are taken in,
/// shared state with its guard, threads. All of it bounded, for programs of any
/// size: what was left out is counted.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_REPORT_AUDIT_H
#define CONCURRENCY_REPORT_AUDIT_H

#include "detect/Detect.h"
#include <string>
#include <vector>

namespace concurrency {

struct AuditLimits {
  size_t Locks = 1000;
  size_t Edges = 2000;
  size_t States = 2000;
  size_t Threads = 500;
  /// Of each list within one entry.
  size_t Items = 25;
};

/// A list of which only the first entries are there.
template <typename T> struct Some {
  std::vector<T> First;
  size_t All = 0;

  size_t leftOut() const { return All - First.size(); }
};

/// A step of a chain of calls, in words.
struct AuditStep {
  Place Where;
  std::string Text;
};

struct AuditSection {
  Place Begin;
  std::string Function;
  unsigned Lines = 1;
  /// Accesses, calls and the like while it is held.
  unsigned Events = 0;
};

struct AuditBlock {
  Place Where;
  BlockKind Kind = BlockKind::File;
  std::string Function;
  std::string What;
  /// The calls on the way, the last one blocks.
  std::vector<AuditStep> Chain;
};

struct AuditLock {
  std::string Name;
  Place Where;
  Reentrancy Reentrant = Reentrancy::Unknown;
  bool OnCycle = false;
  /// Functions that take it.
  Some<AuditSection> Takers;
  unsigned Sections = 0;
  unsigned MedianLines = 0;
  Some<AuditSection> Longest;
  Some<AuditBlock> Blocks;
  /// Indices into Audit::States and Audit::Threads.
  Some<unsigned> Guards;
  Some<unsigned> Threads;
};

/// One way in which a lock is taken while another is held.
struct AuditWay {
  Place Where;
  std::string Function;
  std::vector<AuditStep> Held;
  std::vector<AuditStep> Taken;
};

struct AuditEdge {
  unsigned From = 0, To = 0; ///< indices into Audit::Locks
  bool OnCycle = false;      ///< of a reported finding
  Some<AuditWay> Ways;
};

struct AuditAccess {
  Place Where;
  std::string Function;
  bool Write = false;
};

struct AuditState {
  std::string Name;
  Place Where;
  /// Index into Audit::Locks, or none.
  static constexpr unsigned NoLock = ~0u;
  unsigned Guard = NoLock;
  bool Annotated = false;
  /// The vote: accesses under the guard, of those that count.
  unsigned Guarded = 0, Total = 0;
  unsigned Reads = 0, Writes = 0;
  /// Those on objects that nobody else knows yet.
  unsigned Unshared = 0;
  /// Accesses that count and do not hold the guard.
  Some<AuditAccess> Odd;
  Some<unsigned> Threads;
};

struct AuditThread {
  /// What it runs; of the first entry, if Outside, all that is no thread.
  std::string Name;
  bool Outside = false;
  bool Many = false;
  Place Where;
  Some<AuditAccess> Starts;
  unsigned Functions = 0;
  Some<unsigned> Locks;
  Some<unsigned> States;
};

struct Audit {
  std::vector<AuditLock> Locks;
  std::vector<AuditEdge> Edges;
  std::vector<AuditState> States;
  std::vector<AuditThread> Threads;
  /// What there is in all.
  size_t AllLocks = 0, AllEdges = 0, AllStates = 0, AllThreads = 0;
};

/// \p Found marks the edges that are on reported cycles.
Audit audit(const Evidence &Known, const Bugs &Found,
            const AuditLimits &Limits = {});

} // namespace concurrency

#endif // CONCURRENCY_REPORT_AUDIT_H
