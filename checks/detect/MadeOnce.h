//===- MadeOnce.h - what stays as it was made -------------------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// `lock(); if (!name) name = make(); unlock(); return name;`: whoever has been
/// through the critical section knows that it is made, and nobody makes it
/// anew.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_DETECT_MADEONCE_H
#define CONCURRENCY_DETECT_MADEONCE_H

#include "solve/GuardInference.h"

namespace concurrency {

/// \p A reads, after a critical section of its own in which it has accessed the
/// same, and all who write have found under the guard that nobody has before.
/// \p Accesses: all to the state, in their contexts.
bool isMadeBefore(const Solution &S, const GuardVote &V, const SharedAccess &A,
                  llvm::ArrayRef<SharedAccess> Accesses);

} // namespace concurrency

#endif // CONCURRENCY_DETECT_MADEONCE_H
