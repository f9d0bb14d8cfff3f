//===- PathWatching.cpp - what verification wants to know -----------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "paths/PathChecker.h"

using namespace clang;
using namespace ento;
using namespace concurrency;

/// The places by which facts and findings may name an expression.
static void addPlaces(const Expr *E, const SourceManager &SM,
                      llvm::SmallVectorImpl<SourceLocation> &Places) {
  if (!E)
    return;
  Places.push_back(SM.getExpansionLoc(E->getBeginLoc()));
  Places.push_back(SM.getExpansionLoc(E->getExprLoc()));
}

void PathChecker::watchAcquire(const Outcome &Out, const Hold &New,
                               const CallEvent &Call, bool MayFail) const {
  const SourceManager &SM = Core->Ctx.getSourceManager();
  llvm::SmallVector<SourceLocation, 8> Places;
  addPlaces(Call.getOriginExpr(), SM, Places);
  addPlaces(New.Taken.Site, SM, Places);
  for (const StackFrameContext *F = New.Taken.Frame; F && !F->inTopFrame();
       F = F->getParent()->getStackFrame())
    addPlaces(dyn_cast_or_null<Expr>(F->getCallSite()), SM, Places);
  Watch->taken(Places);
  // It may be the same under another name.
  DeclClass Class = declClass(New.Lock);
  if (!MayFail && llvm::any_of(holds(Out.State), [&](const Hold &H) {
        DeclClass Other = declClass(H.Lock);
        return !Class || !Other || Class == Other;
      }))
    Watch->happened(FindingKind::NonReentrantRelock);
}

void PathChecker::watchCall(const CallEvent &Call, CheckerContext &C) const {
  llvm::SmallVector<SourceLocation, 2> Places;
  addPlaces(Call.getOriginExpr(), C.getSourceManager(), Places);
  for (SourceLocation At : Places)
    Watch->reached(At);
  if (isUncertain(C.getState()))
    Watch->lost();
}

/// The value may be run by who gets it.
static bool isCallable(QualType T) {
  T = T.getNonReferenceType();
  if (T->isFunctionPointerType() || T->isFunctionType() ||
      T->isMemberFunctionPointerType() || T->isBlockPointerType())
    return true;
  const CXXRecordDecl *R = T->getAsCXXRecordDecl();
  return R && R->hasDefinition() &&
         (R->isLambda() || llvm::any_of(R->methods(), [](const auto *M) {
            return M->getOverloadedOperator() == OO_Call;
          }));
}

void PathChecker::watchReturn(const CallShape &Shape, CheckerContext &C) const {
  if (C.wasInlined)
    return;
  if (!Shape.Callee || Core->matters(Shape.Callee) ||
      (!Watch->Alone && !Shape.Effects && !Shape.Callee->hasBody() &&
       !Core->isSystem(Shape.Callee)))
    return Watch->lost();
  // What a model describes runs nothing, unless it says so.
  if (Shape.Effects && !Shape.has([](const CallEffect &E) {
        return E.Kind == CallEffect::RunNow || E.Kind == CallEffect::RunOnce ||
               E.Kind == CallEffect::Wait;
      }))
    return;
  for (unsigned I = 0; I != Shape.Call.getNumArgs(); ++I)
    if (const Expr *A = Shape.Call.getArgExpr(I); A && isCallable(A->getType()))
      return Watch->lost();
}
