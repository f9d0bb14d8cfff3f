//===- BodyScan.cpp - a first look at a function's body -------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "extract/BodyScan.h"
#include "extract/OpenMP.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/Lex/Lexer.h"

using namespace clang;
using namespace concurrency;

const Expr *concurrency::notNull(const Expr *E, ASTContext &Ctx) {
  const auto *C = dyn_cast<ConditionalOperator>(E->IgnoreParenImpCasts());
  if (!C || !E->getType()->isPointerType())
    return E;
  for (bool First : {true, false})
    if ((First ? C->getTrueExpr() : C->getFalseExpr())
            ->isNullPointerConstant(Ctx,
                                    Expr::NPC_NeverValueDependent))
      return First ? C->getFalseExpr() : C->getTrueExpr();
  return E;
}

const Expr *concurrency::ignoreWrappers(const Expr *E) {
  while (E) {
    if (const auto *F = dyn_cast<FullExpr>(E))
      E = F->getSubExpr();
    else if (const auto *P = dyn_cast<ParenExpr>(E))
      E = P->getSubExpr();
    else if (const auto *M = dyn_cast<MaterializeTemporaryExpr>(E))
      E = M->getSubExpr();
    else if (const auto *B = dyn_cast<CXXBindTemporaryExpr>(E))
      E = B->getSubExpr();
    else if (const auto *S = dyn_cast<SubstNonTypeTemplateParmExpr>(E))
      E = S->getReplacement();
    else if (const auto *D = dyn_cast<CXXDefaultArgExpr>(E))
      E = D->getExpr();
    else if (const auto *I = dyn_cast<CXXDefaultInitExpr>(E))
      E = I->getExpr();
    else if (const auto *C = dyn_cast<CastExpr>(E)) {
      switch (C->getCastKind()) {
      case CK_NoOp:
      case CK_ConstructorConversion:
      case CK_UserDefinedConversion:
      case CK_DerivedToBase:
      case CK_UncheckedDerivedToBase:
        E = C->getSubExpr();
        break;
      default:
        return E;
      }
    } else if (const auto *C = dyn_cast<CXXConstructExpr>(E);
               C && C->isElidable() && C->getNumArgs() >= 1) {
      // Before C++17, prvalues are moved in theory.
      const Expr *From = ignoreWrappers(C->getArg(0));
      if (!From || From->isGLValue())
        return E;
      return From;
    } else
      return E;
  }
  return E;
}

/// The local variable or parameter that the glvalue is, or is a part of.
const VarDecl *BodyScan::localIn(const Expr *E) {
  for (unsigned I = 0; E && I != 64; ++I) {
    E = E->IgnoreParenCasts();
    if (const auto *D = dyn_cast<DeclRefExpr>(E)) {
      const auto *V = dyn_cast<VarDecl>(D->getDecl());
      return V && V->hasLocalStorage() ? V : nullptr;
    }
    if (const auto *M = dyn_cast<MemberExpr>(E); M && !M->isArrow())
      E = M->getBase();
    else if (const auto *A = dyn_cast<ArraySubscriptExpr>(E);
             A && A->getBase()->IgnoreParenImpCasts()->getType()->isArrayType())
      E = A->getBase();
    else if (const auto *T = dyn_cast<MaterializeTemporaryExpr>(E))
      E = T->getSubExpr();
    else
      return nullptr;
  }
  return nullptr;
}

void BodyScan::takeAddress(const Expr *E) {
  if (const VarDecl *V = localIn(E))
    Uses[V].AddressTaken = true;
}

void BodyScan::write(const Expr *E) {
  const auto *D = dyn_cast<DeclRefExpr>(E->IgnoreParenImpCasts());
  if (const auto *V = D ? dyn_cast<VarDecl>(D->getDecl()) : nullptr)
    Uses[V].Written = true;
}

void BodyScan::argument(const Expr *E, QualType Param) {
  if (Param.isNull())
    return;
  if (Param->isReferenceType()) {
    if (E->isGLValue() && !Param->getPointeeType().isConstQualified())
      takeAddress(E);
  } else if (const auto *C = dyn_cast<ImplicitCastExpr>(E->IgnoreParens());
             C && Param->isPointerType()) {
    if (C->getCastKind() == CK_ArrayToPointerDecay || C->getSubExpr() != E)
      if (const auto *D = dyn_cast<DeclRefExpr>(C->IgnoreParenImpCasts());
          D && D->getType()->isArrayType())
        takeAddress(D);
  }
}

void BodyScan::bind(const Expr *E, const Destination &D, unsigned Depth) {
  E = ignoreWrappers(E);
  if (!E || Depth > 8)
    return;
  if (const auto *C = dyn_cast<CXXConstructExpr>(E)) {
    Destinations[C] = D;
    if (C->getNumArgs() >= 1)
      if (const Expr *First = ignoreWrappers(C->getArg(0));
          isa<CXXNewExpr>(First))
        bind(First, D, Depth + 1);
  } else if (isa<CXXNewExpr>(E)) {
    Destinations[E] = D; // of the pointer
  } else if (isa<CallExpr, CXXInheritedCtorInitExpr>(E)) {
    Destinations[E] = D;
  } else if (const auto *L = dyn_cast<InitListExpr>(E)) {
    if (L->isTransparent() && L->getNumInits() == 1)
      return bind(L->getInit(0), D, Depth + 1);
    Destinations[L] = D;
    const RecordDecl *R = L->getType()->getAsRecordDecl();
    if (!R || R->isUnion())
      return;
    // Bases come before the fields.
    unsigned I = 0;
    if (const auto *C = dyn_cast<CXXRecordDecl>(R))
      I = C->getNumBases();
    for (const FieldDecl *F : R->fields()) {
      if (F->isUnnamedBitField())
        continue;
      if (I >= L->getNumInits() || I > 64)
        break;
      if (const Expr *Init = L->getInit(I++);
          Init && F->getType()->getAsRecordDecl()) {
        Destination Inner;
        Inner.Kind = Destination::Part;
        Inner.E = L;
        Inner.Field = F;
        bind(Init, Inner, Depth + 1);
      }
    }
  } else if (const auto *C = dyn_cast<ConditionalOperator>(E)) {
    bind(C->getTrueExpr(), D, Depth + 1);
    bind(C->getFalseExpr(), D, Depth + 1);
  }
}

void BodyScan::visitDecl(const Decl *D) {
  if (D->isInvalidDecl()) {
    Broken = true;
    return;
  }
  if (const auto *R = dyn_cast<CXXRecordDecl>(D)) {
    if (R->isThisDeclarationADefinition() && !R->isLambda())
      LocalClasses.push_back(R);
    return;
  }
  const auto *V = dyn_cast<VarDecl>(D);
  if (!V)
    return;
  if (V->getType().isNull() || V->getType()->isDependentType()) {
    Broken = true;
    return;
  }
  const Expr *Init = V->getInit();
  if (!Init)
    return;
  if (V->getType()->isReferenceType()) {
    if (!V->getType()->getPointeeType().isConstQualified() && !V->isImplicit())
      takeAddress(Init);
    return;
  }
  Destination To;
  To.Kind = Destination::Variable;
  To.V = V;
  bind(Init, To);
}

void BodyScan::visitCall(const CallExpr *E) {
  Interesting = true;
  Callees.insert(E->getCallee()->IgnoreParenImpCasts());
  const FunctionDecl *F = E->getDirectCallee();
  unsigned First = 0;
  if (const auto *O = dyn_cast<CXXOperatorCallExpr>(E)) {
    First = F && isa<CXXMethodDecl>(F);
    if (O->isAssignmentOp() && O->getNumArgs() == 2) {
      write(O->getArg(0));
      if (O->getOperator() == OO_Equal) {
        Destination To;
        To.Kind = Destination::Assigned;
        To.E = O->getArg(0);
        bind(O->getArg(1), To);
      }
    }
  }
  if (F && F->getBuiltinID() != 0 && F->isInStdNamespace())
    return; // std::move and its like
  for (unsigned I = First, N = E->getNumArgs(); I != N; ++I) {
    QualType Param;
    if (F && I - First < F->getNumParams())
      Param = F->getParamDecl(I - First)->getType();
    else if (E->getArg(I)->getType()->isPointerType())
      Param = E->getArg(I)->getType();
    argument(E->getArg(I), Param);
    // (Others that are given a pointer by reference hardly ever change it.)
    if (F && F->isInStdNamespace() && F->getIdentifier() &&
        F->getName() == "swap")
      write(E->getArg(I));
  }
}

void BodyScan::startsThread(const Expr *Entry) {
  Entry = Entry->IgnoreParenCasts();
  if (const auto *U = dyn_cast<UnaryOperator>(Entry);
      U && U->getOpcode() == UO_AddrOf)
    Entry = U->getSubExpr()->IgnoreParenCasts();
  llvm::erase(AddressTaken, Entry);
}

void BodyScan::visitRef(const DeclRefExpr *E) {
  const ValueDecl *D = E->getDecl();
  if (isa<FunctionDecl>(D)) {
    if (!Callees.contains(E))
      AddressTaken.push_back(E);
  } else if (const auto *V = dyn_cast<VarDecl>(D)) {
    Interesting |=
        !V->hasLocalStorage() || E->refersToEnclosingVariableOrCapture();
  }
}

/// EEXIST; or EAGAIN, EWOULDBLOCK, SSL_ERROR_WANT_READ, or a macro that is one
/// of them.
void BodyScan::noteAsked(const Expr *Error) {
  const auto *Number = dyn_cast<IntegerLiteral>(Error->IgnoreParenImpCasts());
  if (!Number || Number->getValue().ugt(64))
    return;
  const SourceManager &SM = Ctx.getSourceManager();
  SourceLocation Loc = Number->getLocation();
  for (unsigned I = 0; Loc.isMacroID() && I != 4; ++I) {
    llvm::StringRef Name =
        Lexer::getImmediateMacroName(Loc, SM, Ctx.getLangOpts());
    AsksExists |= Name == "EEXIST";
    AsksWouldBlock |= Name == "EAGAIN" || Name.ends_with("WOULDBLOCK") ||
                      Name.contains("ERROR_WANT_");
    Loc = SM.getImmediateMacroCallerLoc(Loc);
  }
}

void BodyScan::visit(const Stmt *S) {
  if (const auto *E = dyn_cast<Expr>(S))
    if (E->containsErrors() || E->isTypeDependent() || E->isValueDependent() ||
        E->getType().isNull()) {
      Broken = true;
      return;
    }
  switch (S->getStmtClass()) {
  case Stmt::DeclStmtClass:
    for (const Decl *D : cast<DeclStmt>(S)->decls())
      visitDecl(D);
    break;
  case Stmt::CallExprClass:
  case Stmt::CXXMemberCallExprClass:
  case Stmt::CXXOperatorCallExprClass:
  case Stmt::UserDefinedLiteralClass:
    visitCall(cast<CallExpr>(S));
    break;
  case Stmt::CXXConstructExprClass:
  case Stmt::CXXTemporaryObjectExprClass: {
    const auto *C = cast<CXXConstructExpr>(S);
    Interesting |= !C->getConstructor()->isTrivial();
    for (unsigned I = 0, N = C->getNumArgs(); I != N; ++I)
      if (I < C->getConstructor()->getNumParams())
        argument(C->getArg(I), C->getConstructor()->getParamDecl(I)->getType());
    break;
  }
  case Stmt::CXXNewExprClass: {
    Interesting = true;
    if (const Expr *Init = cast<CXXNewExpr>(S)->getInitializer()) {
      Destination To;
      To.Kind = Destination::New;
      To.E = cast<Expr>(S);
      bind(Init, To);
    }
    break;
  }
  case Stmt::LambdaExprClass: {
    const auto *L = cast<LambdaExpr>(S);
    Interesting = true;
    Lambdas.push_back(L);
    for (const LambdaCapture &C : L->captures())
      if (C.capturesVariable() && C.getCaptureKind() == LCK_ByRef)
        if (const auto *V = dyn_cast<VarDecl>(C.getCapturedVar())) {
          Uses[V].AddressTaken = true;
          if (V->isInitCapture() && V->getInit())
            takeAddress(V->getInit());
        }
    break;
  }
  case Stmt::BinaryOperatorClass:
  case Stmt::CompoundAssignOperatorClass:
    if (const auto *B = cast<BinaryOperator>(S); B->isEqualityOp()) {
      noteAsked(B->getRHS());
    } else if (B->isAssignmentOp()) {
      write(B->getLHS());
      const Expr *Made = ignoreWrappers(B->getRHS());
      if (isa<CXXNewExpr>(Made) ||
          (isa<CallExpr>(Made) && B->getOpcode() == BO_Assign)) {
        Destination To;
        To.Kind = Destination::Assigned;
        To.E = B->getLHS();
        bind(B->getRHS(), To);
      }
    }
    break;
  case Stmt::CaseStmtClass:
    noteAsked(cast<CaseStmt>(S)->getLHS());
    break;
  case Stmt::UnaryOperatorClass: {
    const auto *U = cast<UnaryOperator>(S);
    if (U->isIncrementDecrementOp())
      write(U->getSubExpr());
    else if (U->getOpcode() == UO_AddrOf)
      takeAddress(U->getSubExpr());
    else if (U->getOpcode() == UO_Deref)
      Interesting = true;
    break;
  }
  case Stmt::DeclRefExprClass:
    visitRef(cast<DeclRefExpr>(S));
    break;
  case Stmt::CXXForRangeStmtClass: {
    const auto *L = cast<CXXForRangeStmt>(S);
    Interesting = true;
    if (L->getLoopVariable())
      Loops[L->getLoopVariable()] = L;
    break;
  }
  case Stmt::ReturnStmtClass:
    if (const Expr *E = cast<ReturnStmt>(S)->getRetValue()) {
      Destination To;
      To.Kind = Destination::Returned;
      if (E->isGLValue())
        takeAddress(E);
      else
        bind(E, To);
    }
    break;
  case Stmt::CXXTryStmtClass:
    Tries.push_back(cast<CXXTryStmt>(S));
    break;
  case Stmt::MemberExprClass:
  case Stmt::ArraySubscriptExprClass:
  case Stmt::AtomicExprClass:
  case Stmt::CXXDeleteExprClass:
  case Stmt::CXXInheritedCtorInitExprClass:
  case Stmt::CoawaitExprClass:
  case Stmt::CoyieldExprClass:
  case Stmt::CXXDefaultArgExprClass:
  case Stmt::CXXDefaultInitExprClass:
  case Stmt::CStyleCastExprClass:
    Interesting = true;
    break;
  default:
    break;
  }
}

void BodyScan::scan(const Stmt *Root) {
  struct Entry {
    const Stmt *S;
    unsigned Depth;
  };
  llvm::SmallVector<Entry, 64> Stack;
  Stack.push_back({Root, 0});
  while (!Stack.empty()) {
    auto [S, Depth] = Stack.pop_back_val();
    if (!S)
      continue;
    if (++Nodes > Options.MaxNodes || Depth > Options.MaxDepth) {
      TooBig = true;
      return;
    }
    visit(S);
    if (Broken)
      return;
    switch (S->getStmtClass()) {
    // What is not evaluated, and what is a function of its own.
    case Stmt::UnaryExprOrTypeTraitExprClass:
    case Stmt::CXXNoexceptExprClass:
    case Stmt::RequiresExprClass:
    case Stmt::BlockExprClass:
    // What has nothing in it.
    case Stmt::DeclRefExprClass:
    case Stmt::IntegerLiteralClass:
    case Stmt::StringLiteralClass:
      continue;
    case Stmt::LambdaExprClass:
      for (const Expr *Init : cast<LambdaExpr>(S)->capture_inits())
        Stack.push_back({Init, Depth + 1});
      continue;
    case Stmt::GenericSelectionExprClass:
      if (const auto *G = cast<GenericSelectionExpr>(S); !G->isResultDependent())
        Stack.push_back({G->getResultExpr(), Depth + 1});
      continue;
    default:
      break;
    }
    if (const auto *D = dyn_cast<OMPExecutableDirective>(S)) {
      // Not by way of what it captures, which is read off the code.
      HasDirectives = Interesting = true;
      Stack.push_back({statementUnder(*D), Depth + 1});
      continue;
    }
    size_t Before = Stack.size();
    for (const Stmt *Child : S->children())
      Stack.push_back({Child, Depth + 1});
    std::reverse(Stack.begin() + Before, Stack.end());
  }
}

void BodyScan::scan(const FunctionDecl *F) {
  if (const auto *C = dyn_cast<CXXConstructorDecl>(F))
    for (const CXXCtorInitializer *I : C->inits()) {
      const Expr *Init = I->getInit();
      if (!Init)
        continue;
      Destination To;
      To.Kind = Destination::Member;
      To.Init = I;
      if (const auto *D = dyn_cast<CXXDefaultInitExpr>(Init))
        Init = D->getExpr();
      if (!I->isAnyMemberInitializer() ||
          !I->getAnyMember()->getType()->isReferenceType())
        bind(Init, To);
      Interesting = true;
      if (Init)
        scan(Init);
    }
  if (isa<CXXDestructorDecl>(F))
    Interesting = true;
  if (!Broken && !TooBig && F->getBody())
    scan(F->getBody());
}
