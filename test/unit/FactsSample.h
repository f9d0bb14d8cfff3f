//===- FactsSample.h - facts in which everything occurs ---------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_TEST_FACTSSAMPLE_H
#define CONCURRENCY_TEST_FACTSSAMPLE_H

#include "facts/Facts.h"

namespace concurrency {

/// A valid unit with each member of the facts at something other than its
/// default, each enumerator, each flag alone, and names that need quotes.
TranslationUnit makeSample();

/// A unit as it might come from a file of a real project: \p Functions methods
/// of \p Functions / 8 classes, with some 30 events each.
TranslationUnit makeLarge(unsigned Functions);

} // namespace concurrency

#endif // CONCURRENCY_TEST_FACTSSAMPLE_H
