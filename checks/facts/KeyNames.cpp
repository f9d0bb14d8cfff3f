//===- KeyNames.cpp - what a key says of the name -------------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "facts/KeyNames.h"
#include "llvm/ADT/STLExtras.h"

using llvm::StringRef;

/// Says of what kind the next name is.
static bool isTag(StringRef Word) {
  static constexpr llvm::StringLiteral Tags[] = {"N", "S",  "SA", "U",
                                                 "F", "FI", "E",  "C"};
  return llvm::is_contained(Tags, Word);
}

size_t concurrency::startOfLastName(StringRef Key) {
  // (Behind the first of these are parameters and arguments of templates.)
  return Key.take_until([](char C) { return C == '#' || C == '>'; })
             .rfind('@') +
         1;
}

std::string concurrency::nameOfKey(StringRef Key) {
  StringRef Rest = Key.substr(Key.rfind('|') + 1);
  // The file, where linkage is internal; then, in the end, the parameters.
  Rest = Rest.substr(Rest.find('@')).take_until([](char C) {
    return C == '#' || C == '>';
  });
  std::string Name;
  while (Rest.consume_front("@")) {
    StringRef Word = Rest.take_until([](char C) { return C == '@'; });
    Rest = Rest.drop_front(Word.size());
    // What has no name is not spoken of.
    if ((isTag(Word) && !Rest.empty()) || Word == "aN")
      continue;
    if (!Name.empty())
      Name += "::";
    Name += Word;
  }
  return Name;
}
