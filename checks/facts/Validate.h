//===- Validate.h - whether facts hold together -----------------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What everything after `extract` may rely on. The readers check it, so that
/// no file can make the solver read out of bounds or run in circles:
///
///  - Each index is none or in range, each that a kind needs is there.
///  - A path's globals and fields are globals and fields, its parameters,
///    locals and events exist, and it has at most Path::MaxSteps steps.
///    Annotations have no locals and no events in them.
///  - Keys are unique. No entity is its own parent, no record its own base, no
///    callable among its own values, through however many others.
///  - Blocks have disjoint ranges of events; a branch has two successors.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_FACTS_VALIDATE_H
#define CONCURRENCY_FACTS_VALIDATE_H

#include "facts/Facts.h"
#include "llvm/Support/Error.h"

namespace concurrency {

/// Says what is wrong first, and where.
llvm::Error validate(const TranslationUnit &Unit);

} // namespace concurrency

#endif // CONCURRENCY_FACTS_VALIDATE_H
