//===- Html.h - the audit as one page ---------------------------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Findings and audit as one HTML file, which needs nothing beside it: no
/// network, no fonts, no other file.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_REPORT_HTML_H
#define CONCURRENCY_REPORT_HTML_H

#include "report/Audit.h"
#include "report/Finding.h"
#include "report/Picture.h"
#include "report/Sources.h"

namespace concurrency {

struct HtmlOptions {
  /// What was analysed, for the heading.
  std::string Title;
  /// Further findings are counted, not shown.
  size_t MaxFindings = 1000;
  PictureOptions Graph;
};

void writeHtml(llvm::raw_ostream &OS, llvm::ArrayRef<Finding> Findings,
               const Audit &A, Sources &Files, const HtmlOptions &Options = {});

} // namespace concurrency

#endif // CONCURRENCY_REPORT_HTML_H
