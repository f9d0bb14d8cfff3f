//===- Fixes.h - fix-its ----------------------------------------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The atomic form of a decision, where it is mechanical: the fix-its of
/// findings. They are made from the syntax tree at the finding's place, for the
/// few findings that there are.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_TIDY_FIXES_H
#define CONCURRENCY_TIDY_FIXES_H

#include "report/Finding.h"
#include "clang/Basic/Diagnostic.h"

namespace clang {
class ASTContext;
} // namespace clang

namespace concurrency {

/// The edits that mend the finding at \p Where; none where that takes thought.
std::vector<clang::FixItHint> fixesFor(const Finding &F,
                                       clang::SourceLocation Where,
                                       clang::ASTContext &Context);

} // namespace concurrency

#endif // CONCURRENCY_TIDY_FIXES_H
