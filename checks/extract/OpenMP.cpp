//===- OpenMP.cpp - what OpenMP's directives make of a body ---------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Compat.h"
#include "extract/OpenMP.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/Attr.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/ExprOpenMP.h"
#include "clang/AST/StmtCXX.h"

using namespace clang;
using namespace concurrency;

/// Code nested more deeply is not looked into.
static constexpr unsigned MaxDepth = 400;

//===----------------------------------------------------------------------===//
// Directives
//===----------------------------------------------------------------------===//

const Stmt *concurrency::statementUnder(const OMPExecutableDirective &D) {
  return D.hasAssociatedStmt() && !D.isStandaloneDirective() ? D.getRawStmt()
                                                             : nullptr;
}

static std::optional<int64_t> constant(const Expr *E, const ASTContext &Ctx) {
  Expr::EvalResult Result;
  if (!E || E->isValueDependent() || !E->EvaluateAsInt(Result, Ctx))
    return std::nullopt;
  return Result.Val.getInt().tryExtValue();
}

/// `if(0)`, with or without the directive that is meant.
static bool isSwitchedOff(const OMPExecutableDirective &D,
                          const ASTContext &Ctx) {
  return llvm::any_of(D.getClausesOfKind<OMPIfClause>(),
                      [&](const OMPIfClause *If) {
                        return constant(If->getCondition(), Ctx) == 0;
                      });
}

static bool hasOneThread(const OMPExecutableDirective &D,
                         const ASTContext &Ctx) {
  return isSwitchedOff(D, Ctx) ||
         llvm::any_of(D.getClausesOfKind<OMPNumThreadsClause>(),
                      [&](const OMPNumThreadsClause *N) {
                        return constant(N->getNumThreads(), Ctx) == 1;
                      });
}

OpenMPRole concurrency::roleOf(const OMPExecutableDirective &D,
                               const ASTContext &Ctx) {
  OpenMPDirectiveKind Kind = D.getDirectiveKind();
  if (!statementUnder(D))
    return OpenMPRole::Inline;
  // Who depends on whom is more than can be told here; `ordered(n)` is the same
  // for the turns of a loop.
  if (hasClause<OMPDependClause>(D))
    return OpenMPRole::LeftOut;
  for (const auto *O : D.getClausesOfKind<OMPOrderedClause>())
    if (O->getNumForLoops())
      return OpenMPRole::LeftOut;
  switch (Kind) {
  case llvm::omp::OMPD_ordered:
    return OpenMPRole::LeftOut;
  case llvm::omp::OMPD_critical:
    return OpenMPRole::Critical;
  case llvm::omp::OMPD_single:
    return OpenMPRole::Single;
  case llvm::omp::OMPD_master:
  case llvm::omp::OMPD_masked:
    // With a filter it may be any.
    return hasClause<OMPFilterClause>(D) ? OpenMPRole::LeftOut
                                         : OpenMPRole::Master;
  case llvm::omp::OMPD_section:
    return OpenMPRole::Section;
  case llvm::omp::OMPD_task:
    return isSwitchedOff(D, Ctx) ? OpenMPRole::Inline : OpenMPRole::Task;
  case llvm::omp::OMPD_parallel_master:
  case llvm::omp::OMPD_parallel_masked:
    return OpenMPRole::Alone;
  default:
    break;
  }
  if (isOpenMPTaskLoopDirective(Kind))
    return OpenMPRole::TaskLoop;
  if (isOpenMPParallelDirective(Kind))
    return hasOneThread(D, Ctx) ? OpenMPRole::Alone : OpenMPRole::Team;
  if (isOpenMPTeamsDirective(Kind))
    return OpenMPRole::Team;
  return OpenMPRole::Inline;
}

static const Stmt *withoutBraces(const Stmt *S) {
  while (S) {
    if (const auto *A = dyn_cast<AttributedStmt>(S))
      S = A->getSubStmt();
    else if (const auto *C = dyn_cast<CompoundStmt>(S); C && C->size() == 1)
      S = C->body_front();
    else if (const auto *L = dyn_cast<OMPCanonicalLoop>(S))
      S = L->getLoopStmt();
    else
      break;
  }
  return S;
}

/// The directive's loops, shared out or not.
static llvm::SmallVector<const ForStmt *, 2>
loopsOf(const OMPExecutableDirective &D) {
  llvm::SmallVector<const ForStmt *, 2> Loops;
  const auto *L = dyn_cast<OMPLoopBasedDirective>(&D);
  const Stmt *S = L ? statementUnder(D) : nullptr;
  for (unsigned I = 0; S && I != L->getLoopsNumber(); ++I) {
    const auto *For = dyn_cast<ForStmt>(withoutBraces(S));
    if (!For)
      break;
    Loops.push_back(For);
    S = For->getBody();
  }
  return Loops;
}

llvm::SmallVector<const ForStmt *, 2>
concurrency::sharedOutLoops(const OMPExecutableDirective &D) {
  OpenMPDirectiveKind Kind = D.getDirectiveKind();
  if (isOpenMPWorksharingDirective(Kind) || isOpenMPTaskLoopDirective(Kind) ||
      isOpenMPDistributeDirective(Kind) || isOpenMPGenericLoopDirective(Kind))
    return loopsOf(D);
  return {};
}

const VarDecl *concurrency::counterOf(const ForStmt &Loop) {
  const Stmt *Init = Loop.getInit();
  if (const auto *D = dyn_cast_or_null<DeclStmt>(Init))
    return D->isSingleDecl() ? dyn_cast<VarDecl>(D->getSingleDecl()) : nullptr;
  const auto *B = dyn_cast_or_null<BinaryOperator>(Init);
  if (!B || !B->isAssignmentOp())
    return nullptr;
  const auto *E = dyn_cast<DeclRefExpr>(B->getLHS()->IgnoreParenImpCasts());
  return E ? dyn_cast<VarDecl>(E->getDecl()) : nullptr;
}

//===----------------------------------------------------------------------===//
// Variables
//===----------------------------------------------------------------------===//

/// The variable that a clause lists, whole or in part.
static const VarDecl *listed(const Expr *E) {
  E = E->IgnoreParenImpCasts();
  while (true) {
    if (const auto *A = dyn_cast<ArraySectionExpr>(E))
      E = A->getBase()->IgnoreParenImpCasts();
    else if (const auto *S = dyn_cast<ArraySubscriptExpr>(E))
      E = S->getBase()->IgnoreParenImpCasts();
    else
      break;
  }
  const auto *D = dyn_cast<DeclRefExpr>(E);
  return D ? dyn_cast<VarDecl>(D->getDecl()) : nullptr;
}

using Variables = llvm::SmallPtrSet<const VarDecl *, 8>;

template <typename Clause>
static void addListed(const OMPExecutableDirective &D, Variables &Into) {
  for (const Clause *C : D.getClausesOfKind<Clause>())
    for (const Expr *E : compat::variables(C))
      if (const VarDecl *V = listed(E))
        Into.insert(V);
}

static Variables privatesOf(const OMPExecutableDirective &D) {
  Variables Own;
  addListed<OMPPrivateClause>(D, Own);
  addListed<OMPLastprivateClause>(D, Own);
  addListed<OMPReductionClause>(D, Own);
  addListed<OMPInReductionClause>(D, Own);
  addListed<OMPLinearClause>(D, Own);
  for (const ForStmt *Loop : loopsOf(D))
    if (const VarDecl *V = counterOf(*Loop))
      Own.insert(V);
  return Own;
}

namespace {
/// Calls back for each statement, also under directives.
template <typename Fn>
void forEachStmt(const Stmt *S, Fn Do, unsigned Depth = 0) {
  if (!S || Depth > MaxDepth)
    return;
  Do(S);
  if (const auto *D = dyn_cast<OMPExecutableDirective>(S)) {
    forEachStmt(statementUnder(*D), Do, Depth + 1);
    return;
  }
  if (const auto *L = dyn_cast<LambdaExpr>(S)) {
    for (const Expr *Init : L->capture_inits())
      forEachStmt(Init, Do, Depth + 1);
    return;
  }
  if (const auto *D = dyn_cast<DeclStmt>(S)) {
    for (const Decl *Declared : D->decls())
      if (const auto *V = dyn_cast<VarDecl>(Declared); V && V->getInit())
        forEachStmt(V->getInit(), Do, Depth + 1);
    return;
  }
  for (const Stmt *Child : S->children())
    forEachStmt(Child, Do, Depth + 1);
}
} // namespace

void OpenMPScan::makePrivate(const OMPExecutableDirective &D, bool FirstToo) {
  Variables Own = privatesOf(D);
  Variables First;
  addListed<OMPFirstprivateClause>(D, First);
  // A body's are captured by value; but globals are not captured.
  for (const VarDecl *V : First)
    if (FirstToo || !V->hasLocalStorage())
      Own.insert(V);
    else
      Own.erase(V);
  if (Own.empty())
    return;
  forEachStmt(statementUnder(D), [&](const Stmt *S) {
    if (const auto *E = dyn_cast<DeclRefExpr>(S))
      if (const auto *V = dyn_cast<VarDecl>(E->getDecl()); V && Own.contains(V))
        Privates[E] = &D; // of the innermost directive
  });
}

//===----------------------------------------------------------------------===//
// Bodies
//===----------------------------------------------------------------------===//

OpenMPScan::OpenMPScan(const ASTContext &Ctx, const Stmt *Root,
                       const OpenMPBody *Within)
    : Ctx(Ctx) {
  forEachStmt(Root, [&](const Stmt *S) {
    auto Note = [&](const VarDecl *To, const Expr *Value) {
      if (To && Value && asksForThread(Value))
        Numbers.insert(To);
    };
    if (const auto *D = dyn_cast<DeclStmt>(S)) {
      for (const Decl *Declared : D->decls())
        if (const auto *V = dyn_cast<VarDecl>(Declared))
          Note(V, V->getInit());
    } else if (const auto *B = dyn_cast<BinaryOperator>(S);
               B && B->getOpcode() == BO_Assign) {
      Note(listed(B->getLHS()), B->getRHS());
    }
  });
  if (Within && Within->Directive && Within->Code == Root) {
    makePrivate(*Within->Directive, /*FirstToo=*/false);
    for (const ForStmt *Loop : sharedOutLoops(*Within->Directive))
      if (const VarDecl *V = counterOf(*Loop))
        Counters.insert(V);
    firstSection(*Within->Directive);
  }
  walk(Root, 0);
}

/// The first section need not say that it is one.
void OpenMPScan::firstSection(const OMPExecutableDirective &D) {
  const auto *All = isa<OMPSectionsDirective, OMPParallelSectionsDirective>(D)
                        ? dyn_cast_or_null<CompoundStmt>(statementUnder(D))
                        : nullptr;
  if (All && !All->body_empty() && !isa<OMPSectionDirective>(All->body_front()))
    body(All->body_front(), nullptr, All->body_front(), OpenMPRole::Section);
}

/// What depends on the thread's number happens in some threads only, and who
/// compares the counter means one turn.
bool OpenMPScan::asksForThread(const Expr *E) const {
  bool Asks = false;
  forEachStmt(E, [&](const Stmt *S) {
    if (const auto *C = dyn_cast<CallExpr>(S)) {
      const FunctionDecl *F = C->getDirectCallee();
      llvm::StringRef Name =
          F && F->getIdentifier() ? F->getName() : llvm::StringRef();
      Asks |= Name.contains("thread_num") || Name.contains("team_num") ||
              Name.contains("thread_id") || Name == "omp_in_parallel";
    } else if (const auto *D = dyn_cast<DeclRefExpr>(S)) {
      const auto *V = dyn_cast<VarDecl>(D->getDecl());
      Asks |= V && Numbers.contains(V);
    } else if (const auto *B = dyn_cast<BinaryOperator>(S);
               B && B->isEqualityOp()) {
      for (const Expr *Side : {B->getLHS(), B->getRHS()})
        if (const VarDecl *V = listed(Side))
          Asks |= Counters.contains(V);
    }
  });
  return Asks;
}

void OpenMPScan::leaveOut(const Stmt *S, const Stmt *Key) {
  forEachStmt(S, [&](const Stmt *Inner) {
    Elsewhere[Inner] = Key;
    if (const auto *D = dyn_cast<DeclStmt>(Inner))
      for (const Decl *Declared : D->decls())
        if (const auto *V = dyn_cast<VarDecl>(Declared))
          ElsewhereVariables.insert(V);
  });
}

void OpenMPScan::body(const Stmt *Key, const OMPExecutableDirective *D,
                      const Stmt *Code, OpenMPRole Role) {
  auto B = std::make_shared<OpenMPBody>();
  B->Directive = D;
  B->Code = Code;
  B->Role = Role;
  // What is declared inside, or a copy, is its own. Pointers that stay as they
  // are go by value, so that what they point to keeps its name.
  Variables Own, First, Written, Seen;
  if (D) {
    Own = privatesOf(*D);
    addListed<OMPFirstprivateClause>(*D, First);
  }
  forEachStmt(Code, [&](const Stmt *S) {
    if (const auto *Declared = dyn_cast<DeclStmt>(S)) {
      for (const Decl *Inner : Declared->decls())
        if (const auto *V = dyn_cast<VarDecl>(Inner))
          Own.insert(V);
    } else if (const auto *A = dyn_cast<BinaryOperator>(S)) {
      if (const auto *E =
              dyn_cast<DeclRefExpr>(A->getLHS()->IgnoreParenImpCasts());
          E && A->isAssignmentOp())
        Written.insert(dyn_cast<VarDecl>(E->getDecl()));
    } else if (const auto *U = dyn_cast<UnaryOperator>(S);
               U &&
               (U->isIncrementDecrementOp() || U->getOpcode() == UO_AddrOf)) {
      if (const auto *E =
              dyn_cast<DeclRefExpr>(U->getSubExpr()->IgnoreParenImpCasts()))
        Written.insert(dyn_cast<VarDecl>(E->getDecl()));
    } else if (const auto *Handler = dyn_cast<CXXCatchStmt>(S)) {
      if (Handler->getExceptionDecl())
        Own.insert(Handler->getExceptionDecl());
    } else if (const auto *Range = dyn_cast<CXXForRangeStmt>(S)) {
      Own.insert(Range->getLoopVariable());
    }
  });
  forEachStmt(Code, [&](const Stmt *S) {
    const auto *E = dyn_cast<DeclRefExpr>(S);
    const auto *V = E ? dyn_cast<VarDecl>(E->getDecl()) : nullptr;
    // A global is everybody's, unless a directive around has a copy.
    if (!V || !(V->hasLocalStorage() || Privates.contains(E)) ||
        (Own.contains(V) && !First.contains(V)) || !Seen.insert(V).second)
      return;
    bool Pointer = V->getType()->isPointerType() && !Written.contains(V);
    B->Captures.push_back({V, E, First.contains(V) || Pointer});
  });
  leaveOut(Code, Key);
  Bodies[Key] = std::move(B);
}

void OpenMPScan::directive(const OMPExecutableDirective &D, unsigned Depth) {
  const Stmt *Code = statementUnder(D);
  if (!Code)
    return;
  OpenMPRole Role = roleOf(D, Ctx);
  switch (Role) {
  case OpenMPRole::Inline:
    break;
  case OpenMPRole::LeftOut:
    leaveOut(Code);
    return;
  default:
    body(&D, &D, Code, Role);
    return;
  }
  makePrivate(D, /*FirstToo=*/true);
  for (const ForStmt *Loop : sharedOutLoops(D))
    if (const VarDecl *V = counterOf(*Loop))
      Counters.insert(V);
  firstSection(D);
  walk(Code, Depth + 1);
}

void OpenMPScan::walk(const Stmt *S, unsigned Depth) {
  if (!S || Depth > MaxDepth)
    return;
  if (const auto *D = dyn_cast<OMPExecutableDirective>(S)) {
    if (!Elsewhere.contains(S))
      directive(*D, Depth);
    return;
  }
  if (Elsewhere.contains(S))
    return;
  if (const auto *If = dyn_cast<IfStmt>(S);
      If && asksForThread(If->getCond())) {
    leaveOut(If->getThen());
    leaveOut(If->getElse());
  } else if (const auto *Cases = dyn_cast<SwitchStmt>(S);
             Cases && asksForThread(Cases->getCond())) {
    leaveOut(Cases->getBody());
  }
  if (const auto *L = dyn_cast<LambdaExpr>(S)) {
    for (const Expr *Init : L->capture_inits())
      walk(Init, Depth + 1);
    return;
  }
  for (const Stmt *Child : S->children())
    walk(Child, Depth + 1);
}
