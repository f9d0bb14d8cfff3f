//===- FaintVotes.h - votes that are not enough by themselves ---*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Kinds of votes of which, in programs that were read, less than a third were
/// right (docs/precision.md): they want a second witness, two threads in view.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_DETECT_FAINTVOTES_H
#define CONCURRENCY_DETECT_FAINTVOTES_H

#include "solve/GuardInference.h"

namespace concurrency {

bool isFaint(const Solution &S, const GuardVote &V, const SharedAccess &A);

} // namespace concurrency

#endif // CONCURRENCY_DETECT_FAINTVOTES_H
