//===- LayoutGraphviz.cpp - asking dot where the boxes go -----------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "report/Layout.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FileUtilities.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Program.h"
#include "llvm/Support/raw_ostream.h"

using namespace concurrency;

static constexpr unsigned MaxSeconds = 20;
static constexpr double PointsPerInch = 72;

/// The graph by numbers: names stay with us, so there is nothing to escape.
static bool writeGraph(const Layout &L, int Descriptor) {
  llvm::raw_fd_ostream OS(Descriptor, /*shouldClose=*/true);
  OS << "digraph {\n"
        "node [shape=box, fixedsize=true, label=\"\"];\n"
        // We draw the heads ourselves, so the curves end at the boxes.
        "edge [arrowhead=none];\n"
        "nodesep=0.35; ranksep=0.55;\n";
  for (size_t I = 0; I != L.Nodes.size(); ++I)
    OS << llvm::formatv("n{0} [width={1:f4}, height={2:f4}];\n", I,
                        L.Nodes[I].Width / PointsPerInch,
                        L.Nodes[I].Height / PointsPerInch);
  for (const Layout::Edge &E : L.Edges)
    OS << 'n' << E.From << " -> n" << E.To << ";\n";
  OS << "}\n";
  OS.flush();
  bool Written = !OS.has_error();
  OS.clear_error();
  return Written;
}

/// The format `plain`: words, one thing a line, inches from the lower left.
static bool readPlain(Layout &L, llvm::StringRef Text) {
  size_t NextEdge = 0, NodesSeen = 0;
  bool Complete = false;
  auto Number = [](llvm::StringRef Word, double &Value) {
    if (Word.getAsDouble(Value))
      return false;
    Value *= PointsPerInch;
    return true;
  };
  while (!Text.empty()) {
    llvm::StringRef Line;
    std::tie(Line, Text) = Text.split('\n');
    llvm::SmallVector<llvm::StringRef, 32> Words;
    Line.split(Words, ' ', -1, /*KeepEmpty=*/false);
    if (Words.empty())
      continue;
    if (Words[0] == "stop") {
      Complete = true;
    } else if (Words[0] == "graph") {
      if (Words.size() < 4 || !Number(Words[2], L.Width) ||
          !Number(Words[3], L.Height))
        return false;
    } else if (Words[0] == "node") {
      unsigned Index = 0;
      if (Words.size() < 4 || Words[1].drop_front().getAsInteger(10, Index) ||
          Index >= L.Nodes.size())
        return false;
      Layout::Point &At = L.Nodes[Index].Centre;
      if (!Number(Words[2], At.first) || !Number(Words[3], At.second))
        return false;
      At.second = L.Height - At.second;
      ++NodesSeen;
    } else if (Words[0] == "edge") {
      unsigned Count = 0, From = 0, To = 0;
      if (Words.size() < 4 || Words[1].drop_front().getAsInteger(10, From) ||
          Words[2].drop_front().getAsInteger(10, To) ||
          Words[3].getAsInteger(10, Count) || Words.size() < 4 + 2 * Count)
        return false;
      // They come in another order than they were given in.
      auto Same = [&](const Layout::Edge &E) {
        return E.From == From && E.To == To && E.Curve.empty();
      };
      size_t I = 0;
      while (I != L.Edges.size() && !Same(L.Edges[I]))
        ++I;
      if (I == L.Edges.size())
        return false;
      for (unsigned P = 0; P != Count; ++P) {
        Layout::Point At;
        if (!Number(Words[4 + 2 * P], At.first) ||
            !Number(Words[5 + 2 * P], At.second))
          return false;
        At.second = L.Height - At.second;
        L.Edges[I].Curve.push_back(At);
      }
      ++NextEdge;
    }
  }
  return Complete && NodesSeen == L.Nodes.size() && NextEdge == L.Edges.size();
}

bool concurrency::layoutByGraphviz(Layout &L) {
  llvm::ErrorOr<std::string> Dot = llvm::sys::findProgramByName("dot");
  if (!Dot)
    return false;
  llvm::SmallString<128> In, Out;
  int Descriptor = 0;
  if (llvm::sys::fs::createTemporaryFile("locks", "dot", Descriptor, In))
    return false;
  llvm::FileRemover RemoveIn(In);
  if (!writeGraph(L, Descriptor) ||
      llvm::sys::fs::createTemporaryFile("locks", "plain", Out))
    return false;
  llvm::FileRemover RemoveOut(Out);
  std::optional<llvm::StringRef> Quiet[] = {
      llvm::StringRef(), llvm::StringRef(), llvm::StringRef()};
  if (llvm::sys::ExecuteAndWait(*Dot, {*Dot, "-Tplain", "-o", Out, In},
                                std::nullopt, Quiet, MaxSeconds))
    return false;
  auto Plain = llvm::MemoryBuffer::getFile(Out);
  Layout Found = L;
  if (!Plain || !readPlain(Found, (*Plain)->getBuffer()))
    return false;
  L = std::move(Found);
  return true;
}
