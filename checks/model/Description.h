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

/// What one call does, while more may be added.
using EffectList = std::vector<CallEffect>;

struct TypeDescription : TypeTraits {
  llvm::StringMap<EffectList> Methods;

  TypeDescription() = default;
  explicit TypeDescription(const TypeModel &T);
};

struct ModelDescription {
  llvm::StringMap<TypeDescription> Types;
  llvm::StringMap<TypeDescription> Globals;
  llvm::StringMap<EffectList> Functions;
  std::vector<Convention> Conventions;
  /// Where the texts and word lists of the above are.
  llvm::BumpPtrAllocator Memory;

  llvm::StringRef save(llvm::StringRef Text) { return Text.copy(Memory); }
  template <typename T> llvm::ArrayRef<T> save(const std::vector<T> &List) {
    return llvm::ArrayRef<T>(List).copy(Memory);
  }

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
