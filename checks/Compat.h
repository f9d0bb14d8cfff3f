//===- Compat.h - what differs between LLVM versions ------------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The only file that may ask for the version of LLVM; a test sees to it. Each
/// difference gets a name of its own here, so that it can be deleted whole when
/// the old version goes.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_COMPAT_H
#define CONCURRENCY_COMPAT_H

#include "clang/Basic/Version.h"
#include "llvm/Config/llvm-config.h"

// Where clang-tidy declares the registry of its modules.
#if LLVM_VERSION_MAJOR < 22
#define CONCURRENCY_TIDY_REGISTRY_HEADER "clang-tidy/ClangTidyModuleRegistry.h"
#else
#define CONCURRENCY_TIDY_REGISTRY_HEADER "clang-tidy/ClangTidyModule.h"
#endif

// The attribute that makes a capability one which its holder may take again.
#if LLVM_VERSION_MAJOR < 21
#define CONCURRENCY_IS_REENTRANT_CAPABILITY(Decl) false
#else
#define CONCURRENCY_IS_REENTRANT_CAPABILITY(Decl)                              \
  (Decl).hasAttr<clang::ReentrantCapabilityAttr>()
#endif

// Whether checks/paths is built: one checker with several names, as
// CheckerFamily is, came with LLVM 21, and the engine's interface changed in 22.
#if LLVM_VERSION_MAJOR < 22
#define CONCURRENCY_HAS_PATHS 0
#else
#define CONCURRENCY_HAS_PATHS 1
#endif

namespace concurrency::compat {

/// The variables that a clause of OpenMP names.
template <typename Clause> auto variables(const Clause *C) {
#if LLVM_VERSION_MAJOR < 20
  return C->varlists();
#else
  return C->varlist();
#endif
}

/// The major version of LLVM and Clang that this is compiled against.
inline constexpr unsigned ClangMajor = CLANG_VERSION_MAJOR;

} // namespace concurrency::compat

#endif // CONCURRENCY_COMPAT_H
