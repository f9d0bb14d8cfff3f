//===- Specialise.h - one body for each kind of call ------------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Functions that lock or not as an argument says: `find(table, key, write)`.
/// Each call that hands over a constant gets a body of its own, in which the
/// branches on that parameter are decided, where that leaves out something that
/// matters to locks. Known as procedure cloning (Cooper, Hall and Kennedy,
/// 1993).
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_SOLVE_SPECIALISE_H
#define CONCURRENCY_SOLVE_SPECIALISE_H

#include "solve/Program.h"

namespace concurrency {

void specialise(Program &P);

} // namespace concurrency

#endif // CONCURRENCY_SOLVE_SPECIALISE_H
