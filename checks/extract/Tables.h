//===- Tables.h - functions in the initialisers of globals ------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// `static const struct ops disk = {.read = disk_read};`: what calls through
/// such a table run is known from its initialiser. It becomes a function that
/// nobody calls, whose events are the assignments.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_EXTRACT_TABLES_H
#define CONCURRENCY_EXTRACT_TABLES_H

#include "extract/Session.h"
#include <optional>

namespace concurrency {

/// What the initialiser of \p V stores of functions and lambdas; none where it
/// stores none.
std::optional<Function> readTable(Session &S, const clang::VarDecl *V);

} // namespace concurrency

#endif // CONCURRENCY_EXTRACT_TABLES_H
