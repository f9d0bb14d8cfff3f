//===- TextLexer.h - tokens of the text form --------------------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_FACTS_TEXTLEXER_H
#define CONCURRENCY_FACTS_TEXTLEXER_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <string>
#include <vector>

namespace concurrency {

struct Token {
  enum Kind : uint8_t {
    /// A line's end or `;`; never two in a row, and one before End.
    Newline,
    End,
    Word,   ///< `mu_`, `Account::~Account`
    String, ///< Text is the unescaped contents
    Number, ///< with a sign, if negative
    Punct,  ///< Text is the character, or `->` or `::`
  };
  Kind K = End;
  std::string Text;
  unsigned Line = 0;
  unsigned Column = 0;

  bool is(Kind Wanted) const { return K == Wanted; }
  bool isPunct(llvm::StringRef P) const { return K == Punct && P == Text; }
  bool isWord(llvm::StringRef W) const { return K == Word && W == Text; }
  /// A word or string, where a name is wanted.
  bool isName() const { return K == Word || K == String; }
};

llvm::Expected<std::vector<Token>> tokenize(llvm::StringRef Text);

/// True where \p Name can stand without quotes.
bool isPlainName(llvm::StringRef Name);

llvm::Error errorAt(const Token &At, const llvm::Twine &Message);

} // namespace concurrency

#endif // CONCURRENCY_FACTS_TEXTLEXER_H
