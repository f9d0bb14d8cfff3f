//===- LookAgain.h - has the server build a tree once more ------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// clangd asks the checks when it builds a file's syntax tree, and only then.
/// So where findings come later, the tree is built once more: its compile
/// command gets another name for the output, which clangd compares and nobody
/// uses.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_CLANGD_LOOKAGAIN_H
#define CONCURRENCY_CLANGD_LOOKAGAIN_H

namespace concurrency {

/// From now to its end, and from when the first file is opened, what takes long
/// is computed later. There is one at a time, made before clangd reads its
/// standard input.
class LookAgain {
public:
  LookAgain();
  ~LookAgain();
};

} // namespace concurrency

#endif // CONCURRENCY_CLANGD_LOOKAGAIN_H
