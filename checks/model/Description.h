//===- Description.h - what one model file says -----------------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// One model file, read but not yet part of a model: a file with a mistake in
/// its last line must leave the model as it was.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_MODEL_DESCRIPTION_H
#define CONCURRENCY_MODEL_DESCRIPTION_H

#include "model/Model.h"
#include "llvm/Support/MemoryBufferRef.h"

namespace concurrency {

struct ModelDescription {
  llvm::StringMap<TypeModel> Types;
  llvm::StringMap<TypeModel> Globals;
  llvm::StringMap<CallEffects> Functions;
  std::vector<Convention> Conventions;

  /// Adds all of this to \p M. What is described here replaces what \p M knew
  /// of the same function, or of the same method of a type.
  void addTo(Model &M) &&;
};

/// Reads the YAML text of a model file. \p Known is what `like:` may name
/// besides the types of the file itself.
llvm::Expected<ModelDescription> readModelYaml(llvm::MemoryBufferRef Text,
                                               const Model &Known);

} // namespace concurrency

#endif // CONCURRENCY_MODEL_DESCRIPTION_H
