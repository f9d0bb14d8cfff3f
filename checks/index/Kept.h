//===- Kept.h - findings of a text, for one that differs little -*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// To look at a file among its neighbours takes many times as long as to look
/// at it alone. Most of what is typed changes none of its facts, but only where
/// they stand: then the findings are the same, and stand elsewhere as well. Of
/// what is typed into comments the compiler sees nothing: then not even the
/// facts need be read. And where the facts are other ones, most findings are
/// still right until it is known better.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_INDEX_KEPT_H
#define CONCURRENCY_INDEX_KEPT_H

#include "facts/Facts.h"
#include "index/Words.h"
#include "report/Finding.h"
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace concurrency {

/// Facts, and apart from them where they stand.
struct Shape {
  TranslationUnit Facts;
  std::vector<Place> Places;

  explicit Shape(TranslationUnit Unit);
  /// What it was made from.
  TranslationUnit unit() &&;
};

struct KeptFindings {
  std::vector<Finding> Found;
  std::vector<std::string> Files; ///< by FileId
  /// Why the index is not used; empty if it is, or there is none.
  std::string Complaint;
  /// How long it took to find them, and before, to read what they are about.
  std::optional<std::chrono::steady_clock::duration> Cost, Reading;

  /// What is shown is the same.
  bool sameAs(const KeptFindings &Other) const {
    return Found == Other.Found && Complaint == Other.Complaint &&
           (Found.empty() || Files == Other.Files);
  }
};

/// A text and what surrounds it.
struct KeptText {
  /// Names all of the compiler's input but the text: headers, options. Empty if
  /// that is not known; then texts are not compared.
  std::string Around;
  std::shared_ptr<const Words> Seen;
};

/// Keeps what was found in a file of that shape, which is null if nobody has
/// read its facts; then it is kept until the next text of the file. \p State names all else that the findings depend on. Safe to
/// call from several threads, as is recall().
void keep(llvm::StringRef State, llvm::StringRef File,
          std::shared_ptr<const Shape> Seen, KeptText Text,
          KeptFindings Findings);

/// The findings of the file as it is now, if those of one of its last texts are
/// still right.
std::optional<KeptFindings> recall(llvm::StringRef State, const Shape &Now);

struct RecalledText {
  KeptFindings Findings;
  std::function<TranslationUnit()> Facts;
};
/// Likewise, without a look at the facts.
std::optional<RecalledText> recall(llvm::StringRef State, llvm::StringRef File,
                                   const KeptText &Now);

/// What was found in the last text of the file, and where it is in this one, as
/// far as the words are still there. It may not be right any more.
KeptFindings recallNearly(llvm::StringRef File, const Words &Now);

} // namespace concurrency

#endif // CONCURRENCY_INDEX_KEPT_H
