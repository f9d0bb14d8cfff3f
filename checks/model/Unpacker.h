//===- Unpacker.h - library models as they are asked for --------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Rows of the packed models, each unpacked when it is first asked for. Several
/// threads may ask at once, as those of an editor do.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_MODEL_UNPACKER_H
#define CONCURRENCY_MODEL_UNPACKER_H

#include "model/Packed.h"
#include "llvm/ADT/DenseMap.h"
#include <mutex>

namespace concurrency {

class Unpacker {
public:
  /// What \p From refers to must outlive it.
  explicit Unpacker(const PackedModels &From);

  /// The rows of these names, or null. They are valid as long as this.
  const TypeModel *type(llvm::StringRef Name) const;
  const TypeModel *global(llvm::StringRef Name) const;
  const CallEffects *function(llvm::StringRef Name) const;
  llvm::ArrayRef<Convention> conventions() const { return Conventions; }

  /// All of a table.
  std::vector<Named<TypeModel>> types() const;
  std::vector<Named<TypeModel>> globals() const;
  std::vector<Named<CallEffects>> functions() const;

private:
  class Stream;
  template <typename T> using Unpacked = llvm::DenseMap<uint32_t, T>;

  template <typename T>
  const T *find(llvm::ArrayRef<PackedRow> Rows, llvm::StringRef Name,
                Unpacked<const T *> &Known) const;
  template <typename T>
  const T *row(const PackedRow &Row, Unpacked<const T *> &Known) const;
  template <typename T>
  std::vector<Named<T>> all(llvm::ArrayRef<PackedRow> Rows,
                            Unpacked<const T *> &Known) const;

  const PackedModels From;
  std::vector<Convention> Conventions;
  mutable std::mutex Mutex;
  /// Guarded by Mutex. Many share what they are made of; by where it is in Bytes.
  mutable llvm::BumpPtrAllocator Memory;
  mutable Unpacked<const TypeModel *> Types;
  mutable Unpacked<const CallEffects *> Functions;
  mutable Unpacked<CallEffects> Effects;
  mutable Unpacked<Table<CallEffects>> Methods;
};

} // namespace concurrency

#endif // CONCURRENCY_MODEL_UNPACKER_H
