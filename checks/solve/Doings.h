//===- Doings.h - what callers with locks should know -----------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A summary in short, by the keys of entities, for who knows the function and
/// not the program that it is part of.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_SOLVE_DOINGS_H
#define CONCURRENCY_SOLVE_DOINGS_H

#include "solve/Summary.h"
#include "llvm/ADT/StringMap.h"

namespace concurrency {

struct Doings {
  /// Other locks are held when it returns, for all that is known.
  bool Locks = false;
  bool Blocks = false;
  /// It runs what it was given.
  bool Invokes = false;
  /// Locks that it takes for a while: the keys of their classes, and whether
  /// there are more, of which nothing is known.
  std::vector<std::string> Takes;
  bool TakesOthers = false;

  static Doings of(const Program &P, const Summary &Does);
  bool any() const {
    return Locks || Blocks || Invokes || TakesOthers || !Takes.empty();
  }
};

/// By the keys of functions; those that do nothing of it are left out.
using DoingsMap = llvm::StringMap<Doings>;

} // namespace concurrency

#endif // CONCURRENCY_SOLVE_DOINGS_H
