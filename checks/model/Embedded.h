//===- Embedded.h - the library models inside the program -------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The files of model/data as constants; the program embed-models makes them.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_MODEL_EMBEDDED_H
#define CONCURRENCY_MODEL_EMBEDDED_H

#include "model/Model.h"

namespace concurrency {

extern const ModelTables EmbeddedModels;

} // namespace concurrency

#endif // CONCURRENCY_MODEL_EMBEDDED_H
