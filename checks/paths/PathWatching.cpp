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

using PlaceList = llvm::SmallVector<SourceLocation, 8>;

/// The places by which facts and findings may name an expression.
static void addPlaces(const Stmt *S, const SourceManager &SM,
                      PlaceList &Places) {
  const auto *E = dyn_cast_or_null<Expr>(S);
  if (!E)
    return;
  Places.push_back(SM.getExpansionLoc(E->getBeginLoc()));
  Places.push_back(SM.getExpansionLoc(E->getExprLoc()));
}

/// Those of an expression, and of the calls that led to it.
static PlaceList placesOf(const Expr *E, const StackFrameContext *Frame,
                          const SourceManager &SM) {
  PlaceList Places;
  addPlaces(E, SM, Places);
  for (; Frame && !Frame->inTopFrame();
       Frame = Frame->getParent()->getStackFrame())
    addPlaces(Frame->getCallSite(), SM, Places);
  return Places;
}

void PathChecker::watchAcquire(const Outcome &Out, const Hold &New,
                               const CallEvent &Call, bool MayFail) const {
  const SourceManager &SM = Core->Ctx.getSourceManager();
  PlaceList Places = placesOf(Call.getOriginExpr(), New.Taken.Frame, SM);
  addPlaces(New.Taken.Site, SM, Places);
  Watch->taken(Places);
  // It may be the same under another name.
  DeclClass Class = declClass(New.Lock);
  if (!MayFail && (isUncertain(Out.State) ||
                   llvm::any_of(holds(Out.State), [&](const Hold &H) {
                     DeclClass Other = declClass(H.Lock);
                     return !Class || !Other || Class == Other;
                   })))
    Watch->happened(FindingKind::NonReentrantRelock, Places);
}

void PathChecker::watchBlocking(const CallEvent &Call,
                                CheckerContext &C) const {
  Watch->happened(
      FindingKind::IoUnderLock,
      placesOf(Call.getOriginExpr(), C.getStackFrame(), C.getSourceManager()));
}

void PathChecker::watchCall(const CallEvent &Call, CheckerContext &C) const {
  PlaceList Places;
  addPlaces(Call.getOriginExpr(), C.getSourceManager(), Places);
  Watch->reached(Places);
}

void PathChecker::watchAccess(const Expr *E, CheckerContext &C) const {
  const SourceLocation Where = shownLoc(E, C.getASTContext());
  Watch->reached(Where);
  // One that is held alone will be the one that the core takes for shared.
  if (isUncertain(C.getState()) ||
      llvm::none_of(holds(C.getState()), [](const Hold &H) {
        return H.Mode == LockMode::Exclusive;
      }))
    Watch->happened(FindingKind::UnprotectedSharedState, Where);
}

/// Ends a path on which nothing that was asked about can happen any more. The
/// index is that of the element in its block.
bool PathChecker::watchEnd(unsigned Index, CheckerContext &C) const {
  static const SimpleProgramPointTag Over("concurrency", PathWatch::OverTag);
  if (!C.inTopFrame() ||
      !Watch->isOver(C.getCFGElementRef().getParent(), Index))
    return false;
  C.generateSink(C.getState(), C.getPredecessor(), &Over);
  return true;
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

/// What a function does that was not entered.
void PathChecker::watchDoings(const Doings &Does, const CallEvent &Call,
                              CheckerContext &C) const {
  PlaceList Places =
      placesOf(Call.getOriginExpr(), C.getStackFrame(), C.getSourceManager());
  const bool Uncertain = isUncertain(C.getState());
  if (Does.Locks || Does.Invokes)
    Watch->lost(Places);
  if (Does.Blocks && (Uncertain || anyHold(C.getState())))
    Watch->happened(FindingKind::IoUnderLock, Places);
  auto Again = [&](const Hold &H) {
    DeclClass Class = declClass(H.Lock);
    return !Class || Does.TakesOthers ||
           llvm::is_contained(Does.Takes, Core->key(Class.D));
  };
  if ((Does.TakesOthers || !Does.Takes.empty()) &&
      (Uncertain || llvm::any_of(holds(C.getState()), Again)))
    Watch->happened(FindingKind::NonReentrantRelock, Places);
}

void PathChecker::watchReturn(const CallShape &Shape, CheckerContext &C) const {
  if (C.wasInlined)
    return;
  PlaceList Places = placesOf(Shape.Call.getOriginExpr(), C.getStackFrame(),
                              C.getSourceManager());
  if (!Shape.Callee)
    return Watch->lost(Places);
  if (Watch->Alone || Shape.Effects || Core->isSystem(Shape.Callee)) {
    watchDoings(Core->doings(Shape.Callee), Shape.Call, C);
  } else if (Watch->Program) {
    // In another file, or with calls into others.
    Doings Does = Watch->Program->lookup(Core->key(Shape.Callee));
    watchDoings(Does, Shape.Call, C);
    if (Does.Locks)
      Watch->lostLocks();
  } else {
    Watch->lostLocks();
  }
  // What a model describes runs nothing, unless it says so.
  if (Shape.Effects && !Shape.has([](const CallEffect &E) {
        return E.Kind == CallEffect::RunNow || E.Kind == CallEffect::RunOnce ||
               E.Kind == CallEffect::Wait;
      }))
    return;
  for (unsigned I = 0; I != Shape.Call.getNumArgs(); ++I)
    if (const Expr *A = Shape.Call.getArgExpr(I); A && isCallable(A->getType()))
      return Watch->lost(Places);
}
