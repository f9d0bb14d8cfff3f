//===- List.h - a list that takes little room -------------------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// std::vector in two words instead of three. Facts and solutions of a large
/// program have tens of millions of lists, most of which are empty.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_FACTS_LIST_H
#define CONCURRENCY_FACTS_LIST_H

#include "llvm/ADT/SmallVector.h"
#include <algorithm>
#include <iterator>

namespace concurrency {

/// Moves say that they do not throw: vectors of what contains lists would copy
/// them otherwise.
template <typename T, unsigned N = 0> struct List : llvm::SmallVector<T, N> {
  using llvm::SmallVector<T, N>::SmallVector;
  List() = default;
  List(const List &) = default;
  List(List &&) noexcept = default;
  List &operator=(const List &) = default;
  List &operator=(List &&) noexcept = default;

  /// Gives back what it has grown too large by.
  void shrink() {
    if (this->capacity() <= std::max<size_t>(this->size(), N))
      return;
    List Exact;
    Exact.reserve(this->size());
    Exact.append(std::make_move_iterator(this->begin()),
                 std::make_move_iterator(this->end()));
    *this = std::move(Exact);
  }
};

} // namespace concurrency

#endif // CONCURRENCY_FACTS_LIST_H
