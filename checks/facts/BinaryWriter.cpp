//===- BinaryWriter.cpp - facts to the payload of a file ------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "facts/Archive.h"
#include "facts/Binary.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/LEB128.h"
#include <array>
#include <map>
#include <tuple>

using namespace concurrency;

namespace {
class Writer {
public:
  static constexpr bool Reads = false;

  void number(Column C, uint64_t N) {
    append(Columns[static_cast<unsigned>(C)], N);
  }
  void string(Column C, const std::string &S);
  void path(Column C, const Path &P);
  Row row(Column C, Column Cells) { return {C, Cells}; }
  void cell(Row &R, uint64_t N) { R.Values.push_back(N); }
  void end(Row &R);
  bool failed() const { return false; }

  std::string finish();

private:
  using Bytes = std::vector<uint8_t>;

  static void append(Bytes &To, uint64_t N) {
    uint8_t Digits[16];
    unsigned Size = llvm::encodeULEB128(N, Digits);
    llvm::append_range(To, llvm::ArrayRef(Digits, Size));
  }
  uint64_t node(uint64_t Prefix, unsigned Kind, uint32_t Index);

  std::array<Bytes, static_cast<unsigned>(Column::MAX) + 1> Columns;
  Bytes Text;
  llvm::StringMap<uint64_t> Strings;
  uint64_t NumStrings = 0;
  Recency RecentStrings, RecentPaths;
  std::map<std::tuple<uint64_t, unsigned, uint32_t>, uint64_t> Nodes;
  std::map<Column, std::map<std::vector<uint64_t>, uint64_t>> Rows;
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
  auto &Known = Rows[R.Number];
  auto [It, New] = Known.try_emplace(std::move(R.Values), Known.size());
  number(R.Number, It->second);
  if (New)
    for (uint64_t N : It->first)
      number(R.Cells, N);
}

uint64_t Writer::node(uint64_t Prefix, unsigned Kind, uint32_t Index) {
  uint64_t New = Nodes.size() + 1;
  auto [It, Inserted] = Nodes.try_emplace({Prefix, Kind, Index}, New);
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
  Out.Finish(fbs::CreateTranslationUnitDirect(Out, &Sizes, &All, &Text));
  return std::string(reinterpret_cast<const char *>(Out.GetBufferPointer()),
                     Out.GetSize());
}

std::string payload::encode(const TranslationUnit &Unit) {
  Writer W;
  Archive(W).unit(Unit);
  return W.finish();
}
