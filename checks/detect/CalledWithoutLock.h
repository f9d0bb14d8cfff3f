//===- CalledWithoutLock.h - helpers that want a lock -----------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A helper that uses guarded state and takes no lock itself expects it of its
/// callers. Where all of them but one hold it, that one forgot it. This is the
/// vote of GuardInference.h by functions instead of state (bugs as deviant
/// behaviour, Engler et al., 2001): it also sees what is too little, or too
/// mixed, for a vote on any single piece of state.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_DETECT_CALLEDWITHOUTLOCK_H
#define CONCURRENCY_DETECT_CALLEDWITHOUTLOCK_H

#include "detect/GuardRule.h"

namespace concurrency {

class CalledWithoutLock {
public:
  CalledWithoutLock(const Evidence &Known, const GuardRule &Rule)
      : S(Known.S), P(S.program()), Rule(Rule), ManyFiles(Known.ManyFiles),
        Wants(P.functions().size()) {}

  /// What the vote \p V on a piece of state found: whoever accesses it wants
  /// its guard.
  void note(const GuardVote &V, llvm::ArrayRef<SharedAccess> Accesses);
  /// To be called once all votes are noted.
  Bugs run();

private:
  /// A lock that a function wants, with the first access that says so.
  struct Want {
    EntityId Lock;
    bool Exposed = false;
    bool Writes = false;
    AccessSite At;
    Path Whole;
  };

  void add(FunctionId F, const Want &W);
  void inherit();
  void judge(FunctionId Helper, const Want &W, Bugs &Found) const;
  bool isExcused(const AccessSite &At, const Want &W) const;

  Solution &S;
  const Program &P;
  const GuardRule &Rule;
  const bool ManyFiles;
  std::vector<llvm::SmallVector<Want, 0>> Wants;
};

} // namespace concurrency

#endif // CONCURRENCY_DETECT_CALLEDWITHOUTLOCK_H
