//===- PathEngine.h - the analyzer, for single functions --------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The path-sensitive engine of the Static Analyzer, run inside another tool on
/// chosen functions, with our checkers and those of `core`, which know what is
/// impossible.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_PATHS_PATHENGINE_H
#define CONCURRENCY_PATHS_PATHENGINE_H

#include "facts/Facts.h"
#include "clang/Analysis/PathDiagnostic.h"
#include <memory>
#include <optional>

namespace clang {
class ASTContext;
class CFG;
class Preprocessor;
} // namespace clang

namespace concurrency {

class PathChecker;

/// A report of one of our checkers, as it would be printed.
struct PathFinding {
  std::string Checker; ///< `IoUnderLock`
  clang::SourceLocation Where;
  std::string Message;
  struct Step {
    std::string Text;
    clang::SourceLocation Where;
    bool Elsewhere; ///< no step of the path
  };
  std::vector<Step> Steps;
};

class PathEngine {
public:
  PathEngine(clang::ASTContext &Ctx, clang::Preprocessor &PP,
             llvm::StringRef ModelFile);
  ~PathEngine();

  PathChecker &checker() { return *Checker; }

  /// The graph of the function's blocks that explore() follows, or null.
  const clang::CFG *graph(const clang::FunctionDecl *F);

  /// Follows the paths of the function. True if there is none beyond those
  /// that were followed, up to more turns of loops that change no lock.
  bool explore(const clang::FunctionDecl *F);

  /// What was found in all functions explored. No more can be explored then.
  std::vector<PathFinding> finish();

private:
  struct Parts;
  std::unique_ptr<Parts> Engine;
  PathChecker *Checker = nullptr;
};

} // namespace concurrency

#endif // CONCURRENCY_PATHS_PATHENGINE_H
