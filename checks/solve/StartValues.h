//===- StartValues.h - what differs from thread to thread -------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// `for (i = 0; i < n; i++) pthread_create(…, (void *)i)`: whether a value is
/// another one each time that a spawn starts a thread.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_SOLVE_STARTVALUES_H
#define CONCURRENCY_SOLVE_STARTVALUES_H

#include "solve/Control.h"
#include "solve/Threads.h"
#include <map>

namespace concurrency {

/// `i++`, `i += n`: the variable gets a number that is made of its own.
bool isStepOf(const Event &E, const Path &Variable);

class StartValues {
public:
  /// Of threads of \p Root.
  StartValues(const Solution &S, const Threads &Running, unsigned Root)
      : S(S), P(S.program()), Running(Running), Root(Root) {}

  /// The value is another one whenever \p F comes to \p At again.
  bool differs(FunctionId F, EventId At, const Value &V, unsigned Depth = 0);
  /// So is what the pointer \p V leads to: `ids[i] = i`, and `&ids[i]`.
  bool pointeeDiffers(FunctionId F, EventId At, const Value &V);
  /// The field has a number that differs from object to object.
  bool numbersObjects(EntityId Field);

  const Control &control(FunctionId F);

private:
  bool localDiffers(FunctionId F, EventId At, uint32_t Local, unsigned Depth);
  bool paramDiffers(FunctionId F, uint32_t Param, unsigned Depth);
  bool countsOnTheWay(FunctionId F, EventId Count, EventId At);

  const Solution &S;
  const Program &P;
  const Threads &Running;
  const unsigned Root;
  std::map<FunctionId, Control> Controls;
  /// What was asked for; what is being asked for counts as no.
  std::map<std::tuple<FunctionId, EventId, uint32_t>, bool> Locals;
  std::map<std::pair<FunctionId, uint32_t>, bool> Params;
  std::map<EntityId, bool> Fields;
};

} // namespace concurrency

#endif // CONCURRENCY_SOLVE_STARTVALUES_H
