//===- Message.cpp - bugs in words ----------------------------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "report/Message.h"
#include "facts/Names.h"
#include "report/Fingerprint.h"
#include "llvm/Support/raw_ostream.h"

using namespace concurrency;

llvm::StringRef concurrency::blockKindName(BlockKind Kind) {
  switch (Kind) {
  case BlockKind::File:
    return "file";
  case BlockKind::Network:
    return "network";
  case BlockKind::Console:
  case BlockKind::Diagnostics:
    return "console";
  case BlockKind::Sleep:
    return "sleep";
  case BlockKind::ThreadWait:
    return "thread-wait";
  case BlockKind::Process:
    return "process";
  case BlockKind::Database:
    return "database";
  case BlockKind::NameLookup:
    return "name-lookup";
  case BlockKind::Suspension:
    return "suspension";
  case BlockKind::Other:
    return "other";
  }
  return "file";
}

/// (Messages in error branches are console output that nobody asks for.)
static bool isForUsers(BlockKind Kind) {
  return Kind != BlockKind::Diagnostics;
}

std::optional<BlockKind> concurrency::blockKindNamed(llvm::StringRef Name) {
  for (unsigned I = 0; I != numEnumerators<BlockKind>(); ++I)
    if (isForUsers(BlockKind(I)) && blockKindName(BlockKind(I)) == Name)
      return BlockKind(I);
  return std::nullopt;
}

std::string concurrency::allBlockKinds() {
  std::string All;
  for (unsigned I = 0; I != numEnumerators<BlockKind>(); ++I)
    if (isForUsers(BlockKind(I)))
      All += (All.empty() ? "" : ";") + blockKindName(BlockKind(I)).str();
  return All;
}

/// What somebody who holds a lock does, by kind of blocking.
static llvm::StringRef activity(BlockKind Kind) {
  switch (Kind) {
  case BlockKind::File:
    return "file I/O";
  case BlockKind::Network:
    return "network I/O";
  case BlockKind::Console:
  case BlockKind::Diagnostics:
    return "console I/O";
  case BlockKind::Sleep:
    return "a sleep";
  case BlockKind::ThreadWait:
    return "a wait for another thread";
  case BlockKind::Process:
    return "a wait for another process";
  case BlockKind::Database:
    return "a database operation";
  case BlockKind::NameLookup:
    return "a name lookup";
  case BlockKind::Suspension:
    return "a suspension";
  case BlockKind::Other:
    return "a blocking operation";
  }
  return "file I/O";
}

/// %0 … are the bug's names, %a and %b its counts, %k its kind of blocking and
/// %w what that means.
static llvm::StringRef shape(Pattern What) {
  switch (What) {
  case Pattern::WrittenWithoutLock:
    return "'%0' is written without '%1', which is held at %a of its %b "
           "accesses";
  case Pattern::ReadWithoutLock:
    return "'%0' is read without '%1', which is held at %a of its %b accesses";
  case Pattern::WrittenByCallWithoutLock:
    return "'%0' is written by '%2' without '%1', which is held at %a of its "
           "%b accesses";
  case Pattern::ReadByCallWithoutLock:
    return "'%0' is read by '%2' without '%1', which is held at %a of its %b "
           "accesses";
  case Pattern::CalledWithoutLock:
    return "'%0' is called without '%1', which is held at %a of its %b calls";
  case Pattern::CalledWithoutAsserted:
    return "'%0' is called without '%1', which it asserts to be held";
  case Pattern::WaitedForWithoutLock:
    return "'%0' is written without '%1', under which it is waited for; the "
           "waiter may miss it";
  case Pattern::WrittenUnderReaderLock:
    return "'%0' is written while '%1' is held only for reading";
  case Pattern::HandedOut:
    return "'%0' is handed out by reference, but '%1' is released as the "
           "function returns; return a copy";
  case Pattern::WrittenInTwoThreads:
    return "'%0' is written here and used in another thread with no common "
           "lock";
  case Pattern::ReadAndWrittenInThreads:
    return "'%0' is read here and written in another thread with no common "
           "lock";
  case Pattern::MixedAtomic:
    return "'%0' is used here without the atomic operations that are used "
           "elsewhere";
  case Pattern::ChangedSinceTested:
    return "'%0' may have changed since it was tested; hold one lock across "
           "both, or use one operation that does both";
  case Pattern::ChangedSinceRead:
    return "'%0' may have changed since the value that is written back was "
           "read; hold one lock across both, or use one operation that does "
           "both";
  case Pattern::ChangedSinceLoaded:
    return "'%0' may have changed since it was loaded; use "
           "compare_exchange_strong or exchange";
  case Pattern::ChangedSinceCounted:
    return "'%0' may have changed since it was counted down; test what that "
           "operation returns";
  case Pattern::SplitUpdate:
    return "'%0' is loaded and stored in two steps; use one atomic operation";
  case Pattern::DoubleChecked:
    return "'%0' is tested without '%1' although it is written by other "
           "threads under it; make it atomic or use std::call_once";
  case Pattern::ExpiredThenLocked:
    return "'%0' may have expired since 'expired()' was tested; call 'lock()' "
           "and test its result";
  case Pattern::CountedThenActed:
    return "the owners of '%0' may have changed since 'use_count()' was tested";
  case Pattern::PathTestedThenUsed:
    return "'%0' may have changed since it was tested; use it untested and "
           "handle the failure";
  case Pattern::OrderInversion:
    return "'%0' is acquired while '%1' is held, but the other order is taken "
           "elsewhere; this can deadlock";
  case Pattern::InstanceOrder:
    return "'%0' is acquired while '%1' of another object is held; two threads "
           "that do so with the objects swapped deadlock; use std::scoped_lock "
           "or lock in order of address";
  case Pattern::RingOrder:
    return "'%0' is acquired while '%1', its neighbour in a ring, is held; "
           "threads that each hold one deadlock; take the one with the lower "
           "number first";
  case Pattern::DeclaredOrder:
    return "'%0' is acquired while '%1' is held, against their declared order";
  case Pattern::JoinUnderLock:
    return "'%0' is joined while '%1' is held, which that thread acquires; "
           "this can deadlock";
  case Pattern::Relock:
    return "'%0' is already held by this thread and cannot be acquired again";
  case Pattern::RelockByCall:
    return "'%1' acquires '%0', which is already held by this thread";
  case Pattern::Upgrade:
    return "'%0' is already held by this thread for reading and cannot be "
           "acquired for writing";
  case Pattern::UpgradeByCall:
    return "'%1' acquires '%0' for writing, which is already held by this "
           "thread for reading";
  case Pattern::BlocksUnderLock:
    return "'%0' (%k) is called while '%1' is held; move it out of the "
           "critical section";
  case Pattern::CallBlocksUnderLock:
    return "'%2' leads to %w (%k, '%0') while '%1' is held; move it out of the "
           "critical section";
  }
  return "";
}

static llvm::StringRef shape(BugStepKind Kind) {
  switch (Kind) {
  case BugStepKind::Calls:
    return "'%0' is called here";
  case BugStepKind::Acquires:
    return "'%0' is acquired here";
  case BugStepKind::AcquiredThere:
    return "'%0' is acquired here";
  case BugStepKind::KeptThere:
    return "'%0' is acquired here, and not released on one way to the next "
           "time";
  case BugStepKind::HeldHere:
    return "'%0' is acquired first here";
  case BugStepKind::OtherOrder:
    return "the other order: '%1' is acquired here while '%0' is held";
  case BugStepKind::GuardedRead:
    return "'%0' is read under '%1' here";
  case BugStepKind::GuardedWrite:
    return "'%0' is written under '%1' here";
  case BugStepKind::CalledUnderLock:
    return "'%0' is called under '%1' here";
  case BugStepKind::AssertedHere:
    return "'%0' is asserted to be held here";
  case BugStepKind::ReadHere:
    return "'%0' is read here";
  case BugStepKind::MissesToo:
    return "'%0' is accessed without '%1', too";
  case BugStepKind::BlocksToo:
    return "'%0', called under '%1' here, leads there, too";
  case BugStepKind::WrittenHere:
    return "'%0' is written here";
  case BugStepKind::OtherAccess:
    return "'%0' is read in another thread here";
  case BugStepKind::OtherWrite:
    return "'%0' is written in another thread here";
  case BugStepKind::ThreadStarts:
    return "a thread that runs '%0' is started here";
  case BugStepKind::TestedHere:
    return "'%0' is tested here";
  case BugStepKind::ReleasedBetween:
    return "'%0' is not held from here on";
  case BugStepKind::BlocksHere:
    return "'%0' is called here";
  case BugStepKind::Sibling:
    return "'%0' does not acquire the lock";
  case BugStepKind::Declared:
    return "the order is declared here";
  case BugStepKind::Releases:
    return "'%0' is released here";
  case BugStepKind::NotReleased:
    return "'%0' is not released on this branch";
  case BugStepKind::TriedHeld:
    return "assuming that '%0' is acquired here";
  case BugStepKind::TriedInVain:
    return "assuming that '%0' is not acquired here";
  }
  return "";
}

static std::string fill(llvm::StringRef Shape, llvm::ArrayRef<std::string> Names,
                        llvm::ArrayRef<unsigned> Counts, BlockKind Blocks) {
  std::string Text;
  llvm::raw_string_ostream Out(Text);
  for (size_t I = 0; I != Shape.size(); ++I) {
    if (Shape[I] != '%') {
      Out << Shape[I];
      continue;
    }
    char C = Shape[++I];
    if (C == 'k')
      Out << blockKindName(Blocks);
    else if (C == 'w')
      Out << activity(Blocks);
    else if (C >= 'a' && size_t(C - 'a') < Counts.size())
      Out << Counts[C - 'a'];
    else if (C >= '0' && C <= '9' && size_t(C - '0') < Names.size())
      Out << Names[C - '0'];
  }
  return Text;
}

/// Tells who does a step, and how deep in calls.
static void addNotes(Finding &F, const Bug &B) {
  unsigned Thread = 0, Depth = 0;
  for (const BugStep &Step : B.Steps) {
    NoteRole Role = NoteRole::Step;
    switch (Step.Kind) {
    case BugStepKind::OtherOrder:
      Role = NoteRole::Heading;
      ++Thread;
      break;
    case BugStepKind::OtherAccess:
    case BugStepKind::OtherWrite:
      ++Thread;
      break;
    case BugStepKind::ThreadStarts:
      // Of a race it may be either thread; who is joined comes next.
      if (B.What == Pattern::JoinUnderLock) {
        Role = NoteRole::Heading;
        ++Thread;
      } else {
        Role = NoteRole::Evidence;
      }
      break;
    case BugStepKind::GuardedRead:
    case BugStepKind::GuardedWrite:
    case BugStepKind::CalledUnderLock:
    case BugStepKind::AssertedHere:
    case BugStepKind::Sibling:
    case BugStepKind::Declared:
      Role = NoteRole::Evidence;
      break;
    default:
      break;
    }
    if (Step.Where.valid())
      F.Notes.push_back({fill(shape(Step.Kind), Step.Names, {}, B.Blocks),
                         Step.Where, Role, Thread, Depth});
    Depth = Step.Kind == BugStepKind::Calls ? Depth + 1 : 0;
  }
}

std::string concurrency::describe(Pattern What,
                                  llvm::ArrayRef<std::string> Names,
                                  llvm::ArrayRef<unsigned> Counts,
                                  BlockKind Blocks) {
  return fill(shape(What), Names, Counts, Blocks);
}

std::string concurrency::describe(BugStepKind Kind,
                                  llvm::ArrayRef<std::string> Names) {
  return fill(shape(Kind), Names, {}, BlockKind::File);
}

static Finding finding(const Solution &S, const Bug &B) {
  Finding F;
  F.Kind = kindOf(B.What);
  F.What = B.What;
  F.Sure = B.Sure;
  F.Message = fill(shape(B.What), B.Names, B.Counts, B.Blocks);
  F.Where = B.Where;
  F.Blocks = B.Blocks;
  F.SerializesHandle = B.SerializesHandle;
  addNotes(F, B);
  F.Fingerprint = fingerprint(S.program(), B);
  return F;
}

std::vector<Finding> concurrency::report(const Solution &S, const Bugs &Found) {
  std::vector<Finding> Findings;
  for (const Bug &B : Found)
    Findings.push_back(finding(S, B));
  return Findings;
}
