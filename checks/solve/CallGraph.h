//===- CallGraph.h - who calls whom -----------------------------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The call graph of the bodies in a program, with its strongly connected
/// components bottom-up. An edge stands for a call, and for a callable run or
/// handed over to be run.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_SOLVE_CALLGRAPH_H
#define CONCURRENCY_SOLVE_CALLGRAPH_H

#include "solve/Solution.h"

namespace concurrency {

class CallGraph {
public:
  /// \p WithPossible: what may run by IndirectCalls, too. Summaries want that
  /// first; how functions are entered goes by the certain calls.
  CallGraph(const Solution &S, bool WithPossible);
  /// Some of its edges are only possible.
  bool hasPossible() const { return HasPossible; }

  using Component = std::vector<FunctionId>;
  /// Callees before callers.
  llvm::ArrayRef<Component> bottomUp() const { return Components; }
  llvm::ArrayRef<FunctionId> callees(FunctionId F) const {
    return Callees[F.index()];
  }
  /// True where the members call one another in a circle.
  bool recursive(const Component &C) const;

private:
  std::vector<std::vector<FunctionId>> Callees;
  std::vector<Component> Components;
  bool HasPossible = false;
};

} // namespace concurrency

#endif // CONCURRENCY_SOLVE_CALLGRAPH_H
