//===- Suppression.cpp - what a comment silences --------------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "report/Suppression.h"
#include "report/CheckInfo.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/GlobPattern.h"

using namespace concurrency;
using llvm::StringRef;

bool concurrency::matchesGlobs(StringRef Globs, StringRef Name) {
  bool Matches = false;
  llvm::SmallVector<StringRef, 8> Parts;
  Globs.split(Parts, ',', -1, /*KeepEmpty=*/false);
  for (StringRef Part : Parts) {
    Part = Part.trim();
    bool Minus = Part.consume_front("-");
    llvm::Expected<llvm::GlobPattern> Glob = llvm::GlobPattern::create(Part);
    if (!Glob)
      llvm::consumeError(Glob.takeError()); // no check has such a name
    else if (Glob->match(Name))
      Matches = !Minus;
  }
  return Matches;
}

/// The checks in the parentheses after a keyword.
static std::string listedChecks(StringRef After) {
  if (!After.consume_front("("))
    return "";
  return After.take_until([](char C) { return C == ')'; }).trim().str();
}

const std::vector<Suppressions::Region> &Suppressions::regionsOf(FileId File) {
  auto [It, New] = Known.try_emplace(File);
  if (!New)
    return It->second;
  std::vector<Region> &Regions = It->second;
  std::vector<Region> Open;
  unsigned Count = Files.lineCount(File);
  for (unsigned Line = 1; Line <= Count; ++Line) {
    std::string Text = Files.line(File, Line);
    StringRef Rest = Text;
    for (size_t At; (At = Rest.find("NOLINT")) != StringRef::npos;) {
      Rest = Rest.substr(At + 6);
      if (Rest.consume_front("NEXTLINE")) {
        Regions.push_back({Line + 1, Line + 1, listedChecks(Rest)});
      } else if (Rest.consume_front("BEGIN")) {
        Open.push_back({Line, Line, listedChecks(Rest)});
      } else if (Rest.consume_front("END")) {
        std::string Checks = listedChecks(Rest);
        auto Begin = llvm::find_if(llvm::reverse(Open), [&](const Region &R) {
          return R.Checks == Checks;
        });
        if (Begin == Open.rend())
          continue;
        Regions.push_back({Begin->First, Line, Checks});
        Open.erase(std::prev(Begin.base()));
      } else if (Rest.empty() || !llvm::isAlnum(Rest.front())) {
        Regions.push_back({Line, Line, listedChecks(Rest)});
      }
    }
  }
  return Regions;
}

bool Suppressions::isSilenced(const Place &Where, StringRef Check) {
  if (!Where.valid())
    return false;
  return llvm::any_of(regionsOf(Where.File), [&](const Region &R) {
    return R.First <= Where.Line && Where.Line <= R.Last &&
           (R.Checks.empty() || matchesGlobs(R.Checks, Check));
  });
}

bool Suppressions::suppressStep(const Finding &F) {
  StringRef Check = checkInfo(F.Kind).Name;
  return llvm::any_of(F.Notes, [&](const Note &N) {
    return N.Role == NoteRole::Step && isSilenced(N.Where, Check);
  });
}

bool Suppressions::suppress(const Finding &F) {
  return isSilenced(F.Where, checkInfo(F.Kind).Name) || suppressStep(F);
}
