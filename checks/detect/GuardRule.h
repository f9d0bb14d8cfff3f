//===- GuardRule.h - when a missing lock is a bug ---------------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The vote says which lock guards a piece of state. How clear it must be for
/// an access without the lock to be a bug, depends on where the lock is.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_DETECT_GUARDRULE_H
#define CONCURRENCY_DETECT_GUARDRULE_H

#include "detect/Detect.h"
#include "solve/GuardInference.h"
#include <optional>

namespace concurrency {

/// The function sets the lock up or destroys it: nobody else can be there yet,
/// or still.
bool makesOrEnds(const Program &P, FunctionId F, EntityId Lock);

class GuardRule {
public:
  explicit GuardRule(const Evidence &Known)
      : S(Known.S), P(S.program()), Running(Known.Running) {}

  /// Whether the access breaks the rule that the vote found, and how surely.
  std::optional<Confidence> deviates(const GuardVote &V,
                                     const SharedAccess &A) const;
  /// One of the locks goes by no name here, or is a reference to one that goes
  /// by another name elsewhere: it may be the guard.
  bool mayBeHeld(EntityId Guard, llvm::ArrayRef<HeldLock> Held) const;
  /// The function acquires a lock of this class, so its callers do not hold it.
  bool takes(FunctionId F, EntityId Guard) const;
  /// The access comes before the threads that its function starts, or after the
  /// ones that it joined; or all of its calls do, for \p Depth calls at most.
  bool isOrdered(const AccessSite &A, unsigned Depth = 3) const;

private:
  bool isFoundHere(const GuardVote &V, const SharedAccess &A) const;
  bool isClearlyWanted(const GuardVote &V, const SharedAccess &A) const;
  bool wasFoundUnder(const SharedAccess &A, EntityId Guard) const;
  bool outlivesLock(const GuardVote &V, const SharedAccess &A) const;
  bool isArrayOfGuarded(const GuardVote &V, const SharedAccess &A) const;
  bool isPerhapsHeld(FunctionId F, EntityId Guard) const;
  bool mayHaveTaken(const AccessSite &Site, EntityId Guard) const;
  bool isOfBase(const GuardVote &V, const SharedAccess &A) const;
  bool isOfOthers(const GuardVote &V, const SharedAccess &A,
                  llvm::ArrayRef<AccessSite> Sites) const;
  bool isMissedByWriter(const GuardVote &V, const SharedAccess &A) const;
  bool isBeforePublishing(const SharedAccess &A) const;
  bool isSetting(const SharedAccess &A) const;
  bool isCallback(const SharedAccess &A) const;
  bool throughOwner(const SharedAccess &A, EntityId Guard) const;
  bool isEnteredWithout(FunctionId F, EntityId Guard, unsigned Depth) const;
  bool takesOfObject(const GuardVote &V, const SharedAccess &A,
                     llvm::ArrayRef<AccessSite> Sites) const;
  Path inCaller(const Path &Of, const AccessSite &Site) const;

  const Solution &S;
  const Program &P;
  const Threads &Running;
};

} // namespace concurrency

#endif // CONCURRENCY_DETECT_GUARDRULE_H
