//===- Explain.h - names and steps of a bug ---------------------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// How bugs name locks and state, and how chains of calls become steps.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_DETECT_EXPLAIN_H
#define CONCURRENCY_DETECT_EXPLAIN_H

#include "detect/Bug.h"

namespace concurrency {

/// The class of a lock: the field or global that ends its path and, where that
/// is an array with a constant subscript, the element. Nodes of the lock graph
/// (as in the Linux kernel's lockdep).
struct LockClass {
  EntityId Entity;
  uint32_t Element = 0;
  /// Of a lock that is a member of a variable, for whom that matters: the
  /// variable, its element, and the part of it that the lock is in.
  EntityId Variable = {};
  EntityId Part = {};
  uint32_t VariableElement = 0;

  bool valid() const { return Entity.valid(); }
  friend auto operator<=>(const LockClass &, const LockClass &) = default;
};
LockClass lockClass(const Path &Lock);
/// The class, and which variable's member it is; not valid where the lock is
/// not a part of one variable.
LockClass lockOfVariable(const Path &Lock);

/// `mu_`, `g_lock`, `m` of a parameter; empty if nothing is known.
std::string shortName(const Solution &S, const Function &F, const Path &P);
/// The piece of state that a path accesses, with the parts of it that are
/// fields: `stats_.hits`, but `table_` for what is in its elements.
std::string stateName(const Solution &S, const Function &F, const Path &P);
/// `Account::mu_`, or `savings.mu_`.
std::string className(const Solution &S, const LockClass &C);

/// A bug of that kind at an event, with no names and steps yet; `likely`.
Bug bugAt(const Program &P, Pattern What, FunctionId In, EventId At);

/// Adds the chain: a step for every call on the way, then one of kind \p Last
/// with \p Name at its end.
void addChain(Bug &B, const Solution &S, const Trace *Chain, BugStepKind Last,
              std::vector<std::string> Names);
/// Where a held lock was taken.
void addHold(Bug &B, const Solution &S, const Function &F, const HeldLock &H,
             BugStepKind Kind);

/// The innermost function of the chain's first step: what is called.
std::string calleeName(const Solution &S, const Trace *Chain);

} // namespace concurrency

#endif // CONCURRENCY_DETECT_EXPLAIN_H
