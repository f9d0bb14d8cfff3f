//===- Register.h - the checks as clang-tidy knows them ---------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_TIDY_REGISTER_H
#define CONCURRENCY_TIDY_REGISTER_H

namespace clang::tidy {
class ClangTidyCheckFactories;
} // namespace clang::tidy

namespace concurrency {

/// Adds every check of the registry.
void registerChecks(clang::tidy::ClangTidyCheckFactories &Factories);

} // namespace concurrency

#endif // CONCURRENCY_TIDY_REGISTER_H
