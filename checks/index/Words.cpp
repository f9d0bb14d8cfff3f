//===- Words.cpp - a text without its comments and spaces -----------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "index/Words.h"
#include "llvm/ADT/STLExtras.h"
#include <algorithm>

using namespace concurrency;

WordMove::WordMove(const Words &From, const Words &To) : From(From), To(To) {
  const std::vector<uint64_t> &Old = From.Said, &New = To.Said;
  Front = std::mismatch(Old.begin(), Old.end(), New.begin(), New.end()).first -
          Old.begin();
  // A word is in one of the two parts only.
  Back = std::mismatch(Old.rbegin(), Old.rend() - Front, New.rbegin(),
                       New.rend() - Front)
             .first -
         Old.rbegin();
}

std::optional<Place> WordMove::operator()(const Place &P) const {
  // The word that it stands at, or in.
  auto Next = llvm::upper_bound(From.Starts, Words::Start{P.Line, P.Column});
  if (Next == From.Starts.begin() || std::prev(Next)->Line != P.Line)
    return std::nullopt;
  const Words::Start &Old = *std::prev(Next);
  size_t I = std::prev(Next) - From.Starts.begin();
  if (I >= Front) {
    if (I < From.Starts.size() - Back)
      return std::nullopt;
    I = I + To.Starts.size() - From.Starts.size();
  }
  const Words::Start &New = To.Starts[I];
  return Place{P.File, New.Line, New.Column + (P.Column - Old.Column)};
}
