//===- Extraction.h - one compile command to facts --------------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// One compile command in, facts out: a pure function of the command, the files
/// that it reads, and the models.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_DRIVER_EXTRACTION_H
#define CONCURRENCY_DRIVER_EXTRACTION_H

#include "index/FactsCache.h"
#include "clang/Tooling/CompilationDatabase.h"

namespace concurrency {

class Model;

struct Extraction {
  CacheEntry Entry;
  /// The compiler's first error; empty if there was none. What the file says
  /// in spite of it is in the entry.
  std::string Error;
};

/// Parses the file of \p Command in this process.
Extraction extractCommand(const clang::tooling::CompileCommand &Command,
                          const Model &Models);

} // namespace concurrency

#endif // CONCURRENCY_DRIVER_EXTRACTION_H
