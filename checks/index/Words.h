//===- Words.h - a text without its comments and spaces ---------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_INDEX_WORDS_H
#define CONCURRENCY_INDEX_WORDS_H

#include "facts/Facts.h"
#include <optional>
#include <string>
#include <vector>

namespace concurrency {

/// What the compiler sees of a text, by hash, and where its words stand in it.
struct Words {
  struct Start {
    uint32_t Line, Column;
    friend auto operator<=>(const Start &, const Start &) = default;
  };
  std::string Hash;
  std::vector<Start> Starts; ///< in order

  /// The place in \p Now, which has the same words, of \p P in this text; the
  /// file is not looked at. None for what is not at a word.
  std::optional<Place> moved(const Place &P, const Words &Now) const;
};

} // namespace concurrency

#endif // CONCURRENCY_INDEX_WORDS_H
