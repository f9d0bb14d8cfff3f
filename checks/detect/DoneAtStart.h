//===- DoneAtStart.h - what threads find done -------------------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// `if (!ready) { table = make(); ready = true; }`: the first one who comes there
/// fills the table, and main has been there before it started threads.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_DETECT_DONEATSTART_H
#define CONCURRENCY_DETECT_DONEATSTART_H

#include "solve/Accesses.h"
#include "solve/Threads.h"
#include <map>

namespace concurrency {

class DoneAtStart {
public:
  DoneAtStart(const Solution &S, const Threads &Running)
      : S(S), Running(Running) {}

  /// The access happens only while a global says that it has not happened yet,
  /// and the function that it is in has run in main while there were no threads,
  /// in the program that \p For are functions of.
  bool isDone(const SharedAccess &A, llvm::ArrayRef<FunctionId> For);

private:
  bool happensOnce(FunctionId Id, EventId At) const;

  const Solution &S;
  const Threads &Running;
  /// What was asked for: each of many pairs asks for its accesses, and all that
  /// the program does to a flag is looked through.
  std::map<std::pair<FunctionId, EventId>, bool> Once;
};

} // namespace concurrency

#endif // CONCURRENCY_DETECT_DONEATSTART_H
