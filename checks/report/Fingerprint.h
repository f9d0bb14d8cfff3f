//===- Fingerprint.h - what makes a finding the same ------------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A fingerprint tells a finding again after edits elsewhere. It is made of
/// names alone: the pattern, the function, the state and the locks. So it
/// outlives moved lines, moved folders and changed counts of a vote.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_REPORT_FINGERPRINT_H
#define CONCURRENCY_REPORT_FINGERPRINT_H

#include "detect/Bug.h"

namespace concurrency {

/// `written-without-lock`: never changes once it has been released, unlike the
/// order of the enumerators.
llvm::StringRef patternName(Pattern What);

/// Sixteen hexadecimal digits. Several findings may share them, as when one
/// function has a bug twice.
std::string fingerprint(const Program &P, const Bug &B);

} // namespace concurrency

#endif // CONCURRENCY_REPORT_FINGERPRINT_H
