//===- LockSet.h - the locks held at a point --------------------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The lattice of the lockset analysis: what is held, for certain (must) or on
/// some path (may), and what the guard objects in scope manage. The join keeps
/// every lock that one side holds, and calls it must-held where both hold it
/// for certain.
///
/// Lockset: Eraser (Savage et al., 1997); must and may as in Locksmith.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_SOLVE_LOCKSET_H
#define CONCURRENCY_SOLVE_LOCKSET_H

#include "facts/Facts.h"

namespace concurrency {

/// One link of a call chain: the place of a call or event, and what follows it
/// in the callee. Chains share their tails; they live as long as the Solution.
struct Trace {
  Place Where;
  /// The function entered at Where; none at the chain's end.
  EntityId Callee;
  const Trace *Next = nullptr;
  unsigned Length = 1;
};

/// How a lock came to be held; after Clang's FactEntry.
enum class HoldSource : uint8_t {
  Acquired, ///< by an operation in this function, or by a callee for it
  Managed,  ///< by a guard object
  Required, ///< held at entry, by annotation
  Expected, ///< held at entry, since it is released without being acquired
  Asserted,
};

struct HeldLock {
  Path Lock;
  LockMode Mode = LockMode::Exclusive;
  Reentrancy Reentrant = Reentrancy::Unknown;
  HoldSource Source = HoldSource::Acquired;
  bool Must = true;
  /// Its acquisition failed, on this way. Where the ways meet again, nobody
  /// thinks of that any more.
  bool Failed = false;
  /// A function that is not seen was given the lock: it may have released it.
  bool Doubted = false;
  /// A callee that also releases it left it held on some way: what happens then
  /// may be under the lock, but not because somebody wants it to be.
  bool Forgotten = false;
  /// Locks of one non-zero group were taken together.
  uint32_t Group = 0;
  /// The pointer by which it was taken, where that can lead to several locks.
  Path Through;
  /// Where it was taken, and how (through calls) if not right there.
  const Trace *Via = nullptr;

  /// Taken by the function itself rather than by its caller.
  bool own() const {
    return Source == HoldSource::Acquired || Source == HoldSource::Managed;
  }
};

/// A lock that is held for certain on one of the ways that meet at a block.
struct KeptOnOneWay {
  uint32_t To; ///< the block
  HeldLock Hold;
};

enum class Holding : uint8_t { No, Maybe, Yes };

/// A guard object in scope and the locks it manages.
struct GuardState {
  Path Guard;
  List<Path> Locks;
  LockMode Mode = LockMode::Exclusive;
  Reentrancy Reentrant = Reentrancy::Unknown;
  Holding Held = Holding::No;
  /// It releases its locks, and takes them again in the end.
  bool Reversed = false;
  const Trace *Via = nullptr; ///< of Reversed: where it began
};

/// The state of the dataflow. Both lists are short (one or two entries), so
/// every search is linear.
class LockSet {
public:
  /// False for a point that no path reaches.
  bool Reached = false;
  List<HeldLock> Locks;
  List<GuardState> Guards;
  /// Pointers that are null, as a branch on the way here has found.
  List<Path> Null;
  /// The Return event on the way here, if it is one for all paths.
  EventId Returned;

  void acquire(HeldLock Lock);
  /// Removes the latest hold of \p Lock. False if nothing can be it.
  bool release(const Path &Lock);
  /// Turns a hold into a certain one, or removes it: the two ways out of a
  /// branch on a try-lock's result.
  void decide(const Path &Lock, bool Held);

  /// A release through a pointer that can lead to several locks: those taken
  /// by it are released, and of the others each perhaps.
  void releaseThrough(const Path &Pointer, llvm::ArrayRef<Path> Candidates);
  /// Removes the last hold that the function took itself.
  void releaseInnermost();

  /// The innermost hold of the lock was none.
  void fail(const Path &Lock);
  /// A null pointer would have to be followed to get to the object.
  bool isNowhere(const Path &Object) const;
  const HeldLock *find(const Path &Lock) const;
  GuardState *guard(const Path &Guard);
  const GuardState *guard(const Path &Guard) const {
    return const_cast<LockSet *>(this)->guard(Guard);
  }
  /// The guard that the path is, or by a member's pointer leads out of: what a
  /// guard class of the program's own keeps of the lock is the lock.
  const GuardState *guardAround(const Path &P) const;
  void dropGuard(const Path &Guard);

  /// Joins \p Other into this; true if this changed.
  bool join(const LockSet &Other);
};

/// A lock of this class is among them.
bool holdsClass(llvm::ArrayRef<HeldLock> Held, EntityId Class);

/// In a summary: what the function returns, or leads there.
inline bool isReturned(const Path &P) {
  return P.Root == RootKind::Result && !EventId(P.Index).valid();
}

/// The same object for certain: equal paths, known, without an element that
/// could be any.
bool sameObject(const Path &A, const Path &B);
/// Perhaps the same object: equal but for element subscripts that are not both
/// constants.
bool similarObject(const Path &A, const Path &B);

} // namespace concurrency

#endif // CONCURRENCY_SOLVE_LOCKSET_H
