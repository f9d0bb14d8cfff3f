//===- goblint.h - what Goblint's tests include -----------------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

void __goblint_check(int Condition);
void __goblint_assert(int Condition);
void __goblint_assume(int Condition);
void __goblint_split_begin(int Value);
void __goblint_split_end(int Value);
void __goblint_unknown(void *Pointer);
