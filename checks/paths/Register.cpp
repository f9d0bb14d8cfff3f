//===- Register.cpp - the checkers as the analyzer knows them -------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "paths/Register.h"
#include "paths/PathChecker.h"
#include "clang/StaticAnalyzer/Frontend/CheckerRegistry.h"

using namespace clang;
using namespace ento;
using namespace concurrency;

/// The one object behind all five names.
static PathChecker &checker(CheckerManager &Mgr) {
  PathChecker *Checker = Mgr.getChecker<PathChecker>();
  auto Option = [&](llvm::StringRef Name) {
    return Mgr.getAnalyzerOptions()
        .getCheckerStringOption("concurrency", Name)
        .str();
  };
  Checker->Options.ModelFile = Option("ModelFile");
  Checker->Options.Index = Option("Index");
  return *Checker;
}

template <CheckerFrontend PathChecker::*Frontend>
static void enable(CheckerManager &Mgr) {
  (checker(Mgr).*Frontend).enable(Mgr);
}

static void enableIo(CheckerManager &Mgr) {
  PathChecker &Checker = checker(Mgr);
  Checker.Io.enable(Mgr);
  const AnalyzerOptions &Options = Mgr.getAnalyzerOptions();
  llvm::StringRef Name = Checker.Io.getName();
  Checker.Options.SerializingLocks =
      Options.getCheckerBooleanOption(Name, "WarnOnSerializingLocks");
  llvm::SmallVector<llvm::StringRef> Wanted;
  llvm::StringRef Kinds = Options.getCheckerStringOption(Name, "Kinds");
  Kinds.split(Wanted, ';', -1, /*KeepEmpty=*/false);
  for (llvm::StringRef Word : Wanted) {
    if (std::optional<BlockKind> Known = blockKindNamed(Word.trim()))
      Checker.Options.Kinds.set(unsigned(*Known));
    else
      Mgr.reportInvalidCheckerOptionValue(
          &Checker.Io, "Kinds",
          "a list of these, with semicolons between them: " + allBlockKinds());
  }
}

static bool always(const CheckerManager &) { return true; }

void concurrency::registerPathCheckers(CheckerRegistry &Registry) {
  Registry.addPackage("concurrency");
  Registry.addPackageOption("string", "concurrency", "ModelFile", "",
                            "What the functions and classes of your own "
                            "libraries do.",
                            "released");
  Registry.addPackageOption("string", "concurrency", "Index", "",
                            "The index of the whole program: a file, or none; "
                            "it is looked for if nothing is said.",
                            "released");
  // The registry keeps no copies of names.
  auto Add = [&](llvm::StringRef Name, llvm::StringRef What,
                 ento::RegisterCheckerFn Enable) {
    Registry.addChecker(Enable, always, Name, What, "", /*IsHidden=*/false);
  };
  // Names and sentences are the registry's; the spelling is the analyzer's.
#define CONCURRENCY_CHECK(Class, Name, Sentence, Kind, Weaknesses)             \
  Sentences[unsigned(FindingKind::Kind)] = Sentence;
  llvm::StringRef Sentences[5];
#include "Checks.def"
  auto Says = [&](FindingKind Kind) { return Sentences[unsigned(Kind)]; };
  Add("concurrency.UnprotectedSharedState",
      Says(FindingKind::UnprotectedSharedState),
      enable<&PathChecker::SharedState>);
  Add("concurrency.CheckThenAct", Says(FindingKind::CheckThenAct),
      enable<&PathChecker::CheckThenAct>);
  Add("concurrency.LockOrderInversion", Says(FindingKind::LockOrderInversion),
      enable<&PathChecker::LockOrder>);
  Add("concurrency.NonReentrantRelock", Says(FindingKind::NonReentrantRelock),
      enable<&PathChecker::Relock>);
  Add("concurrency.IoUnderLock", Says(FindingKind::IoUnderLock), enableIo);
  static const std::string Every = allBlockKinds();
  Registry.addCheckerOption("string", "concurrency.IoUnderLock", "Kinds", Every,
                            "The kinds of blocking to report.", "released");
  Registry.addCheckerOption(
      "bool", "concurrency.IoUnderLock", "WarnOnSerializingLocks", "false",
      "Also where the lock is there to serialise the very handle.", "released");
}
