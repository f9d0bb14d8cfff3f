//===- Lookup.cpp - the index, asked about one file -----------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "index/Lookup.h"
#include "facts/Binary.h"
#include "index/FactsCache.h"
#include "index/Index.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include <deque>

using namespace concurrency;
using llvm::StringRef;
namespace path = llvm::sys::path;

/// As many units as a file is analysed with.
static constexpr size_t MaxUnits = 48;

bool concurrency::touches(const Finding &F, FileId File) {
  return F.Where.File == File || llvm::any_of(F.Notes, [&](const Note &N) {
           return N.Role != NoteRole::Evidence && N.Where.File == File;
         });
}

/// The index of the nearest folder above that has one.
static std::string findIndex(StringRef File) {
  for (StringRef Folder = path::parent_path(File); !Folder.empty();
       Folder = path::parent_path(Folder)) {
    llvm::SmallString<256> Candidate(Folder);
    path::append(Candidate, CacheFolder, IndexName);
    if (llvm::sys::fs::exists(Candidate))
      return Candidate.str().str();
  }
  return "";
}

/// The unit's neighbours, and theirs, as far as there is room.
static std::vector<unsigned> neighbours(const Index &Known,
                                        const IndexedUnit &Unit) {
  std::vector<unsigned> Found;
  std::vector<bool> Seen(Known.Units.size());
  Seen[&Unit - Known.Units.data()] = true;
  std::deque<const IndexedUnit *> Work{&Unit};
  while (!Work.empty() && Found.size() < MaxUnits) {
    const IndexedUnit &Here = *Work.front();
    Work.pop_front();
    for (unsigned N : Here.Near)
      if (!Seen[N] && Found.size() < MaxUnits) {
        Seen[N] = true;
        Found.push_back(N);
        Work.push_back(&Known.Units[N]);
      }
  }
  return Found;
}

/// A file that `clang-concurrency link -o` wrote: all units in one.
static IndexAnswer askLinked(StringRef Text, const IndexRequest &Request,
                             StringRef Name) {
  IndexAnswer Answer;
  llvm::Expected<TranslationUnit> Linked = read(Text);
  if (!Linked) {
    Answer.Complaint =
        ("index '" + Name + "' is not used: " +
         llvm::toString(Linked.takeError())).str();
    return Answer;
  }
  // The file at hand speaks for itself.
  llvm::erase_if(Linked->Functions, [&](const Function &F) {
    return F.Where.File.valid() &&
           Linked->Files[F.Where.File.index()] == Request.File;
  });
  Answer.Near.push_back(std::move(*Linked));
  return Answer;
}

IndexAnswer concurrency::askIndex(const IndexRequest &Request) {
  IndexAnswer Answer;
  bool Asked = !Request.Name.empty();
  std::string Name = Asked ? Request.Name : findIndex(Request.File);
  if (Name.empty() || Name == "none")
    return Answer;
  auto Complain = [&](const llvm::Twine &Why) {
    Answer.Complaint = ("index '" + Name + "' is not used: " + Why).str();
    return Answer;
  };
  auto Buffer = llvm::MemoryBuffer::getFile(Name, /*IsText=*/false);
  if (!Buffer)
    return Complain(Buffer.getError().message());
  StringRef Text = (*Buffer)->getBuffer();
  if (!Text.starts_with("{"))
    return askLinked(Text, Request, Name);

  llvm::Expected<Index> Known = Index::parse(Text);
  if (!Known)
    return Complain(llvm::toString(Known.takeError()));
  const IndexedUnit *Unit = Known->unitOf(Request.File);
  if (!Unit)
    return Answer; // a file of another program, or a new one
  if (unsigned Changed = Known->countChanged(Request.File))
    return Complain(llvm::Twine(Changed) +
                    (Changed == 1 ? " file has" : " files have") +
                    " changed since; run clang-concurrency");

  if (Unit->Hash == Request.Hash) {
    Answer.Unchanged = true;
    Answer.Files = std::move(Known->Files);
    auto Main = llvm::find(Answer.Files, Request.File);
    if (Main != Answer.Files.end())
      for (Finding &F : Known->Findings)
        if (touches(F, FileId(Main - Answer.Files.begin())))
          Answer.Findings.push_back(std::move(F));
    return Answer;
  }

  llvm::SmallString<256> Facts(path::parent_path(Name));
  path::append(Facts, "facts");
  const FactsCache Cache(Facts.str().str());
  for (unsigned N : neighbours(*Known, *Unit)) {
    const IndexedUnit &Other = Known->Units[N];
    if (Other.File == Request.File)
      continue;
    std::optional<CacheEntry> Entry = Cache.load(Other.Entry);
    llvm::Expected<TranslationUnit> Read = read(Entry ? Entry->Facts : "");
    if (!Read) {
      llvm::consumeError(Read.takeError());
      // With half of the callers, what is true of all callers is not known.
      Answer.Near.clear();
      return Complain("the facts of '" + Other.File +
                      "' are gone; run clang-concurrency");
    }
    Answer.Near.push_back(std::move(*Read));
  }
  return Answer;
}
