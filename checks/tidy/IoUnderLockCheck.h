//===- IoUnderLockCheck.h - options of concurrency-io-under-lock *- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Which kinds of blocking are of interest, and whether a lock may serve to
/// serialise I/O.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_TIDY_IOUNDERLOCKCHECK_H
#define CONCURRENCY_TIDY_IOUNDERLOCKCHECK_H

#include "tidy/ConcurrencyCheck.h"
#include "facts/Names.h"
#include <bitset>

namespace concurrency {

class IoUnderLockCheck : public ConcurrencyCheck {
public:
  IoUnderLockCheck(llvm::StringRef Name, clang::tidy::ClangTidyContext *Context,
                   FindingKind Kind);
  void storeOptions(clang::tidy::ClangTidyOptions::OptionMap &Opts) override;

protected:
  bool wants(const Finding &F) const override;

private:
  const std::string RawKinds;
  std::bitset<numEnumerators<BlockKind>()> Kinds; ///< by BlockKind
  const bool WarnOnSerializingLocks;
};

} // namespace concurrency

#endif // CONCURRENCY_TIDY_IOUNDERLOCKCHECK_H
