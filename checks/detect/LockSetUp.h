//===- LockSetUp.h - locks that are not there yet ---------------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// `if (!ready) return count; lock(&mu); …`: until whoever made the lock has
/// set the flag, there is no lock to take, and nobody to take it from.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_DETECT_LOCKSETUP_H
#define CONCURRENCY_DETECT_LOCKSETUP_H

#include "solve/Program.h"

namespace concurrency {

/// The function initialises the lock: before, nobody else has the object.
bool makesLock(const Function &F, EntityId Lock);

/// The event lies on the one way of a branch, and the other takes the lock; the
/// branch asks for a flag that is set where the lock is made.
bool isBeforeSetUp(const Program &P, FunctionId F, EventId At, EntityId Lock);

} // namespace concurrency

#endif // CONCURRENCY_DETECT_LOCKSETUP_H
