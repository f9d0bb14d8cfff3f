//===- Markup.h - text within HTML and SVG ----------------------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Text within markup. Everything that is not our own markup goes through
/// escaped.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_REPORT_MARKUP_H
#define CONCURRENCY_REPORT_MARKUP_H

#include "report/Sources.h"

namespace concurrency {

/// \p Text as it may stand in an element or a quoted attribute.
std::string escaped(llvm::StringRef Text);

/// `folder/file.cpp:12`, escaped; empty for no place.
std::string shownPlace(const Sources &Files, const Place &Where);

} // namespace concurrency

#endif // CONCURRENCY_REPORT_MARKUP_H
