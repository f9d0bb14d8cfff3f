//===- Conditions.cpp - branches ------------------------------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "extract/FunctionExtractor.h"

using namespace clang;
using namespace concurrency;

/// pthread_mutex_trylock's other answer.
static constexpr int64_t Busy = 16;

static bool isConversionToTruth(CastKind Kind) {
  switch (Kind) {
  case CK_IntegralToBoolean:
  case CK_PointerToBoolean:
  case CK_IntegralCast:
  case CK_NoOp:
  case CK_UserDefinedConversion:
  case CK_LValueToRValue:
  case CK_AtomicToNonAtomic:
    return true;
  default:
    return false;
  }
}

void FunctionExtractor::condition(const Expr *E, Branch &If, bool Negated,
                                  unsigned Depth) {
  if (!E || Depth > 16)
    return;
  E = ignoreWrappers(E);
  auto Take = [&](const Answer &A) {
    If.Result = A.Event;
    If.P = A.TestedGuard;
    If.Negated = Negated != A.Negated;
  };
  if (const Outcome *Known = outcome(E);
      Known && (Known->Event.valid() || Known->TestedGuard.known())) {
    Take({Known->Event, Known->TestedGuard, false});
    return;
  }
  if (const auto *C = dyn_cast<CastExpr>(E)) {
    if (isConversionToTruth(C->getCastKind()))
      condition(C->getSubExpr(), If, Negated, Depth + 1);
    return;
  }
  if (const auto *U = dyn_cast<UnaryOperator>(E)) {
    if (U->getOpcode() == UO_LNot)
      condition(U->getSubExpr(), If, !Negated, Depth + 1);
    else if (U->getOpcode() == UO_Extension)
      condition(U->getSubExpr(), If, Negated, Depth + 1);
    return;
  }
  if (const auto *D = dyn_cast<DeclRefExpr>(E)) {
    const auto *V = dyn_cast<VarDecl>(D->getDecl());
    if (!V || !V->hasLocalStorage())
      return;
    if (auto It = Assigned.find(V); It != Assigned.end())
      Take(It->second);
    else if (auto It = Known.find(V); It != Known.end())
      Take(It->second);
    return;
  }
  if (const auto *Call = dyn_cast<CallExpr>(E)) {
    // __builtin_expect, which is no call.
    if (Call->getBuiltinCallee() && Call->getNumArgs() >= 1)
      condition(Call->getArg(0), If, Negated, Depth + 1);
    return;
  }
  const auto *B = dyn_cast<BinaryOperator>(E);
  if (!B)
    return;
  if (B->getOpcode() == BO_Assign || B->getOpcode() == BO_Comma)
    return condition(B->getRHS(), If, Negated, Depth + 1);
  if (!B->isEqualityOp())
    return;
  const Expr *Other = B->getLHS();
  std::optional<int64_t> Number = constant(B->getRHS());
  if (!Number) {
    Number = constant(B->getLHS());
    Other = B->getRHS();
  }
  if (!Number || (*Number != 0 && *Number != 1 && *Number != Busy))
    return;
  bool HoldsForZero = (B->getOpcode() == BO_EQ) == (*Number == 0);
  condition(Other, If, Negated != HoldsForZero, Depth + 1);
}

/// What is known of a local from here on, if its value tells anything.
void FunctionExtractor::noteAssigned(const VarDecl *V, const Expr *Source) {
  Branch If;
  if (Source)
    condition(Source, If, false, 0);
  Answer A = {If.Result, std::move(If.P), If.Negated};
  if (!Scan.Uses.lookup(V).Written) {
    if (A.tells())
      Known[V] = std::move(A);
  } else if (A.tells()) {
    Assigned[V] = std::move(A);
  } else {
    Assigned.erase(V);
  }
}

/// Pointers, or numbers that were pointers.
static bool isAddress(const Expr *E) {
  E = E->IgnoreParenCasts();
  if (const auto *Call = dyn_cast<CallExpr>(E))
    return Call->getType()->isPointerType();
  return E->getType()->isPointerType();
}

static bool comparesAddresses(const Expr *E) {
  E = ignoreWrappers(E)->IgnoreParenImpCasts();
  if (const auto *U = dyn_cast<UnaryOperator>(E))
    return U->getOpcode() == UO_LNot && comparesAddresses(U->getSubExpr());
  if (const auto *B = dyn_cast<BinaryOperator>(E))
    return B->isRelationalOp() && isAddress(B->getLHS()) &&
           isAddress(B->getRHS());
  // std::less and its like: a library's function object for two pointers.
  const auto *Call = dyn_cast<CXXOperatorCallExpr>(E);
  return Call && Call->getOperator() == OO_Call && Call->getNumArgs() == 3 &&
         Call->getType()->isBooleanType() && isAddress(Call->getArg(1)) &&
         isAddress(Call->getArg(2));
}

const Expr *concurrency::lastCondition(const CFGBlock &B) {
  if (B.getTerminator().getKind() != CFGTerminator::StmtBranch)
    return nullptr;
  const Stmt *T = B.getTerminatorStmt();
  if (!T || isa<SwitchStmt, CXXTryStmt, IndirectGotoStmt, GotoStmt>(T))
    return nullptr;
  for (auto I = B.rbegin(), E = B.rend(); I != E; ++I)
    if (std::optional<CFGStmt> S = I->getAs<CFGStmt>())
      return dyn_cast<Expr>(S->getStmt());
  return nullptr;
}

void FunctionExtractor::readBranch(const CFGBlock &B) {
  if (B.succ_size() != 2)
    return;
  const Expr *E = lastCondition(B);
  if (!E)
    return;
  Branch If;
  condition(E, If, false, 0);
  If.Deps = deps(E);
  If.ComparesAddresses = comparesAddresses(E);
  If.Where = place(E->getBeginLoc());
  Block &Last = Out.Blocks[CurrentBlock];
  if (!If.Result.valid() && !If.P.known() && If.Deps.empty() &&
      !If.ComparesAddresses)
    return;
  Last.HasBranch = true;
  Last.If = std::move(If);
}
