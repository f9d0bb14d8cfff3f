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

namespace concurrency {

Bugs detectUnprotectedSharedState(Solution &S);
Bugs detectCheckThenAct(Solution &S);
Bugs detectLockOrderInversion(Solution &S);
Bugs detectNonReentrantRelock(Solution &S);
Bugs detectIoUnderLock(Solution &S);

/// All of them, sorted by place, each bug once.
Bugs detectAll(Solution &S);

} // namespace concurrency

#endif // CONCURRENCY_DETECT_DETECT_H
