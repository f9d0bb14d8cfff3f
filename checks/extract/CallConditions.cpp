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

namespace {
/// What flags say. They are macros more often than not, so only the source
/// tells.
class FlagReader {
public:
  /// What comes behind \p Here in the source is none of it. With \p OnlyFirst,
  /// variables have what they begin with.
  FlagReader(llvm::ArrayRef<llvm::StringRef> Names, SourceLocation Here,
             bool OnlyFirst, ASTContext &Ctx)
      : Names(Names), Here(Here), OnlyFirst(OnlyFirst), Ctx(Ctx),
        SM(Ctx.getSourceManager()) {}

  /// One of the flags is set in the expression, or in what is assigned to a
  /// local variable that it names. (`~O_NONBLOCK` takes it away.)
  bool sets(const Expr *E);

  /// Whether a number has one of the flags that were found; true if these have
  /// no numbers.
  bool has(uint64_t Value) const {
    return Found.empty() || llvm::any_of(Found, [&](uint64_t Flag) {
             return (Value & Flag) == Flag;
           });
  }

private:
  bool isName(llvm::StringRef Word) const {
    return llvm::any_of(Names, [&](llvm::StringRef Name) {
      // "std::launch::deferred" may be written with less of its scope.
      return Word == Name.substr(Name.rfind(':') + 1);
    });
  }
  bool isIn(llvm::StringRef Text) const;
  bool names(const Expr *Leaf) const;
  bool assigned(const Stmt *S, const VarDecl *V);

  llvm::ArrayRef<llvm::StringRef> Names;
  SourceLocation Here;
  bool OnlyFirst;
  llvm::SmallPtrSet<const VarDecl *, 4> Seen;
  llvm::SmallVector<uint64_t, 2> Found;
  ASTContext &Ctx;
  const SourceManager &SM;
};
} // namespace

bool FlagReader::isIn(llvm::StringRef Text) const {
  auto IsWord = [](char C) { return llvm::isAlnum(C) || C == '_'; };
  while (!Text.empty()) {
    Text = Text.drop_until(IsWord);
    llvm::StringRef Word = Text.take_while(IsWord);
    if (!Word.empty() && isName(Word))
      return true;
    Text = Text.drop_front(Word.size());
  }
  return false;
}

bool FlagReader::names(const Expr *Leaf) const {
  for (SourceLocation Loc = Leaf->getBeginLoc(); Loc.isMacroID();
       Loc = SM.getImmediateMacroCallerLoc(Loc))
    if (isName(Lexer::getImmediateMacroName(Loc, SM, Ctx.getLangOpts())))
      return true;
  if (const auto *D = dyn_cast<DeclRefExpr>(Leaf))
    return isName(D->getDecl()->getName());
  if (const auto *Text = dyn_cast<clang::StringLiteral>(Leaf))
    return Text->getCharByteWidth() == 1 && isIn(Text->getString());
  CharSourceRange Range = SM.getExpansionRange(Leaf->getSourceRange());
  return !Leaf->getBeginLoc().isMacroID() &&
         isIn(Lexer::getSourceText(Range, SM, Ctx.getLangOpts()));
}

/// Of a local variable that flags are collected in.
bool FlagReader::assigned(const Stmt *S, const VarDecl *V) {
  if (SM.isBeforeInTranslationUnit(Here, S->getBeginLoc()))
    return false;
  bool Any = false;
  if (const auto *B = dyn_cast<BinaryOperator>(S);
      B && (B->getOpcode() == BO_Assign || B->getOpcode() == BO_OrAssign))
    if (const auto *To = dyn_cast<DeclRefExpr>(B->getLHS()->IgnoreParens());
        To && To->getDecl() == V)
      Any = sets(B->getRHS());
  // (All of them, for the numbers of all.)
  for (const Stmt *Child : S->children())
    Any |= Child && assigned(Child, V);
  return Any;
}

bool FlagReader::sets(const Expr *E) {
  E = ignoreWrappers(E)->IgnoreParenCasts();
  if (const auto *U = dyn_cast<UnaryOperator>(E); U && U->getOpcode() == UO_Not)
    return false;
  if (const auto *B = dyn_cast<BinaryOperator>(E)) {
    // (Both, for the bits of both.)
    const bool Left = sets(B->getLHS());
    return sets(B->getRHS()) || Left;
  }
  if (const auto *If = dyn_cast<AbstractConditionalOperator>(E)) {
    const bool Yes = sets(If->getTrueExpr());
    return sets(If->getFalseExpr()) || Yes;
  }
  if (const auto *D = dyn_cast<DeclRefExpr>(E))
    if (const auto *V = dyn_cast<VarDecl>(D->getDecl());
        V && V->isLocalVarDecl()) {
      if (!Seen.insert(V).second)
        return false;
      const bool First = V->hasInit() && sets(V->getInit());
      const auto *F = OnlyFirst && V->hasInit()
                          ? nullptr
                          : dyn_cast<FunctionDecl>(V->getDeclContext());
      return (F && F->hasBody() && assigned(F->getBody(), V)) || First;
    }
  if (!names(E))
    return false;
  Expr::EvalResult Result;
  if (!E->isValueDependent() && E->getType()->isIntegralOrEnumerationType() &&
      E->EvaluateAsInt(Result, Ctx))
    Found.push_back(Result.Val.getInt().getLimitedValue());
  return true;
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
  const Expr *Flags = Written(Effect.Flags);
  auto AreSet = [&](llvm::ArrayRef<llvm::StringRef> Names, bool OnlyFirst) {
    FlagReader Reader(Names, Flags->getBeginLoc(), OnlyFirst, Ctx);
    if (!Reader.sets(Flags))
      return false;
    // What is known of their value decides among what may be assigned.
    std::optional<int64_t> Value = Constant(Flags);
    return !Value || Reader.has(uint64_t(*Value));
  };
  // (What waits only perhaps, does not.)
  const bool Waits = Effect.Kind == CallEffect::Block;
  if (!Effect.IfFlags.empty() && (!Flags || !AreSet(Effect.IfFlags, Waits)))
    return false;
  return Effect.UnlessFlags.empty() || !Flags ||
         !AreSet(Effect.UnlessFlags, /*OnlyFirst=*/false);
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
