//===- Ids.h - typed small indices ------------------------------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Distinct index types, so that an entity cannot be passed where an event is
/// meant. The all-ones value is "none".
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_FACTS_IDS_H
#define CONCURRENCY_FACTS_IDS_H

#include "llvm/ADT/DenseMapInfo.h"
#include "llvm/ADT/Hashing.h"
#include <cstdint>

namespace concurrency {

template <typename Tag> class Id {
public:
  static constexpr uint32_t None = ~0u;

  constexpr Id() = default;
  constexpr explicit Id(uint32_t Value) : Value(Value) {}

  constexpr bool valid() const { return Value != None; }
  constexpr uint32_t index() const { return Value; }

  friend constexpr bool operator==(Id, Id) = default;
  friend constexpr auto operator<=>(Id, Id) = default;
  friend llvm::hash_code hash_value(Id I) { return llvm::hash_value(I.Value); }

private:
  uint32_t Value = None;
};

/// A declaration: an index into the entity table of its file or program.
using EntityId = Id<struct EntityTag>;
/// An event: an index into the events of its function.
using EventId = Id<struct EventTag>;
/// A callable value: an index into the callables of its function.
using CallableId = Id<struct CallableTag>;
/// A source file: an index into the files of its translation unit or program.
using FileId = Id<struct FileTag>;

/// A position in a source file. Lines and columns count from 1; line 0 means
/// that the position is unknown.
struct Place {
  FileId File;
  uint32_t Line = 0;
  uint32_t Column = 0;

  bool valid() const { return Line != 0; }
  friend constexpr bool operator==(const Place &, const Place &) = default;
  friend constexpr auto operator<=>(const Place &, const Place &) = default;
};

} // namespace concurrency

namespace llvm {
template <typename Tag> struct DenseMapInfo<concurrency::Id<Tag>> {
  using Id = concurrency::Id<Tag>;
  static Id getEmptyKey() { return Id(~0u); }
  static Id getTombstoneKey() { return Id(~0u - 1); }
  static unsigned getHashValue(Id I) {
    return DenseMapInfo<uint32_t>::getHashValue(I.index());
  }
  static bool isEqual(Id A, Id B) { return A == B; }
};
} // namespace llvm

#endif // CONCURRENCY_FACTS_IDS_H
