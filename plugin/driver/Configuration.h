//===- Configuration.h - clang-tidy's configuration -------------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The part of clang-tidy's configuration that concerns these checks: which are
/// on, which gate, their options. Read from the same .clang-tidy files, so that
/// a project says it once.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_DRIVER_CONFIGURATION_H
#define CONCURRENCY_DRIVER_CONFIGURATION_H

#include "driver/Options.h"
#include "report/Finding.h"
#include <bitset>
#include <map>

namespace concurrency {

struct Configuration {
  std::string Checks = "concurrency-*";
  std::string WarningsAsErrors;
  std::string HeaderFilter;
  /// By `check.option`.
  std::map<std::string, std::string> CheckOptions;

  bool enabled(FindingKind Kind) const;
  /// Findings of this check make the run fail.
  bool gates(FindingKind Kind) const;
  /// The user has said which do; otherwise all do.
  bool namesGates() const;
  /// The check is on, and its options want the finding.
  bool wants(const Finding &F) const;
  /// An option of that check, or \p Default.
  std::string option(FindingKind Kind, llvm::StringRef Name,
                     llvm::StringRef Default) const;
};

/// The configuration in force in \p Folder. Exits with 2 on a broken one, and on
/// one that leaves no check.
Configuration readConfiguration(const Options &O, llvm::StringRef Folder);

/// Which configuration is in force where: that of the nearest folder above.
class Configurations {
public:
  explicit Configurations(const Options &O) : O(O) {}
  const Configuration &of(llvm::StringRef AbsoluteFile);

private:
  const Options &O;
  std::map<std::string, Configuration> Known; ///< by folder
};

} // namespace concurrency

#endif // CONCURRENCY_DRIVER_CONFIGURATION_H
