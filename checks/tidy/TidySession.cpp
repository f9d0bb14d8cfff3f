//===- TidySession.cpp - one analysis of a file for all checks ------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "tidy/TidySession.h"
#include "detect/Detect.h"
#include "extract/Extract.h"
#include "report/Message.h"
#include "tidy/ModelFiles.h"
#include "clang/AST/ASTContext.h"
#include "clang/Basic/SourceManager.h"
#include <cstdio>
#include <map>

using namespace concurrency;

std::shared_ptr<TidySession> TidySession::get(clang::ASTContext &Context,
                                              const TidyOptions &Options) {
  using Key = std::pair<clang::ASTContext *, TidyOptions>;
  static std::mutex Mutex;
  static std::map<Key, std::weak_ptr<TidySession>> Sessions;

  std::shared_ptr<TidySession> S;
  {
    std::lock_guard<std::mutex> Lock(Mutex);
    std::weak_ptr<TidySession> &Known = Sessions[{&Context, Options}];
    S = Known.lock();
    if (!S) {
      // The next file may well get the memory of this one's context, so what
      // has ended is removed whenever something new begins.
      Known = S = std::shared_ptr<TidySession>(new TidySession(Context));
      std::erase_if(Sessions,
                    [](const auto &Entry) { return Entry.second.expired(); });
    }
  }
  std::call_once(S->Analysed, [&] { S->analyse(Options); });
  return S;
}

void TidySession::analyse(const TidyOptions &Options) {
  clang::SourceManager &SM = Context.getSourceManager();
  clang::FileManager &FM = SM.getFileManager();
  llvm::StringRef MainName;
  if (auto Main = SM.getFileEntryRefForID(SM.getMainFileID()))
    MainName = Main->getName();

  LoadedModel Loaded =
      loadModels(FM.getVirtualFileSystem(), MainName, Options.ModelFile);
  Mistakes = std::move(Loaded.Mistakes);
  if (!Loaded.Models)
    return;

  ExtractStats Extracted;
  std::vector<TranslationUnit> Units;
  Units.push_back(
      extract(Context, *Loaded.Models, ExtractOptions(), Extracted));
  Program Linked(std::move(Units));
  std::unique_ptr<Solution> Solved = solve(Linked);
  Found = report(*Solved, detectAll(*Solved));
  Files = Linked.files();

  Counters = {
      {"functions extracted", Extracted.Functions},
      {"functions without events dropped", Extracted.Dropped},
      {"functions skipped", Extracted.Skipped},
      {"functions truncated", Extracted.Truncated},
      {"blocks", Extracted.Blocks},
      {"events", Extracted.Events},
      {"entities", Extracted.Entities},
      {"functions solved", Solved->Stats.Functions},
      {"fixpoints cut short", Solved->Stats.CutFixpoints},
      {"summaries cut short", Solved->Stats.CutSummaries},
      {"findings", Found.size()},
  };
}

clang::SourceLocation TidySession::locate(const Place &P) const {
  if (!P.valid() || !P.File.valid() || P.File.index() >= Files.size())
    return {};
  const clang::SourceManager &SM = Context.getSourceManager();
  // Never opens a file: one that this translation unit has read is cached.
  auto File = SM.getFileManager().getOptionalFileRef(Files[P.File.index()],
                                                     /*OpenFile=*/false);
  if (!File)
    return {};
  return SM.translateFileLineCol(&File->getFileEntry(), P.Line, P.Column);
}

void TidySession::printStats() const {
  std::string Text;
  for (const Counter &C : Counters)
    Text += std::to_string(C.Value) + " " + C.Name.str() + "\n";
  // llvm::errs() is not for several threads, and a language server has them.
  std::fputs(Text.c_str(), stderr);
}
