//===- ModelFiles.h - the models in force for a source file -----*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Which files of the user add to the embedded models: the `.clang-concurrency`
/// in the folder of the source file or the nearest one above, and the file that
/// the option ModelFile names.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_MODEL_MODELFILES_H
#define CONCURRENCY_MODEL_MODELFILES_H

#include "model/Model.h"
#include "llvm/Support/VirtualFileSystem.h"
#include <memory>
#include <string>
#include <vector>

namespace concurrency {

struct LoadedModel {
  /// Null if there are mistakes.
  std::shared_ptr<const Model> Models;
  /// Text for the user, each with file, line and caret.
  std::vector<std::string> Mistakes;
  /// Names and texts of the user's files: equal keys mean equal models.
  std::string Key;
};

/// The models for \p SourceFile. A relative \p ModelFile is looked for in the
/// folder where the tool was started, then in that of the source file and those
/// above, so that one `.clang-tidy` serves a whole tree.
LoadedModel loadModels(llvm::vfs::FileSystem &FS, llvm::StringRef SourceFile,
                       llvm::StringRef ModelFile);

} // namespace concurrency

#endif // CONCURRENCY_MODEL_MODELFILES_H
