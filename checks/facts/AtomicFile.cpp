//===- AtomicFile.cpp - files written whole or not at all -----------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "facts/AtomicFile.h"
#include "llvm/Support/raw_ostream.h"

using namespace concurrency;

llvm::Error concurrency::writeAtomically(llvm::StringRef File,
                                         llvm::StringRef Text) {
  return llvm::writeToOutput(File, [&](llvm::raw_ostream &OS) -> llvm::Error {
    // What writeToOutput() opens is always a file; one that is destroyed with
    // an error nobody has looked at ends the program.
    auto &Out = static_cast<llvm::raw_fd_ostream &>(OS);
    Out << Text;
    Out.flush();
    std::error_code Failed = Out.error();
    Out.clear_error();
    return Failed ? llvm::createFileError(File, Failed)
                  : llvm::Error::success();
  });
}
