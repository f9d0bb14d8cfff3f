//===- LaterTest.cpp - what a language server computes later --------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "index/Later.h"
#include "gtest/gtest.h"
#include <future>
#include <vector>

using namespace concurrency;
using namespace std::chrono_literals;

namespace {
/// What was done and looked at again, in order. Without a hurry nothing is done
/// as long as the test takes.
struct Log {
  std::mutex Mutex;
  std::vector<std::string> Lines;
  void add(const std::string &Line) {
    std::lock_guard<std::mutex> Lock(Mutex);
    Lines.push_back(Line);
  }
  Later::Job job(const std::string &Name, bool Again) {
    return [this, Name, Again] {
      add(Name);
      return Again;
    };
  }
};
} // namespace

using Lines = std::vector<std::string>;

TEST(Later, OnlyTheLastOfAFile) {
  Log Done;
  Later Host(1h, [&](const std::string &File) { Done.add("again " + File); });
  Host.ask({"a.c", "me"}, "1", Done.job("first", true));
  Host.ask({"b.c", "me"}, "1", Done.job("other", false));
  Host.ask({"a.c", "me"}, "2", Done.job("second", true));
  EXPECT_EQ(Done.Lines, Lines{});
  Host.finish();
  EXPECT_EQ(Done.Lines, (Lines{"other", "second", "again a.c"}));
}

TEST(Later, OnceAText) {
  Log Done;
  Later Host(1h, [&](const std::string &File) { Done.add("again " + File); });
  for (const char *Text : {"1", "1", "2"}) {
    Host.ask({"a.c", "me"}, Text, Done.job(Text, true));
    Host.finish();
  }
  EXPECT_EQ(Done.Lines, (Lines{"1", "again a.c", "1", "2", "again a.c"}));
}

TEST(Later, AfterThePause) {
  std::promise<std::string> Again;
  Later Host(1ms, [&](const std::string &File) { Again.set_value(File); });
  Host.ask({"a.c", "me"}, "1", [] { return true; });
  EXPECT_EQ(Again.get_future().get(), "a.c");
}

TEST(Later, NotAgainIfThereIsMoreToDo) {
  Log Done;
  Later Host(1h, [&](const std::string &File) { Done.add("again " + File); });
  Host.ask({"a.c", "me"}, "1", [&] {
    Host.ask({"a.c", "me"}, "2", Done.job("2", true));
    return true;
  });
  Host.finish();
  EXPECT_EQ(Done.Lines, (Lines{"2", "again a.c"}));
}

TEST(Later, SoonIsWithoutAPause) {
  std::promise<void> Again;
  Later Host(1h, [&](const std::string &) { Again.set_value(); });
  Host.ask({"a.c", "me"}, "1", [] { return true; }, /*Soon=*/true);
  Again.get_future().get();
  EXPECT_FALSE(Host.isLookedAgain({"b.c", "me"}));
  EXPECT_TRUE(Host.isLookedAgain({"a.c", "me"}));
  EXPECT_FALSE(Host.isLookedAgain({"a.c", "me"}));
}

TEST(Later, OftenWithoutAName) {
  Log Done;
  Later Host(1h, [&](const std::string &File) { Done.add("again " + File); });
  for (int I = 0; I != 2; ++I) {
    Host.ask({"a.c", "me"}, "", [] { return true; });
    Host.finish();
  }
  EXPECT_EQ(Done.Lines, (Lines{"again a.c", "again a.c"}));
}

TEST(Later, OneLookIsForAllWhoAskOfTheFile) {
  Log Done;
  Later Host(1h, [&](const std::string &File) { Done.add("again " + File); });
  const Later::Asker Me{"a.c", "me"}, You{"a.c", "you"}, Other{"b.c", "you"};
  Host.ask(Me, "", Done.job("me", true));
  Host.ask(You, "", Done.job("you", false));
  Host.finish();
  EXPECT_EQ(Done.Lines, (Lines{"me", "again a.c", "you"}));
  for (bool Again : {true, false}) {
    EXPECT_EQ(Host.isLookedAgain(Me), Again);
    EXPECT_EQ(Host.isLookedAgain(You), Again);
    EXPECT_FALSE(Host.isLookedAgain(Other));
  }
}

TEST(Later, WhatWaitsIsNotDoneInTheEnd) {
  Log Done;
  {
    Later Host(1h, [](const std::string &) {});
    Host.ask({"a.c", "me"}, "1", Done.job("1", true));
  }
  EXPECT_EQ(Done.Lines, Lines{});
}
