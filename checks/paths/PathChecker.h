//===- PathChecker.h - the five checks, along paths -------------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Follows locks and guards along the paths of the Static Analyzer. Library
/// calls are not entered but do what the models say, so the results do not
/// depend on the library at hand; functions of the program are entered by the
/// analyzer as usual.
///
/// One class, because all checks need the same state of locks; its parts stand
/// in
///   PathChecker.cpp     what the analyzer tells: calls, accesses, ends
///   PathCalls.cpp       what calls do to locks and guards
///   PathLocks.cpp       how locks and guards change
///   PathConditions.cpp  conditions that decide on locks
///   PathBugs.cpp        what is wrong about it
///   PathBlocking.cpp    likewise, about what blocks under a lock
///   PathMemory.cpp      what the analyzer takes for known and is not
///   PathWatching.cpp    what verification wants to know
///   OrderGraph.cpp      orders of locks, over all paths
///   StaleReads.cpp      decisions that are out of date
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_PATHS_PATHCHECKER_H
#define CONCURRENCY_PATHS_PATHCHECKER_H

#include "facts/Names.h"
#include "paths/CallShape.h"
#include "paths/OrderGraph.h"
#include "paths/PathWatch.h"
#include "paths/StaleReads.h"
#include "clang/StaticAnalyzer/Core/Checker.h"
#include "clang/StaticAnalyzer/Core/CheckerManager.h"
#include <bitset>

namespace concurrency {

class PathChecker
    : public clang::ento::CheckerFamily<
          clang::ento::check::ASTDecl<clang::TranslationUnitDecl>,
          clang::ento::eval::Call, clang::ento::check::PreCall,
          clang::ento::check::PostCall, clang::ento::check::Location,
          clang::ento::check::PreStmt<clang::BinaryOperator>,
          clang::ento::check::PreStmt<clang::UnaryOperator>,
          clang::ento::check::PostStmt<clang::DeclStmt>,
          clang::ento::check::Bind, clang::ento::check::BranchCondition,
          clang::ento::check::EndFunction, clang::ento::check::DeadSymbols,
          clang::ento::check::RegionChanges, clang::ento::check::EndAnalysis,
          clang::ento::check::EndOfTranslationUnit> {
public:
  using CallEvent = clang::ento::CallEvent;
  using CheckerContext = clang::ento::CheckerContext;
  using MemRegion = clang::ento::MemRegion;
  using SVal = clang::ento::SVal;

  clang::ento::CheckerFrontend SharedState, CheckThenAct, LockOrder, Relock, Io;

  struct Options {
    std::string ModelFile;
    std::string Index;
    std::bitset<numEnumerators<BlockKind>()> Kinds;
    bool SerializingLocks = false;
  } Options;

  /// Who wants to know more than what is reported, or null.
  PathWatch *Watch = nullptr;

  llvm::StringRef getDebugTag() const override { return "concurrency"; }

  /// The locks held, for dumps of the graph.
  void printState(llvm::raw_ostream &Out, ProgramStateRef State,
                  const char *NewLine, const char *Separator) const override;

  void checkASTDecl(const clang::TranslationUnitDecl *D,
                    clang::ento::AnalysisManager &Mgr,
                    clang::ento::BugReporter &BR) const;
  bool evalCall(const CallEvent &Call, CheckerContext &C) const;
  void checkPreCall(const CallEvent &Call, CheckerContext &C) const;
  void checkPostCall(const CallEvent &Call, CheckerContext &C) const;
  void checkLocation(SVal Location, bool IsLoad, const clang::Stmt *S,
                     CheckerContext &C) const;
  void checkPreStmt(const clang::BinaryOperator *B, CheckerContext &C) const;
  void checkPreStmt(const clang::UnaryOperator *U, CheckerContext &C) const;
  void checkPostStmt(const clang::DeclStmt *S, CheckerContext &C) const;
  void checkBind(SVal Location, SVal Value, const clang::Stmt *S,
                 bool AtDeclInit, CheckerContext &C) const;
  void checkBranchCondition(const clang::Stmt *Condition,
                            CheckerContext &C) const;
  void checkEndFunction(const clang::ReturnStmt *R, CheckerContext &C) const;
  void checkDeadSymbols(clang::ento::SymbolReaper &Live,
                        CheckerContext &C) const;
  ProgramStateRef checkRegionChanges(
      ProgramStateRef State, const clang::ento::InvalidatedSymbols *Symbols,
      llvm::ArrayRef<const MemRegion *> Explicits,
      llvm::ArrayRef<const MemRegion *> Regions,
      const clang::LocationContext *Frame, const CallEvent *Call) const;
  void checkEndAnalysis(clang::ento::ExplodedGraph &G,
                        clang::ento::BugReporter &BR,
                        clang::ento::ExprEngine &Engine) const;
  void checkEndOfTranslationUnit(const clang::TranslationUnitDecl *D,
                                 clang::ento::AnalysisManager &Mgr,
                                 clang::ento::BugReporter &BR) const;

private:
  // Memory.
  static void forgetVolatile(SVal Location, CheckerContext &C);
  static ProgramStateRef forgetWritten(ProgramStateRef State,
                                       const CallEvent &Call,
                                       CheckerContext &C);

  /// What a call adds up to: a state, and what to say about it.
  struct Outcome {
    ProgramStateRef State;
    llvm::SmallVector<LockStep, 2> Steps;
    llvm::SmallVector<Hold, 2> Taken; ///< newly, and without a way to fail
    llvm::SmallVector<Hold, 4> Before;
    bool Deadlock = false; ///< has been reported; the path ends
  };

  // Calls.
  bool isInUserCode(const CheckerContext &C) const;
  bool evalDeref(const CallShape &Shape, const CallEffect &Effect,
                 CheckerContext &C) const;
  bool evalLocking(const CallShape &Shape, CheckerContext &C) const;
  bool evalUpkeep(const CallShape &Shape, CheckerContext &C) const;
  bool evalGuardMove(const CallShape &Shape, CheckerContext &C) const;
  void apply(const CallShape &Shape, const CallEffect &Effect, Outcome &Out,
             CheckerContext &C) const;
  void finish(const CallShape &Shape, Outcome &Out, std::optional<bool> Result,
              SVal Value, CheckerContext &C) const;
  void applyHint(const CallShape &Shape, CheckerContext &C) const;
  ProgramStateRef applySummary(const CallShape &Shape,
                               ProgramStateRef State) const;
  ProgramStateRef expose(const CallShape &Shape, ProgramStateRef State) const;
  ProgramStateRef bindResult(ProgramStateRef State, const CallEvent &Call,
                             SVal V, CheckerContext &C) const;
  SVal fresh(const CallEvent &Call, CheckerContext &C) const;

  // Locks and guards.
  void acquire(Outcome &Out, const MemRegion *Lock, LockMode Mode,
               Reentrancy Reentrant, bool Grouped, bool MayFail,
               const PathPlace &At, const CallEvent &Call,
               CheckerContext &C) const;
  void release(Outcome &Out, const MemRegion *Lock) const;
  void initGuard(Outcome &Out, const MemRegion *Guard,
                 llvm::ArrayRef<SVal> Locks, const CallEffect &Effect,
                 Reentrancy Reentrant, const PathPlace &At,
                 const CallEvent &Call, CheckerContext &C) const;
  void endGuard(Outcome &Out, const MemRegion *Guard) const;
  void moveGuard(Outcome &Out, const MemRegion *To,
                 const MemRegion *From) const;
  /// What others may have changed since the lock was held last.
  ProgramStateRef forgetGuarded(ProgramStateRef State, const MemRegion *Lock,
                                const CallEvent &Call, CheckerContext &C) const;

  // For who watches.
  void watchAcquire(const Outcome &Out, const Hold &New, const CallEvent &Call,
                    bool MayFail) const;
  void watchBlocking(const CallEvent &Call, CheckerContext &C) const;
  void watchCall(const CallEvent &Call, CheckerContext &C) const;
  void watchAccess(const clang::Expr *E, CheckerContext &C) const;
  bool watchEnd(unsigned Index, CheckerContext &C) const;
  void watchReturn(const CallShape &Shape, CheckerContext &C) const;
  void watchDoings(const Doings &Does, const CallEvent &Call,
                   CheckerContext &C) const;

  // Conditions.
  static void rememberCondition(Hold &H, CheckerContext &C);
  bool decidesOnLocks(const clang::CFGBlock *Branch) const;
  bool leaveToCaller(const clang::Expr *Condition, CheckerContext &C) const;
  void testSetting(const clang::Expr *E, ProgramStateRef State,
                   CheckerContext &C) const;

  // Bugs.
  void reportRelock(const Hold &Held, const Hold &Again, Outcome &Out,
                    CheckerContext &C) const;
  void addOrders(const Outcome &Out, const clang::ento::ExplodedNode *Node,
                 CheckerContext &C) const;
  void reportInstances(const Hold &Held, const Hold &Taken,
                       const clang::ento::ExplodedNode *Node,
                       CheckerContext &C) const;
  void checkBlocking(const CallShape &Shape, const CallEffect &Effect,
                     CheckerContext &C) const;
  void rememberBlocking(BlockKind Kind, CheckerContext &C) const;
  void checkNotEntered(const CallEvent &Call, llvm::ArrayRef<Hold> Held,
                       const clang::ento::ExplodedNode *Node,
                       CheckerContext &C) const;
  bool isForHandle(const Hold &H, BlockKind Kind, EntityId Handle) const;
  static const Hold &blocked(llvm::ArrayRef<Hold> Holds,
                             const ProgramStateRef &State);
  /// \p Node is where the path ends, or null for a new node; \p Inside leads
  /// on from there.
  void reportBlocking(const Hold &Held, BlockKind Kind, std::string Call,
                      const CallDown &Down, CheckerContext &C,
                      const clang::ento::ExplodedNode *Node = nullptr,
                      llvm::ArrayRef<BugStep> Inside = {}) const;
  void checkAccess(const clang::Expr *E, CheckerContext &C) const;
  bool reportAccess(const Suspect &S, const clang::Expr *E,
                    CheckerContext &C) const;
  void checkAct(const MemRegion *State, const clang::Expr *E,
                CheckerContext &C) const;
  clang::ento::PathDiagnosticLocation at(const clang::Expr *E,
                                         CheckerContext &C) const;

  clang::ento::BugType SharedStateBug{&SharedState, "Unprotected shared state",
                                      BugCategory};
  clang::ento::BugType CheckThenActBug{&CheckThenAct, "Check then act",
                                       BugCategory};
  clang::ento::BugType LockOrderBug{&LockOrder, "Lock order inversion",
                                    BugCategory};
  clang::ento::BugType RelockBug{&Relock, "Non-reentrant relock", BugCategory};
  clang::ento::BugType IoBug{&Io, "I/O under lock", BugCategory};

  /// Null where there is nothing to find in the file.
  mutable std::unique_ptr<CoreView> Core;
  mutable std::unique_ptr<OrderGraph> Orders;
  mutable StaleReads Reads;
  mutable llvm::DenseMap<const clang::CFGBlock *, bool> LockBranches;
  /// The kinds of blocking that were seen in a function, on a path into it.
  mutable llvm::DenseMap<const clang::FunctionDecl *,
                         std::bitset<numEnumerators<BlockKind>()>>
      SeenToBlock;
  /// One finding for a critical section and kind, for a function and a lock:
  /// the place where it was reported, and what was said.
  mutable std::map<std::pair<clang::SourceLocation, unsigned>,
                   std::pair<clang::SourceLocation, std::string>>
      ReportedIo;
  mutable std::map<std::pair<EntityId, EntityId>, clang::SourceLocation>
      ReportedState;
};

} // namespace concurrency

#endif // CONCURRENCY_PATHS_PATHCHECKER_H
