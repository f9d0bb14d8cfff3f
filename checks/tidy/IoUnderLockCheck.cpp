//===- IoUnderLockCheck.cpp - options of concurrency-io-under-lock --------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "tidy/IoUnderLockCheck.h"
#include "facts/Names.h"
#include "report/Message.h"
#include "llvm/ADT/SmallVector.h"
#include <optional>

using namespace concurrency;

IoUnderLockCheck::IoUnderLockCheck(llvm::StringRef Name,
                                   clang::tidy::ClangTidyContext *Context,
                                   FindingKind Kind)
    : ConcurrencyCheck(Name, Context, Kind),
      RawKinds(Options.get("Kinds", allBlockKinds()).str()),
      WarnOnSerializingLocks(Options.get("WarnOnSerializingLocks", false)) {
  llvm::SmallVector<llvm::StringRef> Wanted;
  llvm::StringRef(RawKinds).split(Wanted, ';', -1, /*KeepEmpty=*/false);
  for (llvm::StringRef Option : Wanted) {
    if (std::optional<BlockKind> Known = blockKindNamed(Option.trim()))
      Kinds.set(static_cast<size_t>(*Known));
    else
      configurationDiag("unknown kind '%0' in option '%1.Kinds'; the kinds are "
                        "%2")
          << Option.trim() << Name << allBlockKinds();
  }
}

void IoUnderLockCheck::storeOptions(
    clang::tidy::ClangTidyOptions::OptionMap &Opts) {
  ConcurrencyCheck::storeOptions(Opts);
  Options.store(Opts, "Kinds", RawKinds);
  Options.store(Opts, "WarnOnSerializingLocks", WarnOnSerializingLocks);
}

bool IoUnderLockCheck::wants(const Finding &F) const {
  return Kinds.test(static_cast<size_t>(F.Blocks)) &&
         (WarnOnSerializingLocks || !F.SerializesHandle);
}
