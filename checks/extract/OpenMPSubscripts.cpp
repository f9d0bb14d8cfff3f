//===- OpenMPSubscripts.cpp - which elements a thread gets ----------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "extract/OpenMPSubscripts.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"

using namespace clang;
using namespace concurrency;
using llvm::AddOverflow, llvm::MulOverflow, llvm::SubOverflow;

static constexpr unsigned MaxDepth = 400;
/// Terms nested more deeply make a subscript unknown.
static constexpr unsigned MaxTerms = 24;
static constexpr int64_t MaxStep = 1 << 20;
/// A loop that goes on for who knows how long goes on for a while.
static constexpr int64_t ManyTurns = 63;

static const VarDecl *variableIn(const Expr *E) {
  const auto *D = dyn_cast<DeclRefExpr>(E->IgnoreParenImpCasts());
  return D ? dyn_cast<VarDecl>(D->getDecl()) : nullptr;
}

//===----------------------------------------------------------------------===//
// Loops
//===----------------------------------------------------------------------===//

OpenMPSubscripts::OpenMPSubscripts(ASTContext &Ctx, OpenMPNumbers &Numbers,
                                   const OMPExecutableDirective &Team,
                                   const BodyScan &Around,
                                   const ExtractOptions &Options)
    : Ctx(Ctx), Numbers(Numbers) {
  BodyScan Scan(Options, Ctx);
  if (const Stmt *Code = statementUnder(Team))
    Scan.scan(Code);
  // (A counter is changed by its loop, too: whoever asks for it inside the loop
  // gets the loop.)
  for (const auto &[V, Use] : Scan.Uses)
    if (Use.Written || Use.AddressTaken)
      Changing.insert(V);
  for (const auto &[V, Use] : Around.Uses)
    if (Use.Written)
      SetAgain.insert(V);
  walk(&Team, 0);
}

/// The number that an expression always is, also by way of variables that are
/// set once.
std::optional<int64_t> OpenMPSubscripts::constant(const Expr *E,
                                                  unsigned Depth) const {
  if (!E || E->isValueDependent() || Depth > 4)
    return std::nullopt;
  Expr::EvalResult Result;
  if (E->getType()->isIntegralOrEnumerationType() &&
      E->EvaluateAsInt(Result, Ctx))
    return Result.Val.getInt().tryExtValue();
  E = E->IgnoreParenImpCasts();
  if (const VarDecl *V = variableIn(E)) {
    if (!V->hasLocalStorage() || isa<ParmVarDecl>(V) || !V->getInit())
      return std::nullopt;
    if (SetAgain.contains(V) || Changing.contains(V))
      return std::nullopt;
    return constant(V->getInit(), Depth + 1);
  }
  if (const auto *B = dyn_cast<BinaryOperator>(E)) {
    std::optional<int64_t> L = constant(B->getLHS(), Depth + 1);
    std::optional<int64_t> R = L ? constant(B->getRHS(), Depth + 1) : L;
    int64_t Value = 0;
    if (!R)
      return std::nullopt;
    bool Overflow = B->getOpcode() == BO_Add   ? AddOverflow(*L, *R, Value)
                    : B->getOpcode() == BO_Sub ? SubOverflow(*L, *R, Value)
                    : B->getOpcode() == BO_Mul ? MulOverflow(*L, *R, Value)
                                               : true;
    return Overflow ? std::nullopt : std::optional(Value);
  }
  return std::nullopt;
}

/// The same in every thread, whenever it is asked for.
bool OpenMPSubscripts::isSteady(const Expr *E) const {
  if (!E || E->HasSideEffects(Ctx))
    return false;
  bool Steady = true;
  llvm::SmallVector<const Stmt *, 16> Stack(1, E);
  while (!Stack.empty() && Steady) {
    const Stmt *S = Stack.pop_back_val();
    if (!S)
      continue;
    if (const auto *D = dyn_cast<DeclRefExpr>(S)) {
      const auto *V = dyn_cast<VarDecl>(D->getDecl());
      Steady = !V ? isa<EnumConstantDecl>(D->getDecl())
                  : !Changing.contains(V) && !Declared.contains(V);
    } else if (isa<CallExpr, ArraySubscriptExpr, LambdaExpr>(S) ||
               (isa<UnaryOperator>(S) &&
                cast<UnaryOperator>(S)->getOpcode() == UO_Deref) ||
               (isa<MemberExpr>(S) && cast<MemberExpr>(S)->isArrow())) {
      Steady = false;
    }
    for (const Stmt *Child : S->children())
      Stack.push_back(Child);
  }
  return Steady;
}

/// What a turn adds to the counter.
std::optional<int64_t> OpenMPSubscripts::step(const ForStmt &For) const {
  const Expr *Inc =
      For.getInc() ? For.getInc()->IgnoreParenImpCasts() : nullptr;
  if (const auto *U = dyn_cast_or_null<UnaryOperator>(Inc);
      U && U->isIncrementDecrementOp())
    return U->isIncrementOp() ? 1 : -1;
  const auto *B = dyn_cast_or_null<BinaryOperator>(Inc);
  if (!B || !B->isAssignmentOp())
    return std::nullopt;
  const Expr *By = B->getRHS()->IgnoreParenImpCasts();
  bool Minus = B->getOpcode() == BO_SubAssign;
  if (B->getOpcode() == BO_Assign) {
    // i = i + 2
    const auto *Sum = dyn_cast<BinaryOperator>(By);
    if (!Sum || !Sum->isAdditiveOp() ||
        variableIn(Sum->getLHS()) != counterOf(For))
      return std::nullopt;
    Minus = Sum->getOpcode() == BO_Sub;
    By = Sum->getRHS();
  } else if (!Minus && B->getOpcode() != BO_AddAssign) {
    return std::nullopt;
  }
  std::optional<int64_t> N = constant(By);
  if (!N || *N == 0 || std::abs(*N) > MaxStep)
    return std::nullopt;
  return Minus ? -*N : *N;
}

/// Reads `for (i = first; i < end; ++i)` and its like.
void OpenMPSubscripts::bounds(const ForStmt &For, Loop &L) const {
  const Expr *First = nullptr;
  if (isa_and_nonnull<DeclStmt>(For.getInit()))
    First = L.Counter->getInit();
  else if (const auto *B = dyn_cast_or_null<BinaryOperator>(For.getInit()))
    First = B->getRHS();
  const auto *Cond = dyn_cast_or_null<BinaryOperator>(
      For.getCond() ? For.getCond()->IgnoreParenImpCasts() : nullptr);
  if (!First || !Cond)
    return;
  if (isSteady(First) && Cond->isComparisonOp() && isSteady(Cond->getRHS())) {
    llvm::FoldingSetNodeID Id;
    Id.AddString("bounds");
    First->Profile(Id, Ctx, /*Canonical=*/true);
    Cond->getRHS()->Profile(Id, Ctx, /*Canonical=*/true);
    L.Bounds = Numbers.of(Id);
  }
  L.Step = step(For);
  L.First = constant(First);
  std::optional<int64_t> End = constant(Cond->getRHS());
  int64_t Span = 0;
  if (!L.Step || !L.First || !End || variableIn(Cond->getLHS()) != L.Counter ||
      SubOverflow(*End, *L.First, Span))
    return;
  BinaryOperatorKind Up = *L.Step > 0 ? BO_LT : BO_GT;
  BinaryOperatorKind UpTo = *L.Step > 0 ? BO_LE : BO_GE;
  if (Cond->getOpcode() == Up)
    L.Last = (Span - (*L.Step > 0 ? 1 : -1)) / *L.Step;
  else if (Cond->getOpcode() == UpTo)
    L.Last = Span / *L.Step;
}

void OpenMPSubscripts::enter(const ForStmt &For, uint32_t Number,
                             uint32_t Nest) {
  Loop L;
  L.Counter = counterOf(For);
  if (!L.Counter)
    return;
  L.Number = Number;
  L.Nest = Nest;
  bounds(For, L);
  Loops.push_back(L);
  Open.push_back(&Loops.back());
}

void OpenMPSubscripts::walk(const Stmt *S, unsigned Depth) {
  if (!S || Depth > MaxDepth)
    return;
  if (const auto *D = dyn_cast<OMPExecutableDirective>(S)) {
    llvm::SmallVector<const ForStmt *, 2> Out = sharedOutLoops(*D);
    uint32_t First = Numbers.newLoops(Out.size());
    for (auto [I, For] : llvm::enumerate(Out))
      SharedOut[For] = {First + I, Out.size()};
    walk(statementUnder(*D), Depth + 1);
    return;
  }
  if (const auto *For = dyn_cast<ForStmt>(S)) {
    size_t Before = Open.size();
    auto [Number, Nest] = SharedOut.lookup(For);
    enter(*For, Number, Nest);
    for (const Stmt *Child : S->children())
      walk(Child, Depth + 1);
    Open.truncate(Before);
    return;
  }
  if (const auto *E = dyn_cast<DeclRefExpr>(S)) {
    for (const Loop *L : llvm::reverse(Open))
      if (L->Counter == E->getDecl()) {
        CounterUses[E] = L;
        break;
      }
    return;
  }
  if (const auto *D = dyn_cast<DeclStmt>(S))
    for (const Decl *Inner : D->decls())
      if (const auto *V = dyn_cast<VarDecl>(Inner)) {
        Declared.insert(V);
        walk(V->getInit(), Depth + 1);
      }
  if (isa<DeclStmt>(S))
    return;
  for (const Stmt *Child : S->children())
    walk(Child, Depth + 1);
}

//===----------------------------------------------------------------------===//
// Subscripts
//===----------------------------------------------------------------------===//

struct OpenMPSubscripts::Sum {
  int64_t Number = 0;
  const Loop *Shared = nullptr; ///< a turn of it
  int64_t Stride = 0;
  bool Ranges = false;
  bool Anything = false; ///< in Rest
  llvm::FoldingSetNodeID Rest;
};

bool OpenMPSubscripts::add(const Expr *E, int64_t Factor, Sum &To,
                           unsigned Depth) const {
  E = E->IgnoreParenImpCasts();
  if (Depth > MaxTerms || !E->getType()->isIntegralOrEnumerationType())
    return false;
  int64_t Product = 0;
  if (const auto *D = dyn_cast<DeclRefExpr>(E))
    if (const Loop *L = CounterUses.lookup(D)) {
      if (L->Number) {
        if (To.Shared && To.Shared != L)
          return false;
        To.Shared = L;
        return !AddOverflow(To.Stride, Factor, To.Stride);
      }
      // Each thread has all the turns of this one.
      if (!L->Bounds)
        return false;
      To.Ranges = To.Anything = true;
      To.Rest.AddInteger(*L->Bounds);
      To.Rest.AddInteger(Factor);
      return true;
    }
  if (std::optional<int64_t> N = constant(E))
    return !MulOverflow(*N, Factor, Product) &&
           !AddOverflow(To.Number, Product, To.Number);
  if (const auto *B = dyn_cast<BinaryOperator>(E)) {
    switch (B->getOpcode()) {
    case BO_Add:
    case BO_Sub:
      return add(B->getLHS(), Factor, To, Depth + 1) &&
             add(B->getRHS(), B->getOpcode() == BO_Sub ? -Factor : Factor, To,
                 Depth + 1);
    case BO_Mul: {
      const Expr *Other = B->getRHS();
      std::optional<int64_t> N = constant(B->getLHS());
      if (!N) {
        N = constant(B->getRHS());
        Other = B->getLHS();
      }
      if (N)
        return !MulOverflow(*N, Factor, Product) &&
               add(Other, Product, To, Depth + 1);
      break;
    }
    default:
      break;
    }
  }
  if (!isSteady(E))
    return false;
  To.Anything = true;
  E->Profile(To.Rest, Ctx, /*Canonical=*/true);
  To.Rest.AddInteger(Factor);
  return true;
}

std::optional<Subscript> OpenMPSubscripts::subscript(const Expr *E) const {
  Sum Total;
  if (!add(E, 1, Total, 0))
    return std::nullopt;
  Subscript X;
  X.Offset = Total.Number;
  if (Total.Anything)
    X.Rest = Numbers.of(Total.Rest);
  X.Ranges = Total.Ranges;
  if (const Loop *L = Total.Shared; L && Total.Stride) {
    // A row for each turn may well be what is meant.
    if (Total.Ranges)
      return std::nullopt;
    X.Loop = L->Number;
    X.Nest = L->Nest;
    int64_t Start = 0;
    if (!L->Step || MulOverflow(Total.Stride, *L->Step, X.Stride) ||
        MulOverflow(Total.Stride, L->First.value_or(0), Start) ||
        AddOverflow(X.Offset, Start, X.Offset))
      return std::nullopt;
    X.Bounded = L->First && L->Last;
    X.Last = L->First ? L->Last.value_or(ManyTurns) : -1;
  }
  return X;
}

bool OpenMPSubscripts::read(const Expr *Object,
                            llvm::SmallVectorImpl<Subscript> &Into) const {
  const Expr *E = Object;
  for (unsigned I = 0; E && I != MaxTerms; ++I) {
    E = E->IgnoreParenImpCasts();
    if (const auto *A = dyn_cast<ArraySubscriptExpr>(E)) {
      std::optional<Subscript> X = subscript(A->getIdx());
      if (!X)
        return false;
      Into.insert(Into.begin(), *X);
      E = A->getBase();
    } else if (const auto *M = dyn_cast<MemberExpr>(E)) {
      E = M->getBase();
    } else if (const VarDecl *V = variableIn(E)) {
      // A pointer of the thread's own could point to any element.
      return !Declared.contains(V);
    } else if (isa<CXXThisExpr>(E)) {
      return true;
    } else {
      return false;
    }
  }
  return false;
}
