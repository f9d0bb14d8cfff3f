//===- Accesses.cpp - reads and writes ------------------------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "extract/FunctionExtractor.h"
#include "facts/Words.h"
#include "clang/AST/DeclTemplate.h"

using namespace clang;
using namespace concurrency;

bool FunctionExtractor::tracked(const Path &P) {
  switch (P.Root) {
  case RootKind::Unknown:
    return false;
  case RootKind::This:
    return !P.Steps.empty();
  case RootKind::Global:
    return true;
  case RootKind::Local:
    return P.hasDeref() || Out.Locals[P.Index].AddressTaken;
  case RootKind::Param:
  case RootKind::Result:
    return P.hasDeref();
  }
  return false;
}

/// Locks and the like are not data: what is done with them are other events.
static bool isData(TypeRole Role) {
  switch (Role) {
  case TypeRole::Lock:
  case TypeRole::Guard:
  case TypeRole::Condition:
  case TypeRole::OnceFlag:
    return false;
  default:
    return true;
  }
}

Event *FunctionExtractor::access(const Path &P, AccessKind Rw, Place Where) {
  if (!tracked(P))
    return nullptr;
  EntityId Last;
  if (P.Steps.empty())
    Last = P.global();
  else if (P.Steps.back().Kind == StepKind::Field)
    Last = P.Steps.back().entity();
  if (Last.valid()) {
    const TypeFacts &Type = S.Entities[Last].Type;
    if (!isData(Type.Role) && !Type.Indirect)
      return nullptr;
  }
  Event &E = emit(EventKind::Access, Where);
  E.Target = P;
  E.Rw = Rw;
  E.Atomic = E.Relaxed = MeansToRace;
  return &E;
}

/// A variable whose reading tells nothing: constants, and what libraries have.
bool FunctionExtractor::isConstantVariable(const Expr *E) {
  const auto *D = dyn_cast<DeclRefExpr>(E->IgnoreParens());
  const auto *V = D ? dyn_cast<VarDecl>(D->getDecl()) : nullptr;
  if (!V || !V->hasGlobalStorage())
    return false;
  return (V->getType().isConstQualified() &&
          !V->getType().isVolatileQualified()) ||
         (!V->isStaticLocal() && S.Types.isSystem(V));
}

/// A plain local needs no path to see that it is not shared.
bool FunctionExtractor::isPlainLocal(const Expr *E) const {
  const auto *D = dyn_cast<DeclRefExpr>(E->IgnoreParens());
  const auto *V = D ? dyn_cast<VarDecl>(D->getDecl()) : nullptr;
  if (!V || !V->hasLocalStorage() || V->getType()->isReferenceType() ||
      D->refersToEnclosingVariableOrCapture() || Captures.contains(V))
    return false;
  return isa<ParmVarDecl>(V) || !Scan.Uses.lookup(V).AddressTaken;
}

/// `*(volatile int *)&x`, which is READ_ONCE and WRITE_ONCE of many names: one
/// access, of what is not volatile otherwise, that others may race with.
static bool isOnceOnly(const Expr *E) {
  const auto *U = dyn_cast<UnaryOperator>(E->IgnoreParens());
  const auto *Cast =
      U && U->getOpcode() == UO_Deref
          ? dyn_cast<ExplicitCastExpr>(U->getSubExpr()->IgnoreParenImpCasts())
          : nullptr;
  if (!Cast || !E->getType().isVolatileQualified() ||
      !E->getType()->isScalarType())
    return false;
  QualType From = Cast->getSubExprAsWritten()->getType();
  return From->isPointerType() && !From->getPointeeType().isVolatileQualified();
}

void FunctionExtractor::readRead(const CastExpr *C) {
  const Expr *E = C->getSubExpr();
  if (isPlainLocal(E) || isConstantVariable(E))
    return;
  const Expr *Inner = E->IgnoreParens();
  if (isa<OpaqueValueExpr>(Inner))
    return;
  if (const auto *Either = dyn_cast<ConditionalOperator>(Inner)) {
    for (const Expr *Side : {Either->getTrueExpr(), Either->getFalseExpr()})
      if (Side->isGLValue() && !isPlainLocal(Side) && !isConstantVariable(Side))
        access(object(Side), AccessKind::Read, place(Side->IgnoreParens()));
    return;
  }
  // (To find a place costs more than to see that none is wanted.)
  Path P = object(E);
  if (!tracked(P))
    return;
  if (Event *A = access(P, AccessKind::Read, place(Inner))) {
    noteSubscripts(Inner, A);
    if (E->getType()->isAtomicType()) {
      A->Atomic = true;
      A->Op = Operation::Load;
      remember(C).Event = lastEvent();
    } else if (isOnceOnly(E)) {
      A->Atomic = A->Relaxed = true;
    }
  }
}

/// Pointers, references and callables: that something is now reached through
/// the target is worth knowing beyond the write.
static bool isLink(const Value &V) {
  switch (V.Kind) {
  case ValueKind::Address:
  case ValueKind::Callable:
  case ValueKind::Fresh:
    return true;
  case ValueKind::Copy:
    return true;
  default:
    return false;
  }
}

void FunctionExtractor::assign(const Path &Target, const Expr *Source,
                               Place Where) {
  if (!Target.known())
    return;
  Value V = Source ? value(Source) : Value::unknown();
  Dependence How = Source ? dependence(Source) : Dependence();
  Event &E = emit(EventKind::Assign, Where);
  E.Target = Target;
  E.Args.push_back(std::move(V));
  std::move(How).writeTo(E);
}

/// The local variable that is assigned as a whole.
static const VarDecl *assignedLocal(const Expr *E) {
  const auto *D = dyn_cast<DeclRefExpr>(E->IgnoreParens());
  const auto *V = D ? dyn_cast<VarDecl>(D->getDecl()) : nullptr;
  return V && V->hasLocalStorage() && !V->getType()->isReferenceType()
             ? V
             : nullptr;
}

void FunctionExtractor::readAssignment(const BinaryOperator *B) {
  const Expr *Left = B->getLHS();
  const Expr *Right = B->getRHS();
  const VarDecl *V = assignedLocal(Left);
  Path P = object(Left);
  Place Where = place(Left->IgnoreParens());
  bool Compound = B->isCompoundAssignmentOp();
  if (V) {
    noteChanged(V);
    if (!Compound && goesAround(Right))
      Around.insert(V);
    else
      Around.erase(V);
  }
  if (V && !tracked(P)) {
    assign(P, Right, Where);
    if (Compound) {
      if (Out.Events.empty())
        return;
      Event &E = Out.Events.back();
      E.Args[0] = Value::unknown();
      E.Deps.push_back({P, EventId()});
      const auto Op = B->getOpcode();
      const std::optional<int64_t> By = constant(Right);
      E.Injective = (Op == BO_AddAssign || Op == BO_SubAssign) &&
                    (E.Injective || By);
      E.Shifted = E.Injective && !(By && std::abs(*By) == 1);
    }
    noteAssigned(V, Compound ? nullptr : Right);
    return;
  }
  Value Given = B->isCompoundAssignmentOp() ? Value::unknown() : value(Right);
  List<Dep> Deps = deps(Right);
  bool Atomic = Left->getType()->isAtomicType();
  bool Split = Atomic && !B->isCompoundAssignmentOp() &&
               llvm::any_of(Deps, [&](const Dep &D) {
                 return D.P == P || (D.Result.valid() &&
                                     D.Result.index() < Out.Events.size() &&
                                     Out.Events[D.Result.index()].Target == P);
               });
  bool Pointer = Left->getType()->isPointerType() ||
                 Left->getType()->isMemberPointerType();
  if (Event *E = access(P,
                        B->isCompoundAssignmentOp() ? AccessKind::Update
                                                    : AccessKind::Write,
                        Where)) {
    noteSubscripts(Left, E);
    E->Args.push_back(Given);
    E->Deps = std::move(Deps);
    if (Atomic) {
      E->Atomic = true;
      E->Op = B->isCompoundAssignmentOp() ? Operation::FetchModify
              : Split                     ? Operation::SplitUpdate
                                          : Operation::Store;
    } else if (!B->isCompoundAssignmentOp() && isOnceOnly(Left) &&
               llvm::none_of(E->Deps, [&](const Dep &D) { return D.P == P; })) {
      // (Two accesses are not one.)
      E->Atomic = E->Relaxed = true;
    }
  }
  if (Pointer && isLink(Given) && P.known()) {
    Event &E = emit(EventKind::Assign, Where);
    E.Target = P;
    E.Args.push_back(std::move(Given));
  }
}

void FunctionExtractor::readIncrement(const UnaryOperator *U) {
  const Expr *E = U->getSubExpr();
  Path P = object(E);
  if (const VarDecl *V = assignedLocal(E)) {
    noteChanged(V);
    noteValue(V, nullptr, {});
  }
  if (assignedLocal(E) && !tracked(P)) {
    Event &A = emit(EventKind::Assign, place(E));
    A.Target = P;
    A.Args.push_back(Value::unknown());
    A.Deps.push_back({P, EventId()});
    A.Injective = isNumber(U->getType());
    return;
  }
  if (Event *A = access(P, AccessKind::Update, place(E->IgnoreParens()))) {
    noteSubscripts(E, A);
    if (E->getType()->isAtomicType()) {
      A->Atomic = true;
      A->Op = Operation::FetchModify;
      remember(U).Event = lastEvent();
    }
  }
}

bool FunctionExtractor::isRelaxed(const Expr *E) {
  E = E->IgnoreParenImpCasts();
  if (!E->getType()->isIntegralOrEnumerationType() || E->isValueDependent())
    return false;
  Expr::EvalResult Result;
  return E->EvaluateAsInt(Result, S.Ctx) && Result.Val.isInt() &&
         Result.Val.getInt() == 0; // __ATOMIC_RELAXED, everywhere
}

/// What a __c11_atomic or __atomic builtin does.
static std::pair<AccessKind, Operation> atomicOperation(llvm::StringRef Name) {
  if (Name.contains("compare_exchange"))
    return {AccessKind::Update, Operation::CompareExchange};
  if (Name.contains("exchange"))
    return {AccessKind::Update, Operation::Exchange};
  if (Name.contains("load"))
    return {AccessKind::Read, Operation::Load};
  if (Name.contains("store"))
    return {AccessKind::Write, Operation::Store};
  return {AccessKind::Update, Operation::FetchModify};
}

void FunctionExtractor::readAtomic(const AtomicExpr *A) {
  switch (A->getOp()) {
  case AtomicExpr::AO__c11_atomic_init:
  case AtomicExpr::AO__opencl_atomic_init:
    return;
  default:
    break;
  }
  Path P = value(A->getPtr()).pointee();
  auto [Rw, Op] = atomicOperation(A->getOpAsString());
  bool Relaxed = isRelaxed(A->getOrder());
  List<Dep> Deps;
  Value Stored;
  if (Op == Operation::Store) {
    Deps = deps(A->getVal1());
    Stored = value(A->getVal1());
  }
  if (Event *E = access(P, Rw, place(A->getBeginLoc()))) {
    E->Atomic = true;
    E->Op = Op;
    E->Relaxed = Relaxed;
    E->Deps = std::move(Deps);
    if (Stored.Kind == ValueKind::Constant)
      E->Args.push_back(std::move(Stored));
    if (std::optional<int64_t> Bits = changedBits(A))
      E->Args.push_back(Value::constant(*Bits));
    remember(A).Event = lastEvent();
  }
}

/// Those that fetch_or, and_fetch or the like can change, if that is known.
std::optional<int64_t> FunctionExtractor::changedBits(const AtomicExpr *A) {
  llvm::StringRef Name = A->getOpAsString();
  auto Does = [&](llvm::StringRef What) {
    return Name.ends_with(("fetch_" + What).str()) ||
           Name.ends_with(("_" + What + "_fetch").str());
  };
  const bool Clears = Does("and");
  if (!Clears && !Does("or") && !Does("xor"))
    return std::nullopt;
  // (What `~Mask` is, of a large unsigned type, is no number for us.)
  const auto *Not = dyn_cast<UnaryOperator>(A->getVal1()->IgnoreParenCasts());
  if (Clears && Not && Not->getOpcode() == UO_Not)
    return constant(Not->getSubExpr());
  std::optional<int64_t> Operand = constant(A->getVal1());
  return Operand && Clears ? std::optional(~*Operand) : Operand;
}

/// `load(&flags) & Mask`: only these bits are asked for.
void FunctionExtractor::noteMask(const BinaryOperator *B) {
  for (auto [Side, Other] : {std::pair(B->getLHS(), B->getRHS()),
                             std::pair(B->getRHS(), B->getLHS())}) {
    const Outcome *Known = outcome(ignoreWrappers(Side->IgnoreParenImpCasts()));
    std::optional<int64_t> Mask = constant(Other);
    if (!Known || !Known->Event.valid() || !Mask)
      continue;
    Event &E = Out.Events[Known->Event.index()];
    if (E.Kind == EventKind::Access && E.Op == Operation::Load &&
        E.Args.empty())
      E.Args.push_back(Value::constant(*Mask));
  }
}

void FunctionExtractor::accessClass(const Expr *E, const Path &P,
                                    AccessKind Rw) {
  access(P, Rw, place(ignoreWrappers(E)));
}

//===----------------------------------------------------------------------===//
// What is handed to functions that nobody will look into
//===----------------------------------------------------------------------===//

/// In a template, `T &&` takes anything and promises nothing about it.
static bool isForwarding(const FunctionDecl *F, unsigned Index) {
  const FunctionDecl *Pattern = F->getTemplateInstantiationPattern();
  if (!Pattern || Pattern->getNumParams() == 0)
    return false;
  Index = std::min(Index, Pattern->getNumParams() - 1);
  QualType T = Pattern->getParamDecl(Index)->getType();
  if (const auto *Pack = T->getAs<PackExpansionType>())
    T = Pack->getPattern();
  return T->isRValueReferenceType();
}

/// The one family that writes through pointers of which no type speaks.
static bool isScan(const FunctionDecl *F) {
  const IdentifierInfo *Name = F->getIdentifier();
  return F->isVariadic() && Name && Name->getName().ends_with("scanf");
}

void FunctionExtractor::accessArguments(const CallSite &Site) {
  const FunctionDecl *Callee = Site.Callee;
  bool System = Callee && S.isSystem(Callee);
  // An atomic_ref only refers; what is done comes later.
  if (Callee && isa<CXXConstructorDecl>(Callee) && Site.Class &&
      S.Types.record(Site.Class).Role == TypeRole::Atomic)
    return;
  for (unsigned I = 0, N = Site.Args.size(); I != N; ++I) {
    const Expr *A = Site.Args[I];
    if (!Callee)
      continue;
    if (I >= Callee->getNumParams()) {
      if (isScan(Callee))
        access(value(A).pointee(), AccessKind::Write, place(A));
      continue;
    }
    QualType Param = Callee->getParamDecl(I)->getType();
    if (Param->isReferenceType()) {
      const Expr *Inner = ignoreWrappers(A);
      if (!A->isGLValue() || !Inner->isGLValue() ||
          A->getType()->isFunctionType())
        continue;
      bool Moved = Param->isRValueReferenceType() && A->isXValue() &&
                   A->getType()->isRecordType();
      bool Reads = Param->getPointeeType().isConstQualified() ||
                   (isForwarding(Callee, I) && !Moved);
      if (Reads && isConstantVariable(Inner))
        continue;
      Event *E =
          access(object(A), Reads ? AccessKind::Read : AccessKind::Update,
                 place(Inner));
      // What a function of ours does to an object, nobody sees here.
      if (E && !Reads && !System && Param->getPointeeType()->isRecordType())
        E->Opaque = true;
      if (E && S.Types.classify(A->getType()).Role == TypeRole::Atomic)
        E->Atomic = true;
    } else if (Param->isPointerType() && System) {
      if (S.Types.classify(Param).Role == TypeRole::Stream)
        continue;
      Value V = value(A);
      bool Reads = Param->getPointeeType().isConstQualified();
      if (V.Kind == ValueKind::Callable) {
        Event &E = emit(EventKind::Escape, place(A));
        E.Args.push_back(std::move(V));
      } else if (V.Kind == ValueKind::Address &&
                 (Callee->isExternC() || Callee->getBuiltinID() != 0)) {
        Event *E = access(V.P, Reads ? AccessKind::Read : AccessKind::Update,
                          place(A));
        // Of a handle, nobody knows what the library has.
        if (QualType Of = Param->getPointeeType();
            E && Of->isIncompleteType() && !Of->isVoidType())
          E->Opaque = true;
      } else if (V.Kind == ValueKind::Copy &&
                 (Reads || Callee->getBuiltinID() != 0)) {
        access(V.pointee(), Reads ? AccessKind::Read : AccessKind::Update,
               place(A));
      }
    }
  }
}

/// `&shape->parent`: in C, an object as one of the class that its own is derived
/// from.
static bool isAsBase(const Expr *E) {
  const auto *Address = dyn_cast<UnaryOperator>(E->IgnoreParenCasts());
  if (!Address || Address->getOpcode() != UO_AddrOf)
    return false;
  const auto *Member =
      dyn_cast<MemberExpr>(Address->getSubExpr()->IgnoreParens());
  const auto *Field =
      Member ? dyn_cast<FieldDecl>(Member->getMemberDecl()) : nullptr;
  static constexpr llvm::StringLiteral Bases[] = {"parent", "base", "super",
                                                  "object"};
  return Field && Field->getFieldIndex() == 0 &&
         Field->getType()->isRecordType() && Field->getIdentifier() &&
         hasWord(Field->getName(), Bases);
}

/// A function of the program whose body is elsewhere uses what it is given a
/// pointer to: what else would it want it for?
void FunctionExtractor::accessPointees(const CallSite &Site) {
  // (To write a message about it.)
  if (Site.Callee && Site.Callee->hasAttr<FormatAttr>())
    return;
  unsigned Known = Site.Callee ? Site.Callee->getNumParams() : 0;
  for (unsigned I = 0, N = Site.Args.size(); I != N && I != Known; ++I) {
    QualType Param = Site.Callee->getParamDecl(I)->getType();
    if (!Param->isPointerType() ||
        !S.Types.isPlainData(Param->getPointeeType()->getAsRecordDecl()) ||
        isAsBase(Site.Args[I]))
      continue;
    Value V = value(Site.Args[I]);
    if (V.Kind != ValueKind::Address && V.Kind != ValueKind::Copy)
      continue;
    bool Reads = Param->getPointeeType().isConstQualified();
    if (Event *E =
            access(V.pointee(), Reads ? AccessKind::Read : AccessKind::Update,
                   place(Site.Args[I]))) {
      E->Text = Site.Name;
      E->Opaque = true;
    }
  }
}
