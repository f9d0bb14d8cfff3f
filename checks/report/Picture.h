//===- Picture.h - the lock graph as SVG ------------------------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The lock graph as an SVG element of a page. A node is a link to `#lock-N`,
/// an edge to `#edge-N`, by the indices of the audit.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_REPORT_PICTURE_H
#define CONCURRENCY_REPORT_PICTURE_H

#include "report/Audit.h"
#include "report/Sources.h"

namespace llvm {
class raw_ostream;
} // namespace llvm

namespace concurrency {

struct PictureOptions {
  /// Lets Graphviz say where things go, if it is there.
  bool Graphviz = true;
  /// Larger graphs are no picture any more. Cycles are shown first.
  size_t MaxLocks = 150;
  size_t MaxEdges = 400;
};

/// Returns how many edges are shown.
size_t writePicture(llvm::raw_ostream &OS, const Audit &A, const Sources &Files,
                    const PictureOptions &Options = {});

} // namespace concurrency

#endif // CONCURRENCY_REPORT_PICTURE_H
