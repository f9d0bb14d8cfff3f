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
#include "index/Later.h"
#include "index/Lookup.h"
#include "model/ModelFiles.h"
#include "report/Message.h"
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
      Known = S = std::shared_ptr<TidySession>(new TidySession(Context, How));
      std::erase_if(Sessions,
                    [](const auto &Entry) { return Entry.second.expired(); });
    }
  }
  std::call_once(S->Analysed, [&] { S->analyse(Options); });
  return S;
}

/// What there is to find with what the index knows of the other files.
static KeptFindings findAmong(IndexAnswer Known, TranslationUnit Unit,
                              std::vector<Counter> &Counters) {
  if (Known.Load)
    Known.Load(Known);
  const std::string Main = Unit.MainFile;
  // The file at hand comes first: where others define the same, it is right.
  Linker Linked;
  bool Alone = Known.Near.empty() && Known.Earlier.empty();
  KeptFindings Result;
  Result.Complaint = std::move(Known.Complaint);
  if (Alone && Unit.Functions.empty())
    return Result;
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
  Result.Found = report(*Solved, detectAll(*Solved));
  Result.Files = P.files();
  if (!Alone)
    if (auto It = llvm::find(Result.Files, Main); It != Result.Files.end())
      llvm::erase_if(Result.Found, [&](const Finding &F) {
        return !touches(F, FileId(It - Result.Files.begin()));
      });
  Counters.push_back({"functions solved", Solved->Stats.Functions});
  Counters.push_back({"fixpoints cut short", Solved->Stats.CutFixpoints});
  Counters.push_back({"summaries cut short", Solved->Stats.CutSummaries});
  return Result;
}

void TidySession::analyse(const TidyOptions &Options) {
  clang::SourceManager &SM = Context.getSourceManager();
  clang::FileManager &FM = SM.getFileManager();
  if (auto Main = SM.getFileEntryRefForID(SM.getMainFileID()))
    Name = Main->getName();

  LoadedModel Loaded =
      loadModels(FM.getVirtualFileSystem(), Name, Options.ModelFile);
  Mistakes = std::move(Loaded.Mistakes);
  if (!Loaded.Models)
    return;

  const std::string Main = mainFile(Context);
  const IndexRequest Request{Main, hashOf(SM.getBufferData(SM.getMainFileID())),
                             Options.Index};
  IndexAnswer Answer = askIndex(Request);
  IndexComplaint = std::move(Answer.Complaint);
  // All that the findings depend on but the compiler's input.
  const std::string State = Answer.State + Loaded.Key;
  const bool Live = isInEditor();
  KeptText Text;
  if (Live)
    Text = readText(Context, How.Preamble);
  if (Answer.Unchanged) {
    Found = std::move(Answer.Findings);
    Files = std::move(Answer.Files);
    if (Live)
      keep(State, Main, nullptr, std::move(Text), shown());
    if (Options.VerifyPaths)
      verify(Options, /*Alone=*/false);
    bringHere();
    return;
  }

  if (auto Same = Live ? recall(State, Main, Text) : std::nullopt) {
    if (Answer.Remember)
      remember(Request, Same->Facts);
    show(std::move(Same->Findings));
    if (Read.empty() && !Found.empty()) {
      findRead();
      keep(State, Main, std::make_shared<Shape>(Same->Facts()), Text, shown());
    }
    if (Options.VerifyPaths)
      verify(Options, /*Alone=*/!Answer.Load);
    bringHere();
    return;
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
  if (Options.VerifyPaths)
    verify(Options, Bounds.Alone);
  bringHere();
  Counters.push_back({"findings", Found.size()});
}

void TidySession::show(KeptFindings Findings) {
  Found = std::move(Findings.Found);
  Files = std::move(Findings.Files);
  Read = std::move(Findings.Read);
  Cost = Findings.Cost;
  if (!Findings.Complaint.empty())
    IndexComplaint = std::move(Findings.Complaint);
}

KeptFindings TidySession::shown() const {
  return {Found, Files, Read, IndexComplaint, Cost};
}

/// Paths are those of this file; findings of others stay as they are.
void TidySession::verify(const TidyOptions &Options, bool Alone) {
#if CONCURRENCY_HAS_PATHS
  VerifyCounts Counts =
      verifyPaths(Context, *How.PP, {Options.ModelFile, Alone}, Files, Found);
  Counters.push_back({"findings confirmed on paths", Counts.Confirmed});
  Counters.push_back({"findings refuted on paths", Counts.Refuted});
  Counters.push_back({"findings that paths did not decide", Counts.Undecided});
#endif
}

/// Whether it keeps nobody waiting to look at the file, because that took a
/// small part only of the time in which the file is compiled.
static bool isShort(std::optional<Clock::duration> LastTime, bool Alone,
                    const Compilation &How) {
  if (!LastTime)
    return Alone;
  return *LastTime * 40 <= Clock::now() - How.Begun;
}

/// Finds what there is to find, if it is not known. What takes long is done
/// later.
void TidySession::look(const IndexRequest &Request, IndexAnswer Answer,
                       const std::string &State, TranslationUnit Unit,
                       KeptText Text) {
  auto Now = std::make_shared<const Shape>(std::move(Unit));
  if (Answer.Remember)
    remember(Request, [Now] { return Shape(*Now).unit(); });
  auto Keep = [&] {
    findRead();
    keep(State, Request.File, Now, Text, shown());
  };
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
  Later *Host = later();
  if (!Host || isShort(Before.Cost, !Answer.Load, How)) {
    show(Look(Counters));
    return Keep();
  }
  show(Before);
  Host->ask(Name, Request.Hash + State,
            [Look, State, File = Request.File, Now, Text, Before] {
              std::vector<Counter> Ignored;
              KeptFindings New = Look(Ignored);
              bool Again = !New.sameAs(Before);
              keep(State, File, Now, Text, std::move(New));
              return Again;
            });
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
  if (isRead(P))
    return SM.translateLineCol(readInto(P.File, *File), P.Line, P.Column);
  // A step in a file of the index, which is read to show its line.
  clang::FileID &Into = Opened[P.File];
  if (Into.isInvalid())
    Into = SM.createFileID(*File, {}, clang::SrcMgr::C_User);
  return SM.translateLineCol(Into, P.Line, P.Column);
}

/// In place of a number, that of the file that is compiled.
static constexpr unsigned MainEntry = ~0u;

/// Entries of the source manager's table, as one list: those of the preamble,
/// then its own, which become more.
static const clang::SrcMgr::SLocEntry &entry(const clang::SourceManager &SM,
                                             unsigned I) {
  unsigned Loaded = SM.loaded_sloc_entry_size();
  return I < Loaded ? SM.getLoadedSLocEntry(I)
                    : SM.getLocalSLocEntry(I - Loaded);
}

static const clang::FileEntry *fileOf(const clang::SrcMgr::SLocEntry &Entry) {
  if (!Entry.isFile())
    return nullptr;
  auto File = Entry.getFile().getContentCache().OrigEntry;
  return File ? &File->getFileEntry() : nullptr;
}

/// Which of the files that findings name are read, and where to. To ask the
/// source manager each time takes long where much is in a preamble.
void TidySession::findRead() {
  if (!Read.empty())
    return;
  Read.resize(Files.size());
  clang::SourceManager &SM = Context.getSourceManager();
  llvm::DenseMap<const clang::FileEntry *, unsigned> Missing;
  auto Name = [&](const Place &P) {
    if (!P.File.valid() || P.File.index() >= Files.size())
      return;
    auto File = SM.getFileManager().getOptionalFileRef(Files[P.File.index()],
                                                       /*OpenFile=*/false);
    if (!File)
      return;
    // Of the main file, the preamble has a piece as well.
    if (SM.isMainFile(File->getFileEntry()))
      Read[P.File.index()] = MainEntry;
    else
      Missing[&File->getFileEntry()] = P.File.index();
  };
  for (const Finding &F : Found) {
    Name(F.Where);
    for (const Note &N : F.Notes)
      Name(N.Where);
  }
  unsigned Size = SM.local_sloc_entry_size() + SM.loaded_sloc_entry_size();
  for (unsigned I = 0; I != Size && !Missing.empty(); ++I)
    if (const clang::FileEntry *File = fileOf(entry(SM, I)))
      if (auto It = Missing.find(File); It != Missing.end()) {
        Read[It->second] = I + 1;
        Missing.erase(It);
      }
}

clang::FileID TidySession::readInto(FileId File,
                                    clang::FileEntryRef Named) const {
  const clang::SourceManager &SM = Context.getSourceManager();
  if (Read[File.index()] == MainEntry)
    return SM.getMainFileID();
  // The number may be that of another text, with more or fewer entries.
  unsigned I = Read[File.index()] - 1;
  if (I < SM.local_sloc_entry_size() + SM.loaded_sloc_entry_size())
    if (const auto &Entry = entry(SM, I);
        fileOf(Entry) == &Named.getFileEntry())
      return SM.getFileID(
          clang::SourceLocation::getFromRawEncoding(Entry.getOffset()));
  return SM.translateFile(Named);
}

/// A finding of another file is shown at its step in this one, where the
/// programmer is; the place that it has there becomes a step.
void TidySession::bringHere() {
  findRead();
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
