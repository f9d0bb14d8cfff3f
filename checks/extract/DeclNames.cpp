//===- DeclNames.cpp - names of declarations ------------------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "extract/DeclNames.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Index/USRGeneration.h"
#include "llvm/ADT/SmallString.h"

using namespace clang;
using namespace concurrency;

std::string concurrency::plainName(const NamedDecl &D) {
  if (const auto *R = dyn_cast<RecordDecl>(&D)) {
    if (const auto *C = dyn_cast<CXXRecordDecl>(R); C && C->isLambda())
      return "(lambda)";
    if (R->getIdentifier())
      return R->getName().str();
    if (const TypedefNameDecl *T = R->getTypedefNameForAnonDecl())
      return T->getName().str();
    return "(unnamed)";
  }
  if (const IdentifierInfo *II = D.getIdentifier())
    return II->getName().str();
  if (const auto *M = dyn_cast<CXXMethodDecl>(&D)) {
    // The printed form of these carries template arguments.
    if (M->getParent()->isLambda() && M->getOverloadedOperator() == OO_Call)
      return "(lambda)";
    if (isa<CXXConstructorDecl>(M))
      return plainName(*M->getParent());
    if (isa<CXXDestructorDecl>(M))
      return "~" + plainName(*M->getParent());
  }
  return D.getDeclName().getAsString();
}

/// Appends the contexts from the outside in.
static void appendContext(const DeclContext *DC, std::string &Out,
                          unsigned Depth) {
  if (!DC || DC->isTranslationUnit() || Depth > 64)
    return;
  appendContext(DC->getParent(), Out, Depth + 1);
  const auto *Named = dyn_cast<NamedDecl>(DC);
  if (!Named)
    return;
  if (const auto *NS = dyn_cast<NamespaceDecl>(Named))
    if (NS->isInline() || NS->isAnonymousNamespace())
      return;
  if (const auto *R = dyn_cast<RecordDecl>(Named)) {
    // The fields of unnamed members are used as the enclosing record's own, and
    // a lambda shows once, by its call operator.
    if (R->isAnonymousStructOrUnion())
      return;
    if (const auto *C = dyn_cast<CXXRecordDecl>(R); C && C->isLambda())
      return;
  }
  if (const auto *E = dyn_cast<EnumDecl>(Named); E && !E->isScoped())
    return;
  Out += plainName(*Named);
  Out += "::";
}

std::string concurrency::qualifiedName(const NamedDecl &D) {
  std::string Result;
  appendContext(D.getDeclContext(), Result, 0);
  Result += plainName(D);
  return Result;
}

std::string concurrency::modelMethodName(const FunctionDecl &F) {
  if (isa<CXXConstructorDecl>(F))
    return "(constructor)";
  if (isa<CXXDestructorDecl>(F))
    return "(destructor)";
  if (const IdentifierInfo *II = F.getIdentifier())
    return II->getName().str();
  return F.getDeclName().getAsString();
}

/// In C two files may have structs of one name that have nothing to do with
/// each other: what only a source file declares is its own.
static bool isFilesOwnStruct(const Decl &D) {
  const auto *R = dyn_cast<RecordDecl>(&D);
  const ASTContext &Ctx = D.getASTContext();
  return R && !Ctx.getLangOpts().CPlusPlus &&
         llvm::all_of(R->redecls(), [&](const TagDecl *Each) {
           return Ctx.getSourceManager().isInMainFile(
               Ctx.getSourceManager().getExpansionLoc(Each->getLocation()));
         });
}

bool concurrency::isInternal(const NamedDecl &D) {
  if (const auto *F = dyn_cast<FunctionDecl>(&D); F && F->isMain())
    return true; // two programs may be analysed together
  // C's structs and their fields have no linkage; what counts is whether other
  // files can say the name. An unnamed record is as nameable as its context.
  const Decl *At = &D;
  while (At) {
    const auto *R = dyn_cast<RecordDecl>(At);
    bool Unnamed = R && !R->getIdentifier() && !R->getTypedefNameForAnonDecl();
    if (!Unnamed && !isa<FieldDecl>(At))
      break;
    const DeclContext *DC = At->getDeclContext();
    if (!DC || !isa<RecordDecl>(DC))
      return true;
    At = cast<RecordDecl>(DC);
  }
  const auto *Named = dyn_cast_or_null<NamedDecl>(At);
  return !Named || !Named->isExternallyVisible() || isFilesOwnStruct(*At);
}

bool concurrency::isUnannounced(const FunctionDecl &F) {
  const SourceManager &SM = F.getASTContext().getSourceManager();
  return !F.isMain() && !isa<CXXMethodDecl>(F) &&
         !F.isTemplated() && !F.isTemplateInstantiation() &&
         !F.isInlined() &&
         (!F.getASTContext().getLangOpts().CPlusPlus || !F.isExternC()) &&
         !F.hasAttr<VisibilityAttr>() && !F.hasAttr<UsedAttr>() &&
         !F.hasAttr<WeakAttr>() && !F.hasAttr<DLLExportAttr>() &&
         llvm::all_of(F.redecls(), [&](const FunctionDecl *D) {
           return D->getStorageClass() != SC_Extern &&
                  SM.isInMainFile(SM.getExpansionLoc(D->getLocation()));
         });
}

std::string concurrency::entityKey(const NamedDecl &D,
                                   llvm::StringRef MainFile) {
  llvm::SmallString<128> Usr;
  std::string Key;
  if (index::generateUSRForDecl(&D, Usr) || Usr.empty())
    Key = qualifiedName(D);
  else
    Key = Usr.str().str();
  // All lambdas of a function have one and the same scheme of a name.
  if (const auto *M = dyn_cast<CXXMethodDecl>(&D);
      M && M->getParent()->isLambda()) {
    const SourceManager &SM = D.getASTContext().getSourceManager();
    auto [File, Offset] = SM.getDecomposedExpansionLoc(D.getLocation());
    Key += "@" + std::to_string(SM.getLineNumber(File, Offset)) + ":" +
           std::to_string(SM.getColumnNumber(File, Offset));
  }
  if (isInternal(D))
    return (MainFile + "|" + Key).str();
  return Key;
}
