//===- Fixes.cpp - fix-its ------------------------------------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "tidy/Fixes.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Lex/Lexer.h"

using namespace clang;
using namespace concurrency;

using Fixes = std::vector<FixItHint>;

namespace {

/// The innermost statements of some kinds around a place.
class Around : public RecursiveASTVisitor<Around> {
public:
  Around(SourceLocation Where, ASTContext &Context)
      : Where(Where), Context(Context) {}

  bool shouldVisitTemplateInstantiations() const { return false; }
  bool TraverseDecl(Decl *D) {
    // Declarations of other files, and other functions, need no look.
    if (D && !isa<TranslationUnitDecl>(D) && !contains(D->getSourceRange()))
      return true;
    return RecursiveASTVisitor::TraverseDecl(D);
  }
  bool VisitIfStmt(IfStmt *S) {
    if (contains(S->getSourceRange()))
      If = S;
    return true;
  }
  bool VisitCompoundStmt(CompoundStmt *S) {
    if (contains(S->getSourceRange()))
      Block = S;
    return true;
  }
  bool VisitExpr(Expr *E) {
    bool Assigns = false;
    if (const auto *B = dyn_cast<BinaryOperator>(E))
      Assigns = B->getOpcode() == BO_Assign;
    else if (const auto *C = dyn_cast<CXXOperatorCallExpr>(E))
      Assigns = C->getOperator() == OO_Equal;
    else if (const auto *M = dyn_cast<CXXMemberCallExpr>(E))
      Assigns = M->getMethodDecl() && M->getMethodDecl()->getIdentifier() &&
                M->getMethodDecl()->getName() == "store";
    if (Assigns && contains(E->getSourceRange()))
      Assignment = E;
    return true;
  }

  IfStmt *If = nullptr;
  CompoundStmt *Block = nullptr;
  Expr *Assignment = nullptr;

private:
  bool contains(SourceRange R) const {
    const SourceManager &SM = Context.getSourceManager();
    SourceLocation Begin = SM.getExpansionLoc(R.getBegin());
    SourceLocation End = SM.getExpansionLoc(R.getEnd());
    return Begin.isValid() && End.isValid() &&
           SM.isWrittenInSameFile(Begin, Where) &&
           !SM.isBeforeInTranslationUnit(Where, Begin) &&
           !SM.isBeforeInTranslationUnit(
               Lexer::getLocForEndOfToken(End, 0, SM, Context.getLangOpts()),
               Where);
  }

  SourceLocation Where;
  ASTContext &Context;
};

class FixMaker {
public:
  FixMaker(SourceLocation Where, ASTContext &Context)
      : Context(Context), Here(Where, Context) {
    Here.TraverseDecl(Context.getTranslationUnitDecl());
  }

  Fixes splitUpdate() const;
  Fixes exchange() const;
  Fixes lockWeak() const;
  Fixes scopedLock(SourceLocation Where) const;

private:
  std::string text(SourceRange R) const {
    return Lexer::getSourceText(CharSourceRange::getTokenRange(R),
                                Context.getSourceManager(),
                                Context.getLangOpts())
        .str();
  }
  std::string text(const Stmt *S) const { return text(S->getSourceRange()); }
  bool inMacro(SourceRange R) const {
    return R.getBegin().isMacroID() || R.getEnd().isMacroID();
  }
  /// `x` of `x` and of `x.load()`.
  std::string loaded(const Expr *E) const {
    std::string Text = text(E->IgnoreParenImpCasts());
    llvm::StringRef Name = Text;
    Name.consume_back(".load()");
    return Name.str();
  }
  /// What is assigned or stored, and to what.
  const Expr *target(const Expr *Assignment) const;
  const Expr *value(const Expr *Assignment) const;
  const Stmt *firstOf(const Stmt *Body) const {
    const auto *C = dyn_cast_or_null<CompoundStmt>(Body);
    return !C ? Body : C->body_empty() ? nullptr : *C->body_begin();
  }
  /// Takes a statement out, with its semicolon and the rest of its line.
  FixItHint remove(const Stmt *S) const;

  ASTContext &Context;
  Around Here;
};

} // namespace

const Expr *FixMaker::target(const Expr *Assignment) const {
  if (const auto *B = dyn_cast<BinaryOperator>(Assignment))
    return B->getLHS();
  if (const auto *C = dyn_cast<CXXOperatorCallExpr>(Assignment))
    return C->getArg(0);
  return cast<CXXMemberCallExpr>(Assignment)->getImplicitObjectArgument();
}

const Expr *FixMaker::value(const Expr *Assignment) const {
  if (const auto *B = dyn_cast<BinaryOperator>(Assignment))
    return B->getRHS();
  if (const auto *C = dyn_cast<CXXOperatorCallExpr>(Assignment))
    return C->getArg(1);
  const auto *M = cast<CXXMemberCallExpr>(Assignment);
  // With an explicit order, what to say is up to the programmer.
  return M->getNumArgs() >= 1 && (M->getNumArgs() == 1 ||
                                  isa<CXXDefaultArgExpr>(M->getArg(1)))
             ? M->getArg(0)
             : nullptr;
}

FixItHint FixMaker::remove(const Stmt *S) const {
  const SourceManager &SM = Context.getSourceManager();
  SourceLocation End = Lexer::getLocForEndOfToken(
      S->getEndLoc(), 0, SM, Context.getLangOpts());
  if (std::optional<Token> Next =
          Lexer::findNextToken(S->getEndLoc(), SM, Context.getLangOpts());
      Next && Next->is(tok::semi))
    End = Next->getEndLoc();
  // The next statement takes its place.
  while (isWhitespace(*SM.getCharacterData(End)))
    End = End.getLocWithOffset(1);
  return FixItHint::CreateRemoval(
      CharSourceRange::getCharRange(S->getBeginLoc(), End));
}

/// `a = a + 1` is `a += 1`; `a.store(a.load() + 1)` is `a.fetch_add(1)`.
Fixes FixMaker::splitUpdate() const {
  const Expr *E = Here.Assignment;
  const Expr *Value = E ? value(E) : nullptr;
  const auto *Sum =
      Value ? dyn_cast<BinaryOperator>(Value->IgnoreParenImpCasts()) : nullptr;
  if (!Sum || inMacro(E->getSourceRange()))
    return {};
  std::string Target = text(target(E));
  const Expr *Other = nullptr;
  if (loaded(Sum->getLHS()) == Target)
    Other = Sum->getRHS();
  else if (Sum->getOpcode() != BO_Sub && loaded(Sum->getRHS()) == Target)
    Other = Sum->getLHS();
  if (!Other)
    return {};
  llvm::StringRef Function;
  switch (Sum->getOpcode()) {
  case BO_Add:
    Function = "fetch_add";
    break;
  case BO_Sub:
    Function = "fetch_sub";
    break;
  case BO_And:
    Function = "fetch_and";
    break;
  case BO_Or:
    Function = "fetch_or";
    break;
  case BO_Xor:
    Function = "fetch_xor";
    break;
  default:
    return {};
  }
  std::string New =
      isa<CXXMemberCallExpr>(E)
          ? Target + "." + Function.str() + "(" + text(Other) + ")"
          : Target + " " + Sum->getOpcodeStr().str() + "= " + text(Other);
  return {FixItHint::CreateReplacement(E->getSourceRange(), New)};
}

/// `if (!x) { x = true; …` is `if (!x.exchange(true)) { …`.
Fixes FixMaker::exchange() const {
  const IfStmt *If = Here.If;
  const Expr *E = Here.Assignment;
  if (!If || !E || !Context.getLangOpts().CPlusPlus || If->getElse() ||
      inMacro(If->getSourceRange()) || If->hasInitStorage() ||
      If->hasVarStorage())
    return {};
  const Stmt *First = firstOf(If->getThen());
  const auto *FirstExpr = dyn_cast_or_null<Expr>(First);
  if (!FirstExpr || FirstExpr->IgnoreImplicit() != E ||
      First == If->getThen()) // nothing would be left to do
    return {};
  const Expr *Value = value(E);
  const Expr *Cond = If->getCond()->IgnoreParenImpCasts();
  bool Negated = false;
  if (const auto *Not = dyn_cast<UnaryOperator>(Cond);
      Not && Not->getOpcode() == UO_LNot) {
    Negated = true;
    Cond = Not->getSubExpr();
  }
  std::string Target = text(target(E));
  const auto *Literal =
      Value ? dyn_cast<CXXBoolLiteralExpr>(Value->IgnoreParenImpCasts())
            : nullptr;
  if (!Literal || Literal->getValue() != Negated || loaded(Cond) != Target)
    return {};
  return {FixItHint::CreateReplacement(
              If->getCond()->getSourceRange(),
              (Negated ? "!" : "") + Target + ".exchange(" + text(Literal) +
                  ")"),
          remove(First)};
}

/// `if (!w.expired()) { auto p = w.lock(); …` is `if (auto p = w.lock()) { …`.
Fixes FixMaker::lockWeak() const {
  const IfStmt *If = Here.If;
  if (!If || inMacro(If->getSourceRange()) || If->hasInitStorage() ||
      If->hasVarStorage() || If->getElse())
    return {};
  std::string Cond = text(If->getCond());
  llvm::StringRef Weak = Cond;
  if (!Weak.consume_front("!") || !Weak.consume_back(".expired()"))
    return {};
  const auto *Declaration = dyn_cast_or_null<DeclStmt>(firstOf(If->getThen()));
  if (!Declaration || !Declaration->isSingleDecl())
    return {};
  std::string Text = text(Declaration);
  llvm::StringRef Declared = llvm::StringRef(Text).rtrim(';');
  if (!Declared.ends_with((Weak + ".lock()").str()))
    return {};
  return {FixItHint::CreateReplacement(If->getCond()->getSourceRange(),
                                       Declared.str()),
          remove(Declaration)};
}

/// The only variable of the statement, if it is a plain guard of one lock.
static const CXXConstructExpr *guardOf(const Stmt *S) {
  const auto *D = dyn_cast_or_null<DeclStmt>(S);
  const auto *V =
      D && D->isSingleDecl() ? dyn_cast<VarDecl>(D->getSingleDecl()) : nullptr;
  const Expr *Init = V ? V->getInit() : nullptr;
  const auto *C = Init ? dyn_cast<CXXConstructExpr>(Init->IgnoreImplicit())
                       : nullptr;
  if (!C || C->getNumArgs() != 1)
    return nullptr;
  const CXXRecordDecl *Class = C->getConstructor()->getParent();
  bool Guard = Class->isInStdNamespace() && Class->getIdentifier() &&
               (Class->getName() == "lock_guard" ||
                Class->getName() == "scoped_lock");
  return Guard ? C : nullptr;
}

/// Two guards, one after the other, are one std::scoped_lock.
Fixes FixMaker::scopedLock(SourceLocation Where) const {
  if (!Here.Block || !Context.getLangOpts().CPlusPlus17)
    return {};
  const Stmt *Before = nullptr;
  for (const Stmt *S : Here.Block->body()) {
    const CXXConstructExpr *First = guardOf(Before), *Second = guardOf(S);
    const SourceManager &SM = Context.getSourceManager();
    bool IsHere = !SM.isBeforeInTranslationUnit(Where, S->getBeginLoc()) &&
                  !SM.isBeforeInTranslationUnit(S->getEndLoc(), Where);
    if (First && Second && IsHere && !inMacro(S->getSourceRange()) &&
        !inMacro(Before->getSourceRange())) {
      const auto *Name = cast<VarDecl>(cast<DeclStmt>(Before)->getSingleDecl());
      std::string New = "std::scoped_lock " + Name->getName().str() + "(" +
                        text(First->getArg(0)) + ", " +
                        text(Second->getArg(0)) + ");";
      return {FixItHint::CreateReplacement(
          SourceRange(Before->getBeginLoc(), S->getEndLoc()), New)};
    }
    Before = S;
  }
  return {};
}

Fixes concurrency::fixesFor(const Finding &F, SourceLocation Where,
                            ASTContext &Context) {
  if (Where.isInvalid() || Where.isMacroID())
    return {};
  switch (F.What) {
  case Pattern::SplitUpdate:
    return FixMaker(Where, Context).splitUpdate();
  case Pattern::ChangedSinceLoaded:
    return FixMaker(Where, Context).exchange();
  case Pattern::ExpiredThenLocked:
    return FixMaker(Where, Context).lockWeak();
  case Pattern::OrderInversion:
  case Pattern::InstanceOrder:
  case Pattern::RingOrder:
    return FixMaker(Where, Context).scopedLock(Where);
  default:
    return {};
  }
}
