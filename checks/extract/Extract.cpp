//===- Extract.cpp - from the AST to facts --------------------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Finds the functions. Whole namespaces and classes of system headers are
/// passed by at once, which is what keeps the cost down.
///
//===----------------------------------------------------------------------===//

#include "extract/Extract.h"
#include "extract/BodyScan.h"
#include "extract/FunctionExtractor.h"
#include "extract/QuietScan.h"
#include "extract/Session.h"
#include "extract/Tables.h"
#include "facts/Prune.h"
#include "clang/AST/DeclFriend.h"
#include "clang/AST/DeclTemplate.h"
#include "llvm/Support/TimeProfiler.h"

using namespace clang;
using namespace concurrency;

namespace {
class DeclWalker {
public:
  explicit DeclWalker(Session &S) : S(S) {}

  void walk(const Decl *D, unsigned Depth = 0);
  void function(const FunctionDecl *F);

  /// Globals whose initialisers name functions.
  std::vector<const VarDecl *> Tables;

private:
  void context(const DeclContext *DC, unsigned Depth);
  void record(const CXXRecordDecl *R, unsigned Depth);
  void global(const VarDecl *V);
  void noteCallees(const Stmt *Init);

  Session &S;
  llvm::DenseSet<const Decl *> Records;
};
} // namespace

void DeclWalker::context(const DeclContext *DC, unsigned Depth) {
  for (const Decl *D : DC->decls())
    walk(D, Depth + 1);
}

void DeclWalker::function(const FunctionDecl *F) {
  if (F->doesThisDeclarationHaveABody())
    S.enqueue(F);
}

void DeclWalker::record(const CXXRecordDecl *R, unsigned Depth) {
  if (!R->isThisDeclarationADefinition() || R->isInvalidDecl() ||
      !Records.insert(R->getCanonicalDecl()).second)
    return;
  // A pattern's instantiations are found through their template.
  if (R->isDependentContext())
    return;
  context(R, Depth);
}

/// What an initialiser calls runs before main, and nobody is seen to call it.
void DeclWalker::noteCallees(const Stmt *Init) {
  llvm::SmallVector<const Stmt *, 16> Work{Init};
  for (unsigned Budget = 1000; !Work.empty() && Budget; --Budget) {
    const Stmt *Here = Work.pop_back_val();
    if (!Here)
      continue;
    if (const auto *Call = dyn_cast<CallExpr>(Here))
      if (const FunctionDecl *Callee = Call->getDirectCallee();
          Callee && !S.isSystem(Callee))
        S.takeAddress(Callee);
    llvm::append_range(Work, Here->children());
  }
}

/// It runs by itself, or by a name of which the language knows nothing.
static bool startsByAttribute(const FunctionDecl *F) {
  return F->hasAttr<ConstructorAttr>() || F->hasAttr<DestructorAttr>() ||
         F->hasAttr<UsedAttr>() || F->hasAttr<AliasAttr>();
}

/// Lambdas and functions named in a global's initialiser.
void DeclWalker::global(const VarDecl *V) {
  const Expr *Init = V->getInit();
  if (!Init || V->isInvalidDecl() || !V->hasGlobalStorage() ||
      V->getDeclContext()->isDependentContext())
    return;
  QualType T = S.Ctx.getBaseElementType(V->getType());
  if (T->isDependentType())
    return;
  if (!S.Options.Alone)
    noteCallees(Init);
  if (T->isArithmeticType())
    return;
  ExtractOptions Bounds = S.Options;
  Bounds.MaxNodes = 50000;
  BodyScan Scan(Bounds, S.Ctx);
  Scan.scan(Init);
  if (Scan.Broken)
    return;
  for (const LambdaExpr *L : Scan.Lambdas)
    if (const CXXMethodDecl *Op = L->getCallOperator())
      S.enqueue(Op);
  for (const DeclRefExpr *Named : Scan.AddressTaken)
    S.takeAddress(cast<FunctionDecl>(Named->getDecl()));
  if (!Scan.Lambdas.empty() || !Scan.AddressTaken.empty())
    Tables.push_back(V);
}

void DeclWalker::walk(const Decl *D, unsigned Depth) {
  if (!D || D->isInvalidDecl() || Depth > 256)
    return;
  switch (D->getKind()) {
  case Decl::Namespace:
  case Decl::LinkageSpec:
  case Decl::Export:
    if (!S.Types.isSystem(D))
      context(cast<DeclContext>(D), Depth);
    break;
  case Decl::TranslationUnit:
    context(cast<DeclContext>(D), Depth);
    break;
  case Decl::Function:
  case Decl::CXXMethod:
  case Decl::CXXConstructor:
  case Decl::CXXDestructor:
  case Decl::CXXConversion:
    if (!D->isImplicit())
      function(cast<FunctionDecl>(D));
    break;
  case Decl::CXXRecord:
  case Decl::ClassTemplateSpecialization:
    if (!S.Types.isSystem(D))
      record(cast<CXXRecordDecl>(D), Depth);
    break;
  case Decl::ClassTemplate: {
    if (S.Types.isSystem(D))
      break;
    const auto *T = cast<ClassTemplateDecl>(D);
    if (T->isThisDeclarationADefinition())
      for (const ClassTemplateSpecializationDecl *Spec : T->specializations())
        if (const auto *Def =
                dyn_cast_or_null<CXXRecordDecl>(Spec->getDefinition()))
          record(Def, Depth + 1);
    break;
  }
  case Decl::FunctionTemplate: {
    if (S.Types.isSystem(D))
      break;
    const auto *T = cast<FunctionTemplateDecl>(D);
    // Every redeclaration has the same specialisations.
    if (T->isCanonicalDecl())
      for (const FunctionDecl *Spec : T->specializations())
        S.enqueue(Spec);
    break;
  }
  case Decl::Friend:
    if (const NamedDecl *F = cast<FriendDecl>(D)->getFriendDecl())
      walk(F, Depth + 1);
    break;
  case Decl::Var:
  case Decl::VarTemplateSpecialization:
    if (cast<VarDecl>(D)->getInit() && !S.Types.isSystem(D))
      global(cast<VarDecl>(D));
    break;
  default:
    break;
  }
}

/// The file that a virtual function is written for, used or not, is this one,
/// or any.
static bool isInTableHere(const FunctionDecl *F) {
  const auto *Method = dyn_cast<CXXMethodDecl>(F);
  if (!Method || !Method->isVirtual())
    return false;
  const CXXMethodDecl *Key =
      F->getASTContext().getCurrentKeyFunction(Method->getParent());
  return !Key || Key->hasBody();
}

static bool isInMainFile(const Decl &D) {
  const SourceManager &SM = D.getASTContext().getSourceManager();
  return SM.isInMainFile(SM.getExpansionLoc(D.getLocation()));
}

/// Other files have the function as well, if they use it.
static bool isSpare(const FunctionDecl *F) {
  const ASTContext &Ctx = F->getASTContext();
  if (isInMainFile(*F) || isInTableHere(F))
    return false;
  GVALinkage Linkage = Ctx.GetGVALinkageForFunction(F);
  return Linkage != GVA_StrongExternal && Linkage != GVA_StrongODR;
}

static void count(const Function &F, ExtractStats &Stats) {
  ++Stats.Functions;
  Stats.Truncated += F.Truncated;
  Stats.Events += F.Events.size();
}

TranslationUnit concurrency::extract(ASTContext &Ctx, const Model &M,
                                     const ExtractOptions &Options,
                                     ExtractStats &Stats) {
  llvm::TimeTraceScope Trace("ConcurrencyExtract");
  Session S(Ctx, M, Options, Stats);
  DeclWalker Walker(S);
  for (const Decl *D : Ctx.getTraversalScope())
    Walker.walk(D);
  if (Options.Alone &&
      QuietScan(S).isQuiet(llvm::to_vector(S.waiting()))) {
    Stats.Dropped += S.waiting().size();
    return std::move(S.Unit);
  }
  std::vector<const FunctionDecl *> Read;
  // Functions in which nothing happens are kept only if somebody calls them,
  // to tell them from those that nobody could look into.
  std::vector<const FunctionDecl *> Empty;
  std::vector<Function> Parts;
  while (const FunctionDecl *F = S.next()) {
    llvm::TimeTraceScope FunctionTrace("ConcurrencyExtractFunction", [&] {
      return F->getQualifiedNameAsString();
    });
    FunctionExtractor Extractor(S, F);
    bool Found = Extractor.run();
    const BodyScan &Scan = Extractor.scanned();
    for (const DeclRefExpr *Named : Scan.AddressTaken)
      S.takeAddress(cast<FunctionDecl>(Named->getDecl()));
    for (const CXXRecordDecl *Local : Scan.LocalClasses)
      Walker.walk(Local);
    for (const LambdaExpr *L : Scan.Lambdas)
      if (const CXXMethodDecl *Op = L->getCallOperator())
        S.enqueue(Op);
    // What it says of functions and classes, the scan around it has said.
    for (; !S.Bodies.empty(); S.Bodies.pop_front()) {
      FunctionExtractor Part(S, *S.Bodies.front());
      if (!Part.run())
        continue;
      Parts.push_back(Part.take());
      count(Parts.back(), Stats);
    }
    if (!Found) {
      if (!Scan.Broken && !Scan.TooBig)
        Empty.push_back(F);
      continue;
    }
    Function Facts = Extractor.take();
    if (Facts.Events.empty() && Facts.Blocks.size() <= 1) {
      ++Stats.Dropped;
      Empty.push_back(F);
      continue;
    }
    count(Facts, Stats);
    S.Unit.Functions.push_back(std::move(Facts));
    Read.push_back(F);
  }
  llvm::BitVector Spare(Read.size());
  for (size_t I = 0; I != Read.size(); ++I) {
    S.Unit.Functions[I].AddressTaken =
        S.addressTaken(Read[I]) ||
        (!Options.Alone && startsByAttribute(Read[I]));
    Spare[I] = Options.Sparse && isSpare(Read[I]);
  }
  // A part goes with what it is a part of.
  Spare.resize(Read.size() + Parts.size(), true);
  llvm::move(Parts, std::back_inserter(S.Unit.Functions));
  for (const VarDecl *V : Walker.Tables)
    if (std::optional<Function> Table = readTable(S, V)) {
      S.Unit.Functions.push_back(std::move(*Table));
      Spare.push_back(Options.Sparse && !isInMainFile(*V));
    }
  for (const FunctionDecl *F : Empty)
    if (S.used(F)) {
      FunctionExtractor Extractor(S, F);
      S.Unit.Functions.push_back(Extractor.describeEmpty());
      S.Unit.Functions.back().AddressTaken = S.addressTaken(F);
      Spare.push_back(Options.Sparse && isSpare(F));
    }
  if (!Options.Alone)
    S.noteAddresses();
  if (Options.Sparse)
    prune(S.Unit, Spare);
  Stats.Entities += S.Unit.Entities.size();
  return std::move(S.Unit);
}
