//===- Sources.h - the files that findings are in ---------------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What the reports call a file, and what its lines say. A file that is gone
/// has no lines; the report then does without.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_REPORT_SOURCES_H
#define CONCURRENCY_REPORT_SOURCES_H

#include "facts/Ids.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace llvm {
class MemoryBuffer;
} // namespace llvm

namespace concurrency {

class Sources {
public:
  /// \p Files: as the program has them. \p Root: the project's folder; names
  /// below it are shown relative to it. None of it is copied.
  Sources(llvm::ArrayRef<std::string> Files, llvm::StringRef Root,
          bool ShowAbsolute = false);
  ~Sources();

  llvm::StringRef root() const { return Root; }
  /// What the file says, if that is not what is on the disk. Not copied.
  void provide(FileId File, llvm::StringRef Contents);
  /// With slashes, whatever the system has.
  llvm::StringRef shown(FileId File) const;
  std::string absolute(FileId File) const;
  /// Relative to the root, or empty for what is not below it.
  std::string belowRoot(FileId File) const;

  /// The text of a line, valid UTF-8 and without its end; empty if there is
  /// none.
  std::string line(FileId File, unsigned Line);
  unsigned lineCount(FileId File);
  /// The column counted in characters instead of bytes, where the line is
  /// known.
  unsigned characterColumn(const Place &Where);

private:
  struct Text;
  const Text &text(FileId File);
  llvm::StringRef rawLine(FileId File, unsigned Line);

  llvm::ArrayRef<std::string> Files;
  std::string Root;
  bool ShowAbsolute;
  mutable std::vector<std::string> Shown;
  std::map<FileId, llvm::StringRef> Provided;
  /// A report goes from file to file, so a few at a time are enough.
  std::map<FileId, Text> Read;
};

/// \p Text with every byte that is no UTF-8 replaced: names and sources may be
/// in any encoding, reports are not.
std::string utf8(llvm::StringRef Text);

} // namespace concurrency

#endif // CONCURRENCY_REPORT_SOURCES_H
