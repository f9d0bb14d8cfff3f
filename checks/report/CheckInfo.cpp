//===- CheckInfo.cpp - what a report says of a check ----------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "report/CheckInfo.h"
#include "llvm/ADT/STLExtras.h"

using namespace concurrency;

static constexpr llvm::StringLiteral helpOn(FindingKind Kind) {
  switch (Kind) {
  case FindingKind::UnprotectedSharedState:
    return "Take the named lock around the access, or make the state atomic. "
           "If "
           "no other thread can know the object here, say so in the code: make "
           "it const, thread_local, or pass it on only afterwards.";
  case FindingKind::CheckThenAct:
    return "Hold one lock from the test to the act, or use one operation that "
           "does both, such as try_emplace, insert with its result, exchange, "
           "compare_exchange_strong or weak_ptr::lock.";
  case FindingKind::LockOrderInversion:
    return "Take the locks in the same order everywhere, or both at once with "
           "std::scoped_lock. Often one of them can be released first.";
  case FindingKind::NonReentrantRelock:
    return "Call a variant that expects the lock to be held, or release it "
           "first. A recursive lock only hides that the caller's invariants "
           "may be broken at that moment.";
  case FindingKind::IoUnderLock:
    return "Copy what is needed under the lock, release it, and then wait. "
           "Where the lock exists to serialise the operation itself, suppress "
           "the finding there.";
  }
  return "";
}

static constexpr CheckInfo Checks[] = {
#define CONCURRENCY_CHECK(Class, Name, Sentence, Kind, Weaknesses)             \
  {FindingKind::Kind, Name, Sentence, Weaknesses, helpOn(FindingKind::Kind)},
#include "Checks.def"
};

llvm::SmallVector<llvm::StringRef, 4> CheckInfo::weaknesses() const {
  llvm::SmallVector<llvm::StringRef, 4> Ids;
  Weaknesses.split(Ids, ", ");
  return Ids;
}

llvm::ArrayRef<CheckInfo> concurrency::allChecks() { return Checks; }

const CheckInfo &concurrency::checkInfo(FindingKind Kind) {
  return *llvm::find_if(Checks,
                        [&](const CheckInfo &C) { return C.Kind == Kind; });
}

llvm::StringRef concurrency::confidenceName(Confidence Sure) {
  return Sure == Confidence::Definite ? "definite" : "likely";
}
