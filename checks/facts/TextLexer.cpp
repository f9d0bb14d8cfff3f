//===- TextLexer.cpp - tokens of the text form ----------------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "facts/TextLexer.h"
#include "llvm/ADT/StringExtras.h"

using namespace concurrency;
using llvm::StringRef;

static bool startsWord(char C) {
  return llvm::isAlpha(C) || C == '_' || C == '~';
}

static bool continuesWord(char C) { return startsWord(C) || llvm::isDigit(C); }

/// Length of the word at the front of \p Text, with its qualifiers.
static size_t wordLength(StringRef Text) {
  size_t Length = 0;
  while (true) {
    if (Length == Text.size() || !startsWord(Text[Length]))
      return Length ? Length - 2 : 0; // The `::` belongs to what follows.
    while (Length < Text.size() && continuesWord(Text[Length]))
      ++Length;
    if (!Text.substr(Length).starts_with("::"))
      return Length;
    Length += 2;
  }
}

bool concurrency::isPlainName(StringRef Name) {
  return !Name.empty() && wordLength(Name) == Name.size();
}

llvm::Error concurrency::errorAt(const Token &At, const llvm::Twine &Message) {
  return llvm::createStringError(llvm::Twine(At.Line) + ":" +
                                 llvm::Twine(At.Column) + ": " + Message);
}

namespace {
class Lexer {
public:
  explicit Lexer(StringRef Text) : Rest(Text), LineStart(Text.data()) {}

  llvm::Expected<std::vector<Token>> run() {
    while (!Rest.empty())
      if (llvm::Error E = lexOne())
        return std::move(E);
    newline();
    start(Token::End);
    return std::move(Tokens);
  }

private:
  Token &start(Token::Kind K) {
    Tokens.push_back({K, "", Line, column()});
    return Tokens.back();
  }
  unsigned column() const {
    return static_cast<unsigned>(Rest.data() - LineStart) + 1;
  }
  void take(Token::Kind K, size_t Length) {
    start(K).Text = Rest.take_front(Length).str();
    Rest = Rest.drop_front(Length);
  }
  void newline() {
    if (!Tokens.empty() && !Tokens.back().is(Token::Newline))
      start(Token::Newline);
  }
  llvm::Error lexOne();
  llvm::Error lexString();

  StringRef Rest;
  const char *LineStart;
  unsigned Line = 1;
  /// Parentheses that are open; a line's end in them means nothing.
  unsigned Depth = 0;
  std::vector<Token> Tokens;
};
} // namespace

llvm::Error Lexer::lexOne() {
  char C = Rest.front();
  if (C == '\n') {
    if (!Depth)
      newline();
    Rest = Rest.drop_front();
    ++Line;
    LineStart = Rest.data();
    return llvm::Error::success();
  }
  if (C == ' ' || C == '\t' || C == '\r') {
    Rest = Rest.drop_front();
    return llvm::Error::success();
  }
  if (Rest.starts_with("//")) {
    Rest = Rest.drop_until([](char C) { return C == '\n'; });
    return llvm::Error::success();
  }
  if (C == ';') {
    newline();
    Rest = Rest.drop_front();
    return llvm::Error::success();
  }
  if (C == '"')
    return lexString();
  if (size_t Length = wordLength(Rest)) {
    take(Token::Word, Length);
    return llvm::Error::success();
  }
  bool Negative = C == '-' && Rest.size() > 1 && llvm::isDigit(Rest[1]);
  if (Negative || llvm::isDigit(C)) {
    take(Token::Number,
         std::min(Rest.find_if_not(llvm::isDigit, Negative), Rest.size()));
    return llvm::Error::success();
  }
  for (StringRef Two : {"->", "::"})
    if (Rest.starts_with(Two)) {
      take(Token::Punct, 2);
      return llvm::Error::success();
    }
  if (!StringRef(".*[](),=&?$%#^@:!/").contains(C)) {
    Token &Bad = start(Token::End);
    return errorAt(Bad, "unexpected character");
  }
  if (C == '(')
    ++Depth;
  if (C == ')' && Depth)
    --Depth;
  take(Token::Punct, 1);
  return llvm::Error::success();
}

/// Escapes are those of llvm::printEscapedString: `\\`, and `\` with two
/// hexadecimal digits; and `\"`, which is easier on the hand.
llvm::Error Lexer::lexString() {
  Token &String = start(Token::String);
  for (size_t I = 1; I < Rest.size() && Rest[I] != '\n'; ++I) {
    if (Rest[I] == '"') {
      Rest = Rest.drop_front(I + 1);
      return llvm::Error::success();
    }
    if (Rest[I] != '\\') {
      String.Text.push_back(Rest[I]);
      continue;
    }
    StringRef Escape = Rest.substr(I + 1);
    if (Escape.starts_with("\\") || Escape.starts_with("\"")) {
      String.Text.push_back(Escape.front());
      ++I;
    } else if (Escape.size() >= 2 && llvm::isHexDigit(Escape[0]) &&
               llvm::isHexDigit(Escape[1])) {
      String.Text.push_back(
          static_cast<char>(llvm::hexFromNibbles(Escape[0], Escape[1])));
      I += 2;
    } else {
      return errorAt(String, "unknown escape in string");
    }
  }
  return errorAt(String, "string without end");
}

llvm::Expected<std::vector<Token>> concurrency::tokenize(StringRef Text) {
  return Lexer(Text).run();
}
