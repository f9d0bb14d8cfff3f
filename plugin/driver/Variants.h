//===- Variants.h - one file, compiled for several programs -----*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A file may be compiled several times, with other macros for each program or
/// library that it becomes part of. What it defines then goes by one name and is
/// not one thing. Which files belong together, the folders of the objects say.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_DRIVER_VARIANTS_H
#define CONCURRENCY_DRIVER_VARIANTS_H

#include "facts/Facts.h"
#include "clang/Tooling/CompilationDatabase.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringSet.h"

namespace concurrency {

/// The folder of a command's object: for CMake and Meson, that of the target,
/// and what leads there.
std::string targetOf(const clang::tooling::CompileCommand &C);

class Variants {
public:
  /// A command, with its targets for Output, a line each; and the facts that
  /// came of it, in the binary form.
  struct Unit {
    const clang::tooling::CompileCommand *Command;
    llvm::StringRef Facts;
  };
  explicit Variants(llvm::ArrayRef<Unit> Units);

  /// Gives what has variants the names of those that \p Command belongs to.
  void tellApart(TranslationUnit &Facts,
                 const clang::tooling::CompileCommand &Command) const;

private:
  /// By key: the targets that have one of their own, the first for all others.
  llvm::StringMap<std::vector<std::string>> TargetsOf;
  /// Targets that are not the first of anything.
  llvm::StringSet<> Others;
};

} // namespace concurrency

#endif // CONCURRENCY_DRIVER_VARIANTS_H
