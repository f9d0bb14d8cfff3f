//===- SharedSets.cpp - sets that many owners share -----------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "solve/SharedSets.h"
#include "llvm/ADT/STLExtras.h"
#include <algorithm>
#include <iterator>
#include <numeric>

using namespace concurrency;

SharedSets::Set SharedSets::intern(Sorted Of) {
  if (Of.empty())
    return Empty;
  auto [It, New] = Known.try_emplace(Of, Set(Members.size()));
  if (New)
    Members.push_back(std::move(Of));
  return It->second;
}

SharedSets::Set SharedSets::unite(Set A, Set B) {
  if (A == B || B == Empty)
    return A;
  if (A == Empty)
    return B;
  auto [It, New] = Unions.try_emplace({std::min(A, B), std::max(A, B)});
  if (New) {
    Sorted Result;
    std::set_union(Members[A].begin(), Members[A].end(), Members[B].begin(),
                   Members[B].end(), std::back_inserter(Result));
    It->second = intern(std::move(Result));
  }
  return It->second;
}

SharedSets::Set SharedSets::intersect(Set A, Set B) {
  if (A == B || A == Empty)
    return A;
  if (B == Empty)
    return Empty;
  auto [It, New] = Intersections.try_emplace({std::min(A, B), std::max(A, B)});
  if (New) {
    Sorted Result;
    std::set_intersection(Members[A].begin(), Members[A].end(),
                          Members[B].begin(), Members[B].end(),
                          std::back_inserter(Result));
    It->second = intern(std::move(Result));
  }
  return It->second;
}

SharedSets::Set SharedSets::minus(Set A, Set B) {
  if (A == B)
    return Empty;
  if (A == Empty || B == Empty)
    return A;
  auto [It, New] = Differences.try_emplace({A, B});
  if (New) {
    Sorted Result;
    std::set_difference(Members[A].begin(), Members[A].end(),
                        Members[B].begin(), Members[B].end(),
                        std::back_inserter(Result));
    It->second = intern(std::move(Result));
  }
  return It->second;
}

SharedSets::Set SharedSets::firstOnes(unsigned Count) {
  Sorted All(Count);
  std::iota(All.begin(), All.end(), 0u);
  return intern(std::move(All));
}

bool SharedSets::contains(Set S, unsigned Member) const {
  return llvm::binary_search(Members[S], Member);
}
