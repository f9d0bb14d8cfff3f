//===- GuardRule.h - when a missing lock is a bug ---------------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The vote says which lock guards a piece of state. How clear it must be for
/// an access without the lock to be a bug, depends on where the lock is.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_DETECT_GUARDRULE_H
#define CONCURRENCY_DETECT_GUARDRULE_H

#include "detect/Detect.h"
#include "solve/GuardInference.h"
#include <optional>

namespace concurrency {

/// Whether the access breaks the rule that the vote found, and how surely.
std::optional<Confidence> deviates(const Evidence &Known, const GuardVote &V,
                                   const SharedAccess &A);

} // namespace concurrency

#endif // CONCURRENCY_DETECT_GUARDRULE_H
