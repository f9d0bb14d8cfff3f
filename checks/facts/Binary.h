//===- Binary.h - facts in files --------------------------------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The binary form of facts: see facts.fbs. The same facts give the same bytes.
/// Reading trusts nothing: foreign, truncated and corrupt files are errors that
/// say which, and what was read is valid (see Validate.h).
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_FACTS_BINARY_H
#define CONCURRENCY_FACTS_BINARY_H

#include "facts/Facts.h"
#include "llvm/Support/Error.h"

namespace concurrency {

/// To be raised when facts.fbs or a table of Names.h changes its meaning. Files
/// of another format are not read: making them again is cheap.
constexpr uint32_t FormatVersion = 13;

std::string write(const TranslationUnit &Unit);
llvm::Expected<TranslationUnit> read(llvm::StringRef Buffer);

/// Replaces the file at once, so that nobody ever reads half of it.
llvm::Error writeFile(llvm::StringRef File, const TranslationUnit &Unit);
llvm::Expected<TranslationUnit> readFile(llvm::StringRef File);

/// What is inside the envelope that guards against accidents, for tests of how
/// it fares without.
namespace payload {
std::string encode(const TranslationUnit &Unit);
llvm::Expected<TranslationUnit> decode(llvm::StringRef Payload);
} // namespace payload

} // namespace concurrency

#endif // CONCURRENCY_FACTS_BINARY_H
