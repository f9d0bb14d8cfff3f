//===- Verify.h - findings, checked along paths -----------------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The core puts together what all paths do. Where that leaves a finding
/// `likely`, or where calls lead to it, the paths themselves may tell: one that
/// shows the bug makes the finding `definite`, and becomes its notes; that no
/// path does makes it go. Where paths cannot tell, nothing changes.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_PATHS_VERIFY_H
#define CONCURRENCY_PATHS_VERIFY_H

#include "report/Finding.h"
#include "solve/Doings.h"
#include "llvm/ADT/StringRef.h"

namespace clang {
class ASTContext;
class Preprocessor;
} // namespace clang

namespace concurrency {

struct VerifyCounts {
  unsigned Confirmed = 0;
  unsigned Refuted = 0;
  unsigned Undecided = 0;
};

struct VerifyOptions {
  llvm::StringRef ModelFile;
  /// What the file calls in others, the core knows nothing of either.
  bool Alone = true;
  /// Otherwise, if it is known: what the functions of the whole program do.
  const DoingsMap *Program = nullptr;
};

/// Which findings paths are asked about. Which lock guards some state is a
/// matter of votes, with or without a path.
bool wantsPaths(const Finding &F);

/// \p Files names the files of the findings' places; those of the paths are
/// added.
VerifyCounts verifyPaths(clang::ASTContext &Ctx, clang::Preprocessor &PP,
                         const VerifyOptions &Options,
                         std::vector<std::string> &Files,
                         std::vector<Finding> &Found);

} // namespace concurrency

#endif // CONCURRENCY_PATHS_VERIFY_H
