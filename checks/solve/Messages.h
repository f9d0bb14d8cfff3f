//===- Messages.h - what a program tells its users --------------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Text for a log or a terminal: I/O, but not what a critical section is for, and
/// often left out.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_SOLVE_MESSAGES_H
#define CONCURRENCY_SOLVE_MESSAGES_H

#include "solve/LatentEvents.h"

namespace concurrency {

/// What blocks is that text is written somewhere.
bool writesText(const LatentEvent &L);

/// `log(level, format, ...)` decides by itself whether there is something to
/// say. (Who writes to what it is given is another matter.)
bool isMessage(const Program &P, const Function &F, const LatentEvent &L);

} // namespace concurrency

#endif // CONCURRENCY_SOLVE_MESSAGES_H
