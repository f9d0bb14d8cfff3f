//===- AbiGuard.cpp - refuses a host of another LLVM ----------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// clang-tidy and the compiler load a plugin that was built for another LLVM,
/// mostly without a word, and then anything may happen; mostly it finds nothing
/// and the host exits with 0.
///
/// What runs here may be inside the wrong host. It uses nothing of LLVM but one
/// function, whose signature has not changed since Clang 3, and runs before all
/// other initialisers of the plugin.
///
//===----------------------------------------------------------------------===//

#include "Compat.h"
#include "clang/Basic/Version.h"
#include <cstdio>
#include <cstdlib>
#include <string>

/// The first number of "Debian clang version 19.1.7 (3)"; 0 if there is none.
static unsigned majorOf(const std::string &Version) {
  static constexpr char Before[] = "version ";
  size_t At = Version.find(Before);
  return At == std::string::npos
             ? 0
             : std::strtoul(Version.c_str() + At + sizeof(Before) - 1, nullptr,
                            10);
}

// 101 is the first priority that is not the implementation's own.
[[gnu::constructor(101)]] static void requireSameClang() {
  unsigned Host = majorOf(clang::getClangFullVersion());
  if (Host == concurrency::compat::ClangMajor)
    return;
  std::fprintf(stderr,
               "error: " CONCURRENCY_PLUGIN
               ".so was built for clang %u but loaded into clang %u; use "
               CONCURRENCY_HOST "-%u, or a plugin built for %u\n",
               concurrency::compat::ClangMajor, Host,
               concurrency::compat::ClangMajor, Host);
  // Not exit(): that would run the host's destructors while it is loading.
  std::_Exit(2);
}
