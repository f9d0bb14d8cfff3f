//===- Changed.h - findings in changed lines --------------------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Which findings a change is about: those with a step in a line that it
/// touches.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_REPORT_CHANGED_H
#define CONCURRENCY_REPORT_CHANGED_H

#include "report/Finding.h"
#include "report/Sources.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/Error.h"

namespace concurrency {

class ChangedLines {
public:
  /// \p Diff: what `git diff -U0` prints, or any unified diff.
  /// \p Folder: that the names in it are relative to, the repository's.
  static llvm::Expected<ChangedLines> parse(llvm::StringRef Diff,
                                            llvm::StringRef Folder);

  /// Every line of the file is a changed one.
  void addWhole(const std::string &AbsoluteFile) {
    Ranges[AbsoluteFile] = {{0, ~0u}};
  }

  bool contains(llvm::StringRef AbsoluteFile, unsigned Line) const;
  /// The finding itself or one of its notes is in a changed line.
  bool touches(const Finding &F, const Sources &Files) const;

private:
  struct Range {
    unsigned First, Last;
  };
  llvm::StringMap<std::vector<Range>> Ranges;
};

} // namespace concurrency

#endif // CONCURRENCY_REPORT_CHANGED_H
