//===- DecidedUnderLock.h - waits that the lock's state allows --*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// `if (state == DONE) join(thread);` under the lock under which the thread says
/// DONE as the last thing it does: it does not want the lock any more, and ends at
/// once. What it says is not known, so that such a wait is only likely to be a bug.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_DETECT_DECIDEDUNDERLOCK_H
#define CONCURRENCY_DETECT_DECIDEDUNDERLOCK_H

#include "solve/Threads.h"

namespace concurrency {

/// Of what decides whether the event happens, what was asked while \p Lock is held.
std::vector<EventId> askedUnderLock(const Solution &S, FunctionId F, EventId At,
                                    const Path &Lock);

/// Whether the wait at \p At happens is decided by something that is looked at
/// while \p Lock is held, and that threads write or that lists what is waited for.
bool isDecidedUnderLock(const Solution &S, const Threads &Running, FunctionId F,
                        EventId At, const Path &Lock);

} // namespace concurrency

#endif // CONCURRENCY_DETECT_DECIDEDUNDERLOCK_H
