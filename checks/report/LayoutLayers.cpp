//===- LayoutLayers.cpp - boxes in layers ---------------------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "report/Layout.h"
#include "llvm/ADT/STLExtras.h"
#include <algorithm>
#include <cmath>

using namespace concurrency;

static constexpr double Gap = 28;      ///< between boxes of a layer
static constexpr double LayerGap = 60; ///< between layers
static constexpr double Margin = 12;
static constexpr unsigned Sweeps = 8;

namespace {
class Layers {
public:
  explicit Layers(Layout &L)
      : L(L), Out(L.Nodes.size()), In(L.Nodes.size()), Of(L.Nodes.size()) {}

  void run() {
    findLayers();
    order();
    place();
    curve();
  }

private:
  void findLayers();
  void order();
  void place();
  void curve();

  Layout &L;
  /// Without the edges that close a cycle, and turned around where need be.
  std::vector<std::vector<unsigned>> Out, In;
  std::vector<unsigned> Of; ///< layer of a node
  std::vector<std::vector<unsigned>> Rows;
};
} // namespace

/// A layer is the longest way from a node that nothing leads to. Edges back
/// into the way at hand are left out of that.
void Layers::findLayers() {
  enum : uint8_t { New, Open, Done };
  std::vector<uint8_t> State(L.Nodes.size(), New);
  std::vector<std::vector<unsigned>> All(L.Nodes.size());
  for (const Layout::Edge &E : L.Edges)
    if (E.From != E.To)
      All[E.From].push_back(E.To);
  std::vector<unsigned> Finished;
  for (unsigned Start = 0; Start != L.Nodes.size(); ++Start) {
    if (State[Start] != New)
      continue;
    std::vector<std::pair<unsigned, size_t>> Way{{Start, 0}};
    State[Start] = Open;
    while (!Way.empty()) {
      auto &[Node, Next] = Way.back();
      if (Next == All[Node].size()) {
        State[Node] = Done;
        Finished.push_back(Node);
        Way.pop_back();
        continue;
      }
      unsigned To = All[Node][Next++];
      if (State[To] == Open)
        continue;
      Out[Node].push_back(To);
      In[To].push_back(Node);
      if (State[To] == New) {
        State[To] = Open;
        Way.push_back({To, 0});
      }
    }
  }
  for (unsigned Node : llvm::reverse(Finished))
    for (unsigned To : Out[Node])
      Of[To] = std::max(Of[To], Of[Node] + 1);
  // What nothing leads to goes right above what it leads to.
  for (unsigned Node : Finished)
    if (In[Node].empty() && !Out[Node].empty()) {
      Of[Node] = Of[Out[Node].front()];
      for (unsigned To : Out[Node])
        Of[Node] = std::min(Of[Node], Of[To]);
      --Of[Node];
    }
  for (unsigned I = 0; I != L.Nodes.size(); ++I) {
    if (Of[I] >= Rows.size())
      Rows.resize(Of[I] + 1);
    Rows[Of[I]].push_back(I);
  }
}

/// Each node towards the middle of its neighbours, a few times up and down.
void Layers::order() {
  std::vector<double> At(L.Nodes.size());
  auto Number = [&](const std::vector<unsigned> &Row) {
    for (size_t I = 0; I != Row.size(); ++I)
      At[Row[I]] = double(I);
  };
  llvm::for_each(Rows, Number);
  for (unsigned Sweep = 0; Sweep != Sweeps; ++Sweep) {
    bool Down = Sweep % 2 == 0;
    const auto &Towards = Down ? In : Out;
    for (size_t R = 0; R != Rows.size(); ++R) {
      std::vector<unsigned> &Row = Rows[Down ? R : Rows.size() - 1 - R];
      std::vector<double> Want(L.Nodes.size());
      for (unsigned Node : Row) {
        Want[Node] = At[Node];
        if (Towards[Node].empty())
          continue;
        double Sum = 0;
        for (unsigned Other : Towards[Node])
          Sum += At[Other];
        Want[Node] = Sum / double(Towards[Node].size());
      }
      llvm::stable_sort(
          Row, [&](unsigned A, unsigned B) { return Want[A] < Want[B]; });
      Number(Row);
    }
  }
}

void Layers::place() {
  double Y = Margin, Widest = 0;
  std::vector<double> Widths;
  for (const auto &Row : Rows) {
    double Width = 0;
    for (unsigned Node : Row)
      Width += L.Nodes[Node].Width + Gap;
    Widths.push_back(Width - Gap);
    Widest = std::max(Widest, Widths.back());
  }
  for (size_t R = 0; R != Rows.size(); ++R) {
    double X = Margin + (Widest - Widths[R]) / 2, Tallest = 0;
    for (unsigned Node : Rows[R])
      Tallest = std::max(Tallest, L.Nodes[Node].Height);
    for (unsigned Node : Rows[R]) {
      L.Nodes[Node].Centre = {X + L.Nodes[Node].Width / 2, Y + Tallest / 2};
      X += L.Nodes[Node].Width + Gap;
    }
    Y += Tallest + LayerGap;
  }
  // Loops and edges back bulge out to the right.
  L.Width = Widest + 2 * Margin + 2 * Gap;
  L.Height = Y - LayerGap + Margin;
}

void Layers::curve() {
  for (Layout::Edge &E : L.Edges) {
    const Layout::Node &A = L.Nodes[E.From], &B = L.Nodes[E.To];
    auto [AX, AY] = A.Centre;
    auto [BX, BY] = B.Centre;
    if (E.From == E.To) {
      double X = AX + A.Width / 2, H = A.Height / 4;
      E.Curve = {{X, AY - H},
                 {X + Gap, AY - 2 * H},
                 {X + Gap, AY + 2 * H},
                 {X, AY + H}};
      continue;
    }
    if (Of[E.From] == Of[E.To]) {
      // Only a cycle has these: over the boxes between.
      double Rise = 20 + std::abs(AX - BX) / 8;
      double Top = AY - A.Height / 2, To = BY - B.Height / 2;
      E.Curve = {{AX, Top}, {AX, Top - Rise}, {BX, To - Rise}, {BX, To}};
      continue;
    }
    bool Down = Of[E.From] < Of[E.To];
    // Edges both ways must not lie on each other.
    double Side = Down ? 0 : A.Width / 5;
    double FromY = AY + (Down ? A.Height : -A.Height) / 2;
    double ToY = BY + (Down ? -B.Height : B.Height) / 2;
    double Bend = (ToY - FromY) / 2;
    double FromX = AX + Side, ToX = BX + (Down ? 0 : B.Width / 5);
    // A way past layers in between goes around their middle.
    double Swing = (Of[E.From] > Of[E.To] ? Of[E.From] - Of[E.To]
                                          : Of[E.To] - Of[E.From]) > 1
                       ? Gap
                       : 0;
    E.Curve = {{FromX, FromY},
               {FromX + Swing, FromY + Bend},
               {ToX + Swing, ToY - Bend},
               {ToX, ToY}};
  }
}

void concurrency::layoutInLayers(Layout &L) { Layers(L).run(); }
