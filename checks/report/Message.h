//===- Message.h - bugs in words --------------------------------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// All English of the findings is here.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_REPORT_MESSAGE_H
#define CONCURRENCY_REPORT_MESSAGE_H

#include "report/Finding.h"
#include <optional>

namespace concurrency {

/// What a reader sees of the bugs, in the same order.
std::vector<Finding> report(const Solution &S, const Bugs &Found);

/// The words alone, for a host that found the bug by itself. \p Names and
/// \p Counts are those of the pattern or step; see Bug.h.
std::string describe(Pattern What, llvm::ArrayRef<std::string> Names,
                     llvm::ArrayRef<unsigned> Counts = {},
                     BlockKind Blocks = BlockKind::File);
std::string describe(BugStepKind Kind, llvm::ArrayRef<std::string> Names);

/// `file`, `network`, `thread-wait`: the kinds as the option names them.
llvm::StringRef blockKindName(BlockKind Kind);
/// The kind of this name, if there is one that a user can choose.
std::optional<BlockKind> blockKindNamed(llvm::StringRef Name);
/// All names, with semicolons between them.
std::string allBlockKinds();

} // namespace concurrency

#endif // CONCURRENCY_REPORT_MESSAGE_H
