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

/// What an operand names, unless it is a variable that the function changes
/// where no event shows it.
Path FunctionExtractor::steadyObject(const Expr *E) {
  QualType T = E->getType();
  if (!(T->isIntegralOrEnumerationType() || T->isPointerType()) ||
      T.isVolatileQualified() || !isa<DeclRefExpr, MemberExpr>(E))
    return Path::unknown();
  if (const auto *D = dyn_cast<DeclRefExpr>(E))
    if (const auto *V = dyn_cast<VarDecl>(D->getDecl());
        V && V->hasLocalStorage()) {
      VariableUse Use = Scan.Uses.lookup(V);
      if (Use.Written || Use.AddressTaken || Captures.contains(V) ||
          V->getType()->isReferenceType() || DeclaredInLoop.contains(V))
        return Path::unknown();
    }
  return object(E);
}

/// A variable that may have changed since its value told something.
const VarDecl *FunctionExtractor::changingVariable(const Expr *E) {
  const auto *D = dyn_cast<DeclRefExpr>(E);
  const auto *V = D ? dyn_cast<VarDecl>(D->getDecl()) : nullptr;
  if (!V || !V->hasLocalStorage())
    return nullptr;
  VariableUse Use = Scan.Uses.lookup(V);
  return Use.Written && !Use.AddressTaken && !Captures.contains(V) ? V
                                                                   : nullptr;
}

/// `timeout > 0`, and `timeout.count() > 0`, of a parameter that never changes.
Path FunctionExtractor::numberGiven(const Expr *E) {
  E = E->IgnoreParenImpCasts();
  if (const auto *Call = dyn_cast<CXXMemberCallExpr>(E);
      Call && isDuration(Call->getImplicitObjectArgument()->getType()))
    E = Call->getImplicitObjectArgument()->IgnoreParenImpCasts();
  const auto *D = dyn_cast<DeclRefExpr>(E);
  const auto *V = D ? dyn_cast<ParmVarDecl>(D->getDecl()) : nullptr;
  if (!V || Scan.Uses.lookup(V).Written ||
      !(V->getType()->isIntegralOrEnumerationType() || isDuration(V->getType())))
    return Path::unknown();
  Path P = variable(V);
  return P.Root == RootKind::Param ? Path::param(P.Index) : Path::unknown();
}

/// Reads `number > 0` and the like.
void FunctionExtractor::ordering(const BinaryOperator *B, Branch &If) {
  std::optional<int64_t> Limit = constant(B->getRHS());
  const bool IsReversed = !Limit;
  if (IsReversed)
    Limit = constant(B->getLHS());
  if (!Limit || *Limit == INT64_MIN)
    return;
  If.Compared = numberGiven(IsReversed ? B->getRHS() : B->getLHS());
  const BinaryOperatorKind Op =
      IsReversed ? BinaryOperator::reverseComparisonOp(B->getOpcode())
                 : B->getOpcode();
  If.Limit = *Limit - (Op == BO_GE || Op == BO_LT);
  If.Negated ^= Op == BO_LE || Op == BO_LT;
}

/// Reads `flag`, `!flag`, `mode == Write` and `(flags & Locked) != 0`.
void FunctionExtractor::comparison(const Expr *E, Branch &If) {
  bool Compared = false, Masked = false;
  for (unsigned Depth = 0; Depth != 16; ++Depth) {
    E = ignoreWrappers(E);
    if (const auto *C = dyn_cast<CastExpr>(E)) {
      CastKind Kind = C->getCastKind();
      if (!isConversionToTruth(Kind) || Kind == CK_UserDefinedConversion ||
          Kind == CK_AtomicToNonAtomic)
        return;
      // Any value but zero is true.
      if (Compared && C->getType()->isBooleanType() &&
          !C->getSubExpr()->getType()->isBooleanType()) {
        if (If.Number != 0 && If.Number != 1)
          return;
        If.Negated ^= If.Number == 1;
        If.Number = 0;
      }
      E = C->getSubExpr();
      continue;
    }
    if (const auto *U = dyn_cast<UnaryOperator>(E);
        U && U->getOpcode() == UO_LNot) {
      if (Compared && If.Number != 0)
        return;
      If.Negated = !If.Negated;
      E = U->getSubExpr();
      continue;
    }
    if (const auto *Call = dyn_cast<CallExpr>(E);
        Call && Call->getBuiltinCallee() == Builtin::BI__builtin_expect) {
      E = Call->getArg(0);
      continue;
    }
    const auto *B = dyn_cast<BinaryOperator>(E);
    if (!B)
      break;
    if (B->isRelationalOp() && !Compared && !Masked)
      return ordering(B, If);
    bool Equality = B->isEqualityOp() && !Compared && !Masked;
    if (!Equality && (B->getOpcode() != BO_And || Masked))
      return;
    const Expr *Operand = B->getLHS();
    std::optional<int64_t> Number = constant(B->getRHS());
    if (!Number) {
      Number = constant(B->getLHS());
      Operand = B->getRHS();
    }
    if (!Number)
      return;
    if (Equality) {
      If.Negated ^= B->getOpcode() == BO_EQ;
      If.Number = *Number;
      Compared = true;
    } else {
      If.Mask = *Number;
      Masked = true;
    }
    E = Operand;
  }
  If.Tested = steadyObject(E);
  if (const VarDecl *V = changingVariable(E); V && !Masked && If.Number == 0)
    Later.push_back({CurrentBlock, V, If.Negated});
}

/// The acquisition after which nothing but variables has changed in the block.
static EventId justAcquired(const Function &F, uint32_t Block) {
  for (uint32_t I = F.Events.size(); I-- > F.Blocks[Block].FirstEvent;) {
    const Event &E = F.Events[I];
    if (E.Kind == EventKind::Acquire)
      return EventId(I);
    if (E.Kind != EventKind::Access && E.Kind != EventKind::Assign)
      break;
  }
  return EventId();
}

/// Among all that a local is set to, one after the other.
void FunctionExtractor::noteValue(const VarDecl *V, const Expr *Source,
                                  const Answer &A) {
  if (!Scan.Uses.lookup(V).Written)
    return;
  Assignments &All = Changing[V];
  if (A.Event.valid() && !All.Only.Event.valid())
    All.Only = A;
  else if (std::optional<int64_t> Number =
               Source && !A.tells() ? constant(Source) : std::nullopt) {
    EventId Lock = *Number ? justAcquired(Out, CurrentBlock) : All.Acquired;
    All.Acquired = !*Number || !All.NonZero || Lock == All.Acquired ? Lock
                                                                    : EventId();
    (*Number == 0 ? All.Zero : All.NonZero) = true;
  } else {
    All.Others = true;
  }
}

/// What is known of a local from here on, if its value tells anything.
void FunctionExtractor::noteAssigned(const VarDecl *V, const Expr *Source) {
  Branch If;
  if (Source)
    condition(Source, If, false, 0);
  Answer A = {If.Result, std::move(If.P), If.Negated};
  noteValue(V, Source, A);
  if (!Scan.Uses.lookup(V).Written) {
    if (A.tells())
      Known[V] = std::move(A);
  } else if (A.tells()) {
    Assigned[V] = std::move(A);
  } else {
    Assigned.erase(V);
  }
}

/// `int r = EINVAL; if (asked) r = pthread_mutex_trylock(&m); if (r) …`: where
/// the constants all say that nothing was locked, to ask the variable is to ask
/// the attempt. And so it is of `lock(&m); locked = 1;`.
void FunctionExtractor::decideLater() {
  for (const Undecided &U : Later) {
    auto It = Changing.find(U.Tested);
    if (It == Changing.end() || It->second.Others)
      continue;
    const Assignments &All = It->second;
    Boxed<Branch> &Asks = Out.Blocks[U.Block].If;
    if (!All.Only.Event.valid()) {
      if (!All.Acquired.valid() || !All.Zero || !Asks)
        continue;
      Asks->Result = All.Acquired;
      Asks->Negated = U.Negated != (Out.Events[All.Acquired.index()].Sense ==
                                    ResultSense::Zero);
      continue;
    }
    const Event &E = Out.Events[All.Only.Event.index()];
    if (E.Kind != EventKind::TryAcquire && E.Kind != EventKind::GuardTry)
      continue;
    bool LockedIfZero = (E.Sense == ResultSense::Zero) != All.Only.Negated;
    if (LockedIfZero ? All.Zero : All.NonZero)
      continue;
    if (!Asks)
      continue;
    Asks->Result = All.Only.Event;
    Asks->Negated = U.Negated != All.Only.Negated;
  }
}

/// Pointers, or numbers that were pointers.
static bool isAddress(const Expr *E) {
  E = E->IgnoreParenCasts();
  if (const auto *Call = dyn_cast<CallExpr>(E))
    return Call->getType()->isPointerType();
  return E->getType()->isPointerType();
}

/// The same member of two objects: their numbers.
static bool isSameMember(const Expr *A, const Expr *B) {
  auto Member = [](const Expr *E) -> const ValueDecl * {
    E = E->IgnoreParenImpCasts();
    if (const auto *Call = dyn_cast<CXXMemberCallExpr>(E);
        Call && Call->getNumArgs() == 0)
      E = Call->getCallee()->IgnoreParenImpCasts();
    const auto *M = dyn_cast<MemberExpr>(E);
    return M ? M->getMemberDecl() : nullptr;
  };
  return Member(A) && Member(A) == Member(B);
}

/// Of two objects, to lock them in an order: by address, or by number.
static bool comparesAddresses(const Expr *E) {
  E = ignoreWrappers(E)->IgnoreParenImpCasts();
  if (const auto *U = dyn_cast<UnaryOperator>(E))
    return U->getOpcode() == UO_LNot && comparesAddresses(U->getSubExpr());
  if (const auto *B = dyn_cast<BinaryOperator>(E))
    return B->isRelationalOp() &&
           ((isAddress(B->getLHS()) && isAddress(B->getRHS())) ||
            isSameMember(B->getLHS(), B->getRHS()));
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
  if (!If.Result.valid() && !If.P.known()) {
    Branch Tests;
    comparison(E, Tests);
    if (Tests.Tested.known() || Tests.Compared.known()) {
      If.Tested = std::move(Tests.Tested);
      If.Mask = Tests.Mask;
      If.Number = Tests.Number;
      If.Compared = std::move(Tests.Compared);
      If.Limit = Tests.Limit;
      If.Negated = Tests.Negated;
    }
  }
  If.Deps = deps(E);
  If.ComparesAddresses = comparesAddresses(E);
  Block &Last = Out.Blocks[CurrentBlock];
  if (!If.Result.valid() && !If.P.known() && !If.Tested.known() &&
      !If.Compared.known() && If.Deps.empty() && !If.ComparesAddresses)
    return;
  Last.If = std::move(If);
}
