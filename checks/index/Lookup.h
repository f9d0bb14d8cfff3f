//===- Lookup.h - the index, asked about one file ---------------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What a run over a single file takes from the index of its project.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_INDEX_LOOKUP_H
#define CONCURRENCY_INDEX_LOOKUP_H

#include "facts/Facts.h"
#include "report/Finding.h"
#include "solve/Program.h"
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace concurrency {

/// How a host asks for the index.
struct IndexRequest {
  /// The file at hand, by absolute name, and the hash of what it says now.
  std::string File;
  std::string Hash;
  /// The option `Index`: a file, `none`, or empty to look for one in the
  /// folders above the file.
  std::string Name;
  /// The facts of the others are wanted even where nothing has changed.
  bool WantsFacts = false;
};

struct IndexAnswer {
  /// Why an index that is there is not used; empty if none is, or it is used.
  std::string Complaint;
  /// Other files may ask for the facts that will be read of this one.
  bool Remember = false;
  /// The file is as it was: these are the findings of the whole program, in files
  /// of their own.
  bool Unchanged = false;
  std::vector<Finding> Findings;
  std::vector<std::string> Files;
  /// Names all that findings depend on but the file itself.
  std::string State;
  /// The file has changed, and this brings the facts below. Until then nothing
  /// of them is read, because the last findings may do. May be called in
  /// another thread.
  std::function<void(IndexAnswer &)> Load;
  /// The facts of those files that it has to do with.
  std::vector<TranslationUnit> Near;
  /// Earlier facts of files whose newer ones are known, without what is in the
  /// files themselves: the bodies in headers, which clangd does not read.
  std::vector<TranslationUnit> Earlier;
};

/// Safe to call from several threads.
IndexAnswer askIndex(const IndexRequest &Request);

/// The file, which was read as \p Unit, and what the answer has of others.
Program linkAmong(TranslationUnit Unit, IndexAnswer Known);

/// Keeps what was just read of a file, by the hash of what it says. Once it is
/// saved, the files that this process looks at later need no newer index.
void remember(const IndexRequest &Request,
              std::function<TranslationUnit()> Facts);

} // namespace concurrency

#endif // CONCURRENCY_INDEX_LOOKUP_H
