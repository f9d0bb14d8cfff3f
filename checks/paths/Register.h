//===- Register.h - the checkers as the analyzer knows them -----*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_PATHS_REGISTER_H
#define CONCURRENCY_PATHS_REGISTER_H

namespace clang::ento {
class CheckerRegistry;
} // namespace clang::ento

namespace concurrency {

void registerPathCheckers(clang::ento::CheckerRegistry &Registry);

} // namespace concurrency

#endif // CONCURRENCY_PATHS_REGISTER_H
