//===- HandedOutState.h - references that outlive a lock --------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A getter that locks, and returns a reference or pointer to what the lock
/// guards (Clang's -Wthread-safety-reference-return, without annotations).
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_DETECT_HANDEDOUTSTATE_H
#define CONCURRENCY_DETECT_HANDEDOUTSTATE_H

#include "detect/GuardVotes.h"

namespace concurrency {

class HandedOutState {
public:
  explicit HandedOutState(const Solution &S);

  /// \p Accesses: those of \p B, in their contexts.
  Bugs find(const Ballot &B, llvm::ArrayRef<SharedAccess> Accesses) const;

private:
  const Solution &S;
  const Program &P;
  /// Where a reference to a piece of state, or a pointer, is returned.
  std::map<StateKey, std::vector<AccessSite>> Returns;
};

} // namespace concurrency

#endif // CONCURRENCY_DETECT_HANDEDOUTSTATE_H
