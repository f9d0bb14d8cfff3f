//===- ReaderWrites.h - writes under a reader's lock ------------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Readers do not keep one another away.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_DETECT_READERWRITES_H
#define CONCURRENCY_DETECT_READERWRITES_H

#include "solve/GuardInference.h"

namespace concurrency {

/// Some access holds the lock alone: so the state changes under it, and readers
/// exist.
bool isHeldAlone(EntityId Guard, llvm::ArrayRef<SharedAccess> Accesses);
/// The hold of a reader lock, alone, under which the access writes; or null.
/// \p HeldAlone: see isHeldAlone().
const HeldLock *writesAsReader(const Program &P, const GuardVote &V,
                               const SharedAccess &A, bool HeldAlone);

} // namespace concurrency

#endif // CONCURRENCY_DETECT_READERWRITES_H
