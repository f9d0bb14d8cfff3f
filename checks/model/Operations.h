//===- Operations.h - the lists of a section's elements ---------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What `acquire:`, `insert:` or `notify:` mean, section by section.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_MODEL_OPERATIONS_H
#define CONCURRENCY_MODEL_OPERATIONS_H

#include "model/TypeSections.h"

namespace concurrency::modelyaml {

/// The lists of names in one mapping. The same lists name methods, which do
/// what they do to their object, and functions, which do it to an argument.
struct Operations {
  llvm::yaml::IO &Io;
  llvm::StringMap<EffectList> &Into;
  Operand Self;

  bool ofMethods() const { return Self.Kind == Operand::This; }
  void list(const char *Key, std::initializer_list<CallEffect> Effects) const;
  CallEffect effect(CallEffect::KindTy Kind) const;
  CallEffect access(AccessKind Rw, Operation Op) const;
  CallEffect element(bool Indexed = false) const;
  /// An argument behind the one that Self is.
  Operand argument(uint32_t Index) const {
    return {Operand::Argument, Index + (ofMethods() ? 0 : 1)};
  }
};

/// Reads the lists that section \p S has. \p Kind is how streams block.
void readOperations(const Operations &Ops, Section S, BlockKind Kind);

} // namespace concurrency::modelyaml

#endif // CONCURRENCY_MODEL_OPERATIONS_H
