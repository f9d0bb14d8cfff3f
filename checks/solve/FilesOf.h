//===- FilesOf.h - where callers that are not seen may be -------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The files of functions whose callers are not seen: a few that are known, or
/// anywhere, where it stays.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_SOLVE_FILESOF_H
#define CONCURRENCY_SOLVE_FILESOF_H

#include "facts/Ids.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"

namespace concurrency {

class FilesOf {
public:
  FilesOf() = default;
  explicit FilesOf(FileId One) : Known{One} {}

  bool anywhere() const { return Known.empty(); }
  bool contains(FileId File) const { return llvm::is_contained(Known, File); }

  void add(const FilesOf &More) {
    if (anywhere() || More.anywhere())
      Known.clear();
    for (FileId File : More.Known)
      if (!anywhere() && !contains(File))
        Known.push_back(File);
    if (Known.size() > Most)
      Known.clear();
  }

private:
  /// More of them are as good as anywhere.
  static constexpr size_t Most = 8;
  llvm::SmallVector<FileId, 2> Known;
};

} // namespace concurrency

#endif // CONCURRENCY_SOLVE_FILESOF_H
