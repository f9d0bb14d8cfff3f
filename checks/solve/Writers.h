//===- Writers.h - who writes a variable ------------------------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// All places where a variable or field is written, for those who ask what a flag
/// may say: when it is set, who sets it, whether it is ever put back.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_SOLVE_WRITERS_H
#define CONCURRENCY_SOLVE_WRITERS_H

#include "solve/Program.h"
#include "llvm/ADT/DenseMap.h"

namespace concurrency {

/// The written value is known to be zero, or null.
bool setsZero(const Event &Write);

class Writers {
public:
  struct Site {
    FunctionId In;
    EventId At;
  };

  explicit Writers(const Program &P) : P(P) {}

  /// In the order of the program. Made for all at once, when first asked.
  llvm::ArrayRef<Site> of(EntityId Written) const;

private:
  const Program &P;
  mutable llvm::DenseMap<EntityId, llvm::SmallVector<Site, 2>> Sites;
  mutable bool Made = false;
};

} // namespace concurrency

#endif // CONCURRENCY_SOLVE_WRITERS_H
