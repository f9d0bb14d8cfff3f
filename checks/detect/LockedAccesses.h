//===- LockedAccesses.h - what functions do under their locks ---*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A function that locks by itself, as its callers see it: a question to it, or an
/// order, is one critical section.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_DETECT_LOCKEDACCESSES_H
#define CONCURRENCY_DETECT_LOCKEDACCESSES_H

#include "solve/Accesses.h"

namespace concurrency {

/// What a function accesses under a lock that it takes itself, or a helper does
/// for it.
struct LockedAccess {
  StateKey Key;
  EntityId Lock;
  const Event *Access;
  Path Target; ///< of the access, by the function's own names
  /// No helper's.
  bool isOwn() const { return Target == Access->Target; }
};

/// To the object that has the lock, which the caller named; or to globals,
/// under a global lock.
std::vector<LockedAccess> lockedAccesses(Solution &S, FunctionId F);

/// What the accesses of two functions are to, in the function that calls both:
/// one piece of state of one object, under one lock. Unknown if it is not.
Path sameState(const Solution &S, const Event &Test, const CallTarget &First,
               const LockedAccess &Read, const Event &Act,
               const CallTarget &Second, const LockedAccess &Write);

/// What a call accesses that takes and releases no lock, under its caller's
/// locks, by the caller's names. Nothing if it may be another function.
using HelperAccesses = std::vector<std::pair<const Event *, Path>>;
HelperAccesses helperAccesses(Solution &S, FunctionId Caller, EventId Call);

/// One is the other or a part of it, as far as subscripts tell: of a helper's
/// element only that it is one is known.
bool mayBePart(const Path &A, const Path &B);

/// Some of them write.
bool changes(llvm::ArrayRef<LockedAccess> Accesses);

/// The function looks at the state itself before it does anything, as who did
/// \p Like has: `try_pop`.
bool looksItself(Solution &S, FunctionId F, StateKey Key, Operation Like);

} // namespace concurrency

#endif // CONCURRENCY_DETECT_LOCKEDACCESSES_H
