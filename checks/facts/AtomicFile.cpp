//===- AtomicFile.cpp - files written whole or not at all -----------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "facts/AtomicFile.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/raw_ostream.h"

using namespace concurrency;

/// Devices, pipes: renaming would put a file in their place.
static bool isNoFile(llvm::StringRef File) {
  llvm::sys::fs::file_status Status;
  return !llvm::sys::fs::status(File, Status) &&
         Status.type() != llvm::sys::fs::file_type::regular_file &&
         Status.type() != llvm::sys::fs::file_type::directory_file;
}

static llvm::Error writeTo(llvm::raw_fd_ostream &Out, llvm::StringRef File,
                           llvm::StringRef Text) {
  Out << Text;
  Out.flush();
  // A stream that is destroyed with an error nobody has looked at ends the
  // program.
  std::error_code Failed = Out.error();
  Out.clear_error();
  return Failed ? llvm::createFileError(File, Failed) : llvm::Error::success();
}

llvm::Error concurrency::writeAtomically(llvm::StringRef File,
                                         llvm::StringRef Text) {
  if (isNoFile(File)) {
    std::error_code Failed;
    llvm::raw_fd_ostream Out(File, Failed);
    return Failed ? llvm::createFileError(File, Failed)
                  : writeTo(Out, File, Text);
  }
  return llvm::writeToOutput(File, [&](llvm::raw_ostream &OS) {
    // What writeToOutput() opens is always a file.
    return writeTo(static_cast<llvm::raw_fd_ostream &>(OS), File, Text);
  });
}
