//===- Compiling.h - the compiler's front end on one command ----*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_DRIVER_COMPILING_H
#define CONCURRENCY_DRIVER_COMPILING_H

#include "clang/Tooling/CompilationDatabase.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace clang {
class ASTContext;
class Preprocessor;
} // namespace clang

namespace concurrency {

/// Hands the syntax tree over, even if there are errors. Returns the first of
/// them; empty if there was none.
std::string compileCommand(
    const clang::tooling::CompileCommand &Command,
    llvm::function_ref<void(clang::ASTContext &, clang::Preprocessor &)> Use);

} // namespace concurrency

#endif // CONCURRENCY_DRIVER_COMPILING_H
