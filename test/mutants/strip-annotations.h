//===- strip-annotations.h - a program without its annotations --*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Included before everything else, takes Clang's annotations of locks out of a
/// program, whatever its own macros for them are called: what stands between
/// __attribute__((and)) is replaced like all other names. (An attribute written
/// [[clang::guarded_by(m)]] cannot be, and neither can a program that uses one
/// of these names for a function of its own.) Names without arguments become
/// another attribute, because __has_attribute has to be given one.
///
//===----------------------------------------------------------------------===//

// What says which lock protects what.
#define guarded_by(...)
#define pt_guarded_by(...)
#define guarded_var __unused__
#define pt_guarded_var __unused__
#define acquired_before(...)
#define acquired_after(...)
#define requires_capability(...)
#define requires_shared_capability(...)
#define exclusive_locks_required(...)
#define shared_locks_required(...)
#define locks_excluded(...)
#define assert_capability(...)
#define assert_shared_capability(...)
#define assert_exclusive_lock(...)
#define assert_shared_lock(...)
#define no_thread_safety_analysis __unused__

// What says which types and functions are locks.
#ifdef STRIP_LOCK_TYPES
#define capability(...)
#define shared_capability(...)
#define scoped_lockable __unused__
#define scoped_capability __unused__
#define lockable __unused__
#define reentrant_capability __unused__
#define acquire_capability(...)
#define acquire_shared_capability(...)
#define exclusive_lock_function(...)
#define shared_lock_function(...)
#define release_capability(...)
#define release_shared_capability(...)
#define release_generic_capability(...)
#define unlock_function(...)
#define try_acquire_capability(...)
#define try_acquire_shared_capability(...)
#define exclusive_trylock_function(...)
#define shared_trylock_function(...)
#define lock_returned(...)
#endif
