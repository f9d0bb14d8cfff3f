//===- PathReport.h - a finding with the path to it -------------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A finding stands where the function that has the lock does something wrong:
/// where a person would edit, and where the core reports it. The path goes on
/// into the functions called.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_PATHS_PATHREPORT_H
#define CONCURRENCY_PATHS_PATHREPORT_H

#include "paths/LockState.h"
#include "report/Message.h"
#include "clang/StaticAnalyzer/Core/BugReporter/BugReporter.h"
#include "clang/StaticAnalyzer/Core/BugReporter/BugType.h"
#include "clang/StaticAnalyzer/Core/PathSensitive/CheckerContext.h"

namespace concurrency {

class PathReport : public clang::ento::PathSensitiveBugReport {
public:
  PathReport(const clang::ento::BugType &Type, llvm::StringRef Text,
             const clang::ento::ExplodedNode *Node,
             clang::ento::PathDiagnosticLocation Where, const clang::Decl *In)
      : PathSensitiveBugReport(Type, Text, Node, Where, In), Where(Where) {}

  clang::ento::PathDiagnosticLocation getLocation() const override {
    return Where;
  }

  /// The notes of these locks are shown.
  void about(const clang::ento::MemRegion *Lock) { Locks.insert(Lock); }
  bool isAbout(const clang::ento::MemRegion *Lock) const {
    return Locks.contains(Lock);
  }

  /// Null for reports of other checkers.
  static const PathReport *from(const clang::ento::PathSensitiveBugReport &R);

private:
  clang::ento::PathDiagnosticLocation Where;
  llvm::SmallPtrSet<const clang::ento::MemRegion *, 2> Locks;
};

/// The category of all our bug types, by which reports are told apart.
inline constexpr llvm::StringLiteral BugCategory = "Concurrency";

/// A step of some lock's life, said only in reports about that lock.
struct LockStep {
  BugStepKind Kind;
  const clang::ento::MemRegion *Lock;
};
const clang::ento::NoteTag *lockNote(clang::ento::CheckerContext &C,
                                     llvm::ArrayRef<LockStep> Steps);

/// What leads from the frame \p Owner down to \p P.
struct CallDown {
  const clang::Expr *Site = nullptr;           ///< in the frame
  const clang::FunctionDecl *Callee = nullptr; ///< null if P is there itself
  const clang::StackFrameContext *Frame = nullptr;
};
CallDown callFrom(const clang::StackFrameContext *Owner, const PathPlace &P,
                  CoreView &Core);

/// The calls under way, from that in the frame \p Owner to that of \p Here.
std::vector<CallUnderWay> callsFrom(const clang::StackFrameContext *Owner,
                                    const clang::StackFrameContext *Here,
                                    const clang::SourceManager &SM);

/// The place in code of the user where \p Call happens.
PathPlace placeOf(const clang::Expr *Site, clang::ento::CheckerContext &C,
                  CoreView &Core);

/// The function of a frame.
const clang::FunctionDecl *functionOf(const clang::StackFrameContext *Frame);

/// The place as findings and facts name it: of a macro, where it is used.
clang::SourceLocation shownLoc(const clang::Expr *E, clang::ASTContext &Ctx);

} // namespace concurrency

#endif // CONCURRENCY_PATHS_PATHREPORT_H
