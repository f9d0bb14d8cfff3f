//===- AnnotationReader.cpp - Clang's own attributes ----------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "extract/AnnotationReader.h"
#include "extract/EntityTable.h"
#include "clang/AST/Attr.h"
#include "clang/AST/ExprCXX.h"

using namespace clang;
using namespace concurrency;

/// The path that an attribute's argument names, in the frame of the entity that
/// bears it. Pointers and references are looked through: what is meant is the
/// lock.
static Path lockPath(const Expr *E, EntityTable &Entities, unsigned Depth = 0) {
  if (!E || Depth > 16 || E->isTypeDependent())
    return Path::unknown();
  E = E->IgnoreParenCasts();
  auto Through = [](Path P, QualType T) {
    return T->isPointerType() || T->isReferenceType() ? P.then(Step::deref())
                                                      : P;
  };
  if (isa<CXXThisExpr>(E))
    return Path::self();
  if (const auto *U = dyn_cast<UnaryOperator>(E)) {
    switch (U->getOpcode()) {
    case UO_AddrOf:
    case UO_Deref:
      return lockPath(U->getSubExpr(), Entities, Depth + 1);
    default:
      return Path::unknown(); // !mu: a negative capability
    }
  }
  if (const auto *D = dyn_cast<DeclRefExpr>(E)) {
    if (const auto *P = dyn_cast<ParmVarDecl>(D->getDecl()))
      return Through(Path::param(P->getFunctionScopeIndex()), P->getType());
    if (const auto *V = dyn_cast<VarDecl>(D->getDecl()))
      return V->hasGlobalStorage()
                 ? Through(Path::global(Entities.global(V)), V->getType())
                 : Path::unknown();
    // C has no `this` to write: the fields beside the annotated one.
    if (const auto *F = dyn_cast<FieldDecl>(D->getDecl()))
      return Through(Path::self().then(Step::field(Entities.field(F))),
                     F->getType());
    return Path::unknown();
  }
  if (const auto *M = dyn_cast<MemberExpr>(E)) {
    if (const auto *V = dyn_cast<VarDecl>(M->getMemberDecl()))
      return Through(Path::global(Entities.global(V)), V->getType());
    const auto *F = dyn_cast<FieldDecl>(M->getMemberDecl());
    if (!F)
      return Path::unknown();
    Path Base = lockPath(M->getBase(), Entities, Depth + 1);
    return Through(Base.then(Step::field(Entities.field(F))), F->getType());
  }
  if (const auto *C = dyn_cast<CXXOperatorCallExpr>(E);
      C && C->getNumArgs() == 1 &&
      (C->getOperator() == OO_Arrow || C->getOperator() == OO_Star))
    return lockPath(C->getArg(0), Entities, Depth + 1).then(Step::deref());
  if (const auto *C = dyn_cast<CXXMemberCallExpr>(E);
      C && C->getNumArgs() == 0 && C->getMethodDecl()) {
    // A getter says which lock it returns.
    if (const auto *A = C->getMethodDecl()->getAttr<LockReturnedAttr>()) {
      Path Object =
          lockPath(C->getImplicitObjectArgument(), Entities, Depth + 1);
      Path Lock = lockPath(A->getArg(), Entities, Depth + 1);
      if (Lock.Root == RootKind::This)
        return Object.then(Lock.Steps);
      if (Lock.Root == RootKind::Global)
        return Lock;
    }
  }
  return Path::unknown();
}

namespace {
class Reader {
public:
  explicit Reader(EntityTable &Entities) : Entities(Entities) {}

  /// Without arguments, a method's attribute means its object.
  template <typename AttrT>
  void locks(const AttrT *A, AnnotationKind Kind, LockMode Mode) {
    if (A->args_size() == 0)
      add(Kind, Path::self(), Mode);
    for (const Expr *E : A->args())
      add(Kind, lockPath(E, Entities), Mode);
  }

  void add(AnnotationKind Kind, Path Lock = {},
           LockMode Mode = LockMode::Exclusive, bool Success = true) {
    Result.push_back({Kind, std::move(Lock), Mode, Success});
  }

  void read(const Attr *A);

  EntityTable &Entities;
  List<Annotation> Result;
};
} // namespace

static LockMode mode(bool Shared) {
  return Shared ? LockMode::Shared : LockMode::Exclusive;
}

void Reader::read(const Attr *A) {
  switch (A->getKind()) {
  case attr::GuardedBy:
    add(AnnotationKind::GuardedBy,
        lockPath(cast<GuardedByAttr>(A)->getArg(), Entities));
    break;
  case attr::PtGuardedBy:
    add(AnnotationKind::PtGuardedBy,
        lockPath(cast<PtGuardedByAttr>(A)->getArg(), Entities));
    break;
  case attr::RequiresCapability: {
    const auto *R = cast<RequiresCapabilityAttr>(A);
    locks(R, AnnotationKind::Requires, mode(R->isShared()));
    break;
  }
  case attr::AcquireCapability: {
    const auto *R = cast<AcquireCapabilityAttr>(A);
    locks(R, AnnotationKind::Acquire, mode(R->isShared()));
    break;
  }
  case attr::ReleaseCapability: {
    const auto *R = cast<ReleaseCapabilityAttr>(A);
    locks(R, AnnotationKind::Release, mode(R->isShared()));
    break;
  }
  case attr::TryAcquireCapability: {
    const auto *R = cast<TryAcquireCapabilityAttr>(A);
    bool Success = true;
    if (const Expr *E = R->getSuccessValue()) {
      E = E->IgnoreParenImpCasts();
      if (const auto *B = dyn_cast<CXXBoolLiteralExpr>(E))
        Success = B->getValue();
      else if (const auto *I = dyn_cast<IntegerLiteral>(E))
        Success = I->getValue().getBoolValue();
    }
    if (R->args_size() == 0)
      add(AnnotationKind::TryAcquire, Path::self(), mode(R->isShared()),
          Success);
    for (const Expr *E : R->args())
      add(AnnotationKind::TryAcquire, lockPath(E, Entities),
          mode(R->isShared()), Success);
    break;
  }
  case attr::AssertCapability: {
    const auto *R = cast<AssertCapabilityAttr>(A);
    locks(R, AnnotationKind::Assert, mode(R->isShared()));
    break;
  }
  case attr::LocksExcluded:
    locks(cast<LocksExcludedAttr>(A), AnnotationKind::Excludes,
          LockMode::Exclusive);
    break;
  case attr::AcquiredBefore:
    for (const Expr *E : cast<AcquiredBeforeAttr>(A)->args())
      add(AnnotationKind::AcquiredBefore, lockPath(E, Entities));
    break;
  case attr::AcquiredAfter:
    for (const Expr *E : cast<AcquiredAfterAttr>(A)->args())
      add(AnnotationKind::AcquiredAfter, lockPath(E, Entities));
    break;
  case attr::NoThreadSafetyAnalysis:
    add(AnnotationKind::NoAnalysis);
    break;
  default:
    break;
  }
}

bool concurrency::isAnnotated(const Decl &D) {
  const Decl *Latest = D.getMostRecentDecl();
  return Latest->hasAttrs() && llvm::any_of(Latest->attrs(), [](const Attr *A) {
    switch (A->getKind()) {
    case attr::GuardedBy:
    case attr::PtGuardedBy:
    case attr::RequiresCapability:
    case attr::AcquireCapability:
    case attr::ReleaseCapability:
    case attr::TryAcquireCapability:
    case attr::AssertCapability:
    case attr::LocksExcluded:
    case attr::AcquiredBefore:
    case attr::AcquiredAfter:
      return true;
    default:
      return false;
    }
  });
}

List<Annotation> concurrency::readAnnotations(const NamedDecl &D,
                                                     EntityTable &Entities) {
  Reader R(Entities);
  const Decl *Latest = D.getMostRecentDecl();
  if (Latest->hasAttrs())
    for (const Attr *A : Latest->attrs())
      R.read(A);
  if (const auto *F = dyn_cast<FunctionDecl>(&D); F && !F->getType().isNull())
    if (F->getType()->getAs<FunctionProtoType>())
      for (const auto &Effect : F->getFunctionEffects()) {
        if (Effect.Effect.kind() == FunctionEffect::Kind::Blocking)
          R.add(AnnotationKind::Blocking);
        else if (Effect.Effect.kind() == FunctionEffect::Kind::NonBlocking)
          R.add(AnnotationKind::NonBlocking);
      }
  return std::move(R.Result);
}
