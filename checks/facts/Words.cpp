//===- Words.cpp - the words of a name ------------------------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "facts/Words.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace concurrency;

llvm::SmallVector<std::string, 4> concurrency::wordsOf(llvm::StringRef Name) {
  llvm::SmallVector<std::string, 4> Words;
  bool Inside = false;
  for (size_t I = 0; I != Name.size(); ++I) {
    char C = Name[I];
    if (!llvm::isAlnum(C)) {
      Inside = false;
      continue;
    }
    if (!Inside || (llvm::isUpper(C) && llvm::isLower(Name[I - 1])))
      Words.emplace_back();
    Words.back().push_back(llvm::toLower(C));
    Inside = true;
  }
  // `queue_init0` is one of several that do the same.
  for (std::string &Word : Words)
    if (llvm::StringRef Letters = llvm::StringRef(Word).rtrim("0123456789");
        !Letters.empty())
      Word.resize(Letters.size());
  return Words;
}

bool concurrency::hasWord(llvm::StringRef Name,
                          llvm::ArrayRef<llvm::StringLiteral> Any) {
  return llvm::any_of(wordsOf(Name), [&](llvm::StringRef Word) {
    return llvm::is_contained(Any, Word);
  });
}

bool concurrency::saysReentrant(llvm::StringRef Name) {
  llvm::SmallVector<std::string, 4> Words = wordsOf(Name);
  return llvm::any_of(Words, [](llvm::StringRef Word) {
    return Word == "rec" || (!Word.starts_with("non") &&
                             (Word.contains("recurs") ||
                              Word.contains("reentr")));
  });
}

bool concurrency::startsByName(llvm::StringRef Function) {
  return hasWord(Function, {"create", "start", "spawn", "launch", "new", "run",
                            "begin", "fork", "clone"});
}
