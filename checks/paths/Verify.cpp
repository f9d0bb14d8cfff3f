//===- Verify.cpp - findings, checked along paths -------------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "paths/Verify.h"
#include "extract/Extract.h"
#include "paths/FileFacts.h"
#include "paths/PathChecker.h"
#include "paths/PathEngine.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Lex/Preprocessor.h"

using namespace clang;
using namespace concurrency;

/// More instances of one template than this are not followed.
static constexpr unsigned MaxInstances = 4;

static bool isByCall(const Finding &F) {
  return F.What == Pattern::RelockByCall || F.What == Pattern::UpgradeByCall ||
         F.What == Pattern::CallBlocksUnderLock;
}

bool concurrency::wantsPaths(const Finding &F) {
  return isByCall(F) || F.What == Pattern::WrittenUnderReaderLock ||
         (F.Sure == Confidence::Likely &&
          (F.What == Pattern::OrderInversion ||
           F.What == Pattern::ChangedSinceTested ||
           F.Kind == FindingKind::NonReentrantRelock ||
           F.Kind == FindingKind::IoUnderLock));
}

//===----------------------------------------------------------------------===//
// The functions at places
//===----------------------------------------------------------------------===//

namespace {
/// Finds the innermost functions whose bodies have the places; of a template,
/// its instances.
class FunctionFinder : public RecursiveASTVisitor<FunctionFinder> {
public:
  FunctionFinder(ASTContext &Ctx) : Ctx(Ctx), SM(Ctx.getSourceManager()) {}

  void add(SourceLocation Where) { Places.try_emplace(Where); }
  void run() { TraverseAST(Ctx); }
  llvm::ArrayRef<const FunctionDecl *> at(SourceLocation Where) const {
    auto It = Places.find(Where);
    if (It == Places.end())
      return {};
    return It->second.Functions;
  }

  bool shouldVisitTemplateInstantiations() const { return true; }

  bool TraverseDecl(Decl *D) {
    // Nothing is reported in the system's headers.
    if (D && !isa<TranslationUnitDecl>(D) &&
        SM.isInSystemHeader(SM.getExpansionLoc(D->getLocation())))
      return true;
    return RecursiveASTVisitor::TraverseDecl(D);
  }

  bool VisitFunctionDecl(const FunctionDecl *F) {
    if (!F->doesThisDeclarationHaveABody() || F->isDependentContext())
      return true;
    SourceRange Body = F->getBody()->getSourceRange();
    auto [File, Begin] = SM.getDecomposedExpansionLoc(Body.getBegin());
    auto [EndFile, End] = SM.getDecomposedExpansionLoc(Body.getEnd());
    for (auto &[Where, At] : Places) {
      auto [InFile, Offset] = SM.getDecomposedLoc(Where);
      if (InFile != File || EndFile != File || Offset < Begin || Offset > End)
        continue;
      if (!At.Functions.empty() && End - Begin > At.Size)
        continue;
      if (!At.Functions.empty() && End - Begin < At.Size)
        At.Functions.clear();
      At.Size = End - Begin;
      if (!llvm::is_contained(At.Functions, F))
        At.Functions.push_back(F);
    }
    return true;
  }

private:
  struct Innermost {
    unsigned Size = 0;
    llvm::SmallVector<const FunctionDecl *, 2> Functions;
  };
  ASTContext &Ctx;
  const SourceManager &SM;
  llvm::DenseMap<SourceLocation, Innermost> Places;
};

class Verifier {
public:
  Verifier(ASTContext &Ctx, std::vector<std::string> &Files,
           std::vector<Finding> &Found)
      : Ctx(Ctx), Files(Files), Found(Found), Functions(Ctx) {}

  VerifyCounts run(Preprocessor &PP, const VerifyOptions &Options);

private:
  /// What is asked about one finding.
  struct Case {
    size_t Index;
    PathWatch::Question Asked;
    /// Some of it is in files that are not read here.
    bool Elsewhere = false;
    unsigned Excluded = 0;
  };

  void collect();
  void confirm(Case &C, const PathFinding &F);
  Place place(SourceLocation Where);

  ASTContext &Ctx;
  std::vector<std::string> &Files;
  std::vector<Finding> &Found;
  FunctionFinder Functions;
  std::vector<Case> Cases;
};
} // namespace

//===----------------------------------------------------------------------===//
// Questions and answers
//===----------------------------------------------------------------------===//

void Verifier::collect() {
  for (auto [I, F] : llvm::enumerate(Found)) {
    if (!wantsPaths(F))
      continue;
    Case C{I, {F.Kind, locate(Ctx, Files, F.Where), {}}};
    if (C.Asked.Where.isInvalid())
      continue;
    Functions.add(C.Asked.Where);
    for (const concurrency::Note &N : F.Notes)
      if (SourceLocation At = locate(Ctx, Files, N.Where); At.isInvalid()) {
        C.Elsewhere = true;
      } else {
        C.Asked.Steps.push_back(At);
        if (F.Kind == FindingKind::LockOrderInversion)
          Functions.add(At);
      }
    Cases.push_back(std::move(C));
  }
  Functions.run();
}

Place Verifier::place(SourceLocation Where) {
  const SourceManager &SM = Ctx.getSourceManager();
  Where = SM.getExpansionLoc(Where);
  std::string Name = fileName(SM, SM.getFileID(Where));
  if (Where.isInvalid() || Name.empty())
    return {};
  auto It = llvm::find(Files, Name);
  Place P;
  P.File = FileId(It - Files.begin());
  if (It == Files.end())
    Files.push_back(Name);
  P.Line = SM.getExpansionLineNumber(Where);
  P.Column = SM.getExpansionColumnNumber(Where);
  return P;
}

void Verifier::confirm(Case &C, const PathFinding &F) {
  Finding &Shown = Found[C.Index];
  Shown.Sure = Confidence::Definite;
  Shown.Notes.clear();
  for (const PathFinding::Step &Step : F.Steps)
    Shown.Notes.push_back(
        {Step.Text, place(Step.Where),
         Step.Elsewhere ? NoteRole::Evidence : NoteRole::Step});
}

static llvm::StringRef checkerOf(FindingKind Kind) {
  switch (Kind) {
  case FindingKind::UnprotectedSharedState:
    return "UnprotectedSharedState";
  case FindingKind::CheckThenAct:
    return "CheckThenAct";
  case FindingKind::LockOrderInversion:
    return "LockOrderInversion";
  case FindingKind::NonReentrantRelock:
    return "NonReentrantRelock";
  case FindingKind::IoUnderLock:
    return "IoUnderLock";
  }
  return "";
}

/// Whether a path that shows the bug settles the finding: an order of classes
/// of locks may be one of different objects.
static bool settles(const Finding &F, const PathWatch &Watch,
                    SourceLocation Where) {
  return F.Kind != FindingKind::LockOrderInversion || Watch.isSettled(Where);
}

/// Whether paths can tell that there is no such bug.
static bool canExclude(FindingKind Kind) {
  return Kind == FindingKind::NonReentrantRelock ||
         Kind == FindingKind::IoUnderLock ||
         Kind == FindingKind::UnprotectedSharedState;
}

VerifyCounts Verifier::run(Preprocessor &PP, const VerifyOptions &Options) {
  VerifyCounts Counts;
  collect();
  if (Cases.empty())
    return Counts;

  // In order of the findings, so that every run is the same.
  std::vector<const FunctionDecl *> Todo;
  auto Want = [&](SourceLocation At) {
    for (const FunctionDecl *F : Functions.at(At).take_front(MaxInstances))
      if (!llvm::is_contained(Todo, F))
        Todo.push_back(F);
  };
  for (const Case &C : Cases) {
    Want(C.Asked.Where);
    // The other order is the business of another function.
    if (C.Asked.Kind == FindingKind::LockOrderInversion)
      for (SourceLocation Step : C.Asked.Steps)
        Want(Step);
  }

  PathEngine Engine(Ctx, PP, Options.ModelFile);
  PathWatch Watch(Options.Alone, Options.Program);
  Engine.checker().Watch = &Watch;
  for (const FunctionDecl *F : Todo) {
    llvm::SmallVector<PathWatch::Question, 4> Questions;
    llvm::SmallVector<Case *, 4> Here;
    for (Case &C : Cases)
      if (llvm::is_contained(Functions.at(C.Asked.Where), F)) {
        Questions.push_back(C.Asked);
        Here.push_back(&C);
      }
    // What the others look for may come later in the function.
    bool Stops = llvm::all_of(Cases, [&](const Case &C) {
      return canExclude(C.Asked.Kind) ||
             !(llvm::is_contained(Functions.at(C.Asked.Where), F) ||
               llvm::any_of(C.Asked.Steps, [&](SourceLocation Step) {
                 return llvm::is_contained(Functions.at(Step), F);
               }));
    });
    Watch.ask(std::move(Questions), Stops ? Engine.graph(F) : nullptr,
              Ctx.getSourceManager());
    bool All = Engine.explore(F);
    for (auto [C, Q] : llvm::zip_equal(Here, Watch.questions())) {
      if (All && Watch.excludes(Q))
        ++C->Excluded;
    }
  }
  std::vector<PathFinding> Shown = Engine.finish();
  Engine.checker().Watch = nullptr;

  std::vector<bool> Gone(Found.size());
  for (Case &C : Cases) {
    Finding &F = Found[C.Index];
    auto Path = llvm::find_if(Shown, [&](const PathFinding &P) {
      return P.Checker == checkerOf(F.Kind) && P.Where == C.Asked.Where;
    });
    if (Path != Shown.end() && settles(F, Watch, C.Asked.Where)) {
      // (What the core is sure of has the shorter explanation there.)
      if (F.Sure == Confidence::Likely) {
        ++Counts.Confirmed;
        confirm(C, *Path);
      }
    } else if (Path == Shown.end() && C.Excluded && !C.Elsewhere &&
               C.Excluded == Functions.at(C.Asked.Where).size()) {
      ++Counts.Refuted;
      Gone[C.Index] = true;
    }
  }
  size_t Next = 0;
  llvm::erase_if(Found, [&](const Finding &) { return Gone[Next++]; });
  return Counts;
}

/// What is left to votes and to the reader.
static unsigned countUndecided(llvm::ArrayRef<Finding> Found) {
  return llvm::count_if(
      Found, [](const Finding &F) { return F.Sure == Confidence::Likely; });
}

VerifyCounts concurrency::verifyPaths(ASTContext &Ctx, Preprocessor &PP,
                                      const VerifyOptions &Options,
                                      std::vector<std::string> &Files,
                                      std::vector<Finding> &Found) {
  VerifyCounts Counts;
  // The engine is not made for broken trees.
  if (llvm::any_of(Found, wantsPaths) &&
      !PP.getDiagnostics().hasUncompilableErrorOccurred())
    Counts = Verifier(Ctx, Files, Found).run(PP, Options);
  Counts.Undecided = countUndecided(Found);
  return Counts;
}
