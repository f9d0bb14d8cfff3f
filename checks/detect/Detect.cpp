//===- Detect.cpp - runs the detectors ------------------------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "detect/Detect.h"
#include "detect/NeverRun.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/TimeProfiler.h"
#include <tuple>

using namespace concurrency;

FindingKind concurrency::kindOf(Pattern What) {
  switch (What) {
  case Pattern::WrittenWithoutLock:
  case Pattern::WrittenByCallWithoutLock:
  case Pattern::ReadByCallWithoutLock:
  case Pattern::CalledWithoutLock:
  case Pattern::CalledWithoutAsserted:
  case Pattern::ReadWithoutLock:
  case Pattern::WaitedForWithoutLock:
  case Pattern::WrittenUnderReaderLock:
  case Pattern::HandedOut:
  case Pattern::WrittenInTwoThreads:
  case Pattern::ReadAndWrittenInThreads:
  case Pattern::MixedAtomic:
    return FindingKind::UnprotectedSharedState;
  case Pattern::ChangedSinceTested:
  case Pattern::ChangedSinceRead:
  case Pattern::ChangedSinceLoaded:
  case Pattern::ChangedSinceCounted:
  case Pattern::SplitUpdate:
  case Pattern::DoubleChecked:
  case Pattern::ExpiredThenLocked:
  case Pattern::CountedThenActed:
  case Pattern::PathTestedThenUsed:
    return FindingKind::CheckThenAct;
  case Pattern::OrderInversion:
  case Pattern::InstanceOrder:
  case Pattern::RingOrder:
  case Pattern::DeclaredOrder:
  case Pattern::JoinUnderLock:
    return FindingKind::LockOrderInversion;
  case Pattern::Relock:
  case Pattern::RelockByCall:
  case Pattern::Upgrade:
  case Pattern::UpgradeByCall:
    return FindingKind::NonReentrantRelock;
  case Pattern::BlocksUnderLock:
  case Pattern::CallBlocksUnderLock:
    return FindingKind::IoUnderLock;
  }
  return FindingKind::UnprotectedSharedState;
}

Bugs concurrency::detectAll(const Evidence &Known) {
  Bugs All;
  auto Run = [&](Bugs (*Detector)(const Evidence &), const char *Name) {
    llvm::TimeTraceScope Scope(Name);
    Bugs Found = Detector(Known);
    All.insert(All.end(), std::make_move_iterator(Found.begin()),
               std::make_move_iterator(Found.end()));
  };
  Run(detectUnprotectedSharedState, "ConcurrencySharedState");
  Run(detectCheckThenAct, "ConcurrencyCheckThenAct");
  Run(detectLockOrderInversion, "ConcurrencyLockOrder");
  Run(detectNonReentrantRelock, "ConcurrencyRelock");
  Run(detectIoUnderLock, "ConcurrencyIoUnderLock");
  if (const llvm::BitVector Left = neverRun(Known.S); Left.any())
    llvm::erase_if(All, [&](const Bug &B) {
      FunctionId In = Known.S.program().body(B.In);
      return In.valid() && Left.test(In.index());
    });
  // What calls lead to in other files depends on modes and conditions there.
  auto IsByCall = [](const Bug &B) {
    return B.What == Pattern::CallBlocksUnderLock ||
           B.What == Pattern::RelockByCall || B.What == Pattern::UpgradeByCall;
  };
  for (Bug &B : All)
    if (IsByCall(B) && llvm::any_of(B.Steps, [&](const BugStep &S) {
          return S.Where.File != B.Where.File &&
                 !Known.S.program().isInHeader(S.Where);
        }))
      B.Sure = Confidence::Likely;
  llvm::sort(All, [](const Bug &A, const Bug &B) {
    return std::tie(A.Where, A.What, A.Names, A.In) <
           std::tie(B.Where, B.What, B.Names, B.In);
  });
  // A template's instantiations are one bug, and so are an inline function's
  // copies in several files.
  auto Same = [](const Bug &A, const Bug &B) {
    return A.Where == B.Where && kindOf(A.What) == kindOf(B.What) &&
           A.Names.front() == B.Names.front();
  };
  All.erase(std::unique(All.begin(), All.end(), Same), All.end());
  return All;
}
