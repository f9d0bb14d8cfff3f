//===- LastReference.h - what the last user of an object does ---*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// `if (--o->refcount == 0) destroy(o);`: what runs only where a count of
/// references allows it. Whoever gives a reference back while it holds a lock
/// has, as a rule, another one to the same object; and what is taken to pieces
/// has locks that nobody else knows.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_SOLVE_LASTREFERENCE_H
#define CONCURRENCY_SOLVE_LASTREFERENCE_H

#include "solve/Control.h"
#include "solve/Program.h"
#include <optional>

namespace concurrency {

class LastReference {
public:
  LastReference(const Program &P, const Function &F) : P(P), F(F) {}

  /// Whether \p E happens depends on such a count.
  bool decides(EventId E);

private:
  void find();
  bool isCounter(const Path &Counted) const;

  const Program &P;
  const Function &F;
  bool Asked = false;
  std::optional<Control> Flow; ///< where there are such branches
  llvm::SmallVector<uint32_t, 2> Branches;
};

} // namespace concurrency

#endif // CONCURRENCY_SOLVE_LASTREFERENCE_H
