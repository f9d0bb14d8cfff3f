//===- SolveTest.cpp - locksets, summaries and entries --------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SolveTestSupport.h"

using namespace concurrency;
using namespace concurrency::test;

namespace {

constexpr const char *Account = R"(
record Account
  field balance_ private : scalar
  field mu_ private : mutex
  field log_mu_ private : mutex
)";

std::string account(const std::string &Functions) {
  return Account + Functions;
}

//===----------------------------------------------------------------------===//
// Held sets
//===----------------------------------------------------------------------===//

TEST(HeldLocks, AcquireAndRelease) {
  Solved S(account(R"(
function Account::f method
  point "before"
  acquire this.mu_
  point "inside"
  release this.mu_
  point "after"
)"));
  EXPECT_EQ(S.heldAt("before"), "");
  EXPECT_EQ(S.heldAt("inside"), "mu_");
  EXPECT_EQ(S.heldAt("after"), "");
}

TEST(HeldLocks, OneBranchOnlyMeansMaybe) {
  Solved S(account(R"(
function Account::f method
  params(c : scalar)
  block 0 -> 1, 2 if deps($c)
  block 1 -> 2
    acquire this.mu_
  block 2
    point "join"
)"));
  EXPECT_EQ(S.heldAt("join"), "mu_?");
}

TEST(HeldLocks, LoopsReachAFixpoint) {
  Solved S(account(R"(
function Account::f method
  params(c : scalar)
  block 0 -> 1
  block 1 -> 2, 3 if deps($c)
    point "head"
  block 2 -> 1
    acquire this.mu_
    point "body"
    release this.mu_
  block 3
    point "end"
)"));
  EXPECT_EQ(S.heldAt("head"), "");
  EXPECT_EQ(S.heldAt("body"), "mu_");
  EXPECT_EQ(S.heldAt("end"), "");
}

TEST(HeldLocks, TryLockHoldsOnItsBranch) {
  Solved S(account(R"(
function Account::f method
  block 0 -> 1, 2 if #got
    #got = try_acquire this.mu_
  block 1
    point "yes"
    release this.mu_
  block 2
    point "no"
)"));
  EXPECT_EQ(S.heldAt("yes"), "mu_");
  EXPECT_EQ(S.heldAt("no"), "");
}

TEST(HeldLocks, TryLockWithZeroForSuccess) {
  Solved S(account(R"(
function Account::f method
  block 0 -> 1, 2 if not #got
    #got = try_acquire this.mu_ if_zero
  block 1
    point "yes"
    release this.mu_
  block 2
    point "no"
)"));
  EXPECT_EQ(S.heldAt("yes"), "mu_");
  EXPECT_EQ(S.heldAt("no"), "");
}

//===----------------------------------------------------------------------===//
// Guards
//===----------------------------------------------------------------------===//

/// `if (First) lock(); Between; if (Second) { "inside" }`
static std::string twoBranches(llvm::StringRef First, llvm::StringRef Second,
                               llvm::StringRef Between = "") {
  std::string Text = R"(
  field shared_ private : scalar
function Account::stop method
  write this.shared_
function Account::f method
  params(x)
  locals(l)
  block 0 -> 1, 2 if )" + First.str() + R"(
  block 1 -> 2
    acquire this.mu_
  block 2 -> 3, 4 if )" + Second.str() + R"(
    read this.balance_
    )" + Between.str() + R"(
  block 3 -> 4
    point "inside"
  block 4
    point "after"
)";
  return std::string(Account) + Text;
}

TEST(Conditions, AskedTwice) {
  for (std::string C : {"tests $x", "tests $x number 3", "tests $x mask 4",
                        "tests %l", "tests this.shared_"}) {
    Solved S(twoBranches(C, C));
    EXPECT_EQ(S.heldAt("inside"), "mu_") << C;
    EXPECT_EQ(S.heldAt("after"), "mu_?") << C;
  }
}

TEST(Conditions, AskedTheOtherWayRound) {
  Solved S(twoBranches("tests $x", "not tests $x"));
  EXPECT_EQ(S.heldAt("inside"), "");
}

TEST(Conditions, AskedForSomethingElse) {
  Solved S(twoBranches("tests $x number 3", "tests $x number 4"));
  EXPECT_EQ(S.heldAt("inside"), "mu_?");
}

TEST(Conditions, ChangedInBetween) {
  for (const char *Change : {"write this.shared_", "call Account::stop on this"}) {
    Solved S(twoBranches("tests this.shared_", "tests this.shared_", Change));
    EXPECT_EQ(S.heldAt("inside"), "mu_?") << Change;
  }
}

/// A callee that locks if its parameter says so, and its caller.
static std::string switchCall(llvm::StringRef Argument) {
  return account(R"(
function Account::g method internal
  params(x, y)
  block 0 -> 1, 2 if not tests $x number 2
  block 1 -> 2
    acquire this.mu_
  block 2
    return
function Account::h method internal
  params(z)
  call Account::g($z, 0) on this
function Account::f method
  params(w)
  call Account::)" + Argument.str() + R"( on this
  point "after"
)");
}

TEST(Specialise, ConstantsDecide) {
  EXPECT_EQ(Solved(switchCall("g(2, 0)")).heldAt("after"), "mu_");
  EXPECT_EQ(Solved(switchCall("g(1, 0)")).heldAt("after"), "");
  EXPECT_EQ(Solved(switchCall("g($w, 2)")).heldAt("after"), "mu_?");
}

TEST(Specialise, ConstantsAreHandedOn) {
  EXPECT_EQ(Solved(switchCall("h(2)")).heldAt("after"), "mu_");
  EXPECT_EQ(Solved(switchCall("h(0)")).heldAt("after"), "");
}

TEST(Guards, ScopeAndUnlock) {
  Solved S(account(R"(
function Account::f method
  locals(lk : guard)
  guard_init %lk (&this.mu_)
  point "locked"
  guard_unlock %lk
  point "unlocked"
  guard_lock %lk
  point "again"
  guard_end %lk
  point "after"
)"));
  EXPECT_EQ(S.heldAt("locked"), "mu_");
  EXPECT_EQ(S.heldAt("unlocked"), "");
  EXPECT_EQ(S.heldAt("again"), "mu_");
  EXPECT_EQ(S.heldAt("after"), "");
}

TEST(Guards, DeferredAdoptedAbandoned) {
  Solved S(account(R"(
function Account::deferred method
  locals(lk : guard)
  guard_init %lk (&this.mu_) deferred
  point "deferred"
  guard_lock %lk
  point "locked"
  guard_end %lk
function Account::adopted method
  locals(lk : guard)
  acquire this.mu_
  guard_init %lk (&this.mu_) adopted
  point "adopted"
  guard_end %lk
  point "after"
function Account::abandoned method
  locals(lk : guard)
  guard_init %lk (&this.mu_)
  guard_abandon %lk
  guard_end %lk
  point "still"
)"));
  EXPECT_EQ(S.heldAt("deferred"), "");
  EXPECT_EQ(S.heldAt("locked"), "mu_");
  EXPECT_EQ(S.heldAt("adopted"), "mu_");
  EXPECT_EQ(S.heldAt("after"), "");
  EXPECT_EQ(S.heldAt("still"), "mu_");
}

TEST(Guards, MovedAndReturned) {
  Solved S(account(R"(
function Account::lock method
  locals(lk : guard)
  guard_init %lk (&this.mu_)
  return (&%lk)
  guard_end %lk
function Account::f method
  locals(a : guard, b : guard)
  #r = call Account::lock on this
  guard_move %a (&#r)
  point "got"
  guard_move %b (&%a)
  guard_end %a
  point "moved"
  guard_end %b
  point "after"
)"));
  EXPECT_EQ(S.heldAt("got"), "mu_");
  EXPECT_EQ(S.heldAt("moved"), "mu_");
  EXPECT_EQ(S.heldAt("after"), "");
}

TEST(Guards, TriedAtConstruction) {
  Solved S(account(R"(
function Account::f method
  locals(lk : guard)
  block 0 -> 1, 2 if owns %lk
    guard_init %lk (&this.mu_) tried
  block 1 -> 3
    point "owns"
  block 2 -> 3
    point "does not"
  block 3
    guard_end %lk
    point "after"
)"));
  EXPECT_EQ(S.heldAt("owns"), "mu_");
  EXPECT_EQ(S.heldAt("does not"), "");
  EXPECT_EQ(S.heldAt("after"), "");
}

TEST(Guards, PassedToAHelperThatUnlocks) {
  Solved S(account(R"(
function helper
  params(lk ref : guard indirect)
  guard_unlock $lk*
  point "worked"
  guard_lock $lk*
function drop
  params(lk ref : guard indirect)
  guard_unlock $lk*
function Account::f method
  locals(lk : guard)
  guard_init %lk (&this.mu_)
  call helper (&%lk)
  point "after helper"
  call drop (&%lk)
  point "after drop"
  guard_end %lk
)"));
  EXPECT_EQ(S.heldAt("worked"), "");
  EXPECT_EQ(S.heldAt("after helper"), "mu_");
  EXPECT_EQ(S.heldAt("after drop"), "");
}

TEST(Guards, AClassThatActsAsAGuard) {
  Solved S(account(R"(
record Locker
  field m_ : mutex indirect
function Locker::Locker constructor
  params(m : mutex indirect)
  assign this.m_ = $m
  acquire this.m_*
function Locker::~Locker destructor
  release this.m_*
function Account::f method
  locals(g : of Locker)
  call Locker::Locker (&this.mu_) on %g
  point "inside"
  call Locker::~Locker on %g destructor
  point "after"
)"));
  EXPECT_EQ(S.heldAt("inside"), "mu_");
  EXPECT_EQ(S.heldAt("after"), "");
}

//===----------------------------------------------------------------------===//
// Calls
//===----------------------------------------------------------------------===//

TEST(Calls, AFunctionLocksForItsCaller) {
  Solved S(account(R"(
function Account::enter method
  acquire this.mu_
function Account::leave method
  release this.mu_
function Account::f method
  call Account::enter on this
  point "inside"
  call Account::leave on this
  point "after"
)"));
  EXPECT_EQ(S.heldAt("inside"), "mu_");
  EXPECT_EQ(S.heldAt("after"), "");
}

TEST(Calls, AWrapperInAnotherFile) {
  Solved S({R"(
record Mutex
declare Mutex::Lock in Mutex
declare Mutex::Unlock in Mutex
function f
  params(m : of Mutex indirect)
  call Mutex::Lock on $m*
  point "inside"
  call Mutex::Unlock on $m*
  point "after"
)",
            R"(
record Mutex
  field impl_ : mutex
function Mutex::Lock method
  acquire this.impl_
function Mutex::Unlock method
  release this.impl_
)"});
  EXPECT_EQ(S.heldAt("inside"), "m");
  EXPECT_EQ(S.heldAt("after"), "");
}

TEST(Calls, UnlockWorkLock) {
  Solved S(account(R"(
function Account::work method
  release this.mu_
  point "worked"
  acquire this.mu_
function Account::f method
  acquire this.mu_
  call Account::work on this
  point "back"
  release this.mu_
)"));
  EXPECT_EQ(S.heldAt("worked"), "");
  EXPECT_EQ(S.heldAt("back"), "mu_");
}

TEST(Calls, TryLockWrappers) {
  Solved S(account(R"(
function Account::tryEnter method
  #got = try_acquire this.mu_
  return = #got
function Account::tryByBranch method
  block 0 -> 1, 2 if not #got
    #got = try_acquire this.mu_ if_zero
  block 1 -> 3
    return = 1
  block 2 -> 3
    return = 0
  block 3
function Account::f method
  block 0 -> 1, 2 if #a
    #a = call Account::tryEnter on this
  block 1
    point "a yes"
    release this.mu_
  block 2 -> 3, 4 if #b
    point "a no"
    #b = call Account::tryByBranch on this
  block 3
    point "b yes"
    release this.mu_
  block 4
    point "b no"
)"));
  EXPECT_EQ(S.heldAt("a yes"), "mu_");
  EXPECT_EQ(S.heldAt("a no"), "");
  EXPECT_EQ(S.heldAt("b yes"), "mu_");
  EXPECT_EQ(S.heldAt("b no"), "");
}

TEST(Calls, RecursionEnds) {
  Solved S(account(R"(
function Account::a method
  acquire this.mu_
  call Account::b on this
  release this.mu_
function Account::b method
  call Account::a on this
  point "b"
)"));
  EXPECT_EQ(S.heldAt("b"), "");
}

//===----------------------------------------------------------------------===//
// Entries
//===----------------------------------------------------------------------===//

TEST(Entries, IntersectionOverCallSites) {
  Solved S(account(R"(
function Account::helper method private
  point "helper"
function Account::other method private
function Account::f method
  acquire this.mu_
  call Account::helper on this
  call Account::other on this
  release this.mu_
function Account::g method
  acquire this.mu_
  acquire this.log_mu_
  call Account::helper on this
  release this.log_mu_
  release this.mu_
  call Account::other on this
)"));
  EXPECT_EQ(S.heldOnEntry("Account::helper"), "mu_");
  EXPECT_EQ(S.heldOnEntry("Account::other"), "");
}

TEST(Entries, ACallableRunUnderTheCalleesLock) {
  Solved S(account(R"(
function Account::with method
  params(f : callable)
  callable 0 in $f
  acquire this.mu_
  call ? ^0
  release this.mu_
function Account::body lambda internal
function Account::f method
  callable 0 Account::body on &this
  call Account::with (^0) on this
)"));
  EXPECT_EQ(S.heldOnEntry("Account::body"), "mu_");
}

TEST(Entries, AThreadInheritsNothing) {
  Solved S(account(R"(
function Account::body lambda internal
function Account::f method
  locals(t : thread)
  callable 0 Account::body on &this
  acquire this.mu_
  spawn %t ^0
  release this.mu_
)"));
  EXPECT_EQ(S.heldOnEntry("Account::body"), "");
  EXPECT_TRUE(S.solution()[S.function("Account::body")].At.ThreadRoot);
}

} // namespace
