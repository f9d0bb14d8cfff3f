//===- FactsCache.h - facts that were extracted before ----------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Facts that were extracted before, kept in a folder of the project. An entry
/// is right or it does not exist: it says which contents of which files it was
/// made from, it is written to a temporary file and renamed, and whatever is
/// wrong with it (cut short, changed, of another version) makes it a miss.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_INDEX_FACTSCACHE_H
#define CONCURRENCY_INDEX_FACTSCACHE_H

#include "index/FileHashes.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/Error.h"
#include <vector>

namespace concurrency {

/// The folder of caches and indexes below a project's root.
constexpr llvm::StringLiteral CacheFolder = ".cache/clang-concurrency";

/// What determines the facts of a file, besides the files that it reads.
struct CommandKey {
  std::string File;
  std::string Directory;
  std::vector<std::string> Arguments;
  std::string Models;  ///< the user's model files, as in LoadedModel::Key
  std::string Version; ///< of the program that extracts

  /// The name of the entry.
  std::string hash() const;
};

struct CacheEntry {
  /// Every file that was read, by absolute name, with the hash of its contents.
  std::vector<std::pair<std::string, std::string>> Inputs;
  /// Facts in the binary form.
  std::string Facts;

  std::string write() const;
  /// Nothing if \p Text is not a whole entry.
  static std::optional<CacheEntry> read(llvm::StringRef Text);
};

class FactsCache {
public:
  /// \p Root is the folder for entries; it need not exist.
  explicit FactsCache(std::string Root) : Root(std::move(Root)) {}

  /// The entry, if all that it was made from is unchanged.
  std::optional<CacheEntry> find(const CommandKey &Key, FileHashes &Now) const;
  /// The entry of that name, whatever it was made from.
  std::optional<CacheEntry> load(llvm::StringRef Hash) const;
  llvm::Error store(const CommandKey &Key, const CacheEntry &Entry) const;
  /// Removes the entries that are not \p Kept, by hash.
  void keepOnly(llvm::ArrayRef<std::string> Kept) const;

private:
  std::string fileOf(llvm::StringRef Hash) const;
  std::string Root;
};

} // namespace concurrency

#endif // CONCURRENCY_INDEX_FACTSCACHE_H
