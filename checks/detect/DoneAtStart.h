//===- DoneAtStart.h - what threads find done -------------------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// `if (!ready) { table = make(); ready = true; }`: the first one who comes there
/// fills the table, and main has been there before it started threads.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_DETECT_DONEATSTART_H
#define CONCURRENCY_DETECT_DONEATSTART_H

#include "solve/Accesses.h"
#include "solve/Threads.h"

namespace concurrency {

/// The access happens only while a global says that it has not happened yet, and
/// the function that it is in has run in main while there were no threads, in the
/// program that \p For are functions of.
bool isDoneAtStart(const Solution &S, const Threads &Running,
                   const SharedAccess &A, llvm::ArrayRef<FunctionId> For);

} // namespace concurrency

#endif // CONCURRENCY_DETECT_DONEATSTART_H
