//===- Reporting.cpp - what is told, and where ----------------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "driver/Reporting.h"
#include "driver/Configuration.h"
#include "facts/AtomicFile.h"
#include "report/Baseline.h"
#include "report/Changed.h"
#include "report/CheckInfo.h"
#include "report/Dot.h"
#include "report/Html.h"
#include "report/JsonReport.h"
#include "report/Sarif.h"
#include "report/Suppression.h"
#include "report/TextReport.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Program.h"
#include "llvm/Support/Regex.h"
#include "llvm/Support/raw_ostream.h"

using namespace concurrency;
using llvm::StringRef;

bool concurrency::wantsAudit(const Options &O) {
  return !O.Html.empty() || !O.Dot.empty();
}

template <typename T> static T orFail(llvm::Expected<T> Value) {
  if (!Value)
    fail(llvm::toString(Value.takeError()));
  return std::move(*Value);
}

//===----------------------------------------------------------------------===//
// What is left out
//===----------------------------------------------------------------------===//

/// Runs Git and returns what it prints.
static std::string git(StringRef Folder, std::vector<StringRef> Args) {
  auto Program = llvm::sys::findProgramByName("git");
  if (!Program)
    fail("--changed-since needs git, which is not installed");
  llvm::SmallString<128> Out, Err;
  if (llvm::sys::fs::createTemporaryFile("changed", "diff", Out) ||
      llvm::sys::fs::createTemporaryFile("changed", "err", Err))
    fail("no temporary file for git's answer");
  std::vector<StringRef> Command{*Program, "-C", Folder};
  llvm::append_range(Command, Args);
  int Code = llvm::sys::ExecuteAndWait(*Program, Command, std::nullopt,
                                       {StringRef(), Out.str(), Err.str()});
  auto Contents = [](StringRef File) {
    auto Buffer = llvm::MemoryBuffer::getFile(File);
    std::string Text = Buffer ? (*Buffer)->getBuffer().str() : "";
    (void)llvm::sys::fs::remove(File);
    return Text;
  };
  std::string Text = Contents(Out), Mistake = Contents(Err);
  if (Code != 0)
    fail("git: " + StringRef(Mistake).trim().str());
  return Text;
}

static ChangedLines changedSince(const Options &O, StringRef Root) {
  std::string Top =
      StringRef(git(Root, {"rev-parse", "--show-toplevel"})).trim().str();
  std::string Diff = git(Top, {"diff", "-U0", "--no-color", "--find-renames",
                               "--no-ext-diff", O.ChangedSince, "--"});
  ChangedLines Changed = orFail(ChangedLines::parse(Diff, Top));
  // What git does not know yet is new, every line of it.
  std::string New =
      git(Top, {"ls-files", "-z", "--others", "--exclude-standard"});
  for (StringRef Left = New; !Left.empty();) {
    auto [File, Rest] = Left.split('\0');
    Changed.addWhole((Top + "/" + File).str());
    Left = Rest;
  }
  return Changed;
}

namespace {
/// Which findings are told.
class Choice {
public:
  Choice(const Options &O, const Configuration &Config, const Analysed &All,
         Sources &Files)
      : O(O), Config(Config), All(All), Files(Files), Comments(Files),
        Headers(Config.HeaderFilter), Nested(O) {
    for (const std::string &File : All.MainFiles)
      Main.insert(File);
  }

  std::vector<Finding> run() {
    std::vector<Finding> Left;
    for (const Finding &F : All.Findings)
      if (configuration(F).wants(F) && isOurs(F)) {
        if (Comments.suppress(F))
          ++Silenced;
        else
          Left.push_back(F);
      }
    if (!O.WriteBaseline.empty())
      writeList(Left);
    if (!O.Baseline.empty()) {
      Baseline::Match Match = orFail(Baseline::read(O.Baseline)).match(Left);
      Known = llvm::count(Match.Known, true);
      Gone = Match.Gone;
      keep(Left, [&](size_t I) { return !Match.Known[I]; });
    }
    if (!O.ChangedSince.empty()) {
      ChangedLines Changed = changedSince(O, All.Root);
      keep(Left, [&](size_t I) { return Changed.touches(Left[I], Files); });
    }
    return Left;
  }

  /// That of the finding's folder, if it is one of the project's.
  const Configuration &configuration(const Finding &F) {
    const bool Below = !Files.belowRoot(F.Where.File).empty();
    return Below ? Nested.of(Files.absolute(F.Where.File)) : Config;
  }

  size_t Silenced = 0, Known = 0, Gone = 0;

private:
  /// In a file that was asked for, or in a header that is wanted.
  bool isOurs(const Finding &F) {
    std::string File = Files.absolute(F.Where.File);
    return Main.empty() || Main.contains(File) || Config.HeaderFilter.empty() ||
           Headers.match(File);
  }

  static void keep(std::vector<Finding> &List,
                   llvm::function_ref<bool(size_t)> Wanted) {
    std::vector<Finding> Left;
    for (size_t I = 0; I != List.size(); ++I)
      if (Wanted(I))
        Left.push_back(List[I]);
    List = std::move(Left);
  }

  void writeList(const std::vector<Finding> &List) {
    std::string Text;
    llvm::raw_string_ostream OS(Text);
    writeBaseline(OS, List, Files);
    if (llvm::Error E = writeAtomically(O.WriteBaseline, Text))
      fail(llvm::toString(std::move(E)));
  }

  const Options &O;
  const Configuration &Config;
  const Analysed &All;
  Sources &Files;
  Suppressions Comments;
  llvm::Regex Headers;
  llvm::StringSet<> Main;
  Configurations Nested;
};
} // namespace

//===----------------------------------------------------------------------===//
// What is written
//===----------------------------------------------------------------------===//

static void write(const std::string &File,
                  llvm::function_ref<void(llvm::raw_ostream &)> Report) {
  if (File.empty())
    return;
  std::string Text;
  llvm::raw_string_ostream OS(Text);
  Report(OS);
  if (llvm::Error E = writeAtomically(File, Text))
    fail(llvm::toString(std::move(E)));
}

/// A full disk behind the standard output must not look like clean code.
static void finishOutput() {
  llvm::outs().flush();
  std::error_code Failed = llvm::outs().error();
  llvm::outs().clear_error();
  if (Failed)
    fail("the findings cannot be written: " + Failed.message());
}

static void summarize(const Options &O, const Analysed &All,
                      const std::vector<Finding> &Told, const Choice &Left) {
  for (const std::string &File : All.NotAnalysed)
    llvm::errs() << "not analysed: " << File << '\n';
  if (O.Quiet)
    return;
  llvm::errs() << Told.size() << (Told.size() == 1 ? " finding" : " findings");
  if (Left.Silenced)
    llvm::errs() << ", " << Left.Silenced << " silenced by NOLINT";
  if (!O.Baseline.empty())
    llvm::errs() << ", " << Left.Known << " in the baseline";
  if (Left.Gone)
    llvm::errs() << ", " << Left.Gone << " of the baseline gone";
  if (!All.NotAnalysed.empty())
    llvm::errs() << ", " << All.NotAnalysed.size() << " files not analysed";
  llvm::errs() << '\n';
}

Outcome concurrency::writeReports(const Options &O, const Configuration &Config,
                                  const Analysed &All, const Audit *Known) {
  Sources Files(All.Files, All.Root, O.AbsolutePaths);
  Choice Left(O, Config, All, Files);
  std::vector<Finding> Told = Left.run();

  bool Gates = false;
  TextOptions Text;
  Text.Color = O.Color;
  for (const Finding &F : Told) {
    const Configuration &Here = Left.configuration(F);
    bool Gating = Here.gates(F.Kind);
    Gates |= Gating;
    Text.AsErrors.push_back(Gating && Here.namesGates());
  }
  bool OnStdout = llvm::is_contained({O.Sarif, O.Json, O.Html, O.Dot}, "-");
  if (!OnStdout)
    writeText(llvm::outs(), Told, Files, Text);
  write(O.Sarif, [&](llvm::raw_ostream &OS) {
    SarifOptions Sarif;
    Sarif.ToolVersion = CONCURRENCY_VERSION;
    Sarif.HelpBase = O.HelpBase;
    Sarif.NotAnalysed = All.NotAnalysed;
    writeSarif(OS, Told, Files, Sarif);
  });
  write(O.Json, [&](llvm::raw_ostream &OS) {
    writeJson(OS, Told, Files, All.NotAnalysed);
  });
  if (Known) {
    write(O.Html, [&](llvm::raw_ostream &OS) {
      HtmlOptions Html;
      Html.Title = llvm::sys::path::filename(All.Root).str();
      writeHtml(OS, Told, *Known, Files, Html);
    });
    write(O.Dot, [&](llvm::raw_ostream &OS) { writeDot(OS, *Known, Files); });
  }
  // Last, so that the files are there all the same.
  finishOutput();
  summarize(O, All, Told, Left);
  if (!All.NotAnalysed.empty())
    return Outcome::Incomplete;
  return Gates ? Outcome::Findings : Outcome::Clean;
}
