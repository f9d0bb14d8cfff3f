//===- Analyzer.cpp - the checkers' entry into the analyzer ---------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "paths/Register.h"
#include "clang/StaticAnalyzer/Frontend/CheckerRegistry.h"

extern "C" __attribute__((visibility("default")))
const char clang_analyzerAPIVersionString[];
extern "C" __attribute__((visibility("default"))) void
clang_registerCheckers(clang::ento::CheckerRegistry &Registry);

/// Clang compares it with its own, and says so where they differ.
extern "C" const char clang_analyzerAPIVersionString[] =
    CLANG_ANALYZER_API_VERSION_STRING;

extern "C" void clang_registerCheckers(clang::ento::CheckerRegistry &Registry) {
  concurrency::registerPathCheckers(Registry);
}
