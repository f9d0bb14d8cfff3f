//===- ConcurrencyCheck.h - what all checks have in common ------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A check selects the findings of its kind from the session and emits them.
/// It is a class of its own only where it has options of its own.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_TIDY_CONCURRENCYCHECK_H
#define CONCURRENCY_TIDY_CONCURRENCYCHECK_H

#include "clang-tidy/ClangTidyCheck.h"
#include "tidy/TidySession.h"

namespace concurrency {

class ConcurrencyCheck : public clang::tidy::ClangTidyCheck {
public:
  ConcurrencyCheck(llvm::StringRef Name, clang::tidy::ClangTidyContext *Context,
                   FindingKind Kind);

  void registerPPCallbacks(const clang::SourceManager &SM,
                           clang::Preprocessor *PP,
                           clang::Preprocessor *ModuleExpander) override;
  void registerMatchers(clang::ast_matchers::MatchFinder *Finder) override;
  void
  check(const clang::ast_matchers::MatchFinder::MatchResult &Result) override;
  void onEndOfTranslationUnit() override;
  void storeOptions(clang::tidy::ClangTidyOptions::OptionMap &Opts) override;

protected:
  /// Whether a finding of this kind is to be emitted, as far as the options of
  /// a derived check decide.
  virtual bool wants(const Finding &F) const { return true; }

private:
  void complainOnce(llvm::StringRef Complaint);
  void emit(const Finding &F, clang::ASTContext &Context);

  const FindingKind Kind;
  const Confidence MinConfidence;
  const TidyOptions Shared;
  const bool Stats;
  Compilation Next; ///< of the file that is looked at next
  std::shared_ptr<TidySession> Analysis;
};

} // namespace concurrency

namespace clang::tidy {
template <> struct OptionEnumMapping<concurrency::Confidence> {
  static ArrayRef<std::pair<concurrency::Confidence, StringRef>>
  getEnumMapping();
};
} // namespace clang::tidy

#endif // CONCURRENCY_TIDY_CONCURRENCYCHECK_H
