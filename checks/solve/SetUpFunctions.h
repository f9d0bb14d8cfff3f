//===- SetUpFunctions.h - what sets up and tears down -----------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Functions that run before or after the threads, or on an object that is
/// still about to be made, by what they are called and what they do.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_SOLVE_SETUPFUNCTIONS_H
#define CONCURRENCY_SOLVE_SETUPFUNCTIONS_H

#include "solve/CallGraph.h"

namespace concurrency {

class SetUpFunctions {
public:
  SetUpFunctions(const Program &P, const CallGraph &Calls);

  /// Sets up or tears down, by its name, or asserts to be the only thread.
  bool isPhase(FunctionId F) const { return IsPhase[F.index()]; }
  /// Initialises an object's lock, and starts no thread: what it calls is still
  /// about to make the object.
  bool makesObject(FunctionId F) const { return MakesObject[F.index()]; }

private:
  void findSingleThreaded(const Program &P);
  void leaveStarters(const Program &P, const CallGraph &Calls);

  /// By number of the function.
  std::vector<bool> IsPhase, MakesObject;
};

} // namespace concurrency

#endif // CONCURRENCY_SOLVE_SETUPFUNCTIONS_H
