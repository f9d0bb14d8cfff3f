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

/// Those that a user can choose. (Diagnostics are console output.)
static constexpr unsigned NumKinds = unsigned(BlockKind::Other) + 1;

static std::string allKinds() {
  std::string All;
  for (unsigned Kind = 0; Kind != NumKinds; ++Kind)
    All += (Kind ? ";" : "") + blockKindName(BlockKind(Kind)).str();
  return All;
}

static std::optional<BlockKind> kindNamed(llvm::StringRef Name) {
  for (unsigned Kind = 0; Kind != NumKinds; ++Kind)
    if (blockKindName(BlockKind(Kind)) == Name)
      return BlockKind(Kind);
  return std::nullopt;
}

IoUnderLockCheck::IoUnderLockCheck(llvm::StringRef Name,
                                   clang::tidy::ClangTidyContext *Context,
                                   FindingKind Kind)
    : ConcurrencyCheck(Name, Context, Kind),
      RawKinds(Options.get("Kinds", allKinds()).str()),
      WarnOnSerializingLocks(Options.get("WarnOnSerializingLocks", false)) {
  llvm::SmallVector<llvm::StringRef> Wanted;
  llvm::StringRef(RawKinds).split(Wanted, ';', -1, /*KeepEmpty=*/false);
  for (llvm::StringRef Option : Wanted) {
    if (std::optional<BlockKind> Known = kindNamed(Option.trim()))
      Kinds.set(static_cast<size_t>(*Known));
    else
      configurationDiag("unknown kind '%0' in option '%1.Kinds'; the kinds are "
                        "%2")
          << Option.trim() << Name << allKinds();
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
