//===- Baseline.h - findings that are known already -------------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A baseline is the list of findings that a project lives with for now: only
/// what is not on it counts. Entries are fingerprints with counts, so they
/// outlive moved lines and edits elsewhere.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_REPORT_BASELINE_H
#define CONCURRENCY_REPORT_BASELINE_H

#include "report/Finding.h"
#include "report/Sources.h"
#include "llvm/Support/Error.h"
#include <map>

namespace concurrency {

class Baseline {
public:
  /// \p Name: of the file, for errors.
  static llvm::Expected<Baseline> parse(llvm::StringRef Text,
                                        llvm::StringRef Name);
  static llvm::Expected<Baseline> read(llvm::StringRef File);

  struct Match {
    /// Per finding, whether it is on the list. Of several with one fingerprint
    /// the first are, as many as the entry counts.
    std::vector<bool> Known;
    /// Findings on the list that are there no more.
    unsigned Gone = 0;
  };
  Match match(llvm::ArrayRef<Finding> Findings) const;

private:
  std::map<std::string, unsigned> Counts;
};

/// One entry a line, in an order that only changes where findings do.
void writeBaseline(llvm::raw_ostream &OS, llvm::ArrayRef<Finding> Findings,
                   const Sources &Files);

} // namespace concurrency

#endif // CONCURRENCY_REPORT_BASELINE_H
