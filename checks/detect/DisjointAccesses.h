//===- DisjointAccesses.h - one object, but other parts of it ---*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Two threads that have to do with one array, container or object, each with
/// other elements or members of it.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_DETECT_DISJOINTACCESSES_H
#define CONCURRENCY_DETECT_DISJOINTACCESSES_H

#include "solve/OwnElements.h"

namespace concurrency {

class DisjointAccesses {
public:
  DisjointAccesses(const Solution &S, const Threads &Running)
      : P(S.program()), Running(Running), Own(S, Running) {}

  /// Accesses to one piece of state, by threads of these roots or
  /// Threads::OutsideThreads.
  bool disjoint(const SharedAccess &A, int RootA, const SharedAccess &B,
                int RootB);

private:
  bool findsElement(const SharedAccess &Look, const SharedAccess &Other) const;

  const Program &P;
  const Threads &Running;
  OwnElements Own;
};

} // namespace concurrency

#endif // CONCURRENCY_DETECT_DISJOINTACCESSES_H
