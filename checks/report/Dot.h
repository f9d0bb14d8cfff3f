//===- Dot.h - the lock graph for Graphviz ----------------------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The lock graph in the language of Graphviz.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_REPORT_DOT_H
#define CONCURRENCY_REPORT_DOT_H

#include "report/Audit.h"
#include "report/Sources.h"

namespace llvm {
class raw_ostream;
} // namespace llvm

namespace concurrency {

/// Locks that are taken with others, and the order; cycles are red.
void writeDot(llvm::raw_ostream &OS, const Audit &A, const Sources &Files);

} // namespace concurrency

#endif // CONCURRENCY_REPORT_DOT_H
