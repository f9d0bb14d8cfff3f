//===- SpawnWrappers.h - threads started through functions ------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Most programs have a function of their own that starts threads:
/// `start_worker(fn, arg)`. A call to it is a spawn of what it is given.
///
/// A wrapper hands the function to the thread directly, or leaves it in an
/// object from which a trampoline takes it in the new thread. Where its body is
/// in another file, its name has to say what it does.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_SOLVE_SPAWNWRAPPERS_H
#define CONCURRENCY_SOLVE_SPAWNWRAPPERS_H

#include "solve/Program.h"

namespace concurrency {

/// Adds a Spawn event behind each call that starts a thread with a function it
/// is given.
void addSpawnsOfWrappers(Program &P);

} // namespace concurrency

#endif // CONCURRENCY_SOLVE_SPAWNWRAPPERS_H
