//===- ThreadOrder.h - what orders the events of threads --------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Orders between threads beside spawn and join: latches, barriers, semaphores
/// and conditions, and locks that a spawner holds while its thread runs or
/// begins.
///
/// Two sets are computed for every event: what its thread has certainly awaited
/// since it began, and what it may have signalled. An event before all of its
/// thread's signals of an object happens before one that has awaited it, if
/// nobody else signals it.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_SOLVE_THREADORDER_H
#define CONCURRENCY_SOLVE_THREADORDER_H

#include "solve/SharedSets.h"
#include "solve/Solution.h"
#include <map>
#include <optional>
#include <set>

namespace concurrency {

class Threads;

class ThreadOrder {
public:
  ThreadOrder(const Solution &S, const Threads &Running);

  /// An event, in a context of Threads.
  struct Point {
    int Context;
    FunctionId In;
    EventId At;
  };
  /// One of the two always happens before the other.
  bool ordered(const Point &A, const Point &B) const;

private:
  using Set = SharedSets::Set;
  /// A latch, condition or the like: a field or global, or a local of a
  /// function.
  using Object = std::tuple<EntityId, FunctionId, uint32_t>;
  /// A lock that a spawner held, from where it took it.
  struct Hold {
    FunctionId In;
    Path Lock;
    Place Taken;
    friend bool operator==(const Hold &, const Hold &) = default;
  };

  // What is awaited and signalled.
  std::optional<Object> objectAt(FunctionId F, const Path &P) const;
  unsigned number(const Object &O);
  void findObjects();
  void findAwaitedLocks();
  void flow();
  bool flowThrough(FunctionId F);
  /// What is certainly awaited on an edge between blocks, because it leaves a
  /// loop that waits (for a flag, as conditions want it).
  using EdgeSets = std::map<std::pair<uint32_t, uint32_t>, Set>;
  EdgeSets awaitedOnLeaving(FunctionId F);
  Set awaitedBy(FunctionId F, EventId E);
  Set signalledBy(FunctionId F, EventId E);
  Set awaitedAt(const Point &P) const;
  Set signalledAt(const Point &P) const;
  bool happensBefore(const Point &A, const Point &B) const;

  // Locks held by the spawner.
  void findHolds();
  bool runsWithin(unsigned Root, const Hold &H) const;
  const HeldLock *holdAt(const Hold &H, EventId E) const;
  bool excludedByHold(const Point &A, const Point &B) const;
  bool afterHold(const Point &Later, const Point &Within,
                 unsigned Depth = 0) const;
  bool isWithin(const Point &P, const Hold &H) const;

  const Solution &S;
  const Program &P;
  const Threads &Running;
  mutable SharedSets Sets;
  std::map<Object, unsigned> Numbers;
  /// Per object: the contexts that signal it, and whether all who do meet.
  std::vector<std::set<int>> Signallers;
  std::vector<bool> OnlyMeetings;
  /// Per object, whether it is a lock or a local variable.
  std::vector<bool> IsLocal;

  struct Flow {
    bool Reached = false;
    Set AwaitedAtEntry = SharedSets::Empty, SignalledAtEntry = SharedSets::Empty;
    /// What a call of it awaits for certain, and may signal.
    Set Awaits = SharedSets::Empty, Signals = SharedSets::Empty;
    /// Per event; empty where nothing changes.
    std::vector<Set> Awaited, Signalled;
  };
  std::vector<Flow> Flows;

  /// Per root: the holds that it runs within, and those it was spawned under.
  std::vector<std::vector<Hold>> Within, SpawnedUnder;
  bool AnyHold = false;
};

} // namespace concurrency

#endif // CONCURRENCY_SOLVE_THREADORDER_H
