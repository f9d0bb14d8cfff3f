//===- Markup.cpp - text within HTML and SVG ------------------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "report/Markup.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/raw_ostream.h"

using namespace concurrency;

std::string concurrency::escaped(llvm::StringRef Text) {
  std::string Clean = utf8(Text);
  // No page may have these, not even escaped.
  for (char &C : Clean)
    if ((static_cast<unsigned char>(C) < 0x20 && C != '\t' && C != '\n') ||
        C == 0x7F)
      C = '?';
  std::string Out;
  llvm::raw_string_ostream OS(Out);
  llvm::printHTMLEscaped(Clean, OS);
  return Out;
}

std::string concurrency::shownPlace(const Sources &Files, const Place &Where) {
  if (!Where.valid())
    return "";
  return escaped(Files.shown(Where.File)) + ":" + std::to_string(Where.Line);
}
