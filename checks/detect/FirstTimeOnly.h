//===- FirstTimeOnly.h - calls that only the first caller makes -*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// `void log() { if (!ready) init(); … }`: who has called init() before takes a
/// lock and logs, and does not get there again.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_DETECT_FIRSTTIMEONLY_H
#define CONCURRENCY_DETECT_FIRSTTIMEONLY_H

#include "solve/Solution.h"

namespace concurrency {

/// One of the calls along \p Via, which starts at an event of \p Holder, is made
/// only if a flag says that it was not made before; and before the event, \p
/// Holder has made it itself, or looked at the flag.
bool isDoneBefore(const Solution &S, FunctionId Holder, EventId At,
                  const Trace *Via);

} // namespace concurrency

#endif // CONCURRENCY_DETECT_FIRSTTIMEONLY_H
