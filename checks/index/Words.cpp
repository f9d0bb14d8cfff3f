//===- Words.cpp - a text without its comments and spaces -----------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "index/Words.h"
#include "llvm/ADT/STLExtras.h"

using namespace concurrency;

std::optional<Place> Words::moved(const Place &P, const Words &Now) const {
  // The word that it stands at, or in.
  auto Next = llvm::upper_bound(Starts, Start{P.Line, P.Column});
  if (Next == Starts.begin() || std::prev(Next)->Line != P.Line)
    return std::nullopt;
  const Start &Old = *std::prev(Next);
  const Start &New = Now.Starts[std::prev(Next) - Starts.begin()];
  return Place{P.File, New.Line, New.Column + (P.Column - Old.Column)};
}
