//===- Bug.h - one bug, before it is put into words -------------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What a detector found: a pattern, the names and numbers that its message
/// needs, and the steps that explain it. Words are the business of report/.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_DETECT_BUG_H
#define CONCURRENCY_DETECT_BUG_H

#include "solve/Solution.h"

namespace concurrency {

/// The five kinds of findings, in the order of the registry (Checks.def).
enum class FindingKind : uint8_t {
  UnprotectedSharedState,
  CheckThenAct,
  LockOrderInversion,
  NonReentrantRelock,
  IoUnderLock,
};

/// How sure the analysis is. `Likely` findings rest on a vote, or on paths
/// that may exclude one another.
enum class Confidence : uint8_t { Likely, Definite };

/// The shapes of messages. Names and Counts of the bug fill them in.
enum class Pattern : uint8_t {
  // Names: state, lock. Counts: accesses under the lock, all accesses.
  WrittenWithoutLock,
  ReadWithoutLock,
  // Names: state, lock, function called.
  WrittenByCallWithoutLock,
  ReadByCallWithoutLock,
  // Names: function called, lock. Counts: calls under the lock, all calls.
  CalledWithoutLock,
  // Names: function called, lock.
  CalledWithoutAsserted,
  // Names: state, lock.
  WaitedForWithoutLock,
  WrittenUnderReaderLock,
  HandedOut,
  // Names: state.
  WrittenInTwoThreads,
  ReadAndWrittenInThreads,
  MixedAtomic,
  // Names: state [, lock].
  ChangedSinceTested,
  ChangedSinceRead,
  ChangedSinceLoaded,
  ChangedSinceCounted,
  SplitUpdate,
  DoubleChecked,
  ExpiredThenLocked,
  CountedThenActed,
  PathTestedThenUsed,
  // Names: lock acquired, lock held.
  OrderInversion,
  InstanceOrder,
  RingOrder,
  DeclaredOrder,
  // Names: what is joined, lock.
  JoinUnderLock,
  // Names: lock [, function called].
  Relock,
  RelockByCall,
  Upgrade,
  UpgradeByCall,
  // Names: blocking function, lock [, function called].
  BlocksUnderLock,
  CallBlocksUnderLock,
};

enum class BugStepKind : uint8_t {
  Calls,         ///< Names: function
  Acquires,      ///< Names: lock
  AcquiredThere, ///< Names: lock; first hold of a relock
  KeptThere,     ///< likewise, that one way leaves the lock held
  HeldHere,      ///< Names: lock; the outer lock of an order
  OtherOrder,    ///< Names: lock held, lock acquired
  GuardedRead,   ///< Names: state, lock
  GuardedWrite,
  CalledUnderLock, ///< Names: function, lock
  ReadHere,        ///< Names: state
  WrittenHere,
  AssertedHere, ///< Names: lock
  MissesToo,    ///< Names: state, lock; accessed without it, too
  OtherAccess,  ///< Names: state; the other access of a race
  OtherWrite,
  ThreadStarts,    ///< Names: function
  TestedHere,      ///< Names: state
  ReleasedBetween, ///< Names: lock
  BlocksHere,      ///< Names: function
  BlocksToo,       ///< Names: function that leads there as well, lock
  Sibling,         ///< Names: function that does not lock
  Declared,        ///< Names: lock; its declared order
  // Of a single path. Names: lock.
  Releases,
  NotReleased,
  TriedHeld,
  TriedInVain,
};

struct BugStep {
  BugStepKind Kind = BugStepKind::Calls;
  Place Where;
  std::vector<std::string> Names;
};

struct Bug {
  Pattern What = Pattern::Relock;
  Confidence Sure = Confidence::Likely;
  Place Where;
  /// The function in which it stands, for the fingerprint.
  EntityId In;
  std::vector<std::string> Names;
  std::vector<unsigned> Counts;
  std::vector<BugStep> Steps;
  /// I/O under lock: the kind, and whether the lock serialises the handle.
  BlockKind Blocks = BlockKind::File;
  bool SerializesHandle = false;
};

FindingKind kindOf(Pattern What);

using Bugs = std::vector<Bug>;

} // namespace concurrency

#endif // CONCURRENCY_DETECT_BUG_H
