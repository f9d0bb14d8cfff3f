//===- Project.h - the files of a project -----------------------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The files of a project: its compile commands, which of them are meant, and
/// where the project's folder is.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_DRIVER_PROJECT_H
#define CONCURRENCY_DRIVER_PROJECT_H

#include "driver/Options.h"
#include "clang/Tooling/CompilationDatabase.h"

namespace concurrency {

struct Project {
  std::string Root;
  /// In the order of names. Files are absolute.
  std::vector<clang::tooling::CompileCommand> Commands;
};

/// Exits with 2 after a message where there is nothing to analyse.
Project openProject(const Options &O);

/// \p Name seen from the working folder, without dots.
std::string absoluteName(llvm::StringRef Name, llvm::StringRef Folder = "");

} // namespace concurrency

#endif // CONCURRENCY_DRIVER_PROJECT_H
