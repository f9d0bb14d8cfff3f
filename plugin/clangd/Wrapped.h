//===- Wrapped.h - functions of clangd that ours replace --------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// In a few places this server does what clangd's own functions do and
/// something more: the linker has calls of those go to the ones here (--wrap).
///
/// clangd's headers are not installed, so the functions are declared here,
/// under names of ours. If one of them goes or is called otherwise, linking
/// fails.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_CLANGD_WRAPPED_H
#define CONCURRENCY_CLANGD_WRAPPED_H

/// What clangd defines, and what is called instead of it.
#define CLANGDS(Mangled) asm("__real_" Mangled)
#define INSTEAD_OF(Mangled) asm("__wrap_" Mangled)

#endif // CONCURRENCY_CLANGD_WRAPPED_H
