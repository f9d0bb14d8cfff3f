//===- TidyModule.cpp - the clang-tidy module -----------------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Compat.h"
#include "tidy/Register.h"
#include CONCURRENCY_TIDY_REGISTRY_HEADER

namespace {

class ConcurrencyModule : public clang::tidy::ClangTidyModule {
public:
  void
  addCheckFactories(clang::tidy::ClangTidyCheckFactories &Factories) override {
    concurrency::registerChecks(Factories);
  }
};

} // namespace

static clang::tidy::ClangTidyModuleRegistry::Add<ConcurrencyModule>
    Module("concurrency-checks", "Finds concurrency bugs.");
