//===- Fingerprint.cpp - what makes a finding the same --------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "report/Fingerprint.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/xxhash.h"
#include <set>

using namespace concurrency;

llvm::StringRef concurrency::patternName(Pattern What) {
  switch (What) {
  case Pattern::WrittenWithoutLock:
    return "written-without-lock";
  case Pattern::ReadWithoutLock:
    return "read-without-lock";
  case Pattern::WrittenByCallWithoutLock:
    return "written-by-call-without-lock";
  case Pattern::ReadByCallWithoutLock:
    return "read-by-call-without-lock";
  case Pattern::CalledWithoutLock:
    return "called-without-lock";
  case Pattern::CalledWithoutAsserted:
    return "called-without-asserted";
  case Pattern::WaitedForWithoutLock:
    return "waited-for-without-lock";
  case Pattern::WrittenUnderReaderLock:
    return "written-under-reader-lock";
  case Pattern::HandedOut:
    return "handed-out";
  case Pattern::WrittenInTwoThreads:
    return "written-in-two-threads";
  case Pattern::ReadAndWrittenInThreads:
    return "read-and-written-in-threads";
  case Pattern::MixedAtomic:
    return "mixed-atomic";
  case Pattern::ChangedSinceTested:
    return "changed-since-tested";
  case Pattern::ChangedSinceRead:
    return "changed-since-read";
  case Pattern::ChangedSinceLoaded:
    return "changed-since-loaded";
  case Pattern::ChangedSinceCounted:
    return "changed-since-counted";
  case Pattern::SplitUpdate:
    return "split-update";
  case Pattern::DoubleChecked:
    return "double-checked";
  case Pattern::ExpiredThenLocked:
    return "expired-then-locked";
  case Pattern::CountedThenActed:
    return "counted-then-acted";
  case Pattern::PathTestedThenUsed:
    return "path-tested-then-used";
  case Pattern::OrderInversion:
    return "order-inversion";
  case Pattern::InstanceOrder:
    return "instance-order";
  case Pattern::RingOrder:
    return "ring-order";
  case Pattern::DeclaredOrder:
    return "declared-order";
  case Pattern::JoinUnderLock:
    return "join-under-lock";
  case Pattern::Relock:
    return "relock";
  case Pattern::RelockByCall:
    return "relock-by-call";
  case Pattern::Upgrade:
    return "upgrade";
  case Pattern::UpgradeByCall:
    return "upgrade-by-call";
  case Pattern::BlocksUnderLock:
    return "blocks-under-lock";
  case Pattern::CallBlocksUnderLock:
    return "call-blocks-under-lock";
  }
  return "";
}

/// The function by its name, which has no lines in it, unlike a lambda's key.
/// What is private to a file also says which, but not where that file is.
static std::string functionOf(const Program &P, const Bug &B) {
  if (!B.In.valid())
    return "";
  const Entity &E = P[B.In];
  if (!E.Internal || !B.Where.File.valid())
    return E.Name;
  llvm::StringRef File = P.files()[B.Where.File.index()];
  return (llvm::sys::path::filename(File) + "|" + E.Name).str();
}

std::string concurrency::fingerprint(const Program &P, const Bug &B) {
  std::string Identity = patternName(B.What).str();
  if (B.What == Pattern::OrderInversion) {
    // The cycle itself. Which of its edges comes first in the source, and so
    // has the finding, may change with any edit.
    std::set<std::string> Edges{B.Names[1] + ">" + B.Names[0]};
    for (const BugStep &Step : B.Steps)
      if (Step.Kind == BugStepKind::OtherOrder)
        Edges.insert(Step.Names[0] + ">" + Step.Names[1]);
    Identity += "|" + llvm::join(Edges, "|");
  } else {
    Identity += "|" + functionOf(P, B) + "|" + llvm::join(B.Names, "|");
  }
  return llvm::utohexstr(llvm::xxh3_64bits(Identity), /*LowerCase=*/true, 16);
}
