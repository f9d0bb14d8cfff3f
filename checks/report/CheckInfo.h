//===- CheckInfo.h - what a report says of a check --------------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The registry (Checks.def) for reports, with a few words of help.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_REPORT_CHECKINFO_H
#define CONCURRENCY_REPORT_CHECKINFO_H

#include "detect/Bug.h"

namespace concurrency {

struct CheckInfo {
  FindingKind Kind;
  llvm::StringRef Name;     ///< `concurrency-check-then-act`
  llvm::StringRef Sentence; ///< what it finds
  llvm::StringRef Weaknesses;
  llvm::StringRef Help; ///< what one does about it

  /// `CWE-362`, ...
  llvm::SmallVector<llvm::StringRef, 4> weaknesses() const;
};

/// In the order of the registry.
llvm::ArrayRef<CheckInfo> allChecks();
const CheckInfo &checkInfo(FindingKind Kind);

llvm::StringRef confidenceName(Confidence Sure);

} // namespace concurrency

#endif // CONCURRENCY_REPORT_CHECKINFO_H
