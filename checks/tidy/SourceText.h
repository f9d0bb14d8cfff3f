//===- SourceText.h - what the compiler sees of a file ----------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_TIDY_SOURCETEXT_H
#define CONCURRENCY_TIDY_SOURCETEXT_H

#include "index/Kept.h"
#include "llvm/ADT/StringRef.h"

namespace clang {
class ASTContext;
} // namespace clang

namespace concurrency {

/// The words of the main file, and what is around it: headers and options, all
/// of which \p Preamble must have been made from. A language server makes a new
/// one, of another name, when one of them changes. What is around is not known
/// if there is none, or if the file reads others besides.
KeptText readText(const clang::ASTContext &Context, llvm::StringRef Preamble);

} // namespace concurrency

#endif // CONCURRENCY_TIDY_SOURCETEXT_H
