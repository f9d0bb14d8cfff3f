//===- BinaryWriter.cpp - facts to the payload of a file ------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "facts/Archive.h"
#include "facts/Binary.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/LEB128.h"
#include <array>

using namespace concurrency;

namespace {
class Writer {
public:
  static constexpr bool Reads = false;
  using Bytes = llvm::SmallVector<uint8_t, 0>;
  struct Row {
    Column Number, Cells;
    llvm::SmallVector<uint8_t, 32> Values = {}; ///< as in the column
  };

  void number(Column C, uint64_t N) {
    append(Columns[static_cast<unsigned>(C)], N);
  }
  void string(Column C, const std::string &S);
  void path(Column C, const Path &P);
  Row row(Column C, Column Cells) { return {C, Cells}; }
  void cell(Row &R, uint64_t N) { append(R.Values, N); }
  void end(Row &R);
  bool failed() const { return false; }

  std::string finish();

private:
  static void append(llvm::SmallVectorImpl<uint8_t> &To, uint64_t N) {
    if (N < 128)
      return To.push_back(N);
    uint8_t Digits[16];
    unsigned Size = llvm::encodeULEB128(N, Digits);
    llvm::append_range(To, llvm::ArrayRef(Digits, Size));
  }
  uint64_t node(uint64_t Prefix, unsigned Kind, uint32_t Index);

  std::array<Bytes, NumColumns> Columns;
  Bytes Text;
  llvm::StringMap<uint64_t> Strings;
  uint64_t NumStrings = 0;
  Recency RecentStrings;
  LastUsed RecentPaths;
  /// By prefix and kind, and index.
  llvm::DenseMap<std::pair<uint64_t, uint64_t>, uint64_t> Nodes;
  std::array<llvm::StringMap<uint64_t>, NumColumns> Rows;
};
} // namespace

void Writer::string(Column C, const std::string &S) {
  if (S.empty())
    return number(C, 0);
  uint64_t New = NumStrings + 1;
  // Long ones are not shared: the reader limits how far a file may grow.
  uint64_t Number = S.size() > MaxSharedString
                        ? New
                        : Strings.try_emplace(S, New).first->second;
  if (Number == New) {
    ++NumStrings;
    bool HasNul = S.find('\0') != std::string::npos;
    if (HasNul) {
      number(Column::StringLength, S.size());
      Text.push_back(0);
    }
    llvm::append_range(Text, S);
    if (!HasNul)
      Text.push_back(0);
  }
  number(C, RecentStrings.encode(Number));
}

void Writer::end(Row &R) {
  auto &Known = Rows[static_cast<unsigned>(R.Number)];
  auto [It, New] =
      Known.try_emplace(llvm::toStringRef(R.Values), Known.size());
  number(R.Number, It->second);
  if (!New)
    return;
  // Most are 0: which are not, and those.
  llvm::SmallVector<uint8_t, 32> NonZero;
  uint64_t Which = 0, Cell = 1;
  for (const uint8_t *I = R.Values.begin(); I != R.Values.end(); Cell <<= 1) {
    unsigned Length = 0;
    if (uint64_t N = llvm::decodeULEB128(I, &Length)) {
      Which |= Cell;
      append(NonZero, N);
    }
    I += Length;
  }
  number(R.Cells, Which);
  llvm::append_range(Columns[static_cast<unsigned>(R.Cells)], NonZero);
}

uint64_t Writer::node(uint64_t Prefix, unsigned Kind, uint32_t Index) {
  uint64_t New = Nodes.size() + 1;
  auto [It, Inserted] =
      Nodes.try_emplace({Prefix * NumNodeKinds + Kind, Index}, New);
  if (Inserted) {
    number(Column::NodeKind, Kind);
    number(Column::NodeIndex, Index);
    if (Prefix)
      number(Column::NodePrefix, New - Prefix);
  }
  return It->second;
}

void Writer::path(Column C, const Path &P) {
  uint64_t Last = 0;
  if (P.known()) {
    Last = node(0, nodeKind(P.Root), P.Index);
    for (const Step &S : P.Steps)
      Last = node(Last, nodeKind(S.Kind), S.Index);
  }
  number(C, RecentPaths.encode(Last));
}

std::string Writer::finish() {
  number(Column::NodeSize, Nodes.size());
  flatbuffers::FlatBufferBuilder Out;
  Bytes Sizes, All;
  for (const Bytes &Column : Columns) {
    append(Sizes, Column.size());
    llvm::append_range(All, Column);
  }
  auto Vector = [&](const Bytes &B) {
    return Out.CreateVector(B.data(), B.size());
  };
  auto SizesThere = Vector(Sizes), AllThere = Vector(All);
  Out.Finish(
      fbs::CreateTranslationUnit(Out, SizesThere, AllThere, Vector(Text)));
  return std::string(reinterpret_cast<const char *>(Out.GetBufferPointer()),
                     Out.GetSize());
}

std::string payload::encode(const TranslationUnit &Unit) {
  Writer W;
  Archive(W).unit(Unit);
  return W.finish();
}
