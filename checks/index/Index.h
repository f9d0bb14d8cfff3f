//===- Index.h - a whole program, for single files --------------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What a run over the whole program leaves for runs over single files: the
/// findings, which units belong together, and what all of it was made from.
/// The facts themselves stay in the cache, unit by unit, so that a single file
/// is analysed with its neighbours only.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_INDEX_INDEX_H
#define CONCURRENCY_INDEX_INDEX_H

#include "report/Finding.h"
#include "llvm/Support/Error.h"
#include <string>
#include <vector>

namespace concurrency {

class Program;

/// A file as it was; a later change of it is nearly always a change of these.
struct FileStamp {
  std::string File;
  uint64_t Size = 0;
  int64_t Modified = 0; ///< nanoseconds since the epoch

  /// The file as it is now; of size 0 and time 0 if it cannot be seen.
  static FileStamp of(llvm::StringRef File);
  friend bool operator==(const FileStamp &, const FileStamp &) = default;
};

struct IndexedUnit {
  std::string File;
  std::string Hash;  ///< of the file's contents
  /// Of the cache; empty for one that could not be analysed.
  std::string Entry;
  /// Other units that define what this one calls, call what it defines, or use
  /// locks and state that it uses; the closest first.
  std::vector<unsigned> Near;
};

struct Index {
  std::string Root;
  std::vector<IndexedUnit> Units;
  std::vector<FileStamp> Inputs;
  /// Places of the findings refer to these.
  std::vector<std::string> Files;
  std::vector<Finding> Findings;
  /// Hash of all that the findings were made from and with.
  std::string Key;

  std::string write() const;
  static llvm::Expected<Index> parse(llvm::StringRef Text);

  /// The unit of that file, or null.
  const IndexedUnit *unitOf(llvm::StringRef File) const;
  /// Inputs that have changed since.
  std::vector<std::string> changed() const;
};

/// Name of the index in the folder of the cache.
constexpr llvm::StringLiteral IndexName = "index.json";
/// The format of index files; another one is foreign.
constexpr int64_t IndexFormat = 2;

/// Who is near whom. \p UnitsOf: per function of \p P, the units with its body.
std::vector<std::vector<unsigned>>
findNear(const Program &P, llvm::ArrayRef<unsigned> UnitOf, size_t NumUnits);

} // namespace concurrency

#endif // CONCURRENCY_INDEX_INDEX_H
