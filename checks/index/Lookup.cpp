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
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include <chrono>
#include <deque>
#include <map>
#include <mutex>

using namespace concurrency;
using llvm::StringRef;
namespace path = llvm::sys::path;
using Clock = std::chrono::steady_clock;

/// As many units as a file is analysed with.
static constexpr size_t MaxUnits = 48;

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
static void loadLinked(StringRef Text, StringRef File, StringRef Name,
                       IndexAnswer &Answer) {
  llvm::Expected<TranslationUnit> Linked = read(Text);
  if (!Linked) {
    Answer.Complaint = ("index '" + Name +
                        "' is not used: " + llvm::toString(Linked.takeError()))
                           .str();
    return;
  }
  // The file at hand speaks for itself.
  llvm::erase_if(Linked->Functions, [&](const Function &F) {
    return F.Where.File.valid() && Linked->Files[F.Where.File.index()] == File;
  });
  Answer.Near.push_back(std::move(*Linked));
}

//===----------------------------------------------------------------------===//
// What is kept from one question to the next
//===----------------------------------------------------------------------===//

/// Files whose facts are remembered at once.
static constexpr size_t MaxRemembered = 64;

namespace {
/// An index as it was read, and what has changed since.
struct OpenIndex {
  FileStamp Stamp;
  std::shared_ptr<const Index> Known;
  std::vector<std::string> Changed;
  Clock::time_point Checked;
  Clock::duration Cost{};
};

struct RememberedFacts {
  std::string Hash;
  std::function<TranslationUnit()> Facts;
  unsigned Age = 0;
};

/// A language server asks at every key that is pressed.
struct Memory {
  std::mutex Mutex;
  std::map<std::string, OpenIndex> Indices;
  std::map<std::string, RememberedFacts> Facts; ///< by file
  unsigned Time = 0;
};
} // namespace

static Memory &memory() {
  static Memory Kept;
  return Kept;
}

/// Reads the index anew if it is another one.
static llvm::Expected<std::shared_ptr<const Index>>
openIndex(const std::string &Name, StringRef Text, const FileStamp &Stamp) {
  Memory &M = memory();
  {
    std::lock_guard<std::mutex> Lock(M.Mutex);
    if (OpenIndex &Open = M.Indices[Name]; Open.Known && Open.Stamp == Stamp)
      return Open.Known;
  }
  llvm::Expected<Index> Parsed = Index::parse(Text);
  if (!Parsed)
    return Parsed.takeError();
  auto Known = std::make_shared<const Index>(std::move(*Parsed));
  std::lock_guard<std::mutex> Lock(M.Mutex);
  M.Indices[Name] = {Stamp, Known, {}, {}, {}};
  return Known;
}

/// The files that are not as the index knows them. To look at every file of a
/// large project takes time, and then it is not done at every key.
static std::vector<std::string> changedSince(const std::string &Name,
                                             const Index &Known) {
  Memory &M = memory();
  Clock::time_point Now = Clock::now();
  {
    std::lock_guard<std::mutex> Lock(M.Mutex);
    const OpenIndex &Open = M.Indices[Name];
    if (Open.Known.get() == &Known && Now - Open.Checked < 30 * Open.Cost)
      return Open.Changed;
  }
  std::vector<std::string> Changed = Known.changed();
  Clock::time_point Then = Clock::now();
  std::lock_guard<std::mutex> Lock(M.Mutex);
  if (OpenIndex &Open = M.Indices[Name]; Open.Known.get() == &Known) {
    Open.Changed = Changed;
    Open.Checked = Then;
    Open.Cost = Then - Now;
  }
  return Changed;
}

void concurrency::remember(const IndexRequest &Request,
                           std::function<TranslationUnit()> Facts) {
  Memory &M = memory();
  std::lock_guard<std::mutex> Lock(M.Mutex);
  M.Facts[Request.File] = {Request.Hash, std::move(Facts), ++M.Time};
  if (M.Facts.size() > MaxRemembered)
    M.Facts.erase(llvm::min_element(M.Facts, [](const auto &A, const auto &B) {
      return A.second.Age < B.second.Age;
    }));
}

/// Whether there are facts of a file that says what \p Hash is the hash of.
static bool isRemembered(const std::string &File, const std::string &Hash) {
  Memory &M = memory();
  std::lock_guard<std::mutex> Lock(M.Mutex);
  auto It = M.Facts.find(File);
  return It != M.Facts.end() && It->second.Hash == Hash;
}

/// These facts.
static std::optional<TranslationUnit> recallFacts(const std::string &File,
                                                  const std::string &Hash) {
  Memory &M = memory();
  std::function<TranslationUnit()> Facts;
  {
    std::lock_guard<std::mutex> Lock(M.Mutex);
    auto It = M.Facts.find(File);
    if (It == M.Facts.end() || It->second.Hash != Hash)
      return std::nullopt;
    Facts = It->second.Facts;
  }
  return Facts();
}

//===----------------------------------------------------------------------===//
// Questions
//===----------------------------------------------------------------------===//

namespace {
/// A question about a file that has changed, or has to do with some that have.
class Question {
public:
  Question(StringRef File, const Index &Known, StringRef Cache,
           const std::vector<std::string> &Changed)
      : File(File), Known(Known), Cache(Cache.str()) {
    for (const std::string &C : Changed)
      this->Changed.insert(C);
  }

  /// False if a file that it has to do with has changed, and nothing newer is
  /// known of that.
  bool answer(const IndexedUnit &Unit, IndexAnswer &Answer) {
    for (unsigned N : neighbours(Known, Unit)) {
      const IndexedUnit &Other = Known.Units[N];
      if (Other.File != File && !addNear(Other, Answer))
        return false;
    }
    // If headers have changed, there is nothing to be had from before.
    if (auto Entry = Cache.load(Unit.Entry); Entry && !isOld(*Entry, File))
      addEarlier(*Entry, File, Answer);
    return true;
  }

  /// The file of which the facts were not found, if answer() failed for that.
  StringRef gone() const { return Gone; }

private:
  bool addNear(const IndexedUnit &Other, IndexAnswer &Answer);
  void addEarlier(const CacheEntry &Entry, StringRef Main, IndexAnswer &Answer);
  bool isOld(const CacheEntry &Entry, StringRef But) {
    return llvm::any_of(Entry.Inputs, [&](const auto &Input) {
      return Input.first != But && Changed.contains(Input.first) &&
             Now.of(Input.first) != Input.second;
    });
  }

  StringRef File, Gone;
  const Index &Known;
  const FactsCache Cache;
  llvm::StringSet<> Changed;
  FileHashes Now;
};
} // namespace

bool Question::addNear(const IndexedUnit &Other, IndexAnswer &Answer) {
  if (Other.Entry.empty())
    return true;
  std::optional<CacheEntry> Entry = Cache.load(Other.Entry);
  // With half of the callers, what is true of all callers is not known.
  auto IsGone = [&] {
    Gone = Other.File;
    return false;
  };
  if (!Entry)
    return IsGone();
  if (!isOld(*Entry, "")) {
    llvm::Expected<TranslationUnit> Facts = read(Entry->Facts);
    if (!Facts) {
      llvm::consumeError(Facts.takeError());
      return IsGone();
    }
    Answer.Near.push_back(std::move(*Facts));
    return true;
  }
  if (isOld(*Entry, Other.File))
    return false;
  std::optional<TranslationUnit> Newer =
      recallFacts(Other.File, Now.of(Other.File).value_or(""));
  if (!Newer)
    return false;
  Answer.Near.push_back(std::move(*Newer));
  addEarlier(*Entry, Other.File, Answer);
  return true;
}

void Question::addEarlier(const CacheEntry &Entry, StringRef Main,
                          IndexAnswer &Answer) {
  llvm::Expected<TranslationUnit> Facts = read(Entry.Facts);
  if (!Facts)
    return llvm::consumeError(Facts.takeError());
  llvm::erase_if(Facts->Functions, [&](const Function &F) {
    return !F.Where.File.valid() || Facts->Files[F.Where.File.index()] == Main;
  });
  if (!Facts->Functions.empty())
    Answer.Earlier.push_back(std::move(*Facts));
}

/// The file is as the index knows it: so are its findings.
static void addFindings(const Index &Known, IndexAnswer &Answer) {
  Answer.Unchanged = true;
  Answer.Files = Known.Files;
  Answer.Findings = Known.Findings;
}

/// The file still says what it said when some unit read it.
static bool isAsRead(const FileStamp &Then, const IndexRequest &Request) {
  return FileStamp::of(Request.File) == Then &&
         FileHashes().of(Request.File) == Request.Hash;
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
  // Before it is read: whoever writes it later makes another of it.
  FileStamp Stamp = FileStamp::of(Name);
  auto Buffer = llvm::MemoryBuffer::getFile(Name, /*IsText=*/false);
  if (!Buffer)
    return Complain(Buffer.getError().message());
  StringRef Text = (*Buffer)->getBuffer();
  Answer.State =
      llvm::formatv("{0} {1} {2}\n", Name, Stamp.Size, Stamp.Modified).str();
  if (!Text.starts_with("{")) {
    Answer.Load = [Kept = std::shared_ptr(std::move(*Buffer)),
                   File = Request.File, Name](IndexAnswer &A) {
      loadLinked(Kept->getBuffer(), File, Name, A);
    };
    return Answer;
  }

  auto Opened = openIndex(Name, Text, Stamp);
  if (!Opened)
    return Complain(llvm::toString(Opened.takeError()));
  const Index &Known = **Opened;
  std::vector<std::string> Changed = changedSince(Name, Known);
  llvm::erase(Changed, Request.File);

  const IndexedUnit *Unit = Known.unitOf(Request.File);
  if (!Unit) {
    // A header, or a file of another program, or a new one.
    if (!StringRef(Request.File).starts_with(Known.Root + "/"))
      return Complain("it is of '" + Known.Root + "'");
    auto Input = llvm::find_if(Known.Inputs, [&](const FileStamp &I) {
      return I.File == Request.File;
    });
    if (Input == Known.Inputs.end())
      return Complain("it does not know '" + Request.File +
                      "'; run clang-concurrency");
    if (Changed.empty() && isAsRead(*Input, Request))
      addFindings(Known, Answer);
    return Answer;
  }
  if (Changed.empty() && Unit->Hash == Request.Hash && !Request.WantsFacts) {
    addFindings(Known, Answer);
    return Answer;
  }
  Answer.Remember = Unit->Hash != Request.Hash;

  FileHashes Now;
  for (const std::string &C : Changed) {
    std::string Hash = Now.of(C).value_or("");
    Answer.State += C + " " + Hash + (isRemembered(C, Hash) ? " +\n" : "\n");
  }
  Answer.Load = [Keep = *Opened, Unit, Name, Changed,
                 File = Request.File](IndexAnswer &A) {
    llvm::SmallString<256> Facts(path::parent_path(Name));
    path::append(Facts, "facts");
    Question Asked(File, *Keep, Facts, Changed);
    if (Asked.answer(*Unit, A))
      return;
    A.Near.clear();
    A.Earlier.clear();
    std::string Why =
        Asked.gone().empty()
            ? (llvm::Twine(Changed.size()) +
               (Changed.size() == 1 ? " file has" : " files have") +
               " changed since")
                  .str()
            : ("the facts of '" + Asked.gone() + "' are gone").str();
    A.Complaint =
        "index '" + Name + "' is not used: " + Why + "; run clang-concurrency";
  };
  return Answer;
}

Program concurrency::linkAmong(TranslationUnit Unit, IndexAnswer Known) {
  if (Known.Near.empty() && Known.Earlier.empty())
    return Program(std::move(Unit));
  // The file at hand comes first: where others define the same, it is right.
  Linker Linked;
  Linked.add(std::move(Unit));
  for (TranslationUnit &Near : Known.Near)
    Linked.add(std::move(Near));
  for (TranslationUnit &Before : Known.Earlier)
    Linked.addEarlier(std::move(Before));
  return std::move(Linked).finish();
}
