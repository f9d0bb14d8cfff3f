//===- TextReport.cpp - findings as a compiler prints them ----------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "report/TextReport.h"
#include "report/CheckInfo.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/Unicode.h"
#include "llvm/Support/raw_ostream.h"

using namespace concurrency;
using llvm::raw_ostream;

static constexpr unsigned TabStop = 8;
/// Longer lines are shown around the caret only.
static constexpr size_t MaxWidth = 160;

/// The text as wide as a terminal shows it: tabs are spaces, what cannot be
/// printed is a question mark.
static std::string printable(llvm::StringRef Text) {
  std::string Out;
  for (char C : Text) {
    if (C == '\t')
      Out.append(TabStop - Out.size() % TabStop, ' ');
    else
      Out += static_cast<unsigned char>(C) < 0x20 || C == 0x7F ? '?' : C;
  }
  return Out;
}

static size_t columns(llvm::StringRef Text) {
  int Width = llvm::sys::unicode::columnWidthUTF8(Text);
  return Width < 0 ? Text.size() : size_t(Width);
}

static bool continues(char C) {
  return (static_cast<unsigned char>(C) & 0xC0) == 0x80;
}

static void writeSource(raw_ostream &OS, Sources &Files, const Place &Where) {
  std::string Raw = Files.line(Where.File, Where.Line);
  if (Raw.empty() || Where.Column == 0 || Where.Column > Raw.size() + 1)
    return;
  std::string Line = printable(Raw);
  // Bytes before the caret, once in the line as it is, once as shown.
  size_t Caret =
      printable(llvm::StringRef(Raw).take_front(Where.Column - 1)).size();
  size_t Begin = 0, End = Line.size();
  if (Line.size() > MaxWidth) {
    Begin = Caret > MaxWidth / 2 ? Caret - MaxWidth / 2 : 0;
    End = std::min(Line.size(), Begin + MaxWidth);
    while (Begin < Caret && continues(Line[Begin]))
      ++Begin;
    while (End < Line.size() && continues(Line[End]))
      ++End;
  }
  llvm::StringRef Shown = llvm::StringRef(Line).slice(Begin, End);
  llvm::StringRef Before = llvm::StringRef(Line).slice(Begin, Caret);
  const char *Left = Begin ? "..." : "";
  OS << llvm::formatv("{0,5} | {1}{2}{3}\n", Where.Line, Left, Shown,
                      End < Line.size() ? "..." : "");
  OS << "      | " << std::string((Begin ? 3 : 0) + columns(Before), ' ');
  OS.changeColor(raw_ostream::GREEN, /*Bold=*/true) << '^';
  OS.resetColor() << '\n';
}

static void writePlace(raw_ostream &OS, const Sources &Files,
                       const Place &Where) {
  OS.changeColor(raw_ostream::SAVEDCOLOR, /*Bold=*/true)
      << Files.shown(Where.File) << ':' << Where.Line << ':'
      << std::max(Where.Column, 1u) << ": ";
  OS.resetColor();
}

void concurrency::writeText(raw_ostream &OS, llvm::ArrayRef<Finding> Findings,
                            Sources &Files, const TextOptions &Options) {
  bool HadColors = OS.colors_enabled();
  OS.enable_colors(Options.Color);
  for (size_t I = 0; I != Findings.size(); ++I) {
    const Finding &F = Findings[I];
    bool Error = I < Options.AsErrors.size() && Options.AsErrors[I];
    writePlace(OS, Files, F.Where);
    OS.changeColor(Error ? raw_ostream::RED : raw_ostream::MAGENTA, true)
        << (Error ? "error: " : "warning: ");
    OS.resetColor();
    OS.changeColor(raw_ostream::SAVEDCOLOR, true)
        << utf8(F.Message) << " [" << checkInfo(F.Kind).Name
        << (Error ? ",-warnings-as-errors" : "") << ']';
    OS.resetColor() << '\n';
    if (Options.SourceLines)
      writeSource(OS, Files, F.Where);
    for (const Note &Step : F.Notes) {
      writePlace(OS, Files, Step.Where);
      OS.changeColor(raw_ostream::CYAN, true) << "note: ";
      OS.resetColor() << utf8(Step.Text) << '\n';
      if (Options.SourceLines)
        writeSource(OS, Files, Step.Where);
    }
  }
  OS.enable_colors(HadColors);
}
