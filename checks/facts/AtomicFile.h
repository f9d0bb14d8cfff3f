//===- AtomicFile.h - files written whole or not at all ---------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Files that are there as a whole or not at all.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_FACTS_ATOMICFILE_H
#define CONCURRENCY_FACTS_ATOMICFILE_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

namespace concurrency {

/// Writes a temporary file beside \p File and renames it. Where that fails (no
/// permission, a full disk), \p File is as it was. "-" is the standard output;
/// devices and pipes are written to.
llvm::Error writeAtomically(llvm::StringRef File, llvm::StringRef Text);

} // namespace concurrency

#endif // CONCURRENCY_FACTS_ATOMICFILE_H
