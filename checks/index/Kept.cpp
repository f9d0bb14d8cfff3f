//===- Kept.cpp - findings of a text, for one that differs little ---------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "index/Kept.h"
#include "llvm/ADT/STLExtras.h"
#include <map>
#include <mutex>
#include <utility>

using namespace concurrency;

/// Texts of which findings are kept at once, and how many may be of one file:
/// who types goes back and forth between a few, as a statement is begun, and
/// whole, and begun.
static constexpr size_t MaxTexts = 64, MaxTextsOfFile = 4;

/// Visits every place of a unit, always in the same order.
template <typename Visitor>
static void forEachPlace(TranslationUnit &Unit, Visitor Visit) {
  for (Entity &E : Unit.Entities)
    Visit(E.Where);
  for (Function &F : Unit.Functions) {
    Visit(F.Where);
    for (Event &E : F.Events)
      Visit(E.Where);
  }
}

Shape::Shape(TranslationUnit Unit) : Facts(std::move(Unit)) {
  forEachPlace(Facts,
               [&](Place &P) { Places.push_back(std::exchange(P, {})); });
}

TranslationUnit Shape::unit() && {
  auto Next = Places.begin();
  forEachPlace(Facts, [&](Place &P) { P = *Next++; });
  return std::move(Facts);
}

namespace {
struct Kept {
  std::string State;
  std::string File;
  std::shared_ptr<const Shape> Seen; ///< may be null
  KeptText Text;
  KeptFindings Findings;
};

struct Store {
  std::mutex Mutex;
  std::vector<std::shared_ptr<const Kept>> Texts; ///< the latest last
};

/// Where a place in the file has gone.
class Move {
public:
  /// Unusable if what came first no longer does, or two things were one.
  Move(llvm::ArrayRef<Place> From, llvm::ArrayRef<Place> To) {
    if (From.size() != To.size())
      return;
    for (auto [Old, New] : llvm::zip(From, To)) {
      if (Old.File != New.File)
        return;
      if (!Places.try_emplace(Old, New).second && !(Places[Old] == New))
        return;
    }
    for (auto It = Places.begin(), Next = It; It != Places.end(); It = Next)
      if (++Next != Places.end() && !(It->second < Next->second))
        return;
    Usable = true;
  }

  bool usable() const { return Usable; }
  std::optional<Place> operator()(const Place &P) const {
    auto It = Places.find(P);
    return It == Places.end() ? std::nullopt : std::optional(It->second);
  }

private:
  std::map<Place, Place> Places;
  bool Usable = false;
};
} // namespace

static Store &store() {
  static Store Findings;
  return Findings;
}

/// Moves what is in the file \p Here; false if something cannot be.
template <typename Fn>
static bool moveFinding(Finding &F, FileId Here, const Fn &Moved) {
  auto Apply = [&](Place &P) {
    std::optional<Place> New = P.File == Here ? Moved(P) : P;
    P = New.value_or(P);
    return New.has_value();
  };
  if (!Apply(F.Where) ||
      !llvm::all_of(F.Notes, [&](Note &N) { return Apply(N.Where); }))
    return false;
  // Fixes of reports are made of places that no fact has.
  if (!llvm::all_of(F.Fixes,
                    [&](Fix &C) { return Apply(C.Begin) && Apply(C.End); }))
    F.Fixes.clear();
  return true;
}

template <typename Fn>
static bool moveFindings(std::vector<Finding> &Found, FileId Here,
                         const Fn &Moved) {
  return llvm::all_of(Found,
                      [&](Finding &F) { return moveFinding(F, Here, Moved); });
}

void concurrency::keep(llvm::StringRef State, llvm::StringRef File,
                       std::shared_ptr<const Shape> Seen, KeptText Text,
                       KeptFindings Findings) {
  Store &S = store();
  auto New = std::make_shared<const Kept>(Kept{State.str(), File.str(),
                                               std::move(Seen), std::move(Text),
                                               std::move(Findings)});
  std::lock_guard<std::mutex> Lock(S.Mutex);
  auto IsOfFile = [&](const auto &K) {
    return K->Seen && K->File == New->File;
  };
  llvm::erase_if(
      S.Texts, [&](const auto &K) { return !K->Seen && K->File == New->File; });
  S.Texts.push_back(New);
  bool TooMany = size_t(llvm::count_if(S.Texts, IsOfFile)) > MaxTextsOfFile;
  if (TooMany || S.Texts.size() > MaxTexts)
    S.Texts.erase(TooMany ? llvm::find_if(S.Texts, IsOfFile) : S.Texts.begin());
}

/// What was kept of a file, the latest first.
static std::vector<std::shared_ptr<const Kept>> texts(llvm::StringRef File) {
  Store &S = store();
  std::lock_guard<std::mutex> Lock(S.Mutex);
  std::vector<std::shared_ptr<const Kept>> Found;
  for (const auto &K : llvm::reverse(S.Texts))
    if (K->File == File)
      Found.push_back(K);
  return Found;
}

/// The number of a file among those of findings, or none.
static FileId fileIn(const KeptFindings &Findings, llvm::StringRef File) {
  auto It = llvm::find(Findings.Files, File);
  return It == Findings.Files.end() ? FileId()
                                    : FileId(It - Findings.Files.begin());
}

/// The findings of a text, for one with the same facts.
static std::optional<KeptFindings> moveTo(const Kept &Last, const Shape &Now) {
  KeptFindings Result = Last.Findings;
  if (Last.Seen->Places == Now.Places)
    return Result;

  const Move Moved(Last.Seen->Places, Now.Places);
  FileId Here = fileIn(Result, Now.Facts.MainFile);
  // It is the first file in both, so its places have the same number.
  if (!Moved.usable() || !Here.valid() ||
      !moveFindings(Result.Found, Here, Moved))
    return std::nullopt;
  return Result;
}

std::optional<KeptFindings> concurrency::recall(llvm::StringRef State,
                                                const Shape &Now) {
  for (const auto &K : texts(Now.Facts.MainFile))
    if (K->State == State && K->Seen && K->Seen->Facts == Now.Facts)
      if (std::optional<KeptFindings> Moved = moveTo(*K, Now))
        return Moved;
  return std::nullopt;
}

std::optional<RecalledText> concurrency::recall(llvm::StringRef State,
                                                llvm::StringRef File,
                                                const KeptText &Now) {
  if (Now.Around.empty())
    return std::nullopt;
  auto Candidates = texts(File);
  auto Same = llvm::find_if(Candidates, [&](const auto &K) {
    return K->State == State && K->Seen && K->Text.Around == Now.Around &&
           K->Text.Seen->Hash == Now.Seen->Hash &&
           K->Text.Seen->Starts.size() == Now.Seen->Starts.size();
  });
  if (Same == Candidates.end())
    return std::nullopt;
  std::shared_ptr<const Kept> Last = *Same;
  RecalledText Result{Last->Findings, {}};
  FileId Here = fileIn(Result.Findings, File);
  if (Here.valid() && !moveFindings(Result.Findings.Found, Here,
                                    WordMove(*Last->Text.Seen, *Now.Seen)))
    return std::nullopt;
  Result.Facts = [Last, Seen = Now.Seen] {
    Shape Moved = *Last->Seen;
    FileId Main(llvm::find(Moved.Facts.Files, Moved.Facts.MainFile) -
                Moved.Facts.Files.begin());
    const WordMove Move(*Last->Text.Seen, *Seen);
    for (Place &P : Moved.Places)
      if (P.File == Main)
        P = Move(P).value_or(P);
    return std::move(Moved).unit();
  };
  return Result;
}

KeptFindings concurrency::recallNearly(llvm::StringRef File, const Words &Now) {
  auto Candidates = texts(File);
  if (Candidates.empty())
    return {};
  const Kept &Last = *Candidates.front();
  KeptFindings Result = Last.Findings;
  const FileId Here = fileIn(Result, File);
  const WordMove Moved(*Last.Text.Seen, Now);
  llvm::erase_if(Result.Found,
                 [&](Finding &F) { return !moveFinding(F, Here, Moved); });
  return Result;
}
