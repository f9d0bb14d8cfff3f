//===- TextReport.h - findings as a compiler prints them --------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Diagnostics as Clang shows them, each with its source line.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_REPORT_TEXTREPORT_H
#define CONCURRENCY_REPORT_TEXTREPORT_H

#include "report/Finding.h"
#include "report/Sources.h"

namespace llvm {
class raw_ostream;
} // namespace llvm

namespace concurrency {

struct TextOptions {
  bool Color = false;
  /// The source line and a caret below each diagnostic.
  bool SourceLines = true;
  /// Findings that fail the run, as `--warnings-as-errors` asks for, are
  /// errors; empty: none.
  std::vector<bool> AsErrors;
};

void writeText(llvm::raw_ostream &OS, llvm::ArrayRef<Finding> Findings,
               Sources &Files, const TextOptions &Options = {});

} // namespace concurrency

#endif // CONCURRENCY_REPORT_TEXTREPORT_H
