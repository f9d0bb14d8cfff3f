//===- OwnElements.h - each thread its element ------------------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// `for (i = 0; i < n; i++) pthread_create(&t[i], NULL, work, (void *)i)`, or
/// `&jobs[i]`, and in work(), or in what it calls, `results[i]`, `results[job->id]`:
/// each of the threads has elements of its own. What differs from thread to thread
/// is followed from the start of the thread through arguments, local variables and
/// sums to the subscripts.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_SOLVE_OWNELEMENTS_H
#define CONCURRENCY_SOLVE_OWNELEMENTS_H

#include "solve/Threads.h"
#include <map>

namespace concurrency {

class OwnElements {
public:
  OwnElements(const Solution &S, const Threads &Running);
  ~OwnElements();

  /// Two threads, one of \p RootA and one of \p RootB, never have to do with the
  /// same element by these accesses to one array.
  bool apart(unsigned RootA, const SharedAccess &A, unsigned RootB,
             const SharedAccess &B);

private:
  struct Own;
  class Spread;

  const Solution &S;
  const Threads &Running;
  /// By what the threads run; made when first asked for.
  std::map<FunctionId, std::unique_ptr<Spread>> ByBody;
};

} // namespace concurrency

#endif // CONCURRENCY_SOLVE_OWNELEMENTS_H
