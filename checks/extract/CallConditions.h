//===- CallConditions.h - which effects a call has --------------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A model gives an effect conditions: the number of arguments, a tag among
/// them, a flag, a null pointer. They are decided by the arguments as written,
/// so every engine that follows calls decides them here.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_EXTRACT_CALLCONDITIONS_H
#define CONCURRENCY_EXTRACT_CALLCONDITIONS_H

#include "model/Model.h"
#include "clang/AST/Expr.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include <optional>

namespace concurrency {

using CallArguments = llvm::ArrayRef<const clang::Expr *>;

/// How many arguments the call has, apart from default ones.
unsigned writtenArguments(CallArguments Args);

/// The two conditions that "otherwise" refers to.
bool matchesArguments(const CallEffect &Effect, CallArguments Args);

/// All the other conditions. \p Constant tells the value of an argument where
/// it is known.
bool effectExists(
    const CallEffect &Effect, CallArguments Args, clang::ASTContext &Ctx,
    llvm::function_ref<std::optional<int64_t>(const clang::Expr *)> Constant);

/// Of a handle that is one of two, the kind of blocking; none where they differ
/// in what matters.
std::optional<BlockKind> kindOfEither(std::optional<BlockKind> A,
                                      std::optional<BlockKind> B);

} // namespace concurrency

#endif // CONCURRENCY_EXTRACT_CALLCONDITIONS_H
