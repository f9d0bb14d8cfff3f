//===- Progress.h - how far the run is --------------------------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// How far the run is, and where the time went.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_DRIVER_PROGRESS_H
#define CONCURRENCY_DRIVER_PROGRESS_H

#include "llvm/ADT/StringRef.h"
#include <chrono>
#include <string>
#include <utility>
#include <vector>

namespace llvm {
class raw_ostream;
} // namespace llvm

namespace concurrency {

/// `[n/N] file` on stderr: one line that is written over on a terminal, a line
/// for each file elsewhere.
class Progress {
public:
  Progress(size_t Count, bool Quiet);
  ~Progress();
  void done(llvm::StringRef File);

private:
  using Clock = std::chrono::steady_clock;
  const size_t Count;
  const bool Quiet;
  const bool Terminal;
  const Clock::time_point Begin = Clock::now();
  size_t Done = 0;
};

class StopWatch {
public:
  /// What was done since the last mark.
  void mark(std::string What);
  void print(llvm::raw_ostream &OS) const;

private:
  using Clock = std::chrono::steady_clock;
  Clock::time_point Last = Clock::now();
  std::vector<std::pair<std::string, Clock::duration>> Spent;
};

} // namespace concurrency

#endif // CONCURRENCY_DRIVER_PROGRESS_H
