//===- Getter.cpp - functions that only name an object --------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "extract/Getter.h"
#include "extract/BodyScan.h"
#include "extract/DeclNames.h"
#include "extract/Session.h"

using namespace clang;
using namespace concurrency;

namespace {
class GetterReader {
public:
  GetterReader(Session &S, const FunctionDecl &F) : S(S), F(F) {}
  Path object(const Expr *E, unsigned Depth);
  Value value(const Expr *E, unsigned Depth);

private:
  Session &S;
  const FunctionDecl &F;
};
} // namespace

/// The only thing that happens: the returned expression.
static const Expr *onlyReturned(const FunctionDecl &F) {
  const auto *Body = dyn_cast_or_null<CompoundStmt>(F.getBody());
  if (!Body || Body->body_empty() || Body->size() > 2)
    return nullptr;
  const auto *Return = dyn_cast<ReturnStmt>(Body->body_back());
  if (!Return || !Return->getRetValue())
    return nullptr;
  if (Body->size() == 2) {
    // static T instance; return instance;
    const auto *D = dyn_cast<DeclStmt>(*Body->body_begin());
    const auto *V = D && D->isSingleDecl()
                        ? dyn_cast<VarDecl>(D->getSingleDecl())
                        : nullptr;
    if (!V || !V->isStaticLocal())
      return nullptr;
  }
  return Return->getRetValue();
}

Path GetterReader::object(const Expr *E, unsigned Depth) {
  E = ignoreWrappers(E);
  if (!E || Depth > 8)
    return Path::unknown();
  if (const auto *D = dyn_cast<DeclRefExpr>(E)) {
    const auto *V = dyn_cast<VarDecl>(D->getDecl());
    if (!V || V->isInvalidDecl())
      return Path::unknown();
    Path P;
    if (const auto *Param = dyn_cast<ParmVarDecl>(V);
        Param && Param->getDeclContext() == &F)
      P = Path::param(Param->getFunctionScopeIndex());
    else if (V->hasGlobalStorage())
      P = Path::global(S.Entities.global(V));
    else
      return Path::unknown();
    return V->getType()->isReferenceType() ? P.then(Step::deref()) : P;
  }
  if (const auto *M = dyn_cast<MemberExpr>(E)) {
    if (const auto *V = dyn_cast<VarDecl>(M->getMemberDecl()))
      return Path::global(S.Entities.global(V));
    const auto *F = dyn_cast<FieldDecl>(M->getMemberDecl());
    if (!F)
      return Path::unknown();
    Path Base = M->isArrow() ? value(M->getBase(), Depth + 1).pointee()
                             : object(M->getBase(), Depth + 1);
    if (F->isAnonymousStructOrUnion())
      return Base;
    Path P = Base.then(Step::field(S.Entities.field(F)));
    return F->getType()->isReferenceType() ? P.then(Step::deref()) : P;
  }
  if (const auto *U = dyn_cast<UnaryOperator>(E);
      U && U->getOpcode() == UO_Deref)
    return value(U->getSubExpr(), Depth + 1).pointee();
  if (const auto *C = dyn_cast<CXXOperatorCallExpr>(E);
      C && C->getOperator() == OO_Star && C->getNumArgs() == 1 &&
      !S.Types.indirection(C->getArg(0)->getType()).isNull())
    return object(C->getArg(0), Depth + 1).then(Step::deref());
  return Path::unknown();
}

Value GetterReader::value(const Expr *E, unsigned Depth) {
  E = ignoreWrappers(E);
  if (!E || Depth > 8)
    return Value::unknown();
  if (isa<CXXThisExpr>(E))
    return Value::address(Path::self());
  if (E->isGLValue())
    return Value::copy(object(E, Depth));
  if (const auto *U = dyn_cast<UnaryOperator>(E);
      U && U->getOpcode() == UO_AddrOf)
    return Value::address(object(U->getSubExpr(), Depth + 1));
  if (const auto *C = dyn_cast<CastExpr>(E)) {
    if (C->getCastKind() == CK_LValueToRValue)
      return Value::copy(object(C->getSubExpr(), Depth + 1));
    if (E->getType()->isPointerType() &&
        C->getSubExpr()->getType()->isPointerType())
      return value(C->getSubExpr(), Depth + 1);
    return Value::unknown();
  }
  if (const auto *C = dyn_cast<CXXConstructExpr>(E)) {
    if (C->getConstructor()->isCopyOrMoveConstructor() && C->getNumArgs() >= 1)
      return Value::copy(object(C->getArg(0), Depth + 1));
    return Value::unknown();
  }
  // unique_ptr::get() and its like.
  const auto *Call = dyn_cast<CXXOperatorCallExpr>(E);
  if (Call && Call->getOperator() == OO_Arrow && Call->getNumArgs() == 1 &&
      !S.Types.indirection(Call->getArg(0)->getType()).isNull())
    return Value::address(
        object(Call->getArg(0), Depth + 1).then(Step::deref()));
  if (const auto *M = dyn_cast<CXXMemberCallExpr>(E);
      M && M->getNumArgs() == 0 && M->getMethodDecl() && M->getRecordDecl()) {
    const CallEffects *Effects =
        S.effects(M->getRecordDecl(), modelMethodName(*M->getMethodDecl()));
    if (Effects && Effects->size() == 1 &&
        Effects->front().Kind == CallEffect::Deref)
      return Value::address(object(M->getImplicitObjectArgument(), Depth + 1)
                                .then(Step::deref()));
  }
  return Value::unknown();
}

std::optional<Value> concurrency::returnedPart(const FunctionDecl &F,
                                               Session &S) {
  const Expr *E = onlyReturned(F);
  if (!E || E->containsErrors() || E->isTypeDependent())
    return std::nullopt;
  GetterReader Reader(S, F);
  Value V = F.getReturnType()->isReferenceType()
                ? Value::address(Reader.object(E, 0))
                : Reader.value(E, 0);
  // (A number that is read from an argument is no part of it.)
  if (V.Kind == ValueKind::Unknown ||
      (V.P.Root == RootKind::Param && !F.getReturnType()->isAnyPointerType() &&
       !F.getReturnType()->isReferenceType()))
    return std::nullopt;
  return V;
}
