//===- Facts.cpp - what a translation unit does, without its AST ----------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "facts/Facts.h"

using namespace concurrency;

llvm::StringRef Entity::shortName() const {
  llvm::StringRef Whole = Name;
  size_t Colons = Whole.rfind("::");
  return Colons == llvm::StringRef::npos ? Whole : Whole.substr(Colons + 2);
}
