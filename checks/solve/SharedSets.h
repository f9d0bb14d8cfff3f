//===- SharedSets.h - sets that many owners share ---------------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Sets of small numbers that are shared by very many owners: a program of a
/// million functions has a handful of different sets of threads. A set is a
/// number; equal sets are equal numbers.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_SOLVE_SHAREDSETS_H
#define CONCURRENCY_SOLVE_SHAREDSETS_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/DenseMap.h"
#include <cstdint>
#include <map>
#include <vector>

namespace concurrency {

class SharedSets {
public:
  using Set = uint32_t;
  static constexpr Set Empty = 0;

  SharedSets() { Members.emplace_back(); }

  Set unite(Set A, Set B);
  Set intersect(Set A, Set B);
  Set minus(Set A, Set B);
  Set single(unsigned Member) { return intern({Member}); }
  /// All of 0, 1, … Count-1.
  Set firstOnes(unsigned Count);

  bool contains(Set S, unsigned Member) const;
  llvm::ArrayRef<unsigned> members(Set S) const { return Members[S]; }

private:
  using Sorted = std::vector<unsigned>;
  using Answers = llvm::DenseMap<std::pair<Set, Set>, Set>;
  Set intern(Sorted Of);

  std::vector<Sorted> Members;
  std::map<Sorted, Set> Known;
  Answers Unions, Intersections, Differences;
};

} // namespace concurrency

#endif // CONCURRENCY_SOLVE_SHAREDSETS_H
