//===- SpawnOnce.h - threads started in one turn of a loop ------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// `while (…) { if (first) { pthread_create(…); first = 0; } … }` starts one
/// thread, though the call is in a loop.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_SOLVE_SPAWNONCE_H
#define CONCURRENCY_SOLVE_SPAWNONCE_H

#include "solve/Program.h"

namespace concurrency {

/// Takes the Many from spawns that a flag lets happen once.
void findSpawnsOfOneTurn(Program &P);

} // namespace concurrency

#endif // CONCURRENCY_SOLVE_SPAWNONCE_H
