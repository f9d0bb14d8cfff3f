//===- CallConditions.cpp - which effects a call has ----------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "extract/CallConditions.h"
#include "extract/BodyScan.h"
#include "extract/DeclNames.h"
#include "clang/Lex/Lexer.h"

using namespace clang;
using namespace concurrency;

unsigned concurrency::writtenArguments(CallArguments Args) {
  unsigned N = Args.size();
  while (N != 0 && isa<CXXDefaultArgExpr>(Args[N - 1]))
    --N;
  return N;
}

static bool present(CallArguments Args, const Operand &O) {
  return O.Kind != Operand::Argument || O.Index < writtenArguments(Args);
}

/// True where the type, or what it points to, or a base, has this name.
static bool hasType(QualType T, llvm::StringRef Name, unsigned Depth = 0) {
  if (T.isNull() || Depth > 4)
    return false;
  if (T->isReferenceType() || T->isPointerType())
    T = T->getPointeeType();
  if (const auto *Typedef = T->getAs<TypedefType>();
      Typedef && qualifiedName(*Typedef->getDecl()) == Name)
    return true;
  const TagDecl *Tag = T->getAsTagDecl();
  if (!Tag)
    return false;
  if (qualifiedName(*Tag) == Name)
    return true;
  const auto *R = dyn_cast<CXXRecordDecl>(Tag);
  if (!R || !R->hasDefinition())
    return false;
  for (const CXXBaseSpecifier &B : R->bases())
    if (hasType(B.getType(), Name, Depth + 1))
      return true;
  return false;
}

/// Flags are macros more often than not, so only the source tells.
static bool mentions(const Expr *E, llvm::ArrayRef<llvm::StringRef> Names,
                     ASTContext &Ctx) {
  const SourceManager &SM = Ctx.getSourceManager();
  CharSourceRange Range = SM.getExpansionRange(E->getSourceRange());
  llvm::StringRef Text = Lexer::getSourceText(Range, SM, Ctx.getLangOpts());
  for (llvm::StringRef Name : Names) {
    // "std::launch::deferred" may be written with less of its scope.
    llvm::StringRef Last = Name.substr(Name.rfind(':') + 1);
    for (size_t At = Text.find(Last); At != llvm::StringRef::npos;
         At = Text.find(Last, At + 1)) {
      auto IsWord = [](char C) { return llvm::isAlnum(C) || C == '_'; };
      size_t End = At + Last.size();
      if ((At == 0 || !IsWord(Text[At - 1])) &&
          (End == Text.size() || !IsWord(Text[End])))
        return true;
    }
  }
  return false;
}

bool concurrency::matchesArguments(const CallEffect &Effect,
                                   CallArguments Args) {
  unsigned N = writtenArguments(Args);
  if (Effect.IfArguments && *Effect.IfArguments != N)
    return false;
  if (Effect.IfArgumentTypes.empty())
    return true;
  return llvm::any_of(Args.take_front(N), [&](const Expr *A) {
    return llvm::any_of(Effect.IfArgumentTypes, [&](llvm::StringRef Type) {
      return hasType(ignoreWrappers(A)->getType(), Type) ||
             hasType(A->getType(), Type);
    });
  });
}

/// The number that an object was made of: `seconds(0)`.
static const Expr *madeOf(const Expr *E) {
  for (unsigned I = 0; I != 8; ++I) {
    E = E->IgnoreImplicit()->IgnoreParenCasts();
    const auto *Made = dyn_cast<CXXConstructExpr>(E);
    if (!Made || Made->getNumArgs() == 0)
      break;
    E = Made->getArg(0);
  }
  return E;
}

/// The first value that is assigned to a variable in a statement, or null.
static const Expr *firstAssigned(const Stmt *S, const VarDecl *V) {
  if (const auto *B = dyn_cast<BinaryOperator>(S);
      B && B->getOpcode() == BO_Assign)
    if (const auto *To = dyn_cast<DeclRefExpr>(B->getLHS()->IgnoreParens());
        To && To->getDecl() == V)
      return B->getRHS();
  for (const Stmt *Child : S->children())
    if (const Expr *Found = Child ? firstAssigned(Child, V) : nullptr)
      return Found;
  return nullptr;
}

/// What a constant, or a local variable that flags are collected in, began with.
static const Expr *initial(const Expr *E) {
  const auto *Ref =
      E ? dyn_cast<DeclRefExpr>(E->IgnoreParenImpCasts()) : nullptr;
  const auto *V = Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
  if (!V || !V->isLocalVarDecl())
    return E;
  if (V->hasInit())
    return V->getInit();
  const auto *F = dyn_cast<FunctionDecl>(V->getDeclContext());
  const Expr *First =
      F && F->hasBody() ? firstAssigned(F->getBody(), V) : nullptr;
  return First ? First : E;
}

bool concurrency::effectExists(
    const CallEffect &Effect, CallArguments Args, ASTContext &Ctx,
    llvm::function_ref<std::optional<int64_t>(const Expr *)> Constant) {
  for (const Operand *O : {&Effect.Target, &Effect.Locks, &Effect.IfZero,
                           &Effect.UnlessZero, &Effect.Count, &Effect.Flags})
    if (!present(Args, *O) &&
        !(O == &Effect.Target && !Effect.LockName.empty()))
      return false;
  bool NeedsEntry =
      Effect.Kind == CallEffect::Spawn || Effect.Kind == CallEffect::RunNow ||
      Effect.Kind == CallEffect::RunOnce || Effect.Kind == CallEffect::RunLater;
  if (NeedsEntry && !present(Args, Effect.Entry))
    return false;
  auto Written = [&](const Operand &O) -> const Expr * {
    bool Any = (O.Kind == Operand::Argument || O.Kind == Operand::AllFrom) &&
               O.Index < writtenArguments(Args);
    return Any ? Args[O.Index] : nullptr;
  };
  auto IsZero = [&](const Operand &O) {
    const Expr *E = Written(O);
    if (!E)
      return false;
    std::optional<int64_t> Number = Constant(madeOf(E));
    return (Number && *Number == 0) ||
           E->IgnoreParenCasts()->isNullPointerConstant(
               Ctx, Expr::NPC_ValueDependentIsNotNull) != Expr::NPCK_NotNull;
  };
  if (Effect.IfZero.Kind != Operand::None && !IsZero(Effect.IfZero))
    return false;
  if (Effect.UnlessZero.Kind != Operand::None && IsZero(Effect.UnlessZero))
    return false;
  if (const Expr *E = Written(Effect.Count); E && Effect.UnlessUpTo)
    if (std::optional<int64_t> Number = Constant(madeOf(E));
        Number && *Number >= 0 && *Number <= *Effect.UnlessUpTo)
      return false;
  if (Effect.IfFlags.empty() && Effect.UnlessFlags.empty())
    return true;
  const Expr *Flags = initial(Written(Effect.Flags));
  if (!Effect.IfFlags.empty() &&
      (!Flags || !mentions(Flags, Effect.IfFlags, Ctx)))
    return false;
  return Effect.UnlessFlags.empty() || !Flags ||
         !mentions(Flags, Effect.UnlessFlags, Ctx);
}

std::optional<BlockKind>
concurrency::kindOfEither(std::optional<BlockKind> A,
                          std::optional<BlockKind> B) {
  if (!A || !B || A == B)
    return A && B ? A : std::nullopt;
  return A == BlockKind::Diagnostics || B == BlockKind::Diagnostics
             ? std::optional(BlockKind::Diagnostics)
             : std::nullopt;
}
