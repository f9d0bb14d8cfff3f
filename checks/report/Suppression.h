//===- Suppression.h - what a comment silences ------------------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// NOLINT, NOLINTNEXTLINE, NOLINTBEGIN and NOLINTEND, as clang-tidy has them:
/// with the checks they name, or for all.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_REPORT_SUPPRESSION_H
#define CONCURRENCY_REPORT_SUPPRESSION_H

#include "report/Finding.h"
#include "report/Sources.h"

namespace concurrency {

class Suppressions {
public:
  explicit Suppressions(Sources &Files) : Files(Files) {}

  /// A comment on the finding's line, or on a line of one of the steps that
  /// lead to it, says that it is meant.
  bool suppress(const Finding &F);
  /// Likewise, of the steps only.
  bool suppressStep(const Finding &F);

private:
  struct Region {
    unsigned First, Last;
    std::string Checks; ///< globs; empty: all
  };
  bool isSilenced(const Place &Where, llvm::StringRef Check);
  const std::vector<Region> &regionsOf(FileId File);

  Sources &Files;
  std::map<FileId, std::vector<Region>> Known;
};

/// clang-tidy's lists of globs: `-*,concurrency-*,-concurrency-io*`. True where
/// the last glob that matches does not begin with a minus.
bool matchesGlobs(llvm::StringRef Globs, llvm::StringRef Name);

} // namespace concurrency

#endif // CONCURRENCY_REPORT_SUPPRESSION_H
