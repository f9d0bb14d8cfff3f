//===- Conventions.h - what a function's name promises ----------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Naming conventions that real code keeps to, and that excuse a missing lock.
/// They only ever silence.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_SOLVE_CONVENTIONS_H
#define CONCURRENCY_SOLVE_CONVENTIONS_H

#include "llvm/ADT/StringRef.h"

namespace concurrency {

/// The caller holds the lock: `flushLocked`, `flush_nolock`.
bool expectsLockByName(llvm::StringRef Function);

/// Inserts only what is not there: tests by itself.
bool insertsIfAbsent(llvm::StringRef Method);

/// Only looks, although it is not declared so: `find`, `map_get`, `is_empty`.
bool isReadByName(llvm::StringRef Function);

/// What it returns is new: `xzalloc`, `packet_alloc`, `memdup`.
bool allocatesByName(llvm::StringRef Function);

/// What it returns may be new, and nobody else's: `xmalloc`, `strbuf_dup`.
bool makesByName(llvm::StringRef Function);

/// Set-up and tear-down, before the threads or after them: `slabs_init`,
/// `destroyAll`. Assignment belongs to it: it makes an object anew.
bool isPhaseByName(llvm::StringRef Function);
/// Set-up alone: `slabs_init`.
bool initializesByName(llvm::StringRef Function);
/// A step before others: open(), reset().
bool preparesByName(llvm::StringRef Function);
/// It dies unless a certain thread calls it: `assertInLoopThread`; or that is
/// what an assertion asks: `assert(onMainThread())`.
bool assertsThreadByName(llvm::StringRef Function, bool InAssertion);

/// It dies if there is a second thread: `assert_single_threaded`.
bool assertsNoThreadByName(llvm::StringRef Function);

/// Reads the program's settings, at its start: `read_config`, `parseOptions`.
bool configuresByName(llvm::StringRef Function);

/// A callback of that name is handed the settings before anything runs:
/// `network_config`; not `reload_config`.
bool isConfigurerByName(llvm::StringRef Function);

/// The end of an object: `mutex_destroy`, `list_free`.
bool endsByName(llvm::StringRef Function);
/// Likewise, or of what is around it: `cache_cleanup`.
bool cleansUpByName(llvm::StringRef Function);

/// The very start or end of something: `slabs_init`, `stop_threads`. Unlike
/// above, the word is the first or the last.
bool isStartOrEndByName(llvm::StringRef Function);

} // namespace concurrency

#endif // CONCURRENCY_SOLVE_CONVENTIONS_H
