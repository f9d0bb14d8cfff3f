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
#include "report/Suppression.h"
#include "tidy/ReadFiles.h"
#include "tidy/SourceText.h"
#if CONCURRENCY_HAS_PATHS
#include "paths/Verify.h"
#endif
#include "clang/AST/ASTContext.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/STLExtras.h"
#include <cstdio>
#include <map>

using namespace concurrency;
using Clock = std::chrono::steady_clock;

std::shared_ptr<TidySession> TidySession::get(clang::ASTContext &Context,
                                              const Compilation &How,
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
      Known = S =
          std::shared_ptr<TidySession>(new TidySession(Context, How, Options));
      std::erase_if(Sessions,
                    [](const auto &Entry) { return Entry.second.expired(); });
    }
  }
  std::call_once(S->Analysed, [&] { S->analyse(); });
  return S;
}

/// What there is to find with what the index knows of the other files.
static KeptFindings findAmong(IndexAnswer Known, TranslationUnit Unit,
                              std::vector<Counter> &Counters) {
  if (Known.Load)
    Known.Load(Known);
  KeptFindings Result;
  Result.Complaint = std::move(Known.Complaint);
  if (Known.Near.empty() && Known.Earlier.empty() && Unit.Functions.empty())
    return Result;
  Program P = linkAmong(std::move(Unit), std::move(Known));
  std::unique_ptr<Solution> Solved = solve(P);
  Result.Found = report(*Solved, detectAll(*Solved));
  Result.Files = P.files();
  Counters.push_back({"functions solved", Solved->Stats.Functions});
  Counters.push_back({"fixpoints cut short", Solved->Stats.CutFixpoints});
  Counters.push_back({"summaries cut short", Solved->Stats.CutSummaries});
  return Result;
}

/// Whether what took so long the last time keeps nobody waiting, being so small
/// a part of the time in which the file is compiled.
static bool isShort(Clock::duration LastTime, unsigned Part,
                    const Compilation &How) {
  return LastTime * Part <= Clock::now() - How.Begun;
}

void TidySession::analyse() {
  Begun = Clock::now();
  clang::SourceManager &SM = Context.getSourceManager();
  if (auto Main = SM.getFileEntryRefForID(SM.getMainFileID()))
    Name = Main->getName();
  const std::string Main = mainFile(Context);
  const bool Live = isInEditor();
  KeptText Text;
  if (Live) {
    Text = readText(Context, How.Preamble);
    Around = Text.Around;
    Host = later();
  }
  if (Host && leaveForLater(Main, Text)) {
    return finish(/*Alone=*/false);
  }

  LoadedModel Loaded = loadModels(SM.getFileManager().getVirtualFileSystem(),
                                  Name, Options.ModelFile);
  Mistakes = std::move(Loaded.Mistakes);
  if (!Loaded.Models) {
    if (Live)
      keep("", Main, nullptr, std::move(Text), {});
    return;
  }

  const IndexRequest Request{Main, hashOf(SM.getBufferData(SM.getMainFileID())),
                             Options.Index};
  IndexAnswer Answer = askIndex(Request);
  IndexComplaint = std::move(Answer.Complaint);
  // All that the findings depend on but the compiler's input.
  const std::string State = Answer.State + Loaded.Key;
  if (Answer.Unchanged) {
    Found = std::move(Answer.Findings);
    Files = std::move(Answer.Files);
    if (Live)
      keep(State, Main, nullptr, std::move(Text), shown());
    return finish(/*Alone=*/false);
  }

  if (auto Same = Live ? recall(State, Main, Text) : std::nullopt) {
    if (Answer.Remember)
      remember(Request, Same->Facts);
    show(std::move(Same->Findings));
    return finish(/*Alone=*/!Answer.Load);
  }

  ExtractStats Extracted;
  ExtractOptions Bounds;
  Bounds.Alone = !Answer.Load;
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
  if (Live)
    look(Request, std::move(Answer), State, std::move(Unit), std::move(Text));
  else
    show(findAmong(std::move(Answer), std::move(Unit), Counters));
  finish(Bounds.Alone);
  Counters.push_back({"findings", Found.size()});
}

void TidySession::show(KeptFindings Findings) {
  Found = std::move(Findings.Found);
  Files = std::move(Findings.Files);
  Cost = Findings.Cost;
  Reading = Findings.Reading;
  if (!Findings.Complaint.empty())
    IndexComplaint = std::move(Findings.Complaint);
}

KeptFindings TidySession::shown() const {
  return {Found, Files, IndexComplaint, Cost, Reading};
}

/// Paths are those of this file; findings of others stay as they are.
void TidySession::verify(bool Alone) {
#if CONCURRENCY_HAS_PATHS
  VerifyCounts Counts =
      verifyPaths(Context, *How.PP, {Options.ModelFile, Alone}, Files, Found);
  Counters.push_back({"findings confirmed on paths", Counts.Confirmed});
  Counters.push_back({"findings refuted on paths", Counts.Refuted});
  Counters.push_back({"findings that paths did not decide", Counts.Undecided});
#endif
}

/// Where even to read the facts takes long, that is not done at every key.
bool TidySession::leaveForLater(llvm::StringRef Main, const KeptText &Text) {
  Paused = Host->isLookedAgain(asker());
  if (Paused)
    return false;
  KeptFindings Before = recallNearly(Main, *Text.Seen);
  if (!Before.Reading || isShort(*Before.Reading, 20, How))
    return false;
  show(std::move(Before));
  keep("", Main, nullptr, Text, shown());
  Host->ask(asker(), "", [] { return true; });
  return true;
}

/// Finds what there is to find, if it is not known. What takes long is done
/// later.
void TidySession::look(const IndexRequest &Request, IndexAnswer Answer,
                       const std::string &State, TranslationUnit Unit,
                       KeptText Text) {
  auto Now = std::make_shared<const Shape>(std::move(Unit));
  if (Answer.Remember)
    remember(Request, [Now] { return Shape(*Now).unit(); });
  auto Keep = [&] { keep(State, Request.File, Now, Text, shown()); };
  if (std::optional<KeptFindings> Same = recall(State, *Now)) {
    show(std::move(*Same));
    return Keep();
  }
  auto Look = [Now, Answer](std::vector<Counter> &Counters) {
    const Clock::time_point Begun = Clock::now();
    KeptFindings New = findAmong(Answer, Shape(*Now).unit(), Counters);
    New.Cost = Clock::now() - Begun;
    return New;
  };
  KeptFindings Before = recallNearly(Request.File, *Text.Seen);
  const auto Read = Clock::now() - Begun;
  if (!Host || (Before.Cost ? isShort(*Before.Cost, 40, How) : !Answer.Load)) {
    show(Look(Counters));
    Reading = Read;
    return Keep();
  }
  show(Before);
  Reading = Read;
  keep("", Request.File, nullptr, Text, shown());
  Host->ask(
      asker(), Request.Hash + State,
      [Look, State, File = Request.File, Now, Text, Before, Read] {
        std::vector<Counter> Ignored;
        KeptFindings New = Look(Ignored);
        New.Reading = Read;
        bool Again = !New.sameAs(Before);
        keep(State, File, Now, Text, std::move(New));
        return Again;
      },
      /*Soon=*/Paused);
}

clang::SourceLocation TidySession::locate(const Place &P) const {
  if (!P.valid() || !P.File.valid() || P.File.index() >= Files.size())
    return {};
  clang::SourceManager &SM = Context.getSourceManager();
  if (isRead(P))
    return SM.translateLineCol(Read[P.File.index()], P.Line, P.Column);
  // A step in a file of the index, which is read to show its line.
  auto File = SM.getFileManager().getOptionalFileRef(Files[P.File.index()],
                                                     /*OpenFile=*/false);
  if (!File)
    return {};
  clang::FileID &Into = Opened[P.File];
  if (Into.isInvalid())
    Into = SM.createFileID(*File, {}, clang::SrcMgr::C_User);
  return SM.translateLineCol(Into, P.Line, P.Column);
}

void TidySession::findRead() {
  clang::SourceManager &SM = Context.getSourceManager();
  ReadFiles All(SM, Around);
  Read.resize(Files.size());
  std::vector<bool> Asked(Files.size());
  auto Find = [&](const Place &P) {
    if (!P.File.valid() || P.File.index() >= Files.size() ||
        Asked[P.File.index()])
      return;
    Asked[P.File.index()] = true;
    // Not opened here: one that this translation unit has read is cached.
    if (auto File = SM.getFileManager().getOptionalFileRef(
            Files[P.File.index()], /*OpenFile=*/false))
      Read[P.File.index()] = All.of(*File);
  };
  for (const Finding &F : Found) {
    Find(F.Where);
    for (const Note &N : F.Notes)
      Find(N.Where);
  }
}

/// Of the whole program's findings, those of files that this translation unit
/// has read, and those to which a step in the main file leads; but for those
/// that a comment at one of their steps silences.
void TidySession::finish(bool Alone) {
  if (!Found.empty()) {
    findRead();
    const auto Main = FileId(llvm::find(Files, mainFile(Context)) -
                             Files.begin());
    Sources Texts(Files, "");
    // What is compiled may be newer than what is on the disk.
    for (auto [I, In] : llvm::enumerate(Read))
      if (In.isValid())
        Texts.provide(FileId(I), Context.getSourceManager().getBufferData(In));
    Suppressions Comments(Texts);
    llvm::erase_if(Found, [&](const Finding &F) {
      const bool Touches =
          isRead(F.Where) || llvm::any_of(F.Notes, [&](const Note &N) {
            return N.Role != NoteRole::Evidence && N.Where.File == Main;
          });
      // (Of its own line, clang-tidy sees to that.)
      return !Touches || (isRead(F.Where) ? Comments.suppressStep(F)
                                          : Comments.suppress(F));
    });
  }
  if (Options.VerifyPaths)
    verify(Alone);
  bringHere();
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
