//===- MixedAtomics.h - atomic here, and not there --------------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A plain variable that some functions change by atomic operations (of the
/// compiler's or a library's) and another one changes in three steps.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_DETECT_MIXEDATOMICS_H
#define CONCURRENCY_DETECT_MIXEDATOMICS_H

#include "detect/Detect.h"

namespace concurrency {

Bugs findMixedAtomics(const Evidence &Known);

} // namespace concurrency

#endif // CONCURRENCY_DETECT_MIXEDATOMICS_H
