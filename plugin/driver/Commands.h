//===- Commands.h - analyse, extract, link ----------------------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What the three commands do.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_DRIVER_COMMANDS_H
#define CONCURRENCY_DRIVER_COMMANDS_H

#include "driver/Options.h"

namespace concurrency {

Outcome analyseProject(const Options &O);
Outcome extractOne(const Options &O);
Outcome linkFacts(const Options &O);

} // namespace concurrency

#endif // CONCURRENCY_DRIVER_COMMANDS_H
