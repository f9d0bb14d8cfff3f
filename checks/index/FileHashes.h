//===- FileHashes.h - contents of files by hash -----------------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Contents of files by hash. Every file is read once, however many others
/// depend on it.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_INDEX_FILEHASHES_H
#define CONCURRENCY_INDEX_FILEHASHES_H

#include "llvm/ADT/StringMap.h"
#include <optional>
#include <string>

namespace concurrency {

/// Of contents, in hexadecimal digits. Not safe against those who try to make
/// two files of one hash.
std::string hashOf(llvm::StringRef Contents);

class FileHashes {
public:
  /// The hash of a file's contents, or none if it cannot be read.
  std::optional<std::string> of(llvm::StringRef File);

private:
  llvm::StringMap<std::optional<std::string>> Known;
};

} // namespace concurrency

#endif // CONCURRENCY_INDEX_FILEHASHES_H
