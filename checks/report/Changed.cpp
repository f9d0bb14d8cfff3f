//===- Changed.cpp - findings in changed lines ----------------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "report/Changed.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/Twine.h"
#include "llvm/Support/Path.h"

using namespace concurrency;

/// Git quotes names with unusual characters, like a string of C.
static std::string unquoted(llvm::StringRef Name) {
  if (!Name.consume_front("\"") || !Name.consume_back("\""))
    return Name.str();
  std::string Out;
  while (!Name.empty()) {
    char C = Name.front();
    Name = Name.drop_front();
    if (C != '\\' || Name.empty()) {
      Out += C;
      continue;
    }
    unsigned Octal = 0, Digits = 0;
    while (Digits < 3 && !Name.empty() && Name[0] >= '0' && Name[0] <= '7') {
      Octal = Octal * 8 + unsigned(Name[0] - '0');
      Name = Name.drop_front();
      ++Digits;
    }
    if (Digits) {
      Out += static_cast<char>(Octal);
      continue;
    }
    char Escape = Name.front();
    Name = Name.drop_front();
    size_t At = llvm::StringRef("abfnrtv").find(Escape);
    Out += At == llvm::StringRef::npos ? Escape : "\a\b\f\n\r\t\v"[At];
  }
  return Out;
}

/// The name in a `---` or `+++` line, of which other tools put a time behind a
/// tab.
static std::string nameIn(llvm::StringRef Line) {
  return unquoted(Line.starts_with("\"") ? Line.rtrim()
                                         : Line.split('\t').first);
}

/// The absolute name of the new file; empty where there is none any more.
static std::string newName(llvm::StringRef Old, llvm::StringRef New,
                           llvm::StringRef Folder) {
  if (New == "/dev/null")
    return "";
  // `a/` and `b/`, or two others with diff.mnemonicPrefix. With diff.noprefix a
  // folder may well have one letter, but then it does on both sides.
  auto HasPrefix = [](llvm::StringRef Name) {
    return Name.size() > 2 && Name[1] == '/' &&
           llvm::StringRef("abciow").contains(Name[0]);
  };
  if (HasPrefix(New) &&
      (Old == "/dev/null" || (HasPrefix(Old) && Old[0] != New[0])))
    New = New.drop_front(2);
  llvm::SmallString<256> Full(Folder);
  llvm::sys::path::append(Full, New);
  llvm::sys::path::remove_dots(Full, /*remove_dot_dot=*/true);
  return llvm::sys::path::convert_to_slash(Full);
}

/// `12` or `12,3`.
static bool parseSpan(llvm::StringRef Text, unsigned &First, unsigned &Count) {
  auto [Begin, Length] = Text.split(',');
  Count = 1;
  return !Begin.getAsInteger(10, First) &&
         (Length.empty() || !Length.getAsInteger(10, Count));
}

llvm::Expected<ChangedLines> ChangedLines::parse(llvm::StringRef Diff,
                                                 llvm::StringRef Folder) {
  ChangedLines Changed;
  std::vector<Range> *Into = nullptr;
  std::string OldName;
  // Lines of a hunk that are still to come: a removed line `-- x` must not be
  // taken for a header.
  unsigned OldLeft = 0, NewLeft = 0, At = 0, Number = 0;
  bool Removed = false;
  auto Add = [&](unsigned First, unsigned Last) {
    if (!Into)
      return;
    if (!Into->empty() && First <= Into->back().Last + 1 &&
        First >= Into->back().First)
      Into->back().Last = std::max(Into->back().Last, Last);
    else
      Into->push_back({First, Last});
  };
  // What was removed without replacement shows at its neighbours.
  auto EndRemoval = [&] {
    if (Removed)
      Add(std::max(At, 2u) - 1, At);
    Removed = false;
  };
  while (!Diff.empty()) {
    llvm::StringRef Line;
    std::tie(Line, Diff) = Diff.split('\n');
    Line = Line.rtrim('\r');
    ++Number;
    if (OldLeft || NewLeft) {
      char Kind = Line.empty() ? ' ' : Line.front();
      if (Kind == '+') {
        Add(At, At);
        ++At;
        NewLeft -= NewLeft != 0;
        Removed = false;
      } else if (Kind == '-') {
        OldLeft -= OldLeft != 0;
        Removed = true;
      } else if (Kind == ' ') {
        EndRemoval();
        ++At;
        OldLeft -= OldLeft != 0;
        NewLeft -= NewLeft != 0;
      } else if (Kind != '\\') {
        return llvm::createStringError(
            "diff, line " + llvm::Twine(Number) +
            ": the lines before are fewer than their '@@' line says");
      }
      if (!OldLeft && !NewLeft)
        EndRemoval();
      continue;
    }
    if (Line.consume_front("--- ")) {
      OldName = nameIn(Line);
      continue;
    }
    if (Line.consume_front("+++ ")) {
      std::string File = newName(OldName, nameIn(Line), Folder);
      Into = File.empty() ? nullptr : &Changed.Ranges[File];
      continue;
    }
    if (!Line.starts_with("@@ "))
      continue;
    llvm::SmallVector<llvm::StringRef, 5> Words;
    Line.split(Words, ' ', /*MaxSplit=*/4);
    unsigned OldFirst = 0;
    if (Words.size() < 4 || !Words[1].consume_front("-") ||
        !Words[2].consume_front("+") ||
        !parseSpan(Words[1], OldFirst, OldLeft) ||
        !parseSpan(Words[2], At, NewLeft))
      return llvm::createStringError("diff, line " + llvm::Twine(Number) +
                                     ": not understood: " + Line);
    // An empty span names the line before it.
    if (NewLeft == 0)
      ++At;
  }
  if (OldLeft || NewLeft)
    return llvm::createStringError("the diff ends in the middle of a change");
  return Changed;
}

bool ChangedLines::contains(llvm::StringRef AbsoluteFile, unsigned Line) const {
  auto It = Ranges.find(AbsoluteFile);
  return It != Ranges.end() && llvm::any_of(It->second, [&](const Range &R) {
           return R.First <= Line && Line <= R.Last;
         });
}

bool ChangedLines::touches(const Finding &F, const Sources &Files) const {
  auto Touches = [&](const Place &Where) {
    return contains(Files.absolute(Where.File), Where.Line);
  };
  return Touches(F.Where) ||
         llvm::any_of(F.Notes, [&](const Note &N) { return Touches(N.Where); });
}
