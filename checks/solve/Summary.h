//===- Summary.h - what a call to a function does to locks ------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A summary is in the frame of its function: paths are rooted at This, its
/// parameters and globals. What cannot be said so keeps its steps behind an
/// unknown root, so that the lock class survives.
///
/// Latent events are the event half of Infer's critical pairs: the other half,
/// the locks held, is supplied by every caller on the way up.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_SOLVE_SUMMARY_H
#define CONCURRENCY_SOLVE_SUMMARY_H

#include "solve/LockSet.h"
#include "solve/Program.h"
#include "llvm/ADT/SmallBitVector.h"

namespace concurrency {

/// Something that a function does, or has done, and that matters to a caller
/// who holds locks.
struct LatentEvent {
  enum KindTy : uint8_t { Acquire, Block } Kind = Acquire;
  /// The lock; or the handle on which I/O is done, or the thread waited for.
  Path Target;
  LockMode Mode = LockMode::Exclusive;
  Reentrancy Reentrant = Reentrancy::Unknown;
  BlockKind Blocks = BlockKind::File;
  llvm::StringRef Text;
  /// Locks of the caller that are not held at this event.
  List<Path> Released;
  /// A wait on a condition: it gives up one lock, even if that goes by a name
  /// the caller does not know.
  bool Waits = false;
  /// Only in a mode of its object (`if (threaded) lock()`), which callers that
  /// hold the lock have not chosen.
  bool ByMode = false;
  /// Only while something is made that is made once: whoever comes later does
  /// not get there.
  bool AtOnce = false;
  /// Somewhere on the way is a call that only possibly leads there.
  bool Possible = false;
  /// A lock that the function itself holds meanwhile, of the object that has the
  /// handle: it may be there for the handle only.
  EntityId Under;
  /// A line for people: error and debug output, or what a function of many
  /// arguments writes to a file or the console of its own.
  bool Message = false;
  const Trace *Via = nullptr;
};

/// A callable from outside that the function runs before it returns.
struct Invocation {
  Path Holder;
  /// What runs, where the type of the callable says so.
  EntityId Target;
  List<Value> Args;
  List<HeldLock> Held;
  List<Path> Released;
  const Trace *Via = nullptr;
};

struct NetLock {
  Path Lock;
  LockMode Mode = LockMode::Exclusive;
  Reentrancy Reentrant = Reentrancy::Unknown;
  bool Must = true;
  const Trace *Via = nullptr;
  /// See HeldLock.
  bool Forgotten = false;
};

/// What becomes of guard objects that outlive the call.
struct GuardEffect {
  enum KindTy : uint8_t { Init, Lock, Try, Unlock, End } Kind = Init;
  /// The guard: at This or a parameter; RootKind::Result for the one returned.
  Path Guard;
  GuardState State; ///< of Init
};

struct Summary {
  bool Solved = false;
  bool NeverReturns = false;
  /// Held at return and not at entry, whatever is returned.
  List<NetLock> Acquires;
  /// Likewise, but only when the result is, or is not, zero.
  List<NetLock> AcquiresIfNonZero;
  List<NetLock> AcquiresIfZero;
  /// Held at entry and not at return.
  List<Path> Releases;
  /// Likewise on some ways, under a condition that callers may know.
  List<Path> ReleasesPerhaps;
  /// Held at entry in the function's own opinion: it releases them.
  List<Path> Requires;
  List<GuardEffect> Guards;
  List<LatentEvent> Events;
  List<Invocation> Invokes;
  /// Parameters (by position) that it makes known to others.
  llvm::SmallBitVector Escapes;
  /// Likewise, of the object of a method: it starts a thread of it, for instance.
  bool EscapesThis = false;
  /// What it returns, where that is one value on all paths.
  Value Returned;

  bool hasLockEffect() const {
    return !Acquires.empty() || !AcquiresIfNonZero.empty() ||
           !AcquiresIfZero.empty() || !Releases.empty() ||
           !ReleasesPerhaps.empty() || !Guards.empty();
  }
};

} // namespace concurrency

#endif // CONCURRENCY_SOLVE_SUMMARY_H
