//===- PerhapsHeld.h - locks of indirect callers ----------------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Top-down: which locks every seen way into a function holds, where the calls
/// by pointers and of virtual functions are followed into whatever they may
/// run.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_SOLVE_PERHAPSHELD_H
#define CONCURRENCY_SOLVE_PERHAPSHELD_H

#include "solve/Solution.h"

namespace concurrency {

/// Fills Entry::PerhapsHeld; wants the entries found.
void findPerhapsHeld(Solution &S);

} // namespace concurrency

#endif // CONCURRENCY_SOLVE_PERHAPSHELD_H
