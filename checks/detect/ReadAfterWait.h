//===- ReadAfterWait.h - what was waited for is read ------------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_DETECT_READAFTERWAIT_H
#define CONCURRENCY_DETECT_READAFTERWAIT_H

#include "solve/Accesses.h"

namespace concurrency {

/// `while (!port) cond_wait(&changed, &lock); unlock(&lock); connect(port);`: what
/// was waited for is there, and one function alone sets it; or threads do, each
/// once in its life; or who sets it waits until the reader has changed it back.
/// \p Accesses: all to the same state.
bool isReadAfterWait(const Solution &S, const SharedAccess &A,
                     llvm::ArrayRef<SharedAccess> Accesses);

} // namespace concurrency

#endif // CONCURRENCY_DETECT_READAFTERWAIT_H
