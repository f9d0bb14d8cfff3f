//===- LockState.h - locks and guards on a path -----------------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What the program state knows of locks, by memory region. A path is one way
/// through the program, so a lock is held or it is not.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_PATHS_LOCKSTATE_H
#define CONCURRENCY_PATHS_LOCKSTATE_H

#include "paths/CoreView.h"
#include "clang/StaticAnalyzer/Core/PathSensitive/ProgramState.h"

namespace concurrency {

/// Where on the path something happened: an expression in a frame.
struct PathPlace {
  const clang::StackFrameContext *Frame = nullptr;
  const clang::Expr *Site = nullptr;
  /// Of critical sections that begin there: which one; see
  /// StaleReads::sectionNumber().
  unsigned Visit = 0;
  friend bool operator==(const PathPlace &, const PathPlace &) = default;
};

struct Hold {
  const clang::ento::MemRegion *Lock = nullptr;
  /// Where it was taken. The critical section has its identity from there.
  PathPlace Taken;
  /// The function that has it: a function that returns leaves its holds to its
  /// caller.
  const clang::StackFrameContext *Owner = nullptr;
  LockMode Mode = LockMode::Exclusive;
  Reentrancy Reentrant = Reentrancy::Unknown;
  /// Taken together with others, with deadlock avoidance.
  bool Grouped = false;
  /// The condition under which it was taken, as a hash of its spelling, and
  /// which way it went; 0 if there is none.
  unsigned Condition = 0;
  bool ConditionWas = false;
  /// A function that nobody sees was given the lock's object, or what that
  /// points to: it may have released the lock.
  bool Exposed = false;

  friend bool operator==(const Hold &, const Hold &) = default;
  void Profile(llvm::FoldingSetNodeID &ID) const;
};

/// A guard object and one of the locks it manages.
struct Managed {
  const clang::ento::MemRegion *Guard = nullptr;
  const clang::ento::MemRegion *Lock = nullptr;
  LockMode Mode = LockMode::Exclusive;
  bool Owns = false;

  friend bool operator==(const Managed &, const Managed &) = default;
  void Profile(llvm::FoldingSetNodeID &ID) const;
};

using clang::ento::ProgramStateRef;

/// The latest first.
llvm::SmallVector<Hold, 4> holds(const ProgramStateRef &State);
ProgramStateRef setHolds(const ProgramStateRef &State,
                         llvm::ArrayRef<Hold> Holds);
llvm::SmallVector<Managed, 4> guards(const ProgramStateRef &State);
ProgramStateRef setGuards(const ProgramStateRef &State,
                          llvm::ArrayRef<Managed> Guards);
bool anyHold(const ProgramStateRef &State);
bool anyGuard(const ProgramStateRef &State);

const Hold *findHold(llvm::ArrayRef<Hold> Holds,
                     const clang::ento::MemRegion *Lock);

/// Something happened to a lock that nobody here can follow: nothing may be
/// concluded from a lock's not being held.
bool isUncertain(const ProgramStateRef &State);
ProgramStateRef setUncertain(const ProgramStateRef &State);

/// A parameter said not to lock.
bool isLeftToCaller(const ProgramStateRef &State);
ProgramStateRef setLeftToCaller(const ProgramStateRef &State);

/// Two addresses were compared, to lock in their order.
bool ordersByAddress(const ProgramStateRef &State);
ProgramStateRef setOrdersByAddress(const ProgramStateRef &State);

/// How a condition, given as a hash, came out when it was tested while locks
/// were held. Forgotten with the last of them.
std::optional<bool> tested(const ProgramStateRef &State, unsigned Condition);
ProgramStateRef setTested(const ProgramStateRef &State, unsigned Condition,
                          bool Was);
ProgramStateRef forgetTests(const ProgramStateRef &State);

/// Descriptors that were opened, or set, not to block.
bool isNonBlocking(const ProgramStateRef &State, clang::ento::SVal Handle);
ProgramStateRef setNonBlocking(const ProgramStateRef &State,
                               clang::ento::SVal Handle);
ProgramStateRef forgetDead(const ProgramStateRef &State,
                           clang::ento::SymbolReaper &Live);

/// The object itself: without casts, bases, and the parts of a class that is a
/// lock.
const clang::ento::MemRegion *lockRegion(clang::ento::SVal V, CoreView &Core);
const clang::ento::MemRegion *lockRegion(const clang::ento::MemRegion *R,
                                         CoreView &Core);
/// The class of a lock or of a piece of state.
DeclClass declClass(const clang::ento::MemRegion *R);
/// The class of the object that has the lock, if that derives from the one that
/// declares the lock, in C by its first field; else null.
const clang::RecordDecl *ownerType(const clang::ento::MemRegion *Lock);
/// No object is of both classes. (Of null, nothing is known.)
bool areUnrelated(const clang::RecordDecl *A, const clang::RecordDecl *B);
/// The object that a region is part of, or that leads to it in one step.
bool leadsFrom(const clang::ento::MemRegion *R,
               const clang::ento::MemRegion *Object);
/// As messages show it: `mu_`, `stats_.hits`.
std::string regionName(const clang::ento::MemRegion *R);

} // namespace concurrency

#endif // CONCURRENCY_PATHS_LOCKSTATE_H
