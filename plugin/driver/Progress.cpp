//===- Progress.cpp - how far the run is ----------------------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "driver/Progress.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/raw_ostream.h"

using namespace concurrency;
using Seconds = std::chrono::duration<double>;

Progress::Progress(size_t Count, bool Quiet)
    : Count(Count), Quiet(Quiet),
      Terminal(llvm::sys::Process::StandardErrIsDisplayed()) {}

Progress::~Progress() {
  if (Terminal && !Quiet && Done)
    llvm::errs() << "\r\x1b[K";
}

void Progress::done(llvm::StringRef File) {
  ++Done;
  if (Quiet)
    return;
  if (!Terminal) {
    llvm::errs() << '[' << Done << '/' << Count << "] " << File << '\n';
    return;
  }
  double Spent = Seconds(Clock::now() - Begin).count();
  auto Left = static_cast<unsigned>(Spent / Done * (Count - Done));
  // The end of a long name says more than its beginning.
  constexpr size_t Room = 56;
  llvm::errs() << "\r\x1b[K[" << Done << '/' << Count << "] "
               << (File.size() > Room ? "…" : "") << File.take_back(Room)
               << llvm::format("  %u:%02u left", Left / 60, Left % 60);
}

void StopWatch::mark(std::string What) {
  Clock::time_point Now = Clock::now();
  Spent.emplace_back(std::move(What), Now - Last);
  Last = Now;
}

void StopWatch::print(llvm::raw_ostream &OS) const {
  for (const auto &[What, Time] : Spent)
    OS << llvm::format("%.3f s ", Seconds(Time).count()) << What << '\n';
}
