//===- Reporting.h - what is told, and where --------------------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// From findings to reports: leaves out what the configuration, comments, a
/// baseline or unchanged lines leave out, and writes what is asked for.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_DRIVER_REPORTING_H
#define CONCURRENCY_DRIVER_REPORTING_H

#include "driver/Options.h"
#include "report/Audit.h"
#include "report/Finding.h"

namespace concurrency {

struct Configuration;

/// What was found, before anything is left out.
struct Analysed {
  std::vector<std::string> Files; ///< that the places refer to
  std::vector<Finding> Findings;
  std::string Root;
  /// Files that were asked for; others are headers. Empty: all were.
  std::vector<std::string> MainFiles;
  /// A line each for files that could not be analysed.
  std::vector<std::string> NotAnalysed;
};

/// Whether a report needs more than the findings.
bool wantsAudit(const Options &O);

/// Writes all reports and a summary. \p Known is the audit, if it is wanted.
Outcome writeReports(const Options &O, const Configuration &Config,
                     const Analysed &All, const Audit *Known);

} // namespace concurrency

#endif // CONCURRENCY_DRIVER_REPORTING_H
