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
  bool apply(Place &P) const {
    auto It = Places.find(P);
    if (It == Places.end())
      return false;
    P = It->second;
    return true;
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

void concurrency::keep(llvm::StringRef State, Shape Seen,
                       KeptFindings Findings) {
  Store &S = store();
  std::string File = Seen.Facts.MainFile;
  std::lock_guard<std::mutex> Lock(S.Mutex);
  S.Files[File] = std::make_shared<const Kept>(
      Kept{State.str(), std::move(Seen), std::move(Findings), ++S.Time});
  if (S.Files.size() > MaxFiles)
    S.Files.erase(llvm::min_element(S.Files, [](const auto &A, const auto &B) {
      return A.second->Age < B.second->Age;
    }));
}

std::optional<KeptFindings> concurrency::recall(llvm::StringRef State,
                                                const Shape &Now) {
  std::shared_ptr<const Kept> Last;
  {
    Store &S = store();
    std::lock_guard<std::mutex> Lock(S.Mutex);
    auto It = S.Files.find(Now.Facts.MainFile);
    if (It == S.Files.end())
      return std::nullopt;
    Last = It->second;
  }
  if (Last->State != State || !(Last->Seen.Facts == Now.Facts))
    return std::nullopt;
  KeptFindings Result = Last->Findings;
  if (Last->Seen.Places == Now.Places)
    return Result;

  const Move Moved(Last->Seen.Places, Now.Places);
  auto Main = llvm::find(Result.Files, Now.Facts.MainFile);
  if (!Moved.usable() || Main == Result.Files.end())
    return std::nullopt;
  // It is the first file in both, so its places have the same number.
  const FileId Here(Main - Result.Files.begin());
  for (Finding &F : Result.Found) {
    // Fixes of reports are made of places that no fact has.
    F.Fixes.clear();
    if (F.Where.File == Here && !Moved.apply(F.Where))
      return std::nullopt;
    for (Note &N : F.Notes)
      if (N.Where.File == Here && !Moved.apply(N.Where))
        return std::nullopt;
  }
  return Result;
}
