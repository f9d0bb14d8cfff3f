//===- Summarize.h - from solved events to a summary ------------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Builds the summary of a function from the locks held at its events and the
/// summaries of its callees.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_SOLVE_SUMMARIZE_H
#define CONCURRENCY_SOLVE_SUMMARIZE_H

#include "solve/HeldLocks.h"

namespace concurrency {

/// \p AtEntry: what the dataflow started with.
Summary summarize(Solution &S, FunctionId F, const HeldLocksResult &Result,
                  llvm::ArrayRef<HeldLock> AtEntry);

} // namespace concurrency

#endif // CONCURRENCY_SOLVE_SUMMARIZE_H
