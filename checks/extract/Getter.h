//===- Getter.h - functions that only name an object ------------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// `Mutex &mutex() { return impl_->mu; }`: the call is as good as the path.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_EXTRACT_GETTER_H
#define CONCURRENCY_EXTRACT_GETTER_H

#include "facts/Path.h"
#include <optional>

namespace clang {
class FunctionDecl;
} // namespace clang

namespace concurrency {

class Session;

/// What \p F returns in its own frame, if its body does nothing but return a
/// part of its object, a global, or a static variable of its own.
std::optional<Value> returnedPart(const clang::FunctionDecl &F, Session &S);

} // namespace concurrency

#endif // CONCURRENCY_EXTRACT_GETTER_H
