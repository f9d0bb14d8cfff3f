//===- Memory.h - memory from the system ------------------------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// How a program that holds the facts of thousands of files asks for memory.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_DRIVER_MEMORY_H
#define CONCURRENCY_DRIVER_MEMORY_H

#include <cstdlib> // says whether this is glibc
#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace concurrency {

/// From now on, what is freed stays with the process, which will need it again:
/// pages that come anew from the system are most of what large lists cost.
inline void keepFreedMemory() {
#ifdef __GLIBC__
  mallopt(M_MMAP_THRESHOLD, 32 << 20); // the most that it takes
  mallopt(M_TRIM_THRESHOLD, 1 << 30);
  mallopt(M_TOP_PAD, 64 << 20);
#endif
}

} // namespace concurrency

#endif // CONCURRENCY_DRIVER_MEMORY_H
