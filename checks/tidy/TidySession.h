//===- TidySession.h - one analysis of a file for all checks ----*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The checks of clang-tidy do not know of each other, but theirs is one
/// analysis. The first that asks for a file's session makes it; it lives as
/// long as one of them holds it.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_TIDY_TIDYSESSION_H
#define CONCURRENCY_TIDY_TIDYSESSION_H

#include "facts/Facts.h"
#include "index/Later.h"
#include "report/Finding.h"
#include "clang/Basic/SourceLocation.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/StringMap.h"
#include <atomic>
#include <chrono>
#include <compare>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace clang {
class ASTContext;
class Preprocessor;
} // namespace clang

namespace concurrency {

struct IndexAnswer;
struct IndexRequest;
struct KeptFindings;
struct KeptText;
struct Shape;

/// What the result of the analysis depends on. Checks that agree share it.
struct TidyOptions {
  /// The user's model file, besides any .clang-concurrency; may be empty.
  std::string ModelFile;
  /// The index of the whole program: a file, `none`, or empty to look for one.
  std::string Index;
  /// Follow the paths of functions with findings that are not sure.
  bool VerifyPaths = false;

  friend auto operator<=>(const TidyOptions &, const TidyOptions &) = default;
};

/// How the file was compiled that a session is about.
struct Compilation {
  clang::Preprocessor *PP = nullptr;
  /// The file with the beginning of the main file, where that is compiled
  /// apart; or empty.
  std::string Preamble;
  std::chrono::steady_clock::time_point Begun;
};

/// For the option Stats.
struct Counter {
  llvm::StringRef Name;
  uint64_t Value;
};

class TidySession {
public:
  /// The session of this file, analysed already. Safe to call from several
  /// threads, as a language server does, each with a file of its own.
  static std::shared_ptr<TidySession> get(clang::ASTContext &Context,
                                          const Compilation &How,
                                          const TidyOptions &Options);

  /// Every finding of the file, in the order of places.
  llvm::ArrayRef<Finding> findings() const { return Found; }

  /// Where a place is now; invalid for places outside this translation unit.
  clang::SourceLocation locate(const Place &P) const;

  /// Mistakes in model files: the text of each, with line and caret. With any,
  /// nothing has been analysed.
  llvm::ArrayRef<std::string> modelMistakes() const { return Mistakes; }

  /// Why the index is not used; empty if it is, or there is none.
  llvm::StringRef indexComplaint() const { return IndexComplaint; }

  /// Only the declarations of the main file are looked at, as in clangd.
  bool isInEditor() const;

  /// True for the first caller only, so that what concerns the file rather than
  /// a check is said once.
  bool claimMistakes() { return !MistakesClaimed.exchange(true); }
  bool claimComplaint() { return !ComplaintClaimed.exchange(true); }
  bool claimStats() { return !StatsClaimed.exchange(true); }

  /// Prints what was counted, and which limits were hit, to standard error.
  void printStats() const;

private:
  TidySession(clang::ASTContext &Context, const Compilation &How,
              const TidyOptions &Options)
      : Context(Context), How(How), Options(Options) {}
  void analyse();
  void verify(bool Alone);
  void finish(bool Alone);
  void bringHere();
  void findRead();
  bool isRead(const Place &P) const {
    return P.valid() && P.File.valid() && P.File.index() < Read.size() &&
           Read[P.File.index()].isValid();
  }
  bool leaveForLater(llvm::StringRef Main, const KeptText &Text);
  Later::Asker asker() const {
    return {Name, Options.ModelFile + "\n" + Options.Index +
                      (Options.VerifyPaths ? "\npaths" : "")};
  }
  void look(const IndexRequest &Request, IndexAnswer Answer,
            const std::string &State, TranslationUnit Unit, KeptText Text);
  void show(KeptFindings Findings);
  KeptFindings shown() const;

  clang::ASTContext &Context;
  const Compilation How;
  const TidyOptions Options;
  std::string Name;      ///< of the file, as its host has it
  Later *Host = nullptr; ///< if somebody types
  bool Paused = false;   ///< and does so no more
  std::once_flag Analysed;
  std::vector<std::string> Files; ///< by FileId
  /// By FileId: what those files that findings name were read into.
  std::vector<clang::FileID> Read;
  std::string Around; ///< as in KeptText
  /// Others, which are opened for their lines.
  mutable llvm::DenseMap<FileId, clang::FileID> Opened;
  std::vector<Finding> Found;
  std::optional<std::chrono::steady_clock::duration> Cost, Reading;
  std::chrono::steady_clock::time_point Begun;
  std::vector<std::string> Mistakes;
  std::string IndexComplaint;
  std::vector<Counter> Counters;
  std::atomic<bool> MistakesClaimed = false;
  std::atomic<bool> ComplaintClaimed = false;
  std::atomic<bool> StatsClaimed = false;
};

} // namespace concurrency

#endif // CONCURRENCY_TIDY_TIDYSESSION_H
