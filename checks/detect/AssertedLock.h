//===- AssertedLock.h - calls without what the callee asserts ---*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A function that begins by asserting that a lock is held (`mu_.AssertHeld()`)
/// says so to its callers: who calls it without is wrong, however many others
/// there are.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_DETECT_ASSERTEDLOCK_H
#define CONCURRENCY_DETECT_ASSERTEDLOCK_H

#include "detect/GuardRule.h"

namespace concurrency {

Bugs findCallsWithoutAsserted(const Evidence &Known, const GuardRule &Rule);

} // namespace concurrency

#endif // CONCURRENCY_DETECT_ASSERTEDLOCK_H
