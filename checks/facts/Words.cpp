//===- Words.cpp - the words of a name ------------------------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "facts/Words.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"

using namespace concurrency;

/// Calls \p See with each word, until that returns true, and returns what it last
/// did. (Names are asked about very often: no word is made a string of its own.)
static bool anyWord(llvm::StringRef Name,
                    llvm::function_ref<bool(llvm::StringRef)> See) {
  llvm::SmallString<32> Word;
  // `queue_init0` is one of several that do the same.
  auto End = [&] {
    llvm::StringRef Letters = Word.str().rtrim("0123456789");
    return !Word.empty() && See(Letters.empty() ? Word.str() : Letters);
  };
  bool Inside = false;
  for (size_t I = 0; I != Name.size(); ++I) {
    char C = Name[I];
    if (!llvm::isAlnum(C)) {
      Inside = false;
      continue;
    }
    if (!Inside || (llvm::isUpper(C) && llvm::isLower(Name[I - 1]))) {
      if (End())
        return true;
      Word.clear();
    }
    Word.push_back(llvm::toLower(C));
    Inside = true;
  }
  return End();
}

llvm::SmallVector<std::string, 4> concurrency::wordsOf(llvm::StringRef Name) {
  llvm::SmallVector<std::string, 4> Words;
  anyWord(Name, [&](llvm::StringRef Word) {
    Words.push_back(Word.str());
    return false;
  });
  return Words;
}

bool concurrency::hasWord(llvm::StringRef Name,
                          llvm::ArrayRef<llvm::StringLiteral> Any) {
  return anyWord(Name, [&](llvm::StringRef Word) {
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

bool concurrency::releasesByName(llvm::StringRef Function) {
  auto Words = wordsOf(Function);
  bool Lock = false, Ends = false;
  for (llvm::StringRef Word : Words) {
    if (Word.starts_with("unlock") && Word != "unlocked")
      return true;
    Lock |= Word == "mutex" || Word == "lock" || Word == "rwlock";
    Ends |= Word == "cleanup" || Word == "release" || Word == "drop";
  }
  return Lock && Ends;
}

bool concurrency::startsByName(llvm::StringRef Function) {
  return hasWord(Function, {"create", "start", "spawn", "launch", "new", "run",
                            "begin", "fork", "clone"});
}
