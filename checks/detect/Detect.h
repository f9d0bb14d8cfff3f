//===- Detect.h - from a solved program to bugs -----------------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Every bug pattern is one function from the solved program to bugs, in a
/// file of its name. They share nothing but the solution.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_DETECT_DETECT_H
#define CONCURRENCY_DETECT_DETECT_H

#include "detect/Bug.h"
#include "detect/LockDiscipline.h"
#include "solve/Accesses.h"
#include "solve/Threads.h"

namespace concurrency {

/// What several detectors ask for.
struct Evidence {
  explicit Evidence(Solution &S)
      : S(S), Accesses(collectAccesses(S)), Running(S), Discipline(S, Accesses),
        ManyFiles(S.program().hasManyFiles()) {}

  Solution &S;
  const AccessMap Accesses;
  const Threads Running;
  const LockDiscipline Discipline;
  /// Bodies of several files: many locks are held by chance then, and many
  /// threads are not what they seem.
  const bool ManyFiles;
};

Bugs detectUnprotectedSharedState(const Evidence &Known);
Bugs detectCheckThenAct(const Evidence &Known);
Bugs detectLockOrderInversion(const Evidence &Known);
Bugs detectNonReentrantRelock(const Evidence &Known);
Bugs detectIoUnderLock(const Evidence &Known);

/// All of them, sorted by place, each bug once.
Bugs detectAll(const Evidence &Known);
inline Bugs detectAll(Solution &S) { return detectAll(Evidence(S)); }

} // namespace concurrency

#endif // CONCURRENCY_DETECT_DETECT_H
