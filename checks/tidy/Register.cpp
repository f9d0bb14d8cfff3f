//===- Register.cpp - the checks as clang-tidy knows them -----------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "tidy/Register.h"
#include "clang-tidy/ClangTidyModule.h"
#include "tidy/IoUnderLockCheck.h"

using namespace concurrency;
using clang::tidy::ClangTidyContext;

void concurrency::registerChecks(
    clang::tidy::ClangTidyCheckFactories &Factories) {
#define CONCURRENCY_CHECK(Class, Name, Sentence, Kind, Weaknesses)             \
  Factories.registerCheckFactory(                                              \
      Name, [](llvm::StringRef CheckName, ClangTidyContext *Context) {         \
        return std::make_unique<Class>(CheckName, Context, FindingKind::Kind); \
      });
#include "Checks.def"
}
