//===- OnlyRun.h - callbacks that nobody keeps ------------------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// `walk(root, visit)`: the address of visit() is taken, and all the same it is seen
/// who calls it.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_SOLVE_ONLYRUN_H
#define CONCURRENCY_SOLVE_ONLYRUN_H

#include "solve/Solution.h"

namespace concurrency {

/// Per function, whether it is internal and its address goes nowhere but to calls
/// that run it, as far as summaries tell.
std::vector<bool> findOnlyRun(Solution &S);

} // namespace concurrency

#endif // CONCURRENCY_SOLVE_ONLYRUN_H
