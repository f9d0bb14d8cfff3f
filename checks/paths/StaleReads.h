//===- StaleReads.h - decisions that may be out of date ---------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Follows values that were read under a lock to the branches they decide, and
/// from there to changes of the same state in another critical section of the
/// same lock.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_PATHS_STALEREADS_H
#define CONCURRENCY_PATHS_STALEREADS_H

#include "paths/LockState.h"
#include "clang/Analysis/Analyses/Dominators.h"
#include "clang/StaticAnalyzer/Core/PathSensitive/CheckerContext.h"
#include <map>

namespace concurrency {

/// State was read in the critical section that began at Section.
struct StateRead {
  const clang::ento::MemRegion *State = nullptr;
  /// What was read of it.
  const clang::ento::MemRegion *Part = nullptr;
  const clang::ento::MemRegion *Lock = nullptr;
  PathPlace Section;
  /// The lock held longest at the time.
  const clang::ento::MemRegion *Outer = nullptr;
  PathPlace OuterSection;
  const clang::Expr *Where = nullptr;
  /// The branch that it decided, and the frame of that; or of the expression
  /// that depends on it.
  const clang::CFGBlock *Branch = nullptr;
  const clang::StackFrameContext *Frame = nullptr;

  friend bool operator==(const StateRead &, const StateRead &) = default;
  void Profile(llvm::FoldingSetNodeID &ID) const;
};

class StaleReads {
public:
  using MemRegion = clang::ento::MemRegion;
  using CheckerContext = clang::ento::CheckerContext;

  /// The piece of state that \p R is, or is part of, if it is one that the lock
  /// of a current critical section guards.
  static std::optional<StateRead> guarded(const MemRegion *R,
                                          const clang::Expr *Where,
                                          const ProgramStateRef &State,
                                          CoreView &Core);
  /// \p V, or the object \p In, is what the read gave.
  static ProgramStateRef remember(ProgramStateRef State, const StateRead &Read,
                                  clang::ento::SVal V, const MemRegion *In);
  /// The call's result depends on its operands.
  static ProgramStateRef propagate(ProgramStateRef State,
                                   const clang::ento::CallEvent &Call);
  /// A comparison is about to be evaluated. The analyzer decides it at once, so
  /// that its value does not tell where it came from.
  static ProgramStateRef compare(const clang::BinaryOperator *E,
                                 ProgramStateRef State, CheckerContext &C);
  /// Likewise, a negation.
  static ProgramStateRef negate(const clang::UnaryOperator *E,
                                ProgramStateRef State, CheckerContext &C);
  /// \p To, a variable, or a call of the frame \p Caller, gets the value of
  /// \p E.
  static ProgramStateRef handOn(const clang::Expr *E, const MemRegion *To,
                                const clang::Expr *Call,
                                const clang::StackFrameContext *Caller,
                                ProgramStateRef State);
  /// A branch depends on \p Condition.
  ProgramStateRef decide(const clang::Expr *Condition, ProgramStateRef State,
                         CheckerContext &C);
  /// State that was tested in this very section changes in it: what was decided
  /// is done. Later sections go on with it, or take it back.
  static ProgramStateRef claim(const StateRead &Act, ProgramStateRef State);
  /// What no later decision can depend on is forgotten, so that paths that
  /// differ in nothing else become one.
  static ProgramStateRef forgetDead(ProgramStateRef State,
                                    clang::ento::SymbolReaper &Live);
  /// Likewise, at the end of a function.
  static ProgramStateRef endFrame(ProgramStateRef State,
                                  const clang::StackFrameContext *Frame);
  /// The number of a critical section that begins there: one by which no read
  /// is remembered. (Not that of the turn: turns that leave nothing behind are
  /// the same.)
  static unsigned sectionNumber(const ProgramStateRef &State,
                                const PathPlace &At);
  /// The read, in an earlier section, that decided that \p Act happens.
  std::optional<StateRead> stale(const StateRead &Act, CheckerContext &C);
  /// Graphs of the functions analysed so far may go.
  void endFunction() { Control.clear(); }

private:
  /// Whether it depends on the branch that the path comes to the block.
  bool controls(const clang::CFGBlock *Branch, const clang::CFGBlock *At,
                const clang::StackFrameContext *Frame);

  std::map<const clang::CFG *,
           std::unique_ptr<clang::ControlDependencyCalculator>>
      Control;
};

} // namespace concurrency

#endif // CONCURRENCY_PATHS_STALEREADS_H
