//===- PathConditions.cpp - conditions that decide on locks ---------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "paths/PathChecker.h"

using namespace clang;
using namespace ento;
using namespace concurrency;

/// A hash of how a condition is spelt.
static unsigned spelling(const Stmt *Condition, const ASTContext &Ctx) {
  const auto *E = dyn_cast<Expr>(Condition);
  llvm::FoldingSetNodeID ID;
  (E ? E->IgnoreParenImpCasts() : Condition)->Profile(ID, Ctx, true);
  return ID.computeStableHash() | 1;
}

/// An ordering of two addresses, by an operator or by a function object.
static bool comparesAddresses(const Expr *E) {
  E = ignoreWrappers(E)->IgnoreParenImpCasts();
  if (const auto *U = dyn_cast<UnaryOperator>(E);
      U && U->getOpcode() == UO_LNot)
    return comparesAddresses(U->getSubExpr());
  if (const auto *B = dyn_cast<BinaryOperator>(E))
    return B->isRelationalOp() && B->getLHS()->getType()->isPointerType();
  const auto *Call = dyn_cast<CXXOperatorCallExpr>(E);
  return Call && Call->getOperator() == OO_Call && Call->getNumArgs() == 3 &&
         Call->getArg(1)->getType()->isPointerType() &&
         Call->getArg(2)->getType()->isPointerType();
}

/// A setting: a member or global that a condition tests as it is, reached
/// without local variables, which change from turn to turn.
static const Expr *settingIn(const Expr *E) {
  E = ignoreWrappers(E)->IgnoreParenImpCasts();
  const Expr *Base = E;
  while (const auto *M = dyn_cast<MemberExpr>(Base))
    Base = M->getBase()->IgnoreParenImpCasts();
  if (isa<CXXThisExpr>(Base))
    return E;
  const auto *D = dyn_cast<DeclRefExpr>(Base);
  const auto *V = D ? dyn_cast<VarDecl>(D->getDecl()) : nullptr;
  bool Found = V && (V->hasGlobalStorage() ||
                     (isa<ParmVarDecl>(V) && isa<MemberExpr>(E)));
  return Found ? E : nullptr;
}

void PathChecker::checkBranchCondition(const Stmt *Condition,
                                       CheckerContext &C) const {
  const auto *E = dyn_cast_or_null<Expr>(Condition);
  if (!Core || !E || !isInUserCode(C))
    return;
  if ((Watch && watchEnd(~0u, C)) || leaveToCaller(E, C))
    return;
  ProgramStateRef State = C.getState();
  if (comparesAddresses(E))
    State = setOrdersByAddress(State);
  // `if (threaded) unlock();`: the same as when it was locked, although a call
  // in between may have changed it for all the analyzer knows.
  auto Value = C.getSVal(Condition).getAs<DefinedSVal>();
  if (Value && !Value->getAs<nonloc::ConcreteInt>())
    for (const Hold &H : holds(State))
      if (H.Condition && H.Taken.Frame == C.getStackFrame() &&
          H.Condition == spelling(Condition, C.getASTContext()))
        if (ProgramStateRef Same = State->assume(*Value, H.ConditionWas))
          State = Same;
  State = Reads.decide(E, State, C);
  testSetting(E, State, C);
}

/// One of the calls in the block does something to locks that \p Is names.
static bool hasLocking(const CFGBlock *Block, CoreView &Core,
                       bool (*Is)(const CallEffect &)) {
  return llvm::any_of(*Block, [&](const CFGElement &Element) {
    auto S = Element.getAs<CFGStmt>();
    const auto *Call = S ? dyn_cast<CallExpr>(S->getStmt()) : nullptr;
    const FunctionDecl *F = Call ? Call->getDirectCallee() : nullptr;
    if (!F)
      return false;
    const RecordDecl *Class = nullptr;
    if (const auto *M = dyn_cast<CXXMemberCallExpr>(Call))
      Class = M->getRecordDecl();
    const CallEffects *Effects = Core.effects(F, Class);
    if (Effects && llvm::any_of(*Effects, Is))
      return true;
    return Core.leavesLocks(F) || (Class && Core.record(Class).LockLike);
  });
}

static bool isTaking(const CallEffect &E) {
  return E.Kind == CallEffect::Acquire || E.Kind == CallEffect::TryAcquire ||
         E.Kind == CallEffect::GuardLock || E.Kind == CallEffect::GuardTry;
}

/// Locks are taken or released right behind the branch.
bool PathChecker::decidesOnLocks(const CFGBlock *Branch) const {
  auto [It, New] = LockBranches.try_emplace(Branch, false);
  if (!New)
    return It->second;
  bool Found = llvm::any_of(Branch->succs(), [&](const auto &Next) {
    const CFGBlock *B = Next.getReachableBlock();
    return B && hasLocking(B, *Core, isLocking);
  });
  return LockBranches[Branch] = Found;
}

/// A parameter, as it is, or compared with a constant.
static bool testsParameter(const Stmt *Condition, const ASTContext &Ctx) {
  const auto *E = dyn_cast_or_null<Expr>(Condition);
  for (unsigned Depth = 0; E && Depth != 4; ++Depth) {
    E = ignoreWrappers(E)->IgnoreParenImpCasts();
    if (const auto *D = dyn_cast<DeclRefExpr>(E))
      return isa<ParmVarDecl>(D->getDecl());
    const auto *U = dyn_cast<UnaryOperator>(E);
    const auto *B = dyn_cast<BinaryOperator>(E);
    if (U && U->getOpcode() == UO_LNot)
      E = U->getSubExpr();
    else if (B && B->isComparisonOp() && B->getRHS()->isEvaluatable(Ctx))
      E = B->getLHS();
    else
      return false;
  }
  return false;
}

/// `if (!locked) lock();`: on the path that does not, the caller says that it
/// has the lock.
bool PathChecker::leaveToCaller(const Expr *Condition,
                                CheckerContext &C) const {
  const CFGBlock *Branch = C.getCFGElementRef().getParent();
  auto Value = C.getSVal(Condition).getAs<DefinedSVal>();
  if (!C.inTopFrame() || !Value || !Branch ||
      !isa_and_nonnull<IfStmt>(Branch->getTerminatorStmt()) ||
      Branch->succ_size() != 2 || !testsParameter(Condition, C.getASTContext()))
    return false;
  auto Takes = [&](unsigned Way) {
    const CFGBlock *B = Branch->succ_begin()[Way].getReachableBlock();
    return B && hasLocking(B, *Core, isTaking);
  };
  const bool IfTrue = Takes(0), IfFalse = Takes(1);
  if (IfTrue == IfFalse)
    return false;
  auto [Yes, No] = C.getState()->assume(*Value);
  if (Yes)
    C.addTransition(IfTrue ? Yes : setLeftToCaller(Yes));
  if (No)
    C.addTransition(IfFalse ? No : setLeftToCaller(No));
  return true;
}

/// Of a negation the analyzer decides the value at once.
void PathChecker::checkPreStmt(const UnaryOperator *U,
                               CheckerContext &C) const {
  if (Core && U->getOpcode() == UO_LNot && isInUserCode(C))
    testSetting(U->getSubExpr(), StaleReads::negate(U, C.getState(), C), C);
}

/// What was tested once while a lock is held, comes out the same the next time:
/// `if (!shared) unlock(); … if (shared) unlock();`.
void PathChecker::testSetting(const Expr *E, ProgramStateRef State,
                              CheckerContext &C) const {
  auto Value = C.getSVal(E).getAs<DefinedSVal>();
  const Expr *Setting = anyHold(State) ? settingIn(E) : nullptr;
  const CFGBlock *Block = C.getCFGElementRef().getParent();
  if (Setting && Value && !Value->getAs<nonloc::ConcreteInt>() && Block &&
      isa_and_nonnull<IfStmt>(Block->getTerminatorStmt()) &&
      decidesOnLocks(Block)) {
    unsigned Key = spelling(Setting, C.getASTContext()) ^
                   unsigned(llvm::hash_value(C.getStackFrame()));
    if (std::optional<bool> Was = tested(State, Key)) {
      if (ProgramStateRef Same = State->assume(*Value, *Was))
        State = Same;
    } else {
      auto [Yes, No] = State->assume(*Value);
      if (Yes && No) {
        C.addTransition(setTested(Yes, Key, true));
        C.addTransition(setTested(No, Key, false));
        return;
      }
    }
  }
  if (State != C.getState())
    C.addTransition(State);
}

/// `if (threaded) lock();`: remembers the condition.
void PathChecker::rememberCondition(Hold &H, CheckerContext &C) {
  if (H.Taken.Frame != C.getStackFrame())
    return;
  const CFGBlock *Here = C.getCFGElementRef().getParent();
  if (!Here || Here->pred_size() != 1 || !*Here->pred_begin())
    return;
  const CFGBlock *Before = *Here->pred_begin();
  const Stmt *Condition = Before->getTerminatorCondition();
  if (!isa_and_nonnull<IfStmt>(Before->getTerminatorStmt()) || !Condition ||
      Before->succ_size() != 2)
    return;
  H.Condition = spelling(Condition, C.getASTContext());
  H.ConditionWas = *Before->succ_begin() == Here;
}
