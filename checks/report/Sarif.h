//===- Sarif.h - findings for code-scanning services ------------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// SARIF 2.1.0, within what code-scanning services accept.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_REPORT_SARIF_H
#define CONCURRENCY_REPORT_SARIF_H

#include "report/Finding.h"
#include "report/Sources.h"

namespace llvm {
class raw_ostream;
} // namespace llvm

namespace concurrency {

struct SarifOptions {
  std::string ToolVersion;
  /// Where the pages of the checks are, as `https://host/docs/checks/`. Without
  /// it, a rule's help is the page of its first weakness in the CWE.
  std::string HelpBase;
  /// A line each for files that could not be analysed.
  std::vector<std::string> NotAnalysed;
  /// Services reject a run with more. The most certain are kept.
  size_t MaxResults = 25000;
};

void writeSarif(llvm::raw_ostream &OS, llvm::ArrayRef<Finding> Findings,
                Sources &Files, const SarifOptions &Options = {});

} // namespace concurrency

#endif // CONCURRENCY_REPORT_SARIF_H
