//===- Later.h - what a language server computes later ----------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Some things take longer than one may keep a language server's thread, which
/// somebody who types waits for. They are done on a thread of their own once
/// nothing has been typed for a moment, and what they were for is looked at
/// again if something came of it.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_INDEX_LATER_H
#define CONCURRENCY_INDEX_LATER_H

#include "llvm/ADT/FunctionExtras.h"
#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <thread>

namespace concurrency {

class Later {
public:
  /// Does the work; true if its file is to be looked at again.
  using Job = llvm::unique_function<bool()>;
  using Clock = std::chrono::steady_clock;

  /// \p LookAgain is called on the thread of the jobs.
  Later(Clock::duration Pause,
        std::function<void(const std::string &File)> LookAgain);
  /// Waits for the job that is being done; the others are not done.
  ~Later();

  /// Has \p Work done, if nothing else is asked for that file during the pause;
  /// or without one, if it is \p Soon. Of the same \p Text, if it has a name,
  /// one asks for another look once only.
  void ask(const std::string &File, const std::string &Text, Job Work,
           bool Soon = false);
  /// True once after each time that another look was asked for.
  bool isLookedAgain(const std::string &File);
  /// Waits until all is done, without a pause.
  void finish();

private:
  struct Asked {
    Clock::time_point When;
    std::string Text;
    Job Work;
  };
  using Jobs = std::map<std::string, Asked>;
  void run();
  void doJob(Jobs::iterator It, std::unique_lock<std::mutex> &Lock);

  const Clock::duration Pause;
  const std::function<void(const std::string &File)> LookAgain;
  std::mutex Mutex;
  std::condition_variable Changed;
  Jobs Waiting; ///< by file
  std::map<std::string, std::string> LastTexts; ///< that had names, by file
  std::set<std::string> Due; ///< to be looked at again
  bool Busy = false, Ending = false;
  unsigned Hurried = 0; ///< who waits in finish()
  std::thread Worker;
};

/// Where findings that take long are made, or null: then they are waited for.
void setLater(Later *Of);
Later *later();

} // namespace concurrency

#endif // CONCURRENCY_INDEX_LATER_H
