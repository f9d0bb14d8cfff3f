//===- WaitedFor.h - what a wait on a condition tests -----------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// `cv.wait(lock, [&] { return ready; })` says what guards `ready`, without a
/// vote. Who changes it without that lock and notifies may do so between a test
/// and the wait that follows it: the notification is lost, and the waiter
/// sleeps on.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_DETECT_WAITEDFOR_H
#define CONCURRENCY_DETECT_WAITEDFOR_H

#include "detect/Detect.h"
#include "detect/GuardRule.h"

namespace concurrency {

/// Writes of what is waited for, without the lock of the wait, in functions
/// that notify the waiters.
Bugs findWaitedForWithoutLock(const Evidence &Known, const GuardRule &Rule);

} // namespace concurrency

#endif // CONCURRENCY_DETECT_WAITEDFOR_H
