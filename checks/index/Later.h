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
#include <compare>
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
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

  /// Who asks: several may, of one file.
  struct Asker {
    std::string File, Name;
    friend auto operator<=>(const Asker &, const Asker &) = default;
  };
  /// Has \p Work done, if nothing else is asked by the same during the pause;
  /// or without one, if it is \p Soon. If that is asked for the same \p Text as
  /// the last time, unless it has no name, nobody looks again.
  void ask(const Asker &Who, const std::string &Text, Job Work,
           bool Soon = false);
  /// True once for each asker after each time that another look at its file was
  /// asked for.
  bool isLookedAgain(const Asker &Who);
  /// Waits until all is done, without a pause.
  void finish();

private:
  struct Asked {
    Clock::time_point When;
    std::string Text;
    Job Work;
  };
  using Jobs = std::map<Asker, Asked>;
  void run();
  void doJob(Jobs::iterator It, std::unique_lock<std::mutex> &Lock);

  const Clock::duration Pause;
  const std::function<void(const std::string &File)> LookAgain;
  std::mutex Mutex;
  std::condition_variable Changed;
  Jobs Waiting;
  std::map<Asker, std::string> LastTexts; ///< that had names
  std::map<std::string, unsigned> Looks;  ///< how many, by file
  std::map<Asker, unsigned> SeenLooks;    ///< how many it knows of
  bool Busy = false, Ending = false;
  unsigned Hurried = 0; ///< who waits in finish()
  std::thread Worker;
};

/// Where findings that take long are made, or null: then they are waited for.
void setLater(Later *Of);
Later *later();

} // namespace concurrency

#endif // CONCURRENCY_INDEX_LATER_H
