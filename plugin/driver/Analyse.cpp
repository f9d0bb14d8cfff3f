//===- Analyse.cpp - a project's findings ---------------------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "detect/Detect.h"
#include "driver/Commands.h"
#include "driver/Configuration.h"
#include "driver/Extraction.h"
#include "driver/Progress.h"
#include "driver/Project.h"
#include "driver/Reporting.h"
#include "driver/Variants.h"
#include "driver/Verification.h"
#include "driver/Workers.h"
#include "facts/AtomicFile.h"
#include "facts/Binary.h"
#include "index/Index.h"
#include "model/ModelFiles.h"
#include "report/Message.h"
#include "solve/Program.h"
#include "clang/Basic/Version.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Threading.h"
#include "llvm/Support/Timer.h"
#include "llvm/Support/raw_ostream.h"

using namespace concurrency;
using llvm::StringRef;
namespace path = llvm::sys::path;

/// Of the program itself: another build may extract other facts.
static std::string ownVersion() {
  static int Here;
  std::string Self = llvm::sys::fs::getMainExecutable(nullptr, &Here);
  auto Buffer = llvm::MemoryBuffer::getFile(Self, /*IsText=*/false,
                                            /*RequiresNullTerminator=*/false);
  return clang::getClangFullVersion() + " " CONCURRENCY_VERSION " " +
         (Buffer ? hashOf((*Buffer)->getBuffer()) : "");
}

namespace {

/// A compile command on its way.
struct Unit {
  const clang::tooling::CompileCommand *Command = nullptr;
  std::shared_ptr<const Model> Models;
  CommandKey Key;
  std::optional<CacheEntry> Entry;
  std::string Failed; ///< why there are no facts, or only some
};

class Analysis {
public:
  explicit Analysis(const Options &O)
      : O(O), P(openProject(O)), Config(readConfiguration(O, P.Root)),
        Folder(O.CacheFolder.empty() ? joined(P.Root, CacheFolder)
                                     : absoluteName(O.CacheFolder)),
        Cache(joined(Folder, "facts")) {}

  Outcome run() {
    collect();
    size_t Missing = lookUp();
    if (Missing)
      extractMissing(Missing);
    std::string Key = resultKey();
    Times.mark("extraction");

    All.Root = P.Root;
    std::optional<Index> Before = Missing ? std::nullopt : readIndex(Key);
    std::optional<Audit> Known;
    if (Before && !wantsAudit(O) && !O.Stats && !O.VerifyPaths) {
      All.Files = std::move(Before->Files);
      All.Findings = std::move(Before->Findings);
    } else {
      Known = solveAll(Key, /*Keep=*/!Before);
    }
    for (const Unit &U : Units) {
      All.MainFiles.push_back(U.Command->Filename);
      if (!U.Failed.empty())
        All.NotAnalysed.push_back(U.Failed);
    }
    if (O.VerifyPaths)
      verify();
    Outcome Result = writeReports(O, Config, All, Known ? &*Known : nullptr);
    Times.mark("reports");
    if (O.Stats)
      printStats(Missing);
    return Result;
  }

private:
  static std::string joined(StringRef Folder, StringRef Name) {
    llvm::SmallString<256> Path(Folder);
    path::append(Path, Name);
    return Path.str().str();
  }

  bool isWhole() const { return O.Inputs.empty() && O.Exclude.empty(); }
  void collect();
  size_t lookUp();
  void extractMissing(size_t Missing);
  void accept(Unit &U, JobResult Result);
  std::string resultKey() const;
  std::optional<Index> readIndex(StringRef Key) const;
  std::optional<Audit> solveAll(StringRef Key, bool Keep);
  void writeIndex(const Program &Linked, llvm::ArrayRef<unsigned> UnitOf,
                  llvm::ArrayRef<const Unit *> Linkable, StringRef Key);
  void verify();
  void printStats(size_t Missing) const;
  void complain(llvm::Error E);

  const Options &O;
  const Project P;
  const Configuration Config;
  const std::string Folder;
  const FactsCache Cache;
  FileHashes Hashes;
  std::vector<Unit> Units;
  Analysed All;
  StopWatch Times;
  SolveStats Solved;
  std::optional<Verified> Decided;
  DoingsMap WhatTheyDo;
  size_t Functions = 0;
  bool Complained = false;
};

} // namespace

/// Models and keys; a mistake in a model file ends the run.
void Analysis::collect() {
  std::string Version = ownVersion();
  llvm::StringSet<> Said;
  bool Mistaken = false;
  auto FS = llvm::vfs::getRealFileSystem();
  for (const clang::tooling::CompileCommand &C : P.Commands) {
    LoadedModel Loaded = loadModels(*FS, C.Filename, O.ModelFile);
    for (const std::string &Mistake : Loaded.Mistakes) {
      Mistaken = true;
      if (Said.insert(Mistake).second)
        llvm::errs() << Mistake << '\n';
    }
    Unit &U = Units.emplace_back();
    U.Command = &C;
    U.Models = std::move(Loaded.Models);
    U.Key = {C.Filename, C.Directory, C.CommandLine, Loaded.Key, Version};
  }
  if (Mistaken)
    fail("mistake in a model file, so nothing was analysed");
}

size_t Analysis::lookUp() {
  size_t Missing = 0;
  for (Unit &U : Units) {
    if (!O.NoCache)
      U.Entry = Cache.find(U.Key, Hashes);
    Missing += !U.Entry;
  }
  return Missing;
}

void Analysis::extractMissing(size_t Missing) {
  std::vector<Unit *> Todo;
  for (Unit &U : Units)
    if (!U.Entry)
      Todo.push_back(&U);
  Progress Shown(Todo.size(), O.Quiet);
  unsigned AtOnce =
      O.Jobs ? O.Jobs : llvm::hardware_concurrency().compute_thread_count();
  auto Job = [&](size_t I) {
    Extraction Made = extractCommand(*Todo[I]->Command, *Todo[I]->Models);
    return Made.Error.substr(0, Made.Error.find('\n')) + "\n" +
           (Made.Entry.Facts.empty() ? "" : Made.Entry.write());
  };
  runJobs(Todo.size(), AtOnce, O.Timeout, Job, [&](size_t I, JobResult Result) {
    accept(*Todo[I], std::move(Result));
    Shown.done(Todo[I]->Command->Filename);
  });
}

void Analysis::accept(Unit &U, JobResult Result) {
  if (!Result.Died.empty()) {
    U.Failed = U.Command->Filename + ": " + Result.Died;
    return;
  }
  auto [Error, Text] = StringRef(Result.Output).split('\n');
  U.Entry = CacheEntry::read(Text);
  if (!U.Entry && Error.empty())
    Error = "no facts came out of it";
  if (!Error.empty()) {
    // Perhaps a header is missing that will be there next time.
    U.Failed = U.Command->Filename + ": " + Error.str();
    return;
  }
  if (!O.NoCache)
    complain(Cache.store(U.Key, *U.Entry));
}

/// What cannot be kept is made again next time; once is enough to say so.
void Analysis::complain(llvm::Error E) {
  if (!E)
    return;
  std::string Text = llvm::toString(std::move(E));
  if (!Complained && !O.Quiet)
    llvm::errs() << "warning: the cache cannot be written: " << Text << '\n';
  Complained = true;
}

/// Names all that the findings are made from.
std::string Analysis::resultKey() const {
  std::string Made;
  for (const Unit &U : Units)
    Made +=
        U.Key.hash() + " " + (U.Entry ? hashOf(U.Entry->Facts) : "-") + "\n";
  return hashOf(Made);
}

std::optional<Index> Analysis::readIndex(StringRef Key) const {
  if (O.NoCache)
    return std::nullopt;
  auto Buffer = llvm::MemoryBuffer::getFile(joined(Folder, IndexName));
  if (!Buffer)
    return std::nullopt;
  llvm::Expected<Index> Known = Index::parse((*Buffer)->getBuffer());
  if (!Known) {
    llvm::consumeError(Known.takeError()); // it is made again
    return std::nullopt;
  }
  return Known->Key == Key ? std::optional(std::move(*Known)) : std::nullopt;
}

std::optional<Audit> Analysis::solveAll(StringRef Key, bool Keep) {
  std::vector<Variants::Unit> Read;
  for (const Unit &U : this->Units)
    if (U.Entry)
      Read.push_back({U.Command, U.Entry->Facts});
  const Variants Apart(Read);
  Linker Units(this->Units.size());
  std::vector<const Unit *> Linkable;
  for (Unit &U : this->Units) {
    if (!U.Entry)
      continue;
    llvm::Expected<TranslationUnit> Facts = read(U.Entry->Facts);
    if (!Facts) {
      U.Failed = U.Command->Filename + ": " + llvm::toString(Facts.takeError());
      continue;
    }
    Apart.tellApart(*Facts, *U.Command);
    Units.add(std::move(*Facts));
    // They are needed no more, and those of all files are much.
    U.Entry->Facts = std::string();
    Linkable.push_back(&U);
  }
  std::vector<unsigned> UnitOf = Units.unitOf().vec();
  Program Linked = std::move(Units).finish();
  Times.mark("link");
  std::unique_ptr<Solution> S =
      solve(Linked, isWhole() ? World::Closed : World::Open);
  Solved = S->Stats;
  Functions = Linked.functions().size();
  Times.mark("solve");
  const Evidence Evidence(*S);
  Bugs Found = detectAll(Evidence);
  All.Findings = report(*S, Found);
  All.Files = Linked.files().vec();
  if (O.VerifyPaths)
    for (auto [I, F] : llvm::enumerate(Linked.functions()))
      if (Doings Does = Doings::of(Linked, (*S)[FunctionId(I)].Effects);
          Does.any())
        WhatTheyDo[Linked[F.Self].Key] = std::move(Does);
  Times.mark("detect");
  // A selection of files is not the program that others look into.
  if (Keep && !O.NoCache && isWhole()) {
    writeIndex(Linked, UnitOf, Linkable, Key);
    Times.mark("index");
  }
  if (!wantsAudit(O))
    return std::nullopt;
  return audit(Evidence, Found);
}

/// What has been edited since it was read has changed.
static FileStamp stampOf(StringRef File, StringRef HashAsRead,
                         FileHashes &Now) {
  FileStamp Stamp = FileStamp::of(File);
  if (Now.of(File) != HashAsRead)
    return {File.str(), 0, 0};
  return Stamp;
}

void Analysis::writeIndex(const Program &Linked,
                          llvm::ArrayRef<unsigned> UnitOf,
                          llvm::ArrayRef<const Unit *> Linkable,
                          StringRef Key) {
  Index Made;
  Made.Root = P.Root;
  Made.Key = Key.str();
  Made.Files = All.Files;
  Made.Findings = All.Findings;
  std::vector<std::vector<unsigned>> Near =
      findNear(Linked, UnitOf, Linkable.size());
  std::vector<std::string> Kept;
  llvm::StringSet<> Inputs;
  FileHashes Now;
  for (auto [I, U] : llvm::enumerate(Linkable)) {
    IndexedUnit &Indexed = Made.Units.emplace_back();
    Indexed.File = U->Command->Filename;
    Indexed.Near = std::move(Near[I]);
    if (U->Failed.empty()) {
      Indexed.Entry = U->Key.hash();
      Kept.push_back(Indexed.Entry);
    }
    for (const auto &[File, Hash] : U->Entry->Inputs) {
      if (File == Indexed.File)
        Indexed.Hash = Hash;
      // System headers change with the system, and then the cache's keys do.
      if (StringRef(File).starts_with(P.Root) && Inputs.insert(File).second)
        Made.Inputs.push_back(stampOf(File, Hash, Now));
    }
  }
  llvm::sort(Made.Inputs, [](const FileStamp &A, const FileStamp &B) {
    return A.File < B.File;
  });
  if (std::error_code Failed = llvm::sys::fs::create_directories(Folder))
    return complain(llvm::createFileError(Folder, Failed));
  complain(writeAtomically(joined(Folder, IndexName), Made.write()));
  Cache.keepOnly(Kept);
}

/// After the index is written: that is the same for all runs.
void Analysis::verify() {
  llvm::StringMap<const clang::tooling::CompileCommand *> ReadIn;
  for (const Unit &U : Units)
    ReadIn.try_emplace(U.Command->Filename, U.Command);
  for (const Unit &U : Units)
    if (U.Entry)
      for (const auto &[File, Hash] : U.Entry->Inputs)
        ReadIn.try_emplace(File, U.Command);
  Decided = verifyFindings(O, All, WhatTheyDo,
                           [&](StringRef File) { return ReadIn.lookup(File); });
  Times.mark("paths");
}

void Analysis::printStats(size_t Missing) const {
  llvm::errs() << Units.size() << " files\n"
               << Missing << " files parsed\n"
               << Functions << " functions solved\n"
               << Solved.CutFixpoints << " fixpoints cut short\n"
               << Solved.CutSummaries << " summaries cut short\n"
               << All.Findings.size() << " findings before any is left out\n";
  if (Decided)
    llvm::errs() << Decided->Confirmed << " findings confirmed on paths\n"
                 << Decided->Refuted << " findings refuted on paths\n"
                 << Decided->Undecided
                 << " findings that paths did not decide\n";
  Times.print(llvm::errs());
}

Outcome concurrency::analyseProject(const Options &O) {
  return Analysis(O).run();
}
