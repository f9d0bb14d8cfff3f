//===- Layout.h - where the boxes of a graph go -----------------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Coordinates for the picture of a graph: by Graphviz where it is installed,
/// else in layers of our own.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_REPORT_LAYOUT_H
#define CONCURRENCY_REPORT_LAYOUT_H

#include <string>
#include <utility>
#include <vector>

namespace concurrency {

struct Layout {
  using Point = std::pair<double, double>;
  struct Node {
    double Width = 0, Height = 0;
    Point Centre; ///< found
  };
  struct Edge {
    unsigned From = 0, To = 0;
    /// Found: Bézier curves one after the other, of 1 + 3n points.
    std::vector<Point> Curve;
  };
  std::vector<Node> Nodes;
  std::vector<Edge> Edges;
  double Width = 0, Height = 0; ///< found
};

/// False if there is no `dot`, or it fails or takes too long; \p L is then as
/// it was.
bool layoutByGraphviz(Layout &L);
void layoutInLayers(Layout &L);

} // namespace concurrency

#endif // CONCURRENCY_REPORT_LAYOUT_H
