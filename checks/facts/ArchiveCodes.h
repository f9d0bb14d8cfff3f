//===- ArchiveCodes.h - numbers of the binary form --------------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_FACTS_ARCHIVECODES_H
#define CONCURRENCY_FACTS_ARCHIVECODES_H

#include "facts/Path.h"
#include "facts/facts_generated.h"
#include <optional>

namespace concurrency {

using Column = fbs::ColumnName;
constexpr unsigned NumColumns = static_cast<unsigned>(Column::MAX) + 1;

/// Small for small numbers of either sign.
inline uint64_t zigzag(int64_t N) {
  return static_cast<uint64_t>(N) << 1 ^ static_cast<uint64_t>(N >> 63);
}
inline int64_t unzigzag(uint64_t N) {
  return static_cast<int64_t>(N >> 1 ^ (0 - (N & 1)));
}

/// Strings up to here are stored once.
constexpr size_t MaxSharedString = 256;

/// Roots and steps count on from each other in the tree of paths.
constexpr unsigned nodeKind(RootKind Root) {
  return static_cast<unsigned>(Root) - 1; // Unknown has no node.
}
constexpr unsigned NumRootNodes = nodeKind(RootKind::Result) + 1;
constexpr unsigned nodeKind(StepKind Step) {
  return NumRootNodes + static_cast<unsigned>(Step);
}
constexpr unsigned NumNodeKinds = nodeKind(StepKind::Element) + 1;
inline std::optional<RootKind> rootOfNode(uint64_t Kind) {
  if (Kind >= NumRootNodes)
    return std::nullopt;
  return static_cast<RootKind>(Kind + 1);
}
inline std::optional<StepKind> stepOfNode(uint64_t Kind) {
  if (Kind < NumRootNodes || Kind >= NumNodeKinds)
    return std::nullopt;
  return static_cast<StepKind>(Kind - NumRootNodes);
}

/// Numbers of things that are numbered at their first use: new ones are odd and
/// old ones even, both small where they are near the newest. 0 is none.
class Recency {
public:
  uint64_t encode(uint64_t Number) {
    if (!Number)
      return 0;
    if (Number <= Newest)
      return 2 * (Newest - Number) + 2;
    uint64_t New = Number - Newest;
    Newest = Number;
    return 2 * New - 1;
  }
  /// Of what encode() never gives, anything.
  uint64_t decode(uint64_t Code) {
    if (!Code)
      return 0;
    if (Code % 2 == 0)
      return Newest - (Code / 2 - 1);
    return Newest += Code / 2 + 1;
  }

private:
  uint64_t Newest = 0;
};

/// Likewise, but what was used last is known by how long ago that was.
class LastUsed {
public:
  uint64_t encode(uint64_t Number) {
    if (!Number)
      return 0;
    for (unsigned I = 0; I != Kept; ++I)
      if (Last[I] == Number) {
        toFront(Number, I);
        return I + 1;
      }
    toFront(Number, Kept - 1);
    return Kept + Others.encode(Number);
  }
  uint64_t decode(uint64_t Code) {
    if (!Code)
      return 0;
    bool IsKept = Code <= Kept;
    uint64_t Number = IsKept ? Last[Code - 1] : Others.decode(Code - Kept);
    toFront(Number, IsKept ? Code - 1 : Kept - 1);
    return Number;
  }

private:
  static constexpr unsigned Kept = 8;
  void toFront(uint64_t Number, unsigned From) {
    for (; From != 0; --From)
      Last[From] = Last[From - 1];
    Last[0] = Number;
  }

  uint64_t Last[Kept] = {};
  Recency Others;
};

} // namespace concurrency

#endif // CONCURRENCY_FACTS_ARCHIVECODES_H
