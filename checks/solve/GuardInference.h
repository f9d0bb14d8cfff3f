//===- GuardInference.h - which lock guards which state ---------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Votes, for a piece of state, on the lock that guards it: the lock class
/// held at most of its accesses (bugs as deviant behaviour, Engler et al.,
/// 2001). An annotation settles it.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_SOLVE_GUARDINFERENCE_H
#define CONCURRENCY_SOLVE_GUARDINFERENCE_H

#include "solve/Accesses.h"

namespace concurrency {

/// How a guard is placed relative to the state it guards.
enum class GuardPlace : uint8_t {
  SameObject, ///< a lock of the object that has the state
  Outer,      ///< a lock of an object around it, or of an owner
  Global,
  Other,
};

struct GuardVote {
  /// The lock class; none if no access holds any lock.
  EntityId Guard;
  GuardPlace Place = GuardPlace::Other;
  bool Annotated = false;
  unsigned Guarded = 0, GuardedWrites = 0;
  /// Half of the functions that take the lock for such accesses do in some mode
  /// of its object only: who does without it is in another.
  bool Optional = false;
  unsigned Unguarded = 0, UnguardedWrites = 0;
  /// Some write is seen; others are supposed of calls.
  bool SeenWritten = false;
  /// Functions that take the lock for such accesses, their own or those of their
  /// helpers, and that should have.
  unsigned GuardedFunctions = 0, UnguardedFunctions = 0;
  /// Of the latter, those that never take it for such an access.
  unsigned NeverGuardedFunctions = 0;
  /// Of the guarded ones, those in tables, which take the lock themselves; by
  /// SharedAccess::Recipient.
  std::map<llvm::StringRef, unsigned> GuardedInTables;
  /// Functions with unguarded accesses that perhaps need no guard: to borrowed
  /// objects and in tables.
  unsigned Doubtful = 0, DoubtfulFunctions = 0;
  /// The lock is reached by a pointer of the object, so that others may know it
  /// under another name.
  bool Pointed = false;
  /// Namely, as a part of another object.
  bool OfAnother = false;
  /// One of an array of locks, as far as its accesses tell.
  bool Element = false;
  /// Whoever calls could hold the lock: it is not private to its class or file.
  bool Exposed = false;
  /// Other locks that are held at every guarded write: each is enough to read.
  llvm::SmallVector<EntityId, 2> WithWrites;
  /// Files in which something accesses it under the lock.
  llvm::SmallVector<FileId, 2> Files;
  /// Functions that hold the guard for this or other state of the same class, or
  /// for globals, and that do not.
  unsigned PeersWith = 0, PeersWithout = 0;
  /// Critical sections of the guard in which there is nothing else.
  unsigned SoleSections = 0;
  /// Functions that hold the guard for any state of the class, and that perhaps
  /// need not: to all that one of them touches, they came without it.
  unsigned ClassWith = 0, ClassLoose = 0;

  /// The access may be under the guard for all that is known.
  bool doubts(const Solution &S, const SharedAccess &A) const {
    return A.UnknownOwner || (A.UnknownCallers &&
                              S.mayComeWith(Guard, A.UnknownIn, A.ByInsiders) &&
                              (A.Way || !S.isRunWithout(A.In, Guard)));
  }

  unsigned total() const { return Guarded + Unguarded; }
  double share() const { return double(Guarded) / total(); }
  /// Everything unguarded, doubtful or not, is rare; and the state changes, by
  /// the access itself if by no other.
  bool isClear(const SharedAccess &A) const {
    return !Element && (GuardedWrites || A.isWrite()) && GuardedFunctions >= 3 &&
           share() >= 0.75 &&
           GuardedFunctions >= 3 * (UnguardedFunctions + DoubtfulFunctions);
  }
  /// Few functions work on the class, or on the globals, without the guard.
  bool isRuleOfClass() const {
    return !Element && PeersWith >= 4 && PeersWith >= 2 * PeersWithout;
  }
  /// Counted by functions: one that forgot the lock and has many accesses does
  /// not outvote all others.
  double shareOfFunctions() const {
    return double(GuardedFunctions) / (GuardedFunctions + UnguardedFunctions);
  }
};

/// \p Accesses: in their contexts.
GuardVote vote(const Solution &S, StateKey Key,
               llvm::ArrayRef<SharedAccess> Accesses);

/// Could code outside the class, or the file, acquire the lock?
bool isExposed(const Solution &S, EntityId Guard);

/// The vote is clear enough to name the guard, were it asked for.
inline bool isConvincing(const GuardVote &V) {
  return V.Annotated || (V.Guarded >= 2 && V.share() >= 0.5);
}

/// Where the lock is missing: at the access, or at the call that leads to it
/// where other callers of the same helper hold it.
AccessSite oddSite(const Solution &S, EntityId Guard, const SharedAccess &A);
/// The function that holds the lock by itself at the access, or at a call that
/// leads there.
FunctionId holderOf(const Solution &S, EntityId Guard, const SharedAccess &A);

/// The function takes the lock of the object itself, elsewhere: its callers, if
/// they are not seen, do not hold it.
bool locksItself(const Solution &S, EntityId Guard, const SharedAccess &A);

/// The guard protects this access.
bool isGuarded(const GuardVote &V, const SharedAccess &A);
/// The hold of \p Guard at \p A, or null.
const HeldLock *holds(const SharedAccess &A, EntityId Guard);

} // namespace concurrency

#endif // CONCURRENCY_SOLVE_GUARDINFERENCE_H
