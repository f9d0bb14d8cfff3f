//===- FileFacts.h - facts of the file being compiled -----------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_PATHS_FILEFACTS_H
#define CONCURRENCY_PATHS_FILEFACTS_H

#include "facts/Facts.h"
#include "model/Model.h"
#include "clang/Basic/SourceLocation.h"
#include <memory>

namespace clang {
class ASTContext;
class DiagnosticsEngine;
} // namespace clang

namespace concurrency {

struct FileFacts {
  /// Null if there are mistakes; nothing has been read then.
  std::shared_ptr<const Model> Models;
  TranslationUnit Unit;
  /// In model files: each with file, line and caret.
  std::vector<std::string> Mistakes;
};

/// Reads the file, with the models in force for it.
FileFacts readFacts(clang::ASTContext &Ctx, llvm::StringRef ModelFile);

/// Reports the mistakes in model files as errors.
void reportMistakes(clang::DiagnosticsEngine &Diags, const FileFacts &Facts);

/// Where a place is in this translation unit; invalid for places outside.
clang::SourceLocation locate(clang::ASTContext &Ctx,
                             llvm::ArrayRef<std::string> Files, const Place &P);

/// What a file was read into in this translation unit; invalid for others.
clang::FileID findRead(clang::ASTContext &Ctx, llvm::StringRef Name);

} // namespace concurrency

#endif // CONCURRENCY_PATHS_FILEFACTS_H
