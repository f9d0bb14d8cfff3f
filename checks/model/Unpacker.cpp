//===- Unpacker.cpp - library models as they are asked for ----------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "model/Unpacker.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/LEB128.h"

using namespace concurrency;
using llvm::ArrayRef;
using llvm::StringRef;

/// Reads on from somewhere in Bytes.
class Unpacker::Stream {
public:
  Stream(const Unpacker &Of, uint32_t Start)
      : Of(Of), At(Of.From.Bytes.data() + Start) {}

  template <typename T> void number(T &To) {
    unsigned Length = 0;
    To = static_cast<T>(llvm::decodeULEB128(At, &Length));
    At += Length;
  }
  void text(StringRef &To) {
    uint32_t Start, Size;
    number(Start);
    number(Size);
    To = Of.From.Text.substr(Start, Size);
  }
  void words(ArrayRef<StringRef> &To) {
    To = list<StringRef>([&](StringRef &Word) { text(Word); });
  }
  void spellings(ArrayRef<Convention::Spelling> &To) {
    To = list<Convention::Spelling>(
        [&](Convention::Spelling &S) { pack(*this, S); });
  }
  void effects(CallEffects &To) {
    To = shared<CallEffect>(Of.Effects, [](Stream &There, CallEffect &E) {
      pack(There, E);
    });
  }
  void methods(Table<CallEffects> &To) {
    using Method = Named<CallEffects>;
    To = shared<Method>(Of.Methods, [](Stream &There, Method &M) {
      There.text(M.Name);
      There.effects(M.What);
    });
  }

private:
  template <typename T> ArrayRef<T> list(llvm::function_ref<void(T &)> Read) {
    size_t Size;
    number(Size);
    if (!Size)
      return {};
    llvm::MutableArrayRef<T> Items(Of.Memory.Allocate<T>(Size), Size);
    for (T &Item : Items)
      Read(*new (&Item) T());
    return Items;
  }
  /// A list that stands somewhere else, where others find it too.
  template <typename T>
  ArrayRef<T> shared(Unpacked<ArrayRef<T>> &Known,
                     llvm::function_ref<void(Stream &, T &)> Read) {
    uint32_t Start;
    number(Start);
    if (auto It = Known.find(Start); It != Known.end())
      return It->second;
    Stream There(Of, Start);
    ArrayRef<T> Items = There.list<T>([&](T &Item) { Read(There, Item); });
    Known[Start] = Items;
    return Items;
  }

  const Unpacker &Of;
  const uint8_t *At;
};

Unpacker::Unpacker(const PackedModels &From) : From(From) {
  for (uint32_t Start : From.Conventions) {
    Stream S(*this, Start);
    pack(S, Conventions.emplace_back());
  }
}

static StringRef nameOf(const PackedModels &Of, const PackedRow &Row) {
  return Of.Text.substr(Row.Name, Row.NameSize);
}

template <typename T>
const T *Unpacker::row(const PackedRow &Row, Unpacked<const T *> &Known) const {
  std::lock_guard<std::mutex> Locked(Mutex);
  const T *&Found = Known[Row.What];
  if (!Found) {
    T *New = new (Memory.Allocate<T>()) T();
    Stream S(*this, Row.What);
    pack(S, *New);
    Found = New;
  }
  return Found;
}

template <typename T>
const T *Unpacker::find(ArrayRef<PackedRow> Rows, StringRef Name,
                        Unpacked<const T *> &Known) const {
  const PackedRow *Row =
      llvm::lower_bound(Rows, Name, [&](const PackedRow &R, StringRef N) {
        return nameOf(From, R) < N;
      });
  return Row == Rows.end() || nameOf(From, *Row) != Name ? nullptr
                                                         : row(*Row, Known);
}

template <typename T>
std::vector<Named<T>> Unpacker::all(ArrayRef<PackedRow> Rows,
                                    Unpacked<const T *> &Known) const {
  std::vector<Named<T>> All;
  for (const PackedRow &R : Rows)
    All.push_back({nameOf(From, R), *row(R, Known)});
  return All;
}

const TypeModel *Unpacker::type(StringRef Name) const {
  return find(From.Types, Name, Types);
}

const TypeModel *Unpacker::global(StringRef Name) const {
  return find(From.Globals, Name, Types);
}

const CallEffects *Unpacker::function(StringRef Name) const {
  return find(From.Functions, Name, Functions);
}

std::vector<Named<TypeModel>> Unpacker::types() const {
  return all(From.Types, Types);
}

std::vector<Named<TypeModel>> Unpacker::globals() const {
  return all(From.Globals, Types);
}

std::vector<Named<CallEffects>> Unpacker::functions() const {
  return all(From.Functions, Functions);
}
