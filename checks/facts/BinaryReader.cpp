//===- BinaryReader.cpp - the payload of a file to facts ------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// FlatBuffers' verifier makes the columns safe to read. Numbers are checked on
/// the way out of them, references between facts by validate() at the end. What
/// is made is in proportion to the file: each item took at least a byte.
///
//===----------------------------------------------------------------------===//

#include "facts/Archive.h"
#include "facts/Binary.h"
#include "facts/Validate.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/LEB128.h"
#include <array>

using namespace concurrency;
using llvm::StringRef;

namespace {
class Reader {
public:
  static constexpr bool Reads = true;
  struct Row {
    Column Number, Cells;
    std::vector<uint64_t> Values = {};   ///< those of a new one
    llvm::ArrayRef<uint64_t> Known = {}; ///< those of one that was there
    size_t Next = 0;
    uint64_t Which = 0; ///< of the cells to come are not 0
  };

  Reader(const fbs::TranslationUnit &Unit, size_t Size);

  void number(Column C, uint64_t &N) { N = next(C); }
  void string(Column C, std::string &S);
  void path(Column C, Path &P);
  void copy(StringRef From, std::string &To);
  Row row(Column C, Column Cells);
  void cell(Row &R, uint64_t &N);
  void end(Row &R);
  bool failed() const { return Wrong; }
  void fail(const char *What) {
    if (!Wrong)
      Wrong = What;
  }
  /// What was wrong, or null.
  const char *finish();

private:
  struct Cursor {
    const uint8_t *Next = nullptr;
    const uint8_t *End = nullptr;
  };
  Cursor &at(Column C) { return Cursors[static_cast<unsigned>(C)]; }
  uint64_t next(Cursor &Here);
  uint64_t next(Column C) { return next(at(C)); }
  void strings(StringRef Text);
  void nodes();

  const char *Wrong = nullptr;
  std::array<Cursor, NumColumns> Cursors;
  std::vector<StringRef> Strings;
  List<Path> Paths;
  std::array<std::vector<std::vector<uint64_t>>, NumColumns> Rows;
  Recency RecentStrings;
  LastUsed RecentPaths;
  /// Characters that may yet be copied: a short string may be meant often.
  size_t Budget;
};
} // namespace

static llvm::ArrayRef<uint8_t> bytes(const flatbuffers::Vector<uint8_t> *V) {
  return V ? llvm::ArrayRef(V->data(), V->size()) : llvm::ArrayRef<uint8_t>();
}

Reader::Reader(const fbs::TranslationUnit &Unit, size_t Size)
    : Budget(Size * MaxSharedString) {
  llvm::ArrayRef<uint8_t> Columns = bytes(Unit.columns());
  llvm::ArrayRef<uint8_t> Sizes = bytes(Unit.sizes());
  Cursor Lengths{Sizes.begin(), Sizes.end()};
  for (Cursor &C : Cursors) {
    uint64_t ColumnSize = next(Lengths);
    if (ColumnSize > Columns.size())
      fail("column beyond the end");
    if (Wrong)
      return;
    C = {Columns.begin(), Columns.begin() + ColumnSize};
    Columns = Columns.drop_front(ColumnSize);
  }
  if (!Columns.empty() || Lengths.Next != Lengths.End)
    fail("data outside of columns");
  strings(llvm::toStringRef(bytes(Unit.text())));
  nodes();
}

uint64_t Reader::next(Cursor &Here) {
  unsigned Length = 0;
  const char *Error = nullptr;
  uint64_t Number =
      Wrong ? 0 : llvm::decodeULEB128(Here.Next, &Length, Here.End, &Error);
  if (Error)
    fail("column too short");
  Here.Next += Length;
  return Wrong ? 0 : Number;
}

void Reader::strings(StringRef Text) {
  while (!Text.empty() && !Wrong) {
    size_t Length = Text.find('\0');
    if (Length == StringRef::npos)
      return fail("string beyond the text");
    if (Length != 0) {
      Strings.push_back(Text.take_front(Length));
      Text = Text.drop_front(Length + 1);
      continue;
    }
    uint64_t Long = next(Column::StringLength);
    Text = Text.drop_front();
    if (Long > Text.size())
      return fail("string beyond the text");
    Strings.push_back(Text.take_front(Long));
    Text = Text.drop_front(Long);
  }
}

Reader::Row Reader::row(Column C, Column Cells) {
  Row R{C, Cells};
  uint64_t Number = next(C);
  const auto &Known = Rows[static_cast<unsigned>(C)];
  if (Number > Known.size())
    fail("no such row");
  else if (Number < Known.size())
    R.Known = Known[Number];
  else
    R.Which = next(Cells);
  return R;
}

void Reader::cell(Row &R, uint64_t &N) {
  if (!R.Known.empty()) {
    N = R.Known[R.Next++];
    return;
  }
  N = R.Which & 1 ? next(R.Cells) : 0;
  R.Which >>= 1;
  R.Values.push_back(N);
}

void Reader::end(Row &R) {
  if (R.Which)
    fail("row too short");
  if (R.Known.empty())
    Rows[static_cast<unsigned>(R.Number)].push_back(std::move(R.Values));
}

void Reader::nodes() {
  uint64_t Size = next(Column::NodeSize);
  for (uint64_t I = 0; I < Size && !Wrong; ++I) {
    uint64_t Kind = next(Column::NodeKind);
    uint64_t Index = next(Column::NodeIndex);
    if (Index > UINT32_MAX)
      return fail("number too large");
    Path P;
    if (std::optional<RootKind> Root = rootOfNode(Kind)) {
      P.Root = *Root;
      P.Index = static_cast<uint32_t>(Index);
    } else if (std::optional<StepKind> Step = stepOfNode(Kind)) {
      uint64_t Back = next(Column::NodePrefix);
      if (Back == 0 || Back > I)
        return fail("path without a root");
      P = Paths[I - Back];
      if (P.Steps.size() == Path::MaxSteps)
        return fail("path is too long");
      if (Index >= concurrency::Step::MaxIndex)
        return fail("number too large");
      P.Steps.push_back({*Step, static_cast<uint32_t>(Index)});
    } else {
      return fail("unknown step");
    }
    Paths.push_back(std::move(P));
  }
}

void Reader::path(Column C, Path &P) {
  uint64_t Number = RecentPaths.decode(next(C));
  if (Number > Paths.size())
    return fail("no such path");
  P = Number ? Paths[Number - 1] : Path::unknown();
}

void Reader::string(Column C, std::string &S) {
  uint64_t Number = RecentStrings.decode(next(C));
  if (Number > Strings.size())
    return fail("no such string");
  if (!Number)
    return;
  copy(Strings[Number - 1], S);
}

void Reader::copy(StringRef From, std::string &To) {
  if (From.size() > Budget)
    return fail("contents too large for the file");
  Budget -= From.size();
  To = From.str();
}

const char *Reader::finish() {
  for (const Cursor &C : Cursors)
    if (C.Next != C.End)
      fail("column too long");
  return Wrong;
}

llvm::Expected<TranslationUnit> payload::decode(StringRef Payload) {
  // FlatBuffers reads numbers in place.
  if (reinterpret_cast<uintptr_t>(Payload.data()) % alignof(uint64_t))
    return decode(std::string(Payload));
  const auto *Bytes = reinterpret_cast<const uint8_t *>(Payload.data());
  if (Payload.size() >= FLATBUFFERS_MAX_BUFFER_SIZE ||
      !flatbuffers::Verifier(Bytes, Payload.size())
           .VerifyBuffer<fbs::TranslationUnit>(nullptr))
    return llvm::createStringError("malformed contents");

  TranslationUnit Unit;
  Reader R(*flatbuffers::GetRoot<fbs::TranslationUnit>(Bytes), Payload.size());
  if (!R.failed())
    Archive(R).unit(Unit);
  if (const char *Wrong = R.finish())
    return llvm::createStringError(Wrong);
  if (llvm::Error Invalid = validate(Unit))
    return std::move(Invalid);
  return std::move(Unit);
}
