//===- PathReport.cpp - a finding with the path to it ---------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "paths/PathReport.h"

using namespace clang;
using namespace ento;
using namespace concurrency;

const PathReport *PathReport::from(const PathSensitiveBugReport &R) {
  return R.getBugType().getCategory() == BugCategory
             ? static_cast<const PathReport *>(&R)
             : nullptr;
}

const NoteTag *concurrency::lockNote(CheckerContext &C,
                                     llvm::ArrayRef<LockStep> Steps) {
  if (Steps.empty())
    return nullptr;
  return C.getNoteTag([Steps = llvm::SmallVector<LockStep, 2>(Steps)](
                          PathSensitiveBugReport &R) -> std::string {
    if (const PathReport *Ours = PathReport::from(R))
      for (const LockStep &Step : Steps)
        if (Ours->isAbout(Step.Lock))
          return describe(Step.Kind, {regionName(Step.Lock)});
    return "";
  });
}

CallDown concurrency::callFrom(const StackFrameContext *Owner,
                               const PathPlace &P, CoreView &Core) {
  // The first function of the user's on the way; not the library's that runs
  // it.
  const FunctionDecl *Named = nullptr;
  for (const StackFrameContext *F = P.Frame; F != Owner && !F->inTopFrame();) {
    if (const FunctionDecl *D = functionOf(F); D && !Core.isSystem(D))
      Named = D;
    const StackFrameContext *Caller = F->getParent()->getStackFrame();
    if (Caller == Owner)
      return {dyn_cast_or_null<Expr>(F->getCallSite()), Named, Owner};
    F = Caller;
  }
  return {P.Site, nullptr, P.Frame};
}

std::vector<CallUnderWay>
concurrency::callsFrom(const StackFrameContext *Owner,
                       const StackFrameContext *Here, const SourceManager &SM) {
  std::vector<CallUnderWay> Calls;
  for (; Here != Owner && !Here->inTopFrame();
       Here = Here->getParent()->getStackFrame())
    if (const Stmt *Site = Here->getCallSite())
      Calls.push_back({functionOf(Here->getParent()->getStackFrame()),
                       SM.getExpansionLoc(Site->getBeginLoc()),
                       functionOf(Here)});
  std::reverse(Calls.begin(), Calls.end());
  return Calls;
}

PathPlace concurrency::placeOf(const Expr *Site, CheckerContext &C,
                               CoreView &Core) {
  PathPlace P{C.getStackFrame(), Site, 0};
  while (!P.Frame->inTopFrame()) {
    const FunctionDecl *F = functionOf(P.Frame);
    if (P.Site && (!F || !Core.isSystem(F)))
      break;
    // Destructors and what the compiler calls have no expression.
    P.Site = dyn_cast_or_null<Expr>(P.Frame->getCallSite());
    P.Frame = P.Frame->getParent()->getStackFrame();
  }
  return P;
}

const FunctionDecl *concurrency::functionOf(const StackFrameContext *Frame) {
  return dyn_cast_or_null<FunctionDecl>(Frame->getDecl());
}

SourceLocation concurrency::shownLoc(const Expr *E, ASTContext &Ctx) {
  return Ctx.getSourceManager().getExpansionLoc(E->getExprLoc());
}
