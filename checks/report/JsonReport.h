//===- JsonReport.h - findings as plain JSON --------------------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Findings for scripts: one object a finding, without the ceremony of SARIF.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_REPORT_JSONREPORT_H
#define CONCURRENCY_REPORT_JSONREPORT_H

#include "report/Finding.h"
#include "report/Sources.h"

namespace llvm {
class raw_ostream;
} // namespace llvm

namespace concurrency {

/// \p NotAnalysed: a line each for files that could not be.
void writeJson(llvm::raw_ostream &OS, llvm::ArrayRef<Finding> Findings,
               const Sources &Files,
               llvm::ArrayRef<std::string> NotAnalysed = {});

} // namespace concurrency

#endif // CONCURRENCY_REPORT_JSONREPORT_H
