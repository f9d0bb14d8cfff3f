//===- ConcurrencyCheck.cpp - what all checks have in common --------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "tidy/ConcurrencyCheck.h"
#include "tidy/Fixes.h"
#include "clang/AST/ASTContext.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Preprocessor.h"
#include "clang/Lex/PreprocessorOptions.h"
#include <cstdio>
#include <mutex>
#include <set>

using namespace concurrency;
using namespace clang::ast_matchers;
using clang::DiagnosticIDs;
using clang::SourceLocation;

llvm::ArrayRef<std::pair<Confidence, llvm::StringRef>>
clang::tidy::OptionEnumMapping<Confidence>::getEnumMapping() {
  static constexpr std::pair<Confidence, llvm::StringRef> Mapping[] = {
      {Confidence::Likely, "likely"}, {Confidence::Definite, "definite"}};
  return Mapping;
}

ConcurrencyCheck::ConcurrencyCheck(llvm::StringRef Name,
                                   clang::tidy::ClangTidyContext *Context,
                                   FindingKind Kind)
    : ClangTidyCheck(Name, Context), Kind(Kind),
      MinConfidence(Options.get("MinConfidence", Confidence::Likely)),
      Shared{Options.get("ModelFile", "").str(), Options.get("Index", "").str(),
             Options.get("VerifyPaths", false)},
      Stats(Options.get("Stats", false)) {}

void ConcurrencyCheck::storeOptions(
    clang::tidy::ClangTidyOptions::OptionMap &Opts) {
  Options.store(Opts, "MinConfidence", MinConfidence);
  Options.store(Opts, "ModelFile", Shared.ModelFile);
  Options.store(Opts, "Index", Shared.Index);
  Options.store(Opts, "VerifyPaths", Shared.VerifyPaths);
  Options.store(Opts, "Stats", Stats);
}

void ConcurrencyCheck::registerMatchers(MatchFinder *Finder) {
  Finder->addMatcher(translationUnitDecl(), this);
}

void ConcurrencyCheck::registerPPCallbacks(const clang::SourceManager &,
                                           clang::Preprocessor *PP,
                                           clang::Preprocessor *) {
  Next = {PP, PP->getPreprocessorOpts().ImplicitPCHInclude,
          std::chrono::steady_clock::now()};
}

/// What is wrong with an index is wrong for every file that asks it.
void ConcurrencyCheck::complainOnce(llvm::StringRef Complaint) {
  static std::mutex Mutex;
  static std::set<std::string> Said;
  std::lock_guard<std::mutex> Lock(Mutex);
  if (!Said.insert(Complaint.str()).second)
    return;
  configurationDiag("%0") << Complaint;
  // clangd drops warnings that have no place; it has a log for such things.
  if (Analysis->isInEditor())
    std::fprintf(stderr, "%s\n", Complaint.str().c_str());
}

void ConcurrencyCheck::check(const MatchFinder::MatchResult &Result) {
  Analysis = TidySession::get(*Result.Context, Next, Shared);

  if (!Analysis->modelMistakes().empty() && Analysis->claimMistakes())
    // An error, unlike a warning, makes clang-tidy exit with 1. Without a
    // place in the code no filter drops it.
    for (const std::string &Mistake : Analysis->modelMistakes())
      diag("mistake in a model file, so nothing was analysed:\n%0",
           DiagnosticIDs::Error)
          << llvm::StringRef(Mistake).rtrim();

  if (!Analysis->indexComplaint().empty() && Analysis->claimComplaint())
    complainOnce(Analysis->indexComplaint());

  if (Stats && Analysis->claimStats())
    Analysis->printStats();

  for (const Finding &F : Analysis->findings())
    if (F.Kind == Kind && F.Sure >= MinConfidence && wants(F))
      emit(F, *Result.Context);
}

void ConcurrencyCheck::emit(const Finding &F, clang::ASTContext &Context) {
  const clang::SourceManager &SM = Context.getSourceManager();
  SourceLocation Where = Analysis->locate(F.Where);
  if (Where.isInvalid() || SM.isInSystemHeader(Where))
    return;
  // Texts go in as arguments: names such as operator% are no format.
  {
    auto Warning = diag(Where, "%0") << F.Message;
    for (const clang::FixItHint &Change : fixesFor(F, Where, Context))
      Warning << Change;
  }
  for (const Note &Step : F.Notes)
    if (SourceLocation At = Analysis->locate(Step.Where); At.isValid())
      diag(At, "%0", DiagnosticIDs::Note) << Step.Text;
}

void ConcurrencyCheck::onEndOfTranslationUnit() { Analysis.reset(); }
