//===- Paths.cpp - which object an expression names -----------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "extract/DeclNames.h"
#include "extract/FunctionExtractor.h"
#include "llvm/ADT/FoldingSet.h"

using namespace clang;
using namespace concurrency;

/// Expressions nested more deeply than this name nothing we could use.
static constexpr unsigned MaxNesting = 48;

/// Path::then without a copy.
static Path extended(Path P, Step S) {
  if (!P.known() || P.Steps.size() >= Path::MaxSteps)
    return Path::unknown();
  P.Steps.push_back(S);
  return P;
}

const Outcome *FunctionExtractor::outcome(const Expr *E) const {
  // Most expressions are names and literals, of which nothing is remembered.
  switch (E->getStmtClass()) {
  case Stmt::DeclRefExprClass:
  case Stmt::MemberExprClass:
  case Stmt::IntegerLiteralClass:
  case Stmt::StringLiteralClass:
  case Stmt::CXXThisExprClass:
  case Stmt::ArraySubscriptExprClass:
  case Stmt::BinaryOperatorClass:
    return nullptr;
  default:
    break;
  }
  auto It = OutcomeIndex.find(E);
  return It == OutcomeIndex.end() ? nullptr : &Outcomes[It->second];
}

Outcome &FunctionExtractor::remember(const Expr *E) {
  auto [It, New] = OutcomeIndex.try_emplace(E, Outcomes.size());
  if (New)
    return Outcomes.emplace_back();
  return Outcomes[It->second];
}

uint32_t FunctionExtractor::local(const VarDecl *V) {
  auto [It, New] = LocalIndex.try_emplace(V, Out.Locals.size());
  if (New) {
    uint32_t Index = It->second;
    Variable Var;
    Var.Name = V->getNameAsString();
    Var.Type = S.Entities.type(V->getType());
    Var.Reference = V->getType()->isReferenceType();
    Var.AddressTaken = Scan.Uses.lookup(V).AddressTaken;
    Var.InLoop = DeclaredInLoop.contains(V);
    Out.Locals.push_back(std::move(Var));
    if (const CXXRecordDecl *R = V->getType()->getAsCXXRecordDecl())
      LocalClasses[Index] = R;
    return Index;
  }
  return It->second;
}

Path FunctionExtractor::temporary(const Expr *E) {
  auto [It, New] = TemporaryIndex.try_emplace(E, Out.Locals.size());
  uint32_t Index = It->second;
  if (New) {
    Variable Var;
    Var.Type = S.Entities.type(E->getType());
    Out.Locals.push_back(std::move(Var));
  }
  return Path::local(Index);
}

Path FunctionExtractor::variable(const VarDecl *V) {
  bool Reference = V->getType()->isReferenceType();
  auto Referred = [&](Path P) {
    return Reference ? extended(std::move(P), Step::deref()) : P;
  };
  if (V->hasGlobalStorage() && !Captures.contains(V)) {
    if (V->isInvalidDecl() || V->getDeclContext()->isDependentContext())
      return Path::unknown();
    S.globalModel(V);
    return Referred(Path::global(S.Entities.global(V)));
  }
  if (auto It = Captures.find(V); It != Captures.end())
    return Path::param(It->second)
        .then(Out.Params[It->second].Reference
                  ? llvm::ArrayRef<Step>(Step::deref())
                  : llvm::ArrayRef<Step>());
  if (const auto *P = dyn_cast<ParmVarDecl>(V)) {
    if (Part)
      return Path::unknown(); // it was not captured
    unsigned I = P->getFunctionScopeIndex();
    if (I >= F->getNumParams() || F->getParamDecl(I) != P)
      return Path::unknown();
    Reference = Out.Params[I].Reference;
    return Referred(Path::param(I));
  }
  if (Reference)
    if (auto It = Aliases.find(V); It != Aliases.end())
      if (Path P = It->second.pointee(); P.known())
        return P;
  return Referred(Path::local(local(V)));
}

Path FunctionExtractor::fieldOf(Path Base, const FieldDecl *Field) {
  if (!Base.known() || Field->isAnonymousStructOrUnion())
    return Base;
  Path P = extended(std::move(Base), Step::field(S.Entities.field(Field)));
  return Field->getType()->isReferenceType()
             ? extended(std::move(P), Step::deref())
             : P;
}

Path FunctionExtractor::memberObject(const MemberExpr *M, unsigned Depth) {
  const ValueDecl *D = M->getMemberDecl();
  if (const auto *V = dyn_cast<VarDecl>(D))
    return variable(V);
  const auto *Field = dyn_cast<FieldDecl>(D);
  if (!Field || Field->isInvalidDecl())
    return Path::unknown();
  Path Base = M->isArrow() ? value(M->getBase(), Depth + 1).pointee()
                           : object(M->getBase(), Depth + 1);
  return fieldOf(std::move(Base), Field);
}

Path FunctionExtractor::bindingObject(const BindingDecl *B, unsigned Depth) {
  const auto *D = dyn_cast_or_null<DecompositionDecl>(B->getDecomposedDecl());
  if (!D)
    return Path::unknown();
  if (B->getHoldingVar()) {
    // Like a tuple: pairs by their fields, others by position.
    const auto *Bindings = llvm::find(D->bindings(), B);
    unsigned Index = Bindings - D->bindings().begin();
    Path Base = variable(D);
    if (const RecordDecl *R =
            D->getType().getNonReferenceType()->getAsRecordDecl()) {
      unsigned I = 0;
      for (const FieldDecl *Field : R->fields())
        if (I++ == Index && std::distance(R->field_begin(), R->field_end()) ==
                                static_cast<long>(D->bindings().size()))
          return fieldOf(Base, Field);
    }
    return Base.then(Step::element(Index + 1));
  }
  return B->getBinding() ? object(B->getBinding(), Depth + 1) : Path::unknown();
}

/// Local variables that an expression reads.
static void addVariables(const Stmt *E,
                         llvm::SmallVectorImpl<const VarDecl *> &Into,
                         unsigned Depth = 0) {
  if (!E || Depth > 8)
    return;
  if (const auto *D = dyn_cast<DeclRefExpr>(E))
    if (const auto *V = dyn_cast<VarDecl>(D->getDecl()))
      Into.push_back(V);
  for (const Stmt *Child : E->children())
    addVariables(Child, Into, Depth + 1);
}

/// `tid`, or `self->tid`, of which each thread has its own.
static bool isThreadsOwn(const Expr *E) {
  while (const auto *M = dyn_cast<MemberExpr>(E))
    E = M->getBase()->IgnoreParenImpCasts();
  const auto *D = dyn_cast<DeclRefExpr>(E);
  const auto *V = D ? dyn_cast<VarDecl>(D->getDecl()) : nullptr;
  return V && V->getTLSKind() != VarDecl::TLS_None;
}

/// `(i + 1) % n`, `i + 1 == n ? 0 : i + 1`, or a variable that was given that.
bool FunctionExtractor::goesAround(const Expr *E) {
  E = E->IgnoreParenCasts();
  if (const auto *B = dyn_cast<BinaryOperator>(E))
    return B->getOpcode() == BO_Rem || B->getOpcode() == BO_And;
  if (const auto *C = dyn_cast<ConditionalOperator>(E))
    return constant(C->getTrueExpr()) == 0 || constant(C->getFalseExpr()) == 0;
  const auto *D = dyn_cast<DeclRefExpr>(E);
  const auto *V = D ? dyn_cast<VarDecl>(D->getDecl()) : nullptr;
  if (!V || !V->hasLocalStorage())
    return false;
  if (Changes.lookup(V))
    return Around.contains(V);
  // (A variable that is made of another could go round and round.)
  const Expr *Init = V->hasInit() ? V->getInit()->IgnoreParenImpCasts() : nullptr;
  return Init && !isa<DeclRefExpr>(Init) && goesAround(Init);
}

SubscriptKind FunctionExtractor::subscriptKind(const Expr *E) {
  const auto *D = dyn_cast<DeclRefExpr>(E);
  const auto *V = D ? dyn_cast<ParmVarDecl>(D->getDecl()) : nullptr;
  if (V && !Scan.Uses.lookup(V).Written && !Scan.Uses.lookup(V).AddressTaken)
    return SubscriptKind::Given;
  return goesAround(E) ? SubscriptKind::Around : SubscriptKind::Plain;
}

/// It calls nothing but the likes of `forks.size()`.
static bool onlyAsksSize(const Stmt *E, unsigned Depth = 0) {
  if (!E || Depth > 8)
    return false;
  if (const auto *Call = dyn_cast<CXXMemberCallExpr>(E)) {
    const CXXMethodDecl *M = Call->getMethodDecl();
    return M && M->isConst() && M->getIdentifier() && M->getName() == "size";
  }
  return !isa<CallExpr>(E) && llvm::all_of(E->children(), [&](const Stmt *C) {
    return onlyAsksSize(C, Depth + 1);
  });
}

uint32_t FunctionExtractor::elementKey(const Expr *Subscript) {
  if (!Subscript || Subscript->isTypeDependent() ||
      Subscript->isValueDependent())
    return 0;
  Subscript = Subscript->IgnoreParenImpCasts();
  if (std::optional<int64_t> Number = constant(Subscript))
    return *Number >= 0 && *Number + 1 < OwnElement ? *Number + 1 : 0;
  if (isThreadsOwn(Subscript))
    return OwnElement;
  // The same expression of variables is the same element; a call may return
  // something else each time.
  if (Subscript->HasSideEffects(S.Ctx)) {
    if (!goesAround(Subscript) || !onlyAsksSize(Subscript))
      return 0;
    return Step::variableKey(NumSubscripts++, SubscriptKind::Around);
  }
  llvm::FoldingSetNodeID Id;
  Subscript->Profile(Id, S.Ctx, /*Canonical=*/true);
  if (!Changes.empty()) {
    llvm::SmallVector<const VarDecl *, 4> Variables;
    addVariables(Subscript, Variables);
    // (That others change makes no difference.)
    for (const VarDecl *V : Variables)
      if (auto Times = Changes.lookup(V)) {
        Id.AddPointer(V);
        Id.AddInteger(Times);
      }
  }
  auto [It, New] = SubscriptKeys.try_emplace(Id.ComputeHash());
  if (!New)
    return It->second;
  const uint32_t Made =
      Step::variableKey(NumSubscripts++, subscriptKind(Subscript));
  It->second = Made;
  // (It is of no use any more: there may be other subscripts in this one.)
  noteSource(Made, Subscript);
  return Made;
}

/// `(T *)((char *)p - offsetof(T, member))`: what is around the member is always
/// the same object. Numbers of elements that come before are not met otherwise.
uint32_t FunctionExtractor::containerKey(const Expr *Offset) {
  std::optional<int64_t> Number = constant(Offset->IgnoreParenImpCasts());
  return Number && *Number >= 0 ? ConstantElements - 1 -
                                      *Number % (ConstantElements / 2)
                                : 0;
}

Path FunctionExtractor::element(Path Base, const Expr *Subscript) {
  return Base.then(Step::element(elementKey(Subscript)));
}

Path FunctionExtractor::destination(const Expr *E) {
  Destination D = Scan.Destinations.lookup(E);
  switch (D.Kind) {
  case Destination::Variable:
    return variable(D.V);
  case Destination::Member:
    if (const FieldDecl *Field = D.Init->getAnyMember())
      return fieldOf(Path::self(), Field);
    return Path::self();
  case Destination::New: {
    // Known by the pointer that gets it, if that is known.
    Destination Holder = Scan.Destinations.lookup(D.E);
    Path Pointer;
    // Until the assignment is done, it leads to another object. Threads are
    // worth the lie: they are joined by that name.
    if (Holder.Kind == Destination::Assigned &&
        S.Types.classify(E->getType()).Role == TypeRole::Thread)
      Pointer = object(Holder.E);
    else if (Holder.Kind == Destination::Variable)
      Pointer = variable(Holder.V);
    else if (Holder.Kind == Destination::Member && Holder.Init->getAnyMember())
      Pointer = fieldOf(Path::self(), Holder.Init->getAnyMember());
    if (Pointer.known())
      return Pointer.then(Step::deref());
    // Otherwise the call of the constructor, which comes next, stands for it.
    return Path::result(EventId(Out.Events.size()));
  }
  case Destination::Part:
    return fieldOf(destination(D.E), D.Field);
  case Destination::Assigned:
    if (S.Entities.type(E->getType()).Role == TypeRole::Thread)
      if (Path P = object(D.E); P.known())
        return P;
    break;
  case Destination::Returned:
  case Destination::None:
    break;
  }
  return temporary(E);
}

Path FunctionExtractor::object(const Expr *E, unsigned Depth) {
  if (++Depth > MaxNesting)
    return Path::unknown();
  E = ignoreWrappers(E);
  if (!E)
    return Path::unknown();
  if (const Outcome *Known = outcome(E)) {
    if (Known->P.known())
      return Known->P;
    if (Known->Event.valid() && !E->isGLValue())
      return Path::result(Known->Event);
    if (Known->Event.valid())
      return Path::result(Known->Event).then(Step::deref());
  }
  switch (E->getStmtClass()) {
  case Stmt::DeclRefExprClass: {
    const ValueDecl *D = cast<DeclRefExpr>(E)->getDecl();
    if (const auto *V = dyn_cast<VarDecl>(D)) {
      if (const Stmt *Own = Directives
                                ? Directives->privateOf(cast<DeclRefExpr>(E))
                                : nullptr)
        return privateCopy(Own, V);
      return variable(V);
    }
    if (const auto *B = dyn_cast<BindingDecl>(D)) {
      // A captured binding is a parameter of the lambda's body.
      if (auto It = Captures.find(B); It != Captures.end())
        return Path::param(It->second)
            .then(Out.Params[It->second].Reference
                      ? llvm::ArrayRef<Step>(Step::deref())
                      : llvm::ArrayRef<Step>());
      return bindingObject(B, Depth);
    }
    return Path::unknown();
  }
  case Stmt::MemberExprClass:
    return memberObject(cast<MemberExpr>(E), Depth);
  case Stmt::ArraySubscriptExprClass: {
    const auto *A = cast<ArraySubscriptExpr>(E);
    const Expr *Base = A->getBase();
    const auto *Decay = dyn_cast<CastExpr>(Base->IgnoreParens());
    if (Decay && Decay->getCastKind() == CK_ArrayToPointerDecay)
      return element(object(Decay->getSubExpr(), Depth), A->getIdx());
    Path P = value(Base, Depth).pointee();
    uint32_t Key = elementKey(A->getIdx());
    return Key == 1 ? P : P.then(Step::element(Key)); // p[0] is *p
  }
  case Stmt::UnaryOperatorClass: {
    const auto *U = cast<UnaryOperator>(E);
    switch (U->getOpcode()) {
    case UO_Deref:
      return value(U->getSubExpr(), Depth).pointee();
    case UO_PreInc:
    case UO_PreDec:
    case UO_Extension:
      return object(U->getSubExpr(), Depth);
    default:
      return Path::unknown();
    }
  }
  case Stmt::BinaryOperatorClass:
  case Stmt::CompoundAssignOperatorClass: {
    const auto *B = cast<BinaryOperator>(E);
    if (B->isAssignmentOp())
      return object(B->getLHS(), Depth);
    if (B->getOpcode() == BO_Comma)
      return object(B->getRHS(), Depth);
    return Path::unknown();
  }
  case Stmt::ConditionalOperatorClass: {
    const auto *C = cast<ConditionalOperator>(E);
    Path P = object(C->getTrueExpr(), Depth);
    return P == object(C->getFalseExpr(), Depth) ? P : Path::unknown();
  }
  case Stmt::CXXConstructExprClass:
  case Stmt::CXXTemporaryObjectExprClass:
  case Stmt::CXXInheritedCtorInitExprClass:
  case Stmt::InitListExprClass:
    return E->getType()->getAsRecordDecl() ? destination(E) : Path::unknown();
  case Stmt::CompoundLiteralExprClass:
    return object(cast<CompoundLiteralExpr>(E)->getInitializer(), Depth);
  case Stmt::OpaqueValueExprClass:
    return object(cast<OpaqueValueExpr>(E)->getSourceExpr(), Depth);
  case Stmt::GenericSelectionExprClass:
    return object(cast<GenericSelectionExpr>(E)->getResultExpr(), Depth);
  case Stmt::CXXRewrittenBinaryOperatorClass:
    return Path::unknown();
  case Stmt::StmtExprClass: {
    const CompoundStmt *Body = cast<StmtExpr>(E)->getSubStmt();
    const auto *Last = Body && !Body->body_empty()
                           ? dyn_cast<Expr>(Body->body_back())
                           : nullptr;
    return Last ? object(Last, Depth) : Path::unknown();
  }
  default:
    break;
  }
  if (const auto *C = dyn_cast<CastExpr>(E)) {
    switch (C->getCastKind()) {
    case CK_LValueBitCast:
    case CK_BaseToDerived:
    case CK_Dynamic:
    case CK_LValueToRValue: // of a class, in C
    case CK_AtomicToNonAtomic:
    case CK_NonAtomicToAtomic:
      if (C->getCastKind() == CK_LValueToRValue &&
          !C->getType()->isRecordType())
        break;
      return object(C->getSubExpr(), Depth);
    default:
      break;
    }
    // What a pointer prvalue is good for is its pointee; see value().
  }
  return Path::unknown();
}

Path FunctionExtractor::referent(const Expr *E) {
  if (E->isGLValue() || E->getType()->isRecordType())
    if (QualType T = E->getType(); !T->isPointerType())
      return object(E);
  Value V = value(E);
  if (V.Kind == ValueKind::Address)
    return V.P;
  return E->getType()->isPointerType() ? V.pointee() : V.P;
}

const RecordDecl *FunctionExtractor::classOf(const Expr *E) {
  E = ignoreWrappers(E);
  if (!E)
    return nullptr;
  if (const Outcome *Known = outcome(E))
    if (Known->Class)
      return Known->Class;
  QualType T = E->getType();
  if (T->isPointerType())
    T = T->getPointeeType();
  return T->getAsRecordDecl();
}
