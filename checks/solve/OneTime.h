//===- OneTime.h - what only the first caller does --------------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// `if (!started) { started = true; … }` under a lock: what that does happens
/// once, and everybody who comes later finds it done.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_SOLVE_ONETIME_H
#define CONCURRENCY_SOLVE_ONETIME_H

#include "solve/Accesses.h"

namespace concurrency {

/// Marks the writes that happen once, under a lock, as to what is unshared. The
/// flag itself stays what it is: who tests it without the lock has a race.
void markOneTime(const Solution &S, AccessMap &Accesses);

} // namespace concurrency

#endif // CONCURRENCY_SOLVE_ONETIME_H
