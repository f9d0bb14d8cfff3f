//===- NeverRun.h - functions that a whole program leaves out ---*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Where all of a program is in view, what nothing leads to from where it
/// starts does not run.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_DETECT_NEVERRUN_H
#define CONCURRENCY_DETECT_NEVERRUN_H

#include "solve/Solution.h"
#include "llvm/ADT/BitVector.h"

namespace concurrency {

/// Functions that nothing leads to, by their numbers; none where not all
/// callers are seen, or where so many are left over that they look like a
/// library's, which are there for others.
llvm::BitVector neverRun(const Solution &S);

} // namespace concurrency

#endif // CONCURRENCY_DETECT_NEVERRUN_H
