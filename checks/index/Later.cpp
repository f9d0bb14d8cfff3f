//===- Later.cpp - what a language server computes later ------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "index/Later.h"
#include "llvm/ADT/STLExtras.h"
#include <atomic>
#include <utility>

using namespace concurrency;

Later::Later(Clock::duration Pause,
             std::function<void(const std::string &File)> LookAgain)
    : Pause(Pause), LookAgain(std::move(LookAgain)), Worker([this] { run(); }) {
}

Later::~Later() {
  {
    std::lock_guard<std::mutex> Lock(Mutex);
    Ending = true;
  }
  Changed.notify_all();
  Worker.join();
}

void Later::ask(const Asker &Who, const std::string &Text, Job Work,
                bool Soon) {
  {
    std::lock_guard<std::mutex> Lock(Mutex);
    auto When = Clock::now() + (Soon ? Clock::duration() : Pause);
    Waiting[Who] = {When, Text, std::move(Work)};
  }
  Changed.notify_all();
}

bool Later::isLookedAgain(const Asker &Who) {
  std::lock_guard<std::mutex> Lock(Mutex);
  const unsigned Now = Looks[Who.File];
  return std::exchange(SeenLooks[Who], Now) != Now;
}

void Later::finish() {
  std::unique_lock<std::mutex> Lock(Mutex);
  ++Hurried;
  Changed.notify_all();
  Changed.wait(Lock, [this] { return Waiting.empty() && !Busy; });
  --Hurried;
}

void Later::run() {
  std::unique_lock<std::mutex> Lock(Mutex);
  while (!Ending) {
    auto Next = llvm::min_element(Waiting, [](const auto &A, const auto &B) {
      return A.second.When < B.second.When;
    });
    if (Next == Waiting.end())
      Changed.wait(Lock);
    else if (!Hurried && Clock::now() < Next->second.When)
      Changed.wait_until(Lock, Next->second.When);
    else
      doJob(Next, Lock);
  }
}

void Later::doJob(Jobs::iterator It, std::unique_lock<std::mutex> &Lock) {
  Jobs::node_type Taken = Waiting.extract(It);
  const Asker &Who = Taken.key();
  Busy = true;
  Lock.unlock();
  bool Again = Taken.mapped().Work();
  Taken.mapped().Work = nullptr;
  Lock.lock();
  // Otherwise what is newer will say so itself.
  Again &= !Waiting.contains(Who);
  if (const std::string &Text = Taken.mapped().Text; !Text.empty()) {
    std::string &Last = LastTexts[Who];
    Again &= Last != Text;
    Last = Text;
  }
  if (Again) {
    ++Looks[Who.File];
    Lock.unlock();
    LookAgain(Who.File);
    Lock.lock();
  }
  Busy = false;
  Changed.notify_all();
}

static std::atomic<Later *> Host = nullptr;

void concurrency::setLater(Later *Of) { Host = Of; }
Later *concurrency::later() { return Host; }
