//===- Values.cpp - what an expression hands over -------------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "extract/FunctionExtractor.h"

using namespace clang;
using namespace concurrency;

static constexpr unsigned MaxNesting = 48;
/// More than this decides nothing that a message could explain.
static constexpr unsigned MaxDeps = 8;

std::optional<int64_t> FunctionExtractor::constant(const Expr *E) {
  E = E->IgnoreParenImpCasts();
  switch (E->getStmtClass()) {
  case Stmt::CXXNullPtrLiteralExprClass:
  case Stmt::GNUNullExprClass:
    return 0;
  case Stmt::CXXBoolLiteralExprClass:
    return cast<CXXBoolLiteralExpr>(E)->getValue();
  case Stmt::CharacterLiteralClass:
    return cast<CharacterLiteral>(E)->getValue();
  case Stmt::IntegerLiteralClass: {
    const llvm::APInt &N = cast<IntegerLiteral>(E)->getValue();
    return N.getActiveBits() < 63 ? std::optional<int64_t>(N.getZExtValue())
                                  : std::nullopt;
  }
  case Stmt::DeclRefExprClass: {
    // Named constants; a variable is not worth an evaluation.
    const ValueDecl *D = cast<DeclRefExpr>(E)->getDecl();
    const auto *V = dyn_cast<VarDecl>(D);
    if (!isa<EnumConstantDecl>(D) &&
        !(V && V->getType().isConstQualified() &&
          V->getType()->isIntegralOrEnumerationType()))
      return std::nullopt;
    break;
  }
  case Stmt::UnaryOperatorClass:
  case Stmt::BinaryOperatorClass:
  case Stmt::CStyleCastExprClass:
  case Stmt::CXXStaticCastExprClass:
  case Stmt::CXXFunctionalCastExprClass:
  case Stmt::UnaryExprOrTypeTraitExprClass:
  case Stmt::ConstantExprClass:
  case Stmt::SubstNonTypeTemplateParmExprClass:
    break;
  default:
    return std::nullopt;
  }
  if (E->getType()->isVoidPointerType() &&
      E->isNullPointerConstant(S.Ctx, Expr::NPC_NeverValueDependent))
    return 0; // C's NULL
  if (!E->getType()->isIntegralOrEnumerationType() || E->isValueDependent())
    return std::nullopt;
  Expr::EvalResult Result;
  if (!E->EvaluateAsInt(Result, S.Ctx) || !Result.Val.isInt())
    return std::nullopt;
  return Result.Val.getInt().tryExtValue();
}

Value FunctionExtractor::castValue(const CastExpr *C, unsigned Depth) {
  const Expr *Sub = C->getSubExpr();
  switch (C->getCastKind()) {
  case CK_LValueToRValue: {
    const Expr *Inner = Sub->IgnoreParens();
    if (const auto *D = dyn_cast<DeclRefExpr>(Inner))
      if (const auto *V = dyn_cast<VarDecl>(D->getDecl()))
        if (auto It = Aliases.find(V);
            It != Aliases.end() && !V->getType()->isReferenceType())
          return It->second;
    return Value::copy(object(Sub, Depth));
  }
  case CK_ArrayToPointerDecay:
    return Value::address(object(Sub, Depth).then(Step::element(1)));
  case CK_FunctionToPointerDecay:
  case CK_BuiltinFnToFnPtr:
    if (const auto *D = dyn_cast<DeclRefExpr>(Sub->IgnoreParens()))
      return functionValue(D->getDecl());
    return value(Sub, Depth);
  case CK_NullToPointer:
  case CK_NullToMemberPointer:
    return Value::constant(0);
  case CK_IntegralToPointer: {
    // The number that a thread is started with.
    Value Number = value(Sub, Depth);
    return Number.Kind == ValueKind::Copy || Number.Kind == ValueKind::Constant
               ? Number
               : Value::unknown();
  }
  case CK_ToVoid:
  case CK_IntegralToFloating:
  case CK_FloatingToIntegral:
  case CK_FloatingCast:
    return Value::unknown();
  default:
    return value(Sub, Depth);
  }
}

/// An object of class type, as what it holds: smart pointers and wrappers of
/// callables are as good as what went into them.
Value FunctionExtractor::classValue(const Expr *E, unsigned Depth) {
  const RecordDecl *R = E->getType()->getAsRecordDecl();
  const RecordInfo &Info = S.Types.record(R);
  bool Transparent = Info.PointerLike || Info.Role == TypeRole::Callable;
  if (const auto *D = dyn_cast<DeclRefExpr>(E))
    if (const auto *V = dyn_cast<VarDecl>(D->getDecl())) {
      if (auto It = Aliases.find(V);
          It != Aliases.end() && !V->getType()->isReferenceType())
        return It->second;
      if (auto It = Aliases.find(V);
          It != Aliases.end() && It->second.Kind == ValueKind::Callable)
        return It->second;
    }
  if (const auto *L = dyn_cast<LambdaExpr>(E))
    return Value::callable(lambda(L));
  if (const auto *C = dyn_cast<CXXConstructExpr>(E)) {
    bool Copies = C->getConstructor()->isCopyOrMoveConstructor();
    // An atomic_ref is made of what it refers to.
    if (C->getNumArgs() == 1 && !Copies && Info.PointerLike &&
        Info.Role == TypeRole::Atomic && C->getArg(0)->isGLValue())
      return Value::address(object(C->getArg(0), Depth));
    if (C->getNumArgs() >= 1 && (Copies || Transparent)) {
      Value V = value(C->getArg(0), Depth);
      if (Copies || V.Kind == ValueKind::Callable ||
          V.Kind == ValueKind::Fresh || V.Kind == ValueKind::Constant ||
          V.Kind == ValueKind::Address)
        return V;
      // A smart pointer from a raw one, or from another smart pointer.
      QualType From = C->getArg(0)->getType();
      if (Info.PointerLike && !S.Types.indirection(From).isNull())
        return V;
      return Value::unknown();
    }
  }
  return Value::copy(object(E, Depth));
}

Value FunctionExtractor::value(const Expr *E, unsigned Depth) {
  if (++Depth > MaxNesting)
    return Value::unknown();
  E = ignoreWrappers(E);
  if (!E)
    return Value::unknown();
  if (isa<CXXConstructExpr>(E) && E->getType()->isRecordType())
    return classValue(E, Depth);
  if (const Outcome *Known = outcome(E)) {
    if (Known->V.Kind != ValueKind::Unknown)
      return Known->V;
    if (Known->P.known())
      return Value::copy(Known->P);
    if (Known->Event.valid()) {
      Path P = Path::result(Known->Event);
      return Value::copy(E->isGLValue() ? P.then(Step::deref()) : P);
    }
    if (isa<CallExpr>(E))
      return Value::unknown();
  }
  if (E->getType()->isRecordType())
    return classValue(E, Depth);
  if (const auto *C = dyn_cast<CastExpr>(E))
    return castValue(C, Depth);
  switch (E->getStmtClass()) {
  case Stmt::CXXThisExprClass:
    return Value::address(CopiedThis ? Path::param(*CopiedThis) : Path::self());
  case Stmt::CXXNewExprClass:
    return Value::fresh();
  case Stmt::UnaryOperatorClass: {
    const auto *U = cast<UnaryOperator>(E);
    if (U->getOpcode() == UO_AddrOf) {
      const Expr *Sub = U->getSubExpr()->IgnoreParens();
      if (const auto *D = dyn_cast<DeclRefExpr>(Sub))
        if (isa<FunctionDecl>(D->getDecl()))
          return functionValue(D->getDecl());
      return Value::address(object(Sub, Depth));
    }
    if (U->getOpcode() == UO_Extension)
      return value(U->getSubExpr(), Depth);
    if (E->getType()->isPointerType() && U->isIncrementDecrementOp())
      return Value::unknown();
    break;
  }
  case Stmt::BinaryOperatorClass: {
    const auto *B = cast<BinaryOperator>(E);
    if (B->getOpcode() == BO_Comma || B->getOpcode() == BO_Assign)
      return value(B->getRHS(), Depth);
    if (!E->getType()->isPointerType() || !B->isAdditiveOp())
      break;
    bool Left = B->getLHS()->getType()->isPointerType();
    Path P = value(Left ? B->getLHS() : B->getRHS(), Depth).pointee();
    uint32_t Key = B->getOpcode() == BO_Add
                       ? elementKey(Left ? B->getRHS() : B->getLHS())
                       : containerKey(B->getRHS());
    if (!P.known())
      return Value::unknown();
    // The pointer to an array's first element reaches the others.
    if (!P.Steps.empty() && P.Steps.back() == Step::element(1))
      P.Steps.pop_back();
    return Value::address(P.then(Step::element(Key)));
  }
  case Stmt::ConditionalOperatorClass: {
    const auto *C = cast<ConditionalOperator>(E);
    Value V = value(C->getTrueExpr(), Depth);
    return V == value(C->getFalseExpr(), Depth) ? V : Value::unknown();
  }
  case Stmt::OpaqueValueExprClass:
    return value(cast<OpaqueValueExpr>(E)->getSourceExpr(), Depth);
  case Stmt::GenericSelectionExprClass:
    return value(cast<GenericSelectionExpr>(E)->getResultExpr(), Depth);
  case Stmt::StmtExprClass: {
    const CompoundStmt *Body = cast<StmtExpr>(E)->getSubStmt();
    const auto *Last = Body && !Body->body_empty()
                           ? dyn_cast<Expr>(Body->body_back())
                           : nullptr;
    return Last ? value(Last, Depth) : Value::unknown();
  }
  case Stmt::DeclRefExprClass:
    if (isa<FunctionDecl>(cast<DeclRefExpr>(E)->getDecl()))
      return functionValue(cast<DeclRefExpr>(E)->getDecl());
    break;
  case Stmt::StringLiteralClass:
  case Stmt::PredefinedExprClass:
  case Stmt::InitListExprClass:
    return Value::unknown();
  default:
    break;
  }
  if (E->isGLValue()) {
    if (const auto *D = dyn_cast<DeclRefExpr>(E))
      if (const auto *V = dyn_cast<VarDecl>(D->getDecl()))
        if (auto It = Aliases.find(V);
            It != Aliases.end() && !V->getType()->isReferenceType())
          return It->second;
    return Value::copy(object(E, Depth));
  }
  if (std::optional<int64_t> Number = constant(E))
    return Value::constant(*Number);
  return Value::unknown();
}

/// std::chrono's, or Boost's.
bool FunctionExtractor::isDuration(QualType T) {
  const auto *R = T.getNonReferenceType()->getAsCXXRecordDecl();
  if (!R || !R->getIdentifier() || R->getName() != "duration")
    return false;
  const auto *In = dyn_cast<NamespaceDecl>(
      R->getDeclContext()->getEnclosingNamespaceContext());
  return In && In->getIdentifier() && In->getName() == "chrono";
}

/// `milliseconds(0)`, `0ms`: the one number that is in it.
std::optional<int64_t> FunctionExtractor::durationCount(const Expr *E) {
  Expr::EvalResult Result;
  E = ignoreWrappers(E);
  if (const auto *Default = dyn_cast_or_null<CXXDefaultArgExpr>(E))
    E = ignoreWrappers(Default->getExpr());
  if (!E || E->isGLValue() || E->isValueDependent() || !E->EvaluateAsConstantExpr(Result, S.Ctx) ||
      !Result.Val.isStruct() || Result.Val.getStructNumFields() != 1 ||
      !Result.Val.getStructField(0).isInt())
    return std::nullopt;
  return Result.Val.getStructField(0).getInt().tryExtValue();
}

Value FunctionExtractor::argument(const Expr *E, QualType Param) {
  if (isDuration(E->getType()))
    if (std::optional<int64_t> Count = durationCount(E))
      return Value::constant(*Count);
  bool ByReference =
      E->isGLValue() && (Param.isNull() || Param->isReferenceType());
  const RecordDecl *R = E->getType()->getAsRecordDecl();
  if (R) {
    // A callable stays itself however it is handed on; so does what a smart
    // pointer or iterator made here points to.
    Value V = value(E);
    if (V.Kind == ValueKind::Callable)
      return V;
    if (!ByReference) {
      const RecordInfo &Info = S.Types.record(R);
      if (Info.Role == TypeRole::Guard)
        return Value::address(object(E));
      return V;
    }
    if (const Expr *Inner = ignoreWrappers(E); !Inner->isGLValue() &&
                                               V.Kind != ValueKind::Copy &&
                                               V.Kind != ValueKind::Unknown)
      return V;
  }
  if (ByReference) {
    if (E->getType()->isFunctionType())
      return value(E);
    if (const auto *D = dyn_cast<DeclRefExpr>(ignoreWrappers(E));
        D && E->getType()->isFunctionPointerType()) {
      Value V = value(E);
      if (V.Kind == ValueKind::Callable)
        return V;
    }
    Path P = object(E);
    // A constant or pointer bound to a reference is worth more as its value.
    if (!P.known())
      if (const Expr *Inner = ignoreWrappers(E); !Inner->isGLValue())
        return value(Inner);
    return Value::address(std::move(P));
  }
  return value(E);
}

//===----------------------------------------------------------------------===//
// Dependences
//===----------------------------------------------------------------------===//

static void add(List<Dep> &Deps, Dep D) {
  if (Deps.size() < MaxDeps && !llvm::is_contained(Deps, D))
    Deps.push_back(std::move(D));
}

void FunctionExtractor::addDeps(const Expr *E, List<Dep> &Deps,
                                unsigned &Budget) {
  E = E ? ignoreWrappers(E) : nullptr;
  if (!E || Budget == 0 || Deps.size() >= MaxDeps)
    return;
  --Budget;
  if (const Outcome *Known = outcome(E)) {
    if (Known->Event.valid())
      add(Deps, {Path::unknown(), Known->Event});
    else if (Known->P.known() && tracked(Known->P))
      add(Deps, {Known->P, EventId()});
    else if (Known->V.Kind == ValueKind::Copy && tracked(Known->V.P))
      add(Deps, {Known->V.P, EventId()});
    for (const Dep &D : Known->Deps)
      add(Deps, D);
    return;
  }
  switch (E->getStmtClass()) {
  case Stmt::DeclRefExprClass: {
    const auto *V = dyn_cast<VarDecl>(cast<DeclRefExpr>(E)->getDecl());
    if (V && V->hasLocalStorage() && !isa<ParmVarDecl>(V) &&
        !Captures.count(V) && !V->getType()->isReferenceType()) {
      if (V->isImplicit())
        return; // a range's begin and end
      if (V->getDeclContext() == F ||
          cast<Decl>(V->getDeclContext())->getCanonicalDecl() ==
              F->getCanonicalDecl())
        add(Deps, {Path::local(local(V)), EventId()});
      return;
    }
    [[fallthrough]];
  }
  case Stmt::ArraySubscriptExprClass:
  case Stmt::MemberExprClass:
    if (E->isGLValue() && !E->getType()->isFunctionType()) {
      if (const auto *D = dyn_cast<DeclRefExpr>(E);
          D && D->getType().isConstQualified())
        return;
      if (Path P = object(E); tracked(P))
        add(Deps, {P, EventId()});
    }
    if (const auto *A = dyn_cast<ArraySubscriptExpr>(E))
      addDeps(A->getIdx(), Deps, Budget);
    // `file.is_open()` asks the stream.
    else if (const auto *M = dyn_cast<MemberExpr>(E);
             M && !E->isGLValue() &&
             S.Types.classify(M->getBase()->getType()).Role == TypeRole::Stream)
      addDeps(M->getBase(), Deps, Budget);
    return;
  case Stmt::UnaryOperatorClass: {
    const auto *U = cast<UnaryOperator>(E);
    if (U->getOpcode() == UO_AddrOf)
      return;
    if (U->getOpcode() == UO_Deref)
      if (Path P = object(E); tracked(P))
        add(Deps, {P, EventId()});
    addDeps(U->getSubExpr(), Deps, Budget);
    return;
  }
  case Stmt::LambdaExprClass:
  case Stmt::UnaryExprOrTypeTraitExprClass:
  case Stmt::CXXThisExprClass:
  case Stmt::StmtExprClass:
    return;
  default:
    break;
  }
  for (const Stmt *Child : E->children())
    if (const auto *Sub = dyn_cast_or_null<Expr>(Child))
      addDeps(Sub, Deps, Budget);
}

List<Dep> FunctionExtractor::deps(const Expr *E) {
  List<Dep> Deps;
  unsigned Budget = 32;
  addDeps(E, Deps, Budget);
  return Deps;
}
