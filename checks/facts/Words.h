//===- Words.h - the words of a name ----------------------------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Names say things: `RecursiveSpinLock`, `slabs_init`. Here they are taken
/// apart.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_FACTS_WORDS_H
#define CONCURRENCY_FACTS_WORDS_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"
#include <string>

namespace concurrency {

/// The words of a name in lower case, without numbers behind them:
/// `slabs_initAll2` is slabs, init, all.
llvm::SmallVector<std::string, 4> wordsOf(llvm::StringRef Name);

/// One of the words of the name is one of \p Any.
bool hasWord(llvm::StringRef Name, llvm::ArrayRef<llvm::StringLiteral> Any);

/// It sets something going, most often a thread: `os_thread_create`,
/// `vlc_clone`.
bool startsByName(llvm::StringRef Function);

/// It gives up the lock that it is given: `auto_unlock`, `cleanup_mutex`.
bool releasesByName(llvm::StringRef Function);

/// The name of a lock, of its class or of what makes it says that its holder
/// may take it again: `RecursiveMutex`, `rec_lock`, `mutex_init_reentrant`.
bool saysReentrant(llvm::StringRef Name);

} // namespace concurrency

#endif // CONCURRENCY_FACTS_WORDS_H
