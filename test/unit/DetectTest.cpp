//===- DetectTest.cpp - bug patterns over textual facts -------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The rules that need several functions or files, where a source file would be
/// long. The patterns one by one are in test/checks.
///
//===----------------------------------------------------------------------===//

#include "SolveTestSupport.h"

using namespace concurrency;
using namespace concurrency::test;

namespace {

using Messages = std::vector<std::string>;

constexpr const char *Globals = R"(
global a internal : mutex
global b internal : mutex
global c internal : mutex
global gate internal : mutex
global n internal : scalar
)";

std::string withGlobals(const char *Functions) {
  return std::string(Globals) + Functions;
}

//===----------------------------------------------------------------------===//
// Lock order
//===----------------------------------------------------------------------===//

std::string nested(const char *Function, const char *Outer, const char *Inner,
                   unsigned Line) {
  std::string O = Outer, I = Inner, L = std::to_string(Line);
  return std::string("function ") + Function + "\n  acquire ::" + O + " @" + L +
         ":1\n  acquire ::" + I + " @" + std::to_string(Line + 1) +
         ":1\n  release ::" + I + "\n  release ::" + O + "\n";
}

TEST(LockOrder, TwoLocks) {
  Solved S(Globals + nested("f", "a", "b", 10) + nested("g", "b", "a", 20));
  EXPECT_EQ(S.messages(FindingKind::LockOrderInversion),
            Messages{"11: 'b' is acquired while 'a' is held, but the other "
                     "order is taken elsewhere; this can deadlock"});
}

TEST(LockOrder, ThreeLocksOverThreeFiles) {
  std::string A = std::string(Globals) + nested("f", "a", "b", 10);
  std::string B = std::string(Globals) + nested("g", "b", "c", 20);
  std::string C = std::string(Globals) + nested("h", "c", "a", 30);
  Solved S({A, B, C});
  EXPECT_EQ(S.messages(FindingKind::LockOrderInversion).size(), 1u);
}

TEST(LockOrder, SameOrderIsFine) {
  Solved S(Globals + nested("f", "a", "b", 10) + nested("g", "b", "c", 20) +
           nested("h", "a", "c", 30));
  EXPECT_EQ(S.messages(FindingKind::LockOrderInversion), Messages{});
}

TEST(LockOrder, AGateExcludesIt) {
  Solved S(withGlobals(R"(
function f
  acquire ::gate
  acquire ::a
  acquire ::b
  release ::b
  release ::a
  release ::gate
function g
  acquire ::gate
  call h
  release ::gate
function h internal
  acquire ::b
  acquire ::a
  release ::a
  release ::b
)"));
  EXPECT_EQ(S.messages(FindingKind::LockOrderInversion), Messages{});
}

TEST(LockOrder, ThroughCallsAndAnUnlockBetween) {
  Solved S(withGlobals(R"(
function takeB
  acquire ::b @5:1
  release ::b
function f
  acquire ::a @10:1
  call takeB @11:1
  release ::a
function g
  acquire ::b @20:1
  call takeA @21:1
  release ::b
function takeA
  acquire ::a @30:1
  release ::a
function notNested
  acquire ::c
  release ::c
  acquire ::a
  acquire ::c
  release ::c
  release ::a
)"));
  EXPECT_EQ(S.messages(FindingKind::LockOrderInversion).size(), 1u);
}

//===----------------------------------------------------------------------===//
// Relock
//===----------------------------------------------------------------------===//

TEST(Relock, ThroughACallbackUnderTheLock) {
  Solved S(R"(
record Box
  field mu_ private : mutex
function Box::with method
  params(f : callable)
  callable 0 in $f
  acquire this.mu_ @5:1
  call ? ^0 @6:1
  release this.mu_
function Box::size method
  acquire this.mu_ @10:1
  release this.mu_
function body lambda internal
  call Box::size on this @20:1
function Box::f method
  callable 0 body on &this
  call Box::with (^0) on this @30:1
)");
  EXPECT_EQ(S.messages(FindingKind::NonReentrantRelock).size(), 1u);
}

TEST(Relock, AnotherInstanceIsFine) {
  Solved S(R"(
record Box
  field mu_ private : mutex
  field n_ private
function Box::merge method
  params(other ref : of Box indirect)
  acquire this.mu_
  acquire $other*.mu_
  write this.n_
  write $other*.n_
  release $other*.mu_
  release this.mu_
)");
  EXPECT_EQ(S.messages(FindingKind::NonReentrantRelock), Messages{});
  EXPECT_EQ(S.messages(FindingKind::LockOrderInversion).size(), 1u);
}

//===----------------------------------------------------------------------===//
// Threads
//===----------------------------------------------------------------------===//

constexpr const char *Worker = R"(
function worker internal
  update ::n @50:1
)";

TEST(Races, MainAndAThread) {
  Solved S(withGlobals(R"(
function main
  locals(t : thread)
  callable 0 worker
  write ::n @10:1
  spawn %t ^0 @11:1
  update ::n @12:1
  join %t @13:1
  read ::n @14:1
)") + Worker);
  EXPECT_EQ(S.messages(FindingKind::UnprotectedSharedState),
            Messages{"12: 'n' is written here and used in another thread with "
                     "no common lock"});
}

TEST(Races, BeforeTheSpawnAndAfterTheJoin) {
  Solved S(withGlobals(R"(
function main
  locals(t : thread)
  callable 0 worker
  write ::n @10:1
  spawn %t ^0 @11:1
  join %t @13:1
  read ::n @14:1
)") + Worker);
  EXPECT_EQ(S.messages(FindingKind::UnprotectedSharedState), Messages{});
}

TEST(Races, SeveralThreadsOfOneBody) {
  Solved S(withGlobals(R"(
function main
  locals(t : thread)
  callable 0 worker
  spawn %t ^0 many @11:1
  join %t @13:1
)") + Worker);
  EXPECT_EQ(S.messages(FindingKind::UnprotectedSharedState).size(), 1u);
}

//===----------------------------------------------------------------------===//
// Votes
//===----------------------------------------------------------------------===//

TEST(Votes, TheOddOneOut) {
  Solved S(R"(
record Account
  field balance_ private : scalar
  field mu_ private : mutex
function Account::deposit method
  acquire this.mu_
  update this.balance_ @10:1
  release this.mu_
function Account::get method
  acquire this.mu_
  read this.balance_ @11:1
  release this.mu_
function Account::reset method
  write this.balance_ @12:1
function Account::Account constructor
  write this.balance_ @13:1
)");
  EXPECT_EQ(S.messages(FindingKind::UnprotectedSharedState),
            Messages{"12: 'balance_' is written without 'mu_', which is held "
                     "at 2 of its 3 accesses"});
}

TEST(Votes, HelpersUnderTheCallersLock) {
  Solved S(R"(
record Account
  field balance_ private : scalar
  field mu_ private : mutex
function Account::add method private
  update this.balance_ @9:1
function Account::deposit method
  acquire this.mu_
  call Account::add on this
  release this.mu_
function Account::get method
  acquire this.mu_
  read this.balance_ @11:1
  release this.mu_
)");
  EXPECT_EQ(S.messages(FindingKind::UnprotectedSharedState), Messages{});
}

TEST(Votes, TheOddCaller) {
  Solved S(R"(
record Account
  field balance_ private : scalar
  field mu_ private : mutex
function Account::add method private
  update this.balance_ @9:1
function Account::addTwice method private
  call Account::add on this @10:1
function Account::deposit method
  acquire this.mu_
  call Account::add on this
  release this.mu_
function Account::pay method
  acquire this.mu_
  call Account::addTwice on this
  release this.mu_
function Account::forget method
  call Account::addTwice on this @12:1
function Account::Account constructor
  call Account::add on this @13:1
)");
  EXPECT_EQ(S.messages(FindingKind::UnprotectedSharedState),
            Messages{"12: 'balance_' is written by 'Account::addTwice' without "
                     "'mu_', which is held at 2 of its 3 accesses"});
}

TEST(Votes, ManyAccessesOfOneFunctionAreOneVoteAmongFunctions) {
  Solved S(R"(
record Account
  field balance_ private : scalar
  field mu_ private : mutex
function Account::deposit method
  acquire this.mu_
  update this.balance_ @9:1
  release this.mu_
function Account::drain method
  read this.balance_ @11:1
  update this.balance_ @12:1
  read this.balance_ @13:1
)");
  EXPECT_EQ(S.messages(FindingKind::UnprotectedSharedState),
            Messages{"12: 'balance_' is written without 'mu_', which is held "
                     "at 1 of its 4 accesses"});
}

//===----------------------------------------------------------------------===//
// What a whole program leaves out
//===----------------------------------------------------------------------===//

/// Of so many functions that main calls, and so many that nobody does, the last
/// one takes a lock twice.
std::string programOf(unsigned Called, unsigned Uncalled) {
  std::string Main = "function main main @1:1\n", Text;
  for (unsigned I = 0; I != Called + Uncalled; ++I) {
    std::string Name = "f" + std::to_string(I);
    if (I < Called)
      Main += "  call " + Name + " @2:1\n";
    Text += "function " + Name + " @5:1\n  acquire ::a @10:1\n" +
            (I + 1 == Called + Uncalled ? "  acquire ::a @11:1\n" : "") +
            "  release ::a\n";
  }
  return Globals + Main + Text;
}

size_t relocks(const std::string &Text, World Seen) {
  return Solved({Text}, Seen).messages(FindingKind::NonReentrantRelock).size();
}

TEST(NeverRun, OneOfManyInAProgram) {
  EXPECT_EQ(relocks(programOf(300, 3), World::Closed), 0u);
  EXPECT_EQ(relocks(programOf(300, 0), World::Closed), 1u);
}

TEST(NeverRun, NotWhereOthersMayCall) {
  EXPECT_EQ(relocks(programOf(300, 3), World::Open), 1u);
}

TEST(NeverRun, NotWhereManyAreLeftOver) {
  EXPECT_EQ(relocks(programOf(300, 400), World::Closed), 1u);
}

/// Many functions, and a method that nobody calls.
std::string programWithMethod(const std::string &Name,
                              const std::string &Calls = "") {
  return programOf(300, 3) + R"(
record Box
  field mu_ private : mutex
function Box::)" + Name + R"( method
  acquire this.mu_ @20:1
  acquire this.mu_ @21:1
  release this.mu_
)" + Calls;
}

TEST(NeverRun, MethodsToo) {
  EXPECT_EQ(relocks(programWithMethod("peek"), World::Closed), 0u);
  EXPECT_EQ(relocks(programWithMethod("peek"), World::Open), 2u);
}

TEST(NeverRun, ButForMethodsThatLibrariesCall) {
  EXPECT_EQ(relocks(programWithMethod("begin"), World::Closed), 1u);
  EXPECT_EQ(relocks(programWithMethod("lock"), World::Closed), 1u);
  EXPECT_EQ(relocks(programWithMethod("final_suspend"), World::Closed), 1u);
}

TEST(NeverRun, ButForMethodsThatAreCalled) {
  EXPECT_EQ(relocks(programWithMethod("peek", R"(
function Box::reset method
  call Box::peek on this
)"),
                    World::Closed),
            1u);
}

TEST(NeverRun, SmallProgramsSayNothing) {
  EXPECT_EQ(relocks(programOf(30, 1), World::Closed), 1u);
}

} // namespace
