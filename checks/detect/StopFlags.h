//===- StopFlags.h - what tells a thread to end -----------------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// `t->stop = true; join(t->thread);`, while the thread that was started on t
/// loops on `!t->stop`: a plain flag is no message. (That of a variable, or of a
/// class with methods, is found as other races are.)
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_DETECT_STOPFLAGS_H
#define CONCURRENCY_DETECT_STOPFLAGS_H

#include "detect/Detect.h"

namespace concurrency {

Bugs findStopFlags(const Evidence &Known);

} // namespace concurrency

#endif // CONCURRENCY_DETECT_STOPFLAGS_H
