//===- OnlyRun.cpp - callbacks that nobody keeps --------------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "solve/OnlyRun.h"
#include "solve/Runs.h"
#include "llvm/ADT/STLExtras.h"

using namespace concurrency;

/// `saved = callback; callback();`
static bool keeps(const Solution &S, const Function &F, const Event &Call,
                  uint32_t Param) {
  std::optional<CallTarget> T = S.target(F, Call);
  if (!T)
    return false;
  const Value Given = Value::copy(Path::param(Param));
  return llvm::any_of(S.program()[T->Callee].Events, [&](const Event &E) {
    return E.Kind != EventKind::Call && llvm::is_contained(E.Args, Given);
  });
}

std::vector<bool> concurrency::findOnlyRun(Solution &S) {
  const Program &P = S.program();
  std::vector<bool> IsOnlyRun(P.functions().size());
  std::vector<bool> GoesElsewhere(IsOnlyRun.size());
  auto Body = [&](const Function &F, CallableId C) {
    std::optional<CallTarget> T = S.target(F, C);
    return T && P[T->Callee].AddressTaken && P[T->Callee].Internal &&
                   P[T->Callee].Kind == FunctionKind::Function
               ? T->Callee
               : FunctionId();
  };
  for (auto [I, F] : llvm::enumerate(P.functions())) {
    if (F.Callables.empty())
      continue;
    for (auto [J, E] : llvm::enumerate(F.Events)) {
      std::vector<Run> Runs;
      for (auto [Param, V] : llvm::enumerate(E.Args)) {
        const FunctionId Given =
            V.Kind == ValueKind::Callable ? Body(F, V.Callable) : FunctionId();
        if (!Given.valid())
          continue;
        if (Runs.empty())
          Runs = runsAt(S, FunctionId(I), EventId(J));
        const bool IsRun =
            llvm::any_of(Runs,
                         [&](const Run &R) {
                           return R.Callee == Given && !R.Possible;
                         }) &&
            !keeps(S, F, E, Param);
        (IsRun ? IsOnlyRun : GoesElsewhere)[Given.index()] = true;
      }
    }
    // Who runs the callable that it is a part of is not looked for.
    for (const Callable &C : F.Callables)
      for (const List<Value> *Values : {&C.Bound, &C.Captures})
        for (const Value &V : *Values)
          if (V.Kind == ValueKind::Callable)
            if (const FunctionId Given = Body(F, V.Callable); Given.valid())
              GoesElsewhere[Given.index()] = true;
  }
  for (size_t I = 0; I != IsOnlyRun.size(); ++I)
    IsOnlyRun[I] = IsOnlyRun[I] && !GoesElsewhere[I];
  return IsOnlyRun;
}
