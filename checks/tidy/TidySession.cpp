//===- TidySession.cpp - one analysis of a file for all checks ------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "tidy/TidySession.h"
#include "Compat.h"
#include "detect/Detect.h"
#include "extract/Extract.h"
#include "index/FileHashes.h"
#include "index/Kept.h"
#include "index/Lookup.h"
#include "model/ModelFiles.h"
#include "report/Message.h"
#if CONCURRENCY_HAS_PATHS
#include "paths/Verify.h"
#endif
#include "clang/AST/ASTContext.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/STLExtras.h"
#include <cstdio>
#include <map>

using namespace concurrency;

std::shared_ptr<TidySession> TidySession::get(clang::ASTContext &Context,
                                              clang::Preprocessor &PP,
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
      Known = S = std::shared_ptr<TidySession>(new TidySession(Context, PP));
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

  const std::string Main = mainFile(Context);
  const IndexRequest Request{Main, hashOf(SM.getBufferData(SM.getMainFileID())),
                             Options.Index};
  IndexAnswer Answer = askIndex(Request);
  IndexComplaint = std::move(Answer.Complaint);
  if (Answer.Unchanged) {
    Found = std::move(Answer.Findings);
    Files = std::move(Answer.Files);
    if (Options.VerifyPaths)
      verify(Options, /*Alone=*/false);
    bringHere();
    return;
  }

  ExtractStats Extracted;
  ExtractOptions Bounds;
  Bounds.Alone = !Answer.Load && Answer.Near.empty();
  TranslationUnit Unit = extract(Context, *Loaded.Models, Bounds, Extracted);
  Counters = {
      {"functions extracted", Extracted.Functions},
      {"functions without events dropped", Extracted.Dropped},
      {"functions skipped", Extracted.Skipped},
      {"functions truncated", Extracted.Truncated},
      {"blocks", Extracted.Blocks},
      {"events", Extracted.Events},
      {"entities", Extracted.Entities},
  };
  if (Answer.Load)
    lookAround(Request, std::move(Answer), Loaded.Key, std::move(Unit));
  else if (!Bounds.Alone || !Unit.Functions.empty())
    // Otherwise nothing was read that anything could be found in.
    solveWith(std::move(Answer), std::move(Unit));
  if (Options.VerifyPaths)
    verify(Options, Bounds.Alone);
  bringHere();
  Counters.push_back({"findings", Found.size()});
}

/// Paths are those of this file; findings of others stay as they are.
void TidySession::verify(const TidyOptions &Options, bool Alone) {
#if CONCURRENCY_HAS_PATHS
  VerifyCounts Counts = verifyPaths(Context, PP, {Options.ModelFile, Alone}, Files, Found);
  Counters.push_back({"findings confirmed on paths", Counts.Confirmed});
  Counters.push_back({"findings refuted on paths", Counts.Refuted});
  Counters.push_back({"findings that paths did not decide", Counts.Undecided});
#endif
}

/// Finds what there is to find among the neighbours, if it is not known.
void TidySession::lookAround(const IndexRequest &Request, IndexAnswer Answer,
                             llvm::StringRef Models, TranslationUnit Unit) {
  const std::string State = Answer.State + Models.str();
  Shape Now(std::move(Unit));
  if (std::optional<KeptFindings> Same = recall(State, Now)) {
    if (Answer.Remember)
      remember(Request, std::move(Now).unit());
    Found = std::move(Same->Found);
    Files = std::move(Same->Files);
    return;
  }
  Unit = Shape(Now).unit();
  if (Answer.Remember)
    remember(Request, Unit);
  Answer.Load(Answer);
  IndexComplaint = std::move(Answer.Complaint);
  solveWith(std::move(Answer), std::move(Unit));
  if (IndexComplaint.empty())
    keep(State, std::move(Now), {Found, Files});
}

/// Finds what there is to find with what the index knows of the other files.
void TidySession::solveWith(IndexAnswer Known, TranslationUnit Unit) {
  const std::string Main = Unit.MainFile;
  // The file at hand comes first: where others define the same, it is right.
  Linker Linked;
  bool Alone = Known.Near.empty() && Known.Earlier.empty();
  if (!Alone) {
    Linked.add(std::move(Unit));
    for (TranslationUnit &Near : Known.Near)
      Linked.add(std::move(Near));
    for (TranslationUnit &Before : Known.Earlier)
      Linked.addEarlier(std::move(Before));
  }
  const Program P =
      Alone ? Program(std::move(Unit)) : std::move(Linked).finish();
  std::unique_ptr<Solution> Solved = solve(P);
  Found = report(*Solved, detectAll(*Solved));
  Files = P.files();
  if (!Alone)
    if (auto It = llvm::find(Files, Main); It != Files.end())
      llvm::erase_if(Found, [&](const Finding &F) {
        return !touches(F, FileId(It - Files.begin()));
      });
  Counters.push_back({"functions solved", Solved->Stats.Functions});
  Counters.push_back({"fixpoints cut short", Solved->Stats.CutFixpoints});
  Counters.push_back({"summaries cut short", Solved->Stats.CutSummaries});
}

clang::SourceLocation TidySession::locate(const Place &P) const {
  if (!P.valid() || !P.File.valid() || P.File.index() >= Files.size())
    return {};
  clang::SourceManager &SM = Context.getSourceManager();
  // Not opened here: one that this translation unit has read is cached.
  auto File = SM.getFileManager().getOptionalFileRef(Files[P.File.index()],
                                                     /*OpenFile=*/false);
  if (!File)
    return {};
  clang::SourceLocation Here =
      SM.translateFileLineCol(&File->getFileEntry(), P.Line, P.Column);
  if (Here.isValid() || SM.translateFile(*File).isValid())
    return Here;
  // A step in a file of the index, which is read to show its line.
  return SM.translateLineCol(SM.getOrCreateFileID(*File, clang::SrcMgr::C_User),
                             P.Line, P.Column);
}

bool TidySession::isRead(const Place &P) const {
  if (!P.valid() || !P.File.valid() || P.File.index() >= Files.size())
    return false;
  const clang::SourceManager &SM = Context.getSourceManager();
  auto File = SM.getFileManager().getOptionalFileRef(Files[P.File.index()],
                                                     /*OpenFile=*/false);
  return File && SM.translateFile(*File).isValid();
}

/// A finding of another file is shown at its step in this one, where the
/// programmer is; the place that it has there becomes a step.
void TidySession::bringHere() {
  for (Finding &F : Found) {
    if (isRead(F.Where))
      continue;
    auto Step = llvm::find_if(F.Notes, [&](const Note &N) {
      return N.Role != NoteRole::Evidence && isRead(N.Where);
    });
    if (Step == F.Notes.end())
      continue;
    Note There{F.Message, F.Where};
    F.Where = Step->Where;
    F.Message = Step->Text + ": " + F.Message;
    F.Notes.insert(F.Notes.begin(), std::move(There));
  }
}

bool TidySession::isInEditor() const {
  std::vector<clang::Decl *> Scope = Context.getTraversalScope();
  return Scope.size() != 1 || !clang::isa<clang::TranslationUnitDecl>(Scope[0]);
}

void TidySession::printStats() const {
  std::string Text;
  for (const Counter &C : Counters)
    Text += std::to_string(C.Value) + " " + C.Name.str() + "\n";
  // llvm::errs() is not for several threads, and a language server has them.
  std::fputs(Text.c_str(), stderr);
}
