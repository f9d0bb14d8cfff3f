//===- ReadFiles.h - which files a translation unit has read ----*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Which files a translation unit has read, and where to. To ask the source
/// manager takes long where much is in a preamble; but what is in that is the
/// same for each text that it is used for.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_TIDY_READFILES_H
#define CONCURRENCY_TIDY_READFILES_H

#include "clang/Basic/FileEntry.h"
#include "clang/Basic/SourceLocation.h"
#include "llvm/ADT/StringRef.h"
#include <map>
#include <memory>

namespace clang {
class SourceManager;
} // namespace clang

namespace concurrency {

class ReadFiles {
public:
  /// \p Around is that of the text, as in KeptText.
  ReadFiles(clang::SourceManager &SM, llvm::StringRef Around);

  /// What the file was read into; invalid if it was not. Of the main file, the
  /// preamble has a piece as well, which does not count.
  clang::FileID of(clang::FileEntryRef File);

private:
  using Entries = std::map<llvm::sys::fs::UniqueID, unsigned>;
  static Entries loaded(const clang::SourceManager &SM);
  const Entries &own();

  clang::SourceManager &SM;
  /// Indices into the two tables of the source manager, by file.
  std::shared_ptr<const Entries> Preamble, Own;
};

} // namespace concurrency

#endif // CONCURRENCY_TIDY_READFILES_H
