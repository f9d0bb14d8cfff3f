//===- QuietScan.h - files without any concurrency --------------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Most files in C have nothing to do with threads. A walk over their bodies
/// that looks only at what they name tells so for a tenth of what reading them
/// costs.
///
/// In C, everything that a finding begins with has a name: a function that a
/// model describes, an atomic, an annotation. In C++ it may be a constructor or
/// a destructor that nobody wrote down, so there is no such answer.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_EXTRACT_QUIETSCAN_H
#define CONCURRENCY_EXTRACT_QUIETSCAN_H

#include "extract/Session.h"

namespace concurrency {

class QuietScan {
public:
  explicit QuietScan(Session &S) : S(S) {}

  /// True if no check can find anything in these functions and in those that
  /// they name, as long as they are a program of their own.
  bool isQuiet(llvm::ArrayRef<const clang::FunctionDecl *> Functions);

private:
  bool matters(const clang::Stmt *S);
  bool matters(const clang::ValueDecl *D);
  bool mattersUncached(const clang::ValueDecl *D);

  Session &S;
  llvm::DenseMap<const clang::Decl *, bool> Known;
  std::vector<const clang::FunctionDecl *> Work;
};

} // namespace concurrency

#endif // CONCURRENCY_EXTRACT_QUIETSCAN_H
