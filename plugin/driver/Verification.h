//===- Verification.h - findings checked along paths ------------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A second look at those files that have findings which are not sure: they are
/// parsed once more, each in a process of its own.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_DRIVER_VERIFICATION_H
#define CONCURRENCY_DRIVER_VERIFICATION_H

#include "driver/Options.h"
#include "driver/Reporting.h"
#include "solve/Doings.h"
#include "clang/Tooling/CompilationDatabase.h"

namespace concurrency {

struct Verified {
  unsigned Confirmed = 0;
  unsigned Refuted = 0;
  unsigned Undecided = 0;
};

/// The command in which a file is read, or null.
using CommandOf =
    llvm::function_ref<const clang::tooling::CompileCommand *(llvm::StringRef)>;

/// \p WhatTheyDo: the functions of the program.
Verified verifyFindings(const Options &O, Analysed &All,
                        const DoingsMap &WhatTheyDo, CommandOf Find);

} // namespace concurrency

#endif // CONCURRENCY_DRIVER_VERIFICATION_H
