//===- Embedded.h - the model files inside the program ----------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The files of model/data, put into Embedded.cpp at build time.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_MODEL_EMBEDDED_H
#define CONCURRENCY_MODEL_EMBEDDED_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"

namespace concurrency {

struct EmbeddedModel {
  llvm::StringLiteral Name; ///< "std.yaml"
  llvm::StringLiteral Text;
};

llvm::ArrayRef<EmbeddedModel> embeddedModels();

} // namespace concurrency

#endif // CONCURRENCY_MODEL_EMBEDDED_H
