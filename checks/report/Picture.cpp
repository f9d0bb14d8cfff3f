//===- Picture.cpp - the lock graph as SVG --------------------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "report/Picture.h"
#include "report/Layout.h"
#include "report/Markup.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/raw_ostream.h"
#include <map>

using namespace concurrency;
using llvm::formatv;

static constexpr size_t MaxLabel = 34;
// Of a fixed-width font at 12 pixels.
static constexpr double LetterWidth = 7.3;
static constexpr double BoxHeight = 30;
/// A large picture is made to fit, but stays readable: one scrolls then.
static constexpr double SmallestScale = 0.7;

/// The end of a long name says more than its beginning.
static std::string label(llvm::StringRef Name) {
  std::string Text = utf8(Name);
  if (Text.size() <= MaxLabel)
    return Text;
  size_t Begin = Text.size() - MaxLabel + 3;
  while (Begin < Text.size() &&
         (static_cast<unsigned char>(Text[Begin]) & 0xC0) == 0x80)
    ++Begin;
  return "..." + Text.substr(Begin);
}

namespace {
class Picture {
public:
  Picture(llvm::raw_ostream &OS, const Audit &A, const Sources &Files)
      : OS(OS), A(A), Files(Files) {}

  size_t draw(const PictureOptions &Options);

private:
  void choose(const PictureOptions &Options);
  void edge(const Layout::Edge &Drawn, unsigned Index);
  void node(const Layout::Node &Drawn, unsigned Index);

  llvm::raw_ostream &OS;
  const Audit &A;
  const Sources &Files;
  Layout L;
  std::vector<unsigned> Locks, Edges; ///< what is drawn, by index of the audit
};
} // namespace

void Picture::choose(const PictureOptions &Options) {
  llvm::DenseMap<unsigned, unsigned> NodeOf;
  auto Node = [&](unsigned Lock) {
    auto [It, New] = NodeOf.try_emplace(Lock, Locks.size());
    if (New) {
      Locks.push_back(Lock);
      double Letters = double(label(A.Locks[Lock].Name).size());
      L.Nodes.push_back({Letters * LetterWidth + 22, BoxHeight, {}});
    }
    return It->second;
  };
  // The audit has the edges of cycles first. A cycle is shown whole rather than
  // another one begun.
  std::vector<unsigned> Order;
  size_t Looked = 0;
  std::vector<bool> Queued(A.Edges.size());
  std::map<unsigned, std::vector<unsigned>> AtLock;
  for (unsigned I = 0; I != A.Edges.size(); ++I)
    if (A.Edges[I].OnCycle) {
      AtLock[A.Edges[I].From].push_back(I);
      AtLock[A.Edges[I].To].push_back(I);
    }
  auto Queue = [&](unsigned I) {
    if (!Queued[I])
      Order.push_back(I);
    Queued[I] = true;
  };
  for (unsigned I = 0; I != A.Edges.size(); ++I)
    for (Queue(I); Order.size() > Looked; ++Looked)
      if (const AuditEdge &E = A.Edges[Order[Looked]]; E.OnCycle)
        for (unsigned Lock : {E.From, E.To})
          llvm::for_each(AtLock[Lock], Queue);

  for (unsigned I : Order) {
    if (Edges.size() == Options.MaxEdges)
      break;
    const AuditEdge &E = A.Edges[I];
    size_t More =
        !NodeOf.count(E.From) + (E.From != E.To && !NodeOf.count(E.To));
    if (Locks.size() + More > Options.MaxLocks)
      continue;
    unsigned From = Node(E.From), To = Node(E.To);
    L.Edges.push_back({From, To, {}});
    Edges.push_back(I);
  }
}

void Picture::edge(const Layout::Edge &Drawn, unsigned Index) {
  if (Drawn.Curve.empty())
    return;
  const AuditEdge &E = A.Edges[Index];
  std::string Curve =
      formatv("M{0:f1},{1:f1}", Drawn.Curve[0].first, Drawn.Curve[0].second);
  for (size_t I = 1; I < Drawn.Curve.size(); ++I)
    Curve += formatv("{0}{1:f1},{2:f1}", I % 3 == 1 ? "C" : " ",
                     Drawn.Curve[I].first, Drawn.Curve[I].second);
  const char *Class = E.OnCycle ? "edge cycle" : "edge";
  OS << formatv("<a href=\"#edge-{0}\" class=\"{1}\" id=\"arrow-{0}\">", Index,
                Class);
  OS << "<title>" << escaped(A.Locks[E.To].Name) << " is taken while "
     << escaped(A.Locks[E.From].Name) << " is held, "
     << (E.Ways.All == 1 ? std::string("in one place")
                         : "in " + std::to_string(E.Ways.All) + " places")
     << "</title>";
  // A thin line is hard to hit, above all with a finger.
  OS << "<path class=\"hit\" d=\"" << Curve << "\"/><path class=\"line\" d=\""
     << Curve << "\" marker-end=\"url(#head" << (E.OnCycle ? "-cycle" : "")
     << ")\"/></a>\n";
}

void Picture::node(const Layout::Node &Drawn, unsigned Index) {
  const AuditLock &Lock = A.Locks[Index];
  auto [X, Y] = Drawn.Centre;
  OS << formatv("<a href=\"#lock-{0}\" class=\"{1}\"><title>{2}\n{3}</title>",
                Index, Lock.OnCycle ? "node cycle" : "node", escaped(Lock.Name),
                shownPlace(Files, Lock.Where));
  OS << formatv("<rect x=\"{0:f1}\" y=\"{1:f1}\" width=\"{2:f1}\" "
                "height=\"{3:f1}\" rx=\"6\"/>",
                X - Drawn.Width / 2, Y - Drawn.Height / 2, Drawn.Width,
                Drawn.Height);
  OS << formatv("<text x=\"{0:f1}\" y=\"{1:f1}\">{2}</text></a>\n", X, Y + 4,
                escaped(label(Lock.Name)));
}

size_t Picture::draw(const PictureOptions &Options) {
  choose(Options);
  if (Edges.empty())
    return 0;
  if (!Options.Graphviz || !layoutByGraphviz(L))
    layoutInLayers(L);
  OS << formatv("<svg id=\"lock-graph\" role=\"img\" aria-label=\"Lock graph\" "
                "viewBox=\"-6 -6 {0:f0} {1:f0}\" "
                "style=\"max-width:{0:f0}px;min-width:{2:f0}px\">\n",
                L.Width + 12, L.Height + 12, (L.Width + 12) * SmallestScale);
  OS << "<defs>";
  for (const char *Suffix : {"", "-cycle"})
    OS << formatv("<marker id=\"head{0}\" class=\"head{0}\" viewBox=\"0 0 10 "
                  "10\" refX=\"9\" refY=\"5\" markerWidth=\"8\" "
                  "markerHeight=\"8\" markerUnits=\"userSpaceOnUse\" "
                  "orient=\"auto\"><path d=\"M0,0.5L10,5L0,9.5z\"/></marker>",
                  Suffix);
  OS << "</defs>\n";
  for (size_t I = 0; I != Edges.size(); ++I)
    edge(L.Edges[I], Edges[I]);
  for (size_t I = 0; I != Locks.size(); ++I)
    node(L.Nodes[I], Locks[I]);
  OS << "</svg>\n";
  return Edges.size();
}

size_t concurrency::writePicture(llvm::raw_ostream &OS, const Audit &A,
                                 const Sources &Files,
                                 const PictureOptions &Options) {
  return Picture(OS, A, Files).draw(Options);
}
