//===- CallShape.cpp - a call on a path, as models see it -----------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "paths/CallShape.h"
#include "extract/CallConditions.h"
#include "extract/DeclNames.h"

using namespace clang;
using namespace ento;
using namespace concurrency;

bool concurrency::isLocking(const CallEffect &E) {
  switch (E.Kind) {
  case CallEffect::Acquire:
  case CallEffect::TryAcquire:
  case CallEffect::Release:
  case CallEffect::AssertHeld:
  case CallEffect::GuardLock:
  case CallEffect::GuardTry:
  case CallEffect::GuardUnlock:
  case CallEffect::GuardAbandon:
  case CallEffect::GuardSwap:
  case CallEffect::GuardTest:
  case CallEffect::Wait:
    return true;
  case CallEffect::GuardInit:
    // What a function returns, the analyzer puts into its place.
    return E.Target.Kind == Operand::This;
  default:
    return false;
  }
}

/// The global variable that an expression names, or null.
static const VarDecl *globalIn(const Expr *E) {
  const auto *D =
      E ? dyn_cast<DeclRefExpr>(ignoreWrappers(E)->IgnoreParenImpCasts())
        : nullptr;
  const auto *V = D ? dyn_cast<VarDecl>(D->getDecl()) : nullptr;
  return V && V->hasGlobalStorage() ? V : nullptr;
}

static const RecordDecl *classOf(const Expr *E) {
  QualType T = ignoreWrappers(E)->getType();
  if (T->isPointerType())
    T = T->getPointeeType();
  return T->getAsRecordDecl();
}

CallShape::CallShape(const CallEvent &Call, CoreView &Core)
    : Call(Call), Core(Core) {
  Callee = dyn_cast_or_null<FunctionDecl>(Call.getDecl());
  if (!Callee)
    return;
  if (const auto *C = dyn_cast<CXXConstructorCall>(&Call)) {
    Class = C->getDecl() ? C->getDecl()->getParent() : nullptr;
    This = C->getCXXThisVal();
  } else if (const auto *C = dyn_cast<CXXInstanceCall>(&Call)) {
    Receiver = C->getCXXThisExpr();
    This = C->getCXXThisVal();
    Class = Receiver ? classOf(Receiver) : nullptr;
    if (const auto *M = dyn_cast<CXXMethodDecl>(Callee); M && !Class)
      Class = M->getParent();
  }
  if (const VarDecl *V = globalIn(Receiver))
    if (const TypeModel *T = Core.global(V))
      Effects = T->method(modelMethodName(*Callee));
  if (!Effects)
    Effects = Core.effects(Callee, Class);
  if (!Effects)
    return;
  for (unsigned I = 0, N = Call.getNumArgs(); I != N; ++I) {
    Args.push_back(Call.getArgExpr(I));
    ArgIndex.push_back(I);
    if (!Args.back()) {
      Effects = nullptr; // a call that nobody wrote
      return;
    }
  }
}

CallShape::CallShape(const CallShape &Outer, const CallEffect &As)
    : Call(Outer.Call), Callee(Outer.Callee), Core(Outer.Core),
      Depth(Outer.Depth + 1) {
  Receiver = Outer.expr(As.Target);
  if (!Receiver)
    return;
  This = Outer.value(As.Target);
  Class = classOf(Receiver);
  for (auto [E, I] : llvm::zip(Outer.Args, Outer.ArgIndex))
    if (E != Receiver) {
      Args.push_back(E);
      ArgIndex.push_back(I);
    }
  if (const VarDecl *V = globalIn(Receiver))
    if (const TypeModel *T = Core.global(V))
      Effects = T->method(As.Name);
  if (!Effects && Class)
    for (const auto &[Name, Type] : Core.record(Class).Models)
      if ((Effects = Core.model().method(Name, As.Name)))
        break;
}

std::string CallShape::name() const {
  return isa<CXXConstructorDecl>(Callee)
             ? plainName(*cast<CXXConstructorDecl>(Callee)->getParent())
             : modelMethodName(*Callee);
}

/// Named constants and literals.
static std::optional<int64_t> constant(const Expr *E, const ASTContext &Ctx) {
  E = E->IgnoreParenImpCasts();
  Expr::EvalResult Result;
  if (E->isValueDependent() || !E->getType()->isIntegralOrEnumerationType() ||
      !E->EvaluateAsInt(Result, Ctx))
    return std::nullopt;
  const llvm::APSInt &N = Result.Val.getInt();
  return N.getSignificantBits() <= 63 ? std::optional(N.getExtValue())
                                      : std::nullopt;
}

void CallShape::each(
    llvm::function_ref<void(const CallEffect &, const CallShape &)> Do) const {
  if (!Effects)
    return;
  // What is written there, or what the path has shown of it.
  auto Constant = [&](const Expr *E) -> std::optional<int64_t> {
    if (std::optional<int64_t> Written = constant(E, Core.Ctx))
      return Written;
    // (Conversions of an argument are not there for who asks.)
    const auto *At = llvm::find_if(Args, [&](const Expr *A) {
      return A == E || A->IgnoreImplicit()->IgnoreParenCasts() == E;
    });
    if (At == Args.end())
      return std::nullopt;
    const llvm::APSInt *Known =
        Call.getArgSVal(ArgIndex[At - Args.begin()]).getAsInteger();
    return Known ? Known->tryExtValue() : std::nullopt;
  };
  bool Chosen = false;
  for (const CallEffect &Effect : *Effects) {
    if (Effect.Otherwise && Chosen)
      continue;
    Chosen = matchesArguments(Effect, Args);
    if (!Chosen || !effectExists(Effect, Args, Core.Ctx, Constant))
      continue;
    if (Effect.Kind != CallEffect::AsMethod)
      Do(Effect, *this);
    else if (Depth <= 2)
      CallShape(*this, Effect).each(Do);
  }
}

bool CallShape::has(llvm::function_ref<bool(const CallEffect &)> Test) const {
  bool Found = false;
  each([&](const CallEffect &E, const CallShape &) { Found |= Test(E); });
  return Found;
}

const Expr *CallShape::expr(const Operand &O) const {
  switch (O.Kind) {
  case Operand::This:
    return Receiver;
  case Operand::Argument:
  case Operand::AllFrom:
    return O.Index < writtenArguments(Args) ? Args[O.Index] : nullptr;
  default:
    return nullptr;
  }
}

llvm::SmallVector<SVal, 2> CallShape::values(const Operand &O) const {
  llvm::SmallVector<SVal, 2> All;
  unsigned N = writtenArguments(Args);
  auto Argument = [&](unsigned I) {
    All.push_back(Call.getArgSVal(ArgIndex[I]));
  };
  switch (O.Kind) {
  case Operand::This:
    All.push_back(This);
    break;
  case Operand::Argument:
    if (O.Index < N)
      Argument(O.Index);
    break;
  case Operand::AllFrom:
    for (unsigned I = O.Index; I < N; ++I)
      Argument(I);
    break;
  case Operand::Result:
    All.push_back(
        Call.getReturnValueUnderConstruction().value_or(Call.getReturnValue()));
    break;
  case Operand::None:
    break;
  }
  return All;
}

SVal CallShape::value(const Operand &O) const {
  llvm::SmallVector<SVal, 2> All = values(O);
  return All.empty() ? UnknownVal() : All.front();
}

Reentrancy CallShape::reentrancy(const CallEffect &E, const Operand &O) const {
  if (E.Reentrant != Reentrancy::Unknown)
    return E.Reentrant;
  if (O.Kind == Operand::This && Class)
    return Core.record(Class).Reentrant;
  const Expr *First = expr(O);
  return First ? Core.classify(First->getType()).Reentrant
               : Reentrancy::Unknown;
}

/// Of `stderr`, or of `loud ? stdout : stderr`, as the core has it.
std::optional<BlockKind> CallShape::kindOfStream(const Expr *Stream) const {
  if (const auto *Choice =
          Stream ? dyn_cast<ConditionalOperator>(Stream->IgnoreParenCasts())
                 : nullptr)
    return kindOfEither(kindOfStream(Choice->getTrueExpr()),
                        kindOfStream(Choice->getFalseExpr()));
  const VarDecl *V = globalIn(Stream);
  const TypeModel *T = V ? Core.global(V) : nullptr;
  return T ? T->Blocks : std::nullopt;
}

BlockKind CallShape::blockKind(const CallEffect &E) const {
  const Expr *Handle = expr(E.Target);
  if (std::optional<BlockKind> Kind = kindOfStream(Handle))
    return *Kind;
  const RecordDecl *R = E.Target.Kind == Operand::This ? Class
                        : Handle                       ? classOf(Handle)
                                                       : nullptr;
  if (R)
    for (const auto &[Name, Type] : Core.record(R).Models)
      if (Type->Blocks)
        return *Type->Blocks;
  return E.Blocks;
}

std::optional<Event::HintTy> CallShape::hint(LockMode &Mode) const {
  if (!Class || !Callee || Effects)
    return std::nullopt;
  const RecordInfo &Info = Core.record(Class);
  if (isa<CXXConstructorDecl>(Callee)) {
    if (!Info.GuardLike ||
        TypeClassifier::onlyKeeps(cast<CXXConstructorDecl>(Callee)))
      return std::nullopt;
    for (const ParmVarDecl *P : Callee->parameters())
      if (Core.classify(P->getType()).Role == TypeRole::Lock)
        return Event::HintTy::Guard;
    return std::nullopt;
  }
  if (!Info.LockLike || !Callee->getIdentifier())
    return std::nullopt;
  Mode = Core.model().lockMethodMode(Callee->getName());
  return Core.model().lockMethodHint(Callee->getName());
}
