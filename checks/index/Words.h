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
  /// Of each word, the hash of what it says.
  std::vector<uint64_t> Said;
};

/// Where the words of a text are in a later one: those before the first that
/// differs, and those after the last.
class WordMove {
public:
  /// Both have to outlive the move.
  WordMove(const Words &From, const Words &To);

  /// The place of \p P in the later text; the file is not looked at. None for
  /// what is not at a word, or at one that is there no more.
  std::optional<Place> operator()(const Place &P) const;

private:
  const Words &From, &To;
  size_t Front = 0, Back = 0; ///< words in common
};

} // namespace concurrency

#endif // CONCURRENCY_INDEX_WORDS_H
