//===- KeyNames.h - what a key says of the name -----------------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_FACTS_KEYNAMES_H
#define CONCURRENCY_FACTS_KEYNAMES_H

#include "llvm/ADT/StringRef.h"
#include <string>

namespace concurrency {

/// The qualified name that is probably that of the entity with this key (a USR,
/// perhaps with its file in front): `c:@N@ns@S@Account@F@add#I#` is
/// `ns::Account::add`. Wrong for templates, but always the same.
std::string nameOfKey(llvm::StringRef Key);

/// Where the last name in a key begins, parameters aside.
size_t startOfLastName(llvm::StringRef Key);

} // namespace concurrency

#endif // CONCURRENCY_FACTS_KEYNAMES_H
