//===- blocking.h - what a mutant calls that blocks -------------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// No system header is included: a program may define what changes them first.
///
//===----------------------------------------------------------------------===//

#ifdef __cplusplus
extern "C"
#endif
unsigned int sleep(unsigned int);
