//===- Prune.h - facts without what nobody asks for -------------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Every file that includes a header has the bodies in it over again. Of these
/// a compiler writes only what the file uses, and so do we, but for what could
/// matter by itself: a body that locks, starts threads or blocks on conditions,
/// or that touches what such things guard.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_FACTS_PRUNE_H
#define CONCURRENCY_FACTS_PRUNE_H

#include "facts/Facts.h"
#include "llvm/ADT/BitVector.h"

namespace concurrency {

/// Leaves out those of the \p Spare functions that nothing else leads to and
/// that have nothing to do with concurrency; and entities and files that then
/// nothing refers to. What stays keeps its order.
void prune(TranslationUnit &Unit, const llvm::BitVector &Spare);

} // namespace concurrency

#endif // CONCURRENCY_FACTS_PRUNE_H
