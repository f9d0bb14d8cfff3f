//===- Callables.cpp - lambdas and other callable values ------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "extract/DeclNames.h"
#include "extract/FunctionExtractor.h"

using namespace clang;
using namespace concurrency;

CallableId FunctionExtractor::addCallable(Callable C) {
  Out.Callables.push_back(std::move(C));
  return CallableId(Out.Callables.size() - 1);
}

/// The body that runs when an object of the class is called; null if there are
/// several.
static const CXXMethodDecl *callOperator(const CXXRecordDecl *R) {
  const CXXMethodDecl *Found = nullptr;
  if (R->isLambda()) {
    if (!R->isGenericLambda())
      return R->getLambdaCallOperator();
    // Of a generic one, whatever was instantiated does the same things.
    if (const FunctionTemplateDecl *T = R->getDependentLambdaCallOperator())
      for (const FunctionDecl *Spec : T->specializations())
        if (Spec->hasBody() && !Found)
          Found = dyn_cast<CXXMethodDecl>(Spec);
    return Found;
  }
  for (const CXXMethodDecl *M : R->methods())
    if (M->getOverloadedOperator() == OO_Call) {
      if (Found)
        return nullptr;
      Found = M;
    }
  return Found;
}

CallableId FunctionExtractor::lambda(const LambdaExpr *L) {
  if (auto It = LambdaIds.find(L); It != LambdaIds.end())
    return It->second;
  Callable C;
  const CXXRecordDecl *Closure = L->getLambdaClass();
  if (const CXXMethodDecl *Op = Closure ? callOperator(Closure) : nullptr;
      Op && !Op->isInvalidDecl() && !Op->isDependentContext()) {
    S.use(Op);
    C.Target = S.Entities.function(Op);
  }
  if (Method && !Out.Static)
    C.This = Value::address(Path::self());
  auto Init = L->capture_init_begin();
  for (const LambdaCapture &Capture : L->captures()) {
    const Expr *E = Init != L->capture_init_end() ? *Init++ : nullptr;
    Value V;
    if (Capture.capturesThis()) {
      V = Capture.getCaptureKind() == LCK_StarThis
              ? Value::copy(Path::self())
              : Value::address(CopiedThis ? Path::param(*CopiedThis)
                                          : Path::self());
    } else if (Capture.capturesVariable() && E) {
      const ValueDecl *Var = Capture.getCapturedVar();
      bool ByRef = Capture.getCaptureKind() == LCK_ByRef;
      if (const auto *VD = dyn_cast<VarDecl>(Var);
          VD && VD->isInitCapture() && VD->getInit())
        E = VD->getInit();
      V = ByRef ? argument(E, QualType()) : value(E);
    }
    C.Captures.push_back(std::move(V));
  }
  return LambdaIds[L] = addCallable(std::move(C));
}

Value FunctionExtractor::functionValue(const ValueDecl *D) {
  const auto *Target = dyn_cast<FunctionDecl>(D);
  if (!Target || Target->isInvalidDecl() || Target->isDependentContext())
    return Value::unknown();
  S.use(Target);
  Callable C;
  C.Target = S.Entities.function(Target);
  // One entry for each function is enough.
  for (unsigned I = 0, N = std::min<size_t>(Out.Callables.size(), 64); I != N;
       ++I)
    if (const Callable &Old = Out.Callables[I];
        Old.Target == C.Target && !Old.Holder.known() && Old.Bound.empty() &&
        Old.Captures.empty() && Old.This.Kind == ValueKind::Unknown)
      return Value::callable(CallableId(I));
  return Value::callable(addCallable(std::move(C)));
}

/// A callable that a value of type \p T is, if it is one.
CallableId FunctionExtractor::callableIn(const Value &V, QualType T) {
  if (V.Kind == ValueKind::Callable)
    return V.Callable;
  T = T.getNonReferenceType();
  if (T.isNull())
    return CallableId();
  Path P = V.P;
  if (const CXXRecordDecl *R = T->getAsCXXRecordDecl()) {
    if (V.Kind != ValueKind::Address && V.Kind != ValueKind::Copy)
      P = Path::unknown();
    const RecordInfo &Info = S.Types.record(R);
    if (!R->hasDefinition())
      return CallableId();
    if (R->isLambda() || (!Info.System && Info.Role != TypeRole::Callable)) {
      // A function object: its class says what runs.
      const CXXMethodDecl *Op = callOperator(R->getDefinition());
      if (!Op)
        return CallableId();
      S.use(Op);
      Callable C;
      C.Target = S.Entities.function(Op);
      if (R->isLambda())
        C.Holder = P;
      else
        C.This = Value::address(P);
      return addCallable(std::move(C));
    }
    if (Info.Role != TypeRole::Callable || !P.known())
      return CallableId();
  } else if (S.Types.classify(T).Role != TypeRole::Callable) {
    return CallableId();
  }
  if (!P.known())
    return CallableId();
  Callable C;
  C.Holder = std::move(P);
  return addCallable(std::move(C));
}

CallableId FunctionExtractor::callable(const Expr *E) {
  const Expr *Inner = ignoreWrappers(E);
  if (const auto *U = dyn_cast<UnaryOperator>(Inner);
      U && U->getOpcode() == UO_Deref)
    Inner = U->getSubExpr(); // (*function)()
  Value V = Inner->getType()->isFunctionType() ? value(Inner)
                                               : argument(Inner, QualType());
  QualType T = Inner->getType();
  // std::reference_wrapper and its like.
  if (const RecordDecl *R = T->getAsRecordDecl();
      R && S.Types.record(R).PointerLike)
    T = TypeClassifier::pointee(R);
  return T.isNull() ? CallableId() : callableIn(V, T);
}

Value FunctionExtractor::boundValue(const Expr *E) {
  // std::ref keeps the reference, everything else is copied.
  const Expr *Inner = ignoreWrappers(E);
  if (const Outcome *Known = outcome(Inner);
      Known && Known->V.Kind == ValueKind::Address)
    return Known->V;
  if (E->getType()->isFunctionType())
    return value(E);
  Value V = value(E);
  if (V.Kind == ValueKind::Unknown && E->getType()->isRecordType())
    return Value::copy(object(E));
  return V;
}

void FunctionExtractor::bindArguments(Callable &C,
                                      llvm::ArrayRef<const Expr *> Args) {
  // A method takes its object first.
  bool NeedsThis = C.Target.valid() && C.This.Kind == ValueKind::Unknown &&
                   C.Captures.empty() && !Args.empty() &&
                   S.Entities.runsOnObject(C.Target);
  for (const Expr *A : Args) {
    Value V = boundValue(A);
    if (NeedsThis) {
      NeedsThis = false;
      QualType T = A->getType().getNonReferenceType();
      if (V.Kind == ValueKind::Copy && !S.Types.indirection(T).isNull())
        V = Value::address(V.pointee());
      C.This = std::move(V);
      continue;
    }
    C.Bound.push_back(std::move(V));
  }
}
