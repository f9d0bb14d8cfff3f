//===- Publication.h - what makes an object known to others -----*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Until it is published, an object is its maker's alone.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_SOLVE_PUBLICATION_H
#define CONCURRENCY_SOLVE_PUBLICATION_H

#include "solve/Solution.h"

namespace concurrency {

/// Whether the event makes what \p Pointer points to known to others.
bool publishes(const Solution &S, const Function &F, const Event &E,
               const Path &Pointer);

} // namespace concurrency

#endif // CONCURRENCY_SOLVE_PUBLICATION_H
