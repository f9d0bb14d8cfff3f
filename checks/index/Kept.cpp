//===- Kept.cpp - findings of a text, for one that differs little ---------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "index/Kept.h"
#include "llvm/ADT/STLExtras.h"
#include <map>
#include <memory>
#include <mutex>
#include <utility>

using namespace concurrency;

/// Files of which findings are kept at once.
static constexpr size_t MaxFiles = 64;

/// Visits every place of a unit, always in the same order.
template <typename Visitor>
static void forEachPlace(TranslationUnit &Unit, Visitor Visit) {
  for (Entity &E : Unit.Entities)
    Visit(E.Where);
  for (Function &F : Unit.Functions) {
    Visit(F.Where);
    for (Variable &V : F.Params)
      Visit(V.Where);
    for (Variable &V : F.Locals)
      Visit(V.Where);
    for (Event &E : F.Events)
      Visit(E.Where);
    for (Block &B : F.Blocks)
      Visit(B.If.Where);
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
  Shape Seen;
  KeptText Text;
  KeptFindings Findings;
  unsigned Age;
};

struct Store {
  std::mutex Mutex;
  std::map<std::string, std::shared_ptr<const Kept>> Files;
  unsigned Time = 0;
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
static bool moveFindings(std::vector<Finding> &Found, FileId Here, Fn Moved) {
  auto Apply = [&](Place &P) {
    std::optional<Place> New = P.File == Here ? Moved(P) : P;
    P = New.value_or(P);
    return New.has_value();
  };
  for (Finding &F : Found) {
    if (!Apply(F.Where) ||
        !llvm::all_of(F.Notes, [&](Note &N) { return Apply(N.Where); }))
      return false;
    // Fixes of reports are made of places that no fact has.
    if (!llvm::all_of(F.Fixes,
                      [&](Fix &C) { return Apply(C.Begin) && Apply(C.End); }))
      F.Fixes.clear();
  }
  return true;
}

void concurrency::keep(llvm::StringRef State, Shape Seen, KeptText Text,
                       KeptFindings Findings) {
  Store &S = store();
  std::string File = Seen.Facts.MainFile;
  std::lock_guard<std::mutex> Lock(S.Mutex);
  S.Files[File] = std::make_shared<const Kept>(
      Kept{State.str(), std::move(Seen), std::move(Text), std::move(Findings),
           ++S.Time});
  if (S.Files.size() > MaxFiles)
    S.Files.erase(llvm::min_element(S.Files, [](const auto &A, const auto &B) {
      return A.second->Age < B.second->Age;
    }));
}

/// What was kept last of a file, if it is of that state.
static std::shared_ptr<const Kept> last(llvm::StringRef State,
                                        llvm::StringRef File) {
  Store &S = store();
  std::lock_guard<std::mutex> Lock(S.Mutex);
  auto It = S.Files.find(File.str());
  return It != S.Files.end() && It->second->State == State ? It->second
                                                           : nullptr;
}

/// The number of a file among those of findings, or none.
static FileId fileIn(const KeptFindings &Findings, llvm::StringRef File) {
  auto It = llvm::find(Findings.Files, File);
  return It == Findings.Files.end() ? FileId()
                                    : FileId(It - Findings.Files.begin());
}

std::optional<KeptFindings> concurrency::recall(llvm::StringRef State,
                                                const Shape &Now) {
  std::shared_ptr<const Kept> Last = last(State, Now.Facts.MainFile);
  if (!Last || !(Last->Seen.Facts == Now.Facts))
    return std::nullopt;
  KeptFindings Result = Last->Findings;
  Result.Read.clear(); // Headers may have come and gone.
  if (Last->Seen.Places == Now.Places)
    return Result;

  const Move Moved(Last->Seen.Places, Now.Places);
  FileId Here = fileIn(Result, Now.Facts.MainFile);
  // It is the first file in both, so its places have the same number.
  if (!Moved.usable() || !Here.valid() ||
      !moveFindings(Result.Found, Here, Moved))
    return std::nullopt;
  return Result;
}

std::optional<RecalledText>
concurrency::recall(llvm::StringRef State, llvm::StringRef File, KeptText Now) {
  std::shared_ptr<const Kept> Last = last(State, File);
  if (!Last || Now.Around.empty() || Last->Text.Around != Now.Around ||
      Last->Text.Seen.Hash != Now.Seen.Hash ||
      Last->Text.Seen.Starts.size() != Now.Seen.Starts.size())
    return std::nullopt;
  RecalledText Result{Last->Findings, {}};
  FileId Here = fileIn(Result.Findings, File);
  auto Words = std::make_shared<const struct Words>(std::move(Now.Seen));
  if (Here.valid() &&
      !moveFindings(Result.Findings.Found, Here, [&](const Place &P) {
        return Last->Text.Seen.moved(P, *Words);
      }))
    return std::nullopt;
  Result.Facts = [Last, Words] {
    Shape Seen = Last->Seen;
    FileId Main(llvm::find(Seen.Facts.Files, Seen.Facts.MainFile) -
                Seen.Facts.Files.begin());
    for (Place &P : Seen.Places)
      if (P.File == Main)
        P = Last->Text.Seen.moved(P, *Words).value_or(P);
    return std::move(Seen).unit();
  };
  return Result;
}
