//===- Archive.h - what lies where in the binary form -----------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Says once, for writer and reader, which member of the facts goes to which
/// column of facts.fbs. They differ in the Stream, which either takes a number
/// or gives one:
///
///   static constexpr bool Reads;
///   void number(Column, uint64_t &);
///   void string(Column, std::string &);
///   void path(Column, Path &);
///   struct Row;                // small numbers that are written together
///   Row row(Column, Column Cells);  // to be filled, or read, cell by cell
///   void cell(Row &, uint64_t &);
///   void end(Row &);
///   bool failed();             // then nothing more is worth reading
///   void fail(const char *);
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_FACTS_ARCHIVE_H
#define CONCURRENCY_FACTS_ARCHIVE_H

#include "facts/ArchiveCodes.h"
#include "facts/KeyNames.h"
#include "facts/Names.h"

namespace concurrency {

/// The members are templates over `const` as well: a writer does not change
/// what it is given.
template <typename Stream> class Archive {
public:
  explicit Archive(Stream &S) : S(S) {}

  template <typename T> void unit(T &U) {
    S.string(Column::MainFile, U.MainFile);
    list(Column::FileSize, U.Files,
         [&](auto &F) { S.string(Column::FileName, F); });
    Last = Place{FileId(0)};
    list(Column::EntitySize, U.Entities, [&](auto &E) { entity(E); });
    Known = U.Entities;
    list(Column::FunctionSize, U.Functions, [&](auto &F) { function(F); });
  }

private:
  using Row = typename Stream::Row;

  //===--- Pieces ---===//

  /// \p Number became \p To's, as a reader has it.
  template <typename N> void take(uint64_t Number, N &To) {
    if constexpr (Stream::Reads) {
      if constexpr (std::is_enum_v<N>) {
        if (Number >= numEnumerators<N>())
          return S.fail("unknown enumerator");
        To = static_cast<N>(Number);
      } else {
        To = static_cast<N>(Number);
        if (To != Number)
          S.fail("number too large");
      }
    }
  }
  template <typename N> void number(Column C, N &To) {
    uint64_t Number = static_cast<uint64_t>(To);
    S.number(C, Number);
    take(Number, To);
  }
  template <typename N> void cell(Row &R, N &To) {
    uint64_t Number = static_cast<uint64_t>(To);
    S.cell(R, Number);
    take(Number, To);
  }
  template <typename T> static uint64_t flagsOf(const T &From) {
    uint64_t Bits = 0;
    unsigned Bit = 0;
    for (const auto &F : FlagsOf<T>::Of)
      Bits |= uint64_t(From.*F.Member) << Bit++;
    return Bits;
  }
  template <typename T> void takeFlags(uint64_t Bits, T &To) {
    if constexpr (Stream::Reads) {
      for (const auto &F : FlagsOf<T>::Of) {
        To.*F.Member = Bits & 1;
        Bits >>= 1;
      }
      if (Bits)
        S.fail("unknown flag");
    }
  }
  template <typename T> void flags(Column C, T &To) {
    uint64_t Bits = flagsOf(To);
    S.number(C, Bits);
    takeFlags(Bits, To);
  }
  template <typename T> void flagCell(Row &R, T &To) {
    uint64_t Bits = flagsOf(To);
    S.cell(R, Bits);
    takeFlags(Bits, To);
  }
  /// How many items a list has, to be read by items().
  template <typename T> uint64_t sizeCell(Row &R, const T &Items) {
    uint64_t Size = Items.size();
    S.cell(R, Size);
    return Size;
  }
  /// A yes or no that the reader does not know yet.
  bool askCell(Row &R, bool Answer) {
    uint64_t Number = Answer;
    S.cell(R, Number);
    return Number != 0;
  }
  template <typename I> void id(Column C, I &To) {
    uint32_t PlusOne = To.index() + 1;
    number(C, PlusOne);
    if constexpr (Stream::Reads)
      To = I(PlusOne - 1);
  }
  /// \p To as its difference, modulo 2^32, from \p From.
  template <typename N> void difference(Column C, uint32_t From, N &To) {
    uint64_t Number = zigzag(static_cast<int32_t>(To - From));
    S.number(C, Number);
    if constexpr (Stream::Reads)
      To = From + static_cast<uint32_t>(unzigzag(Number));
  }
  /// An id that is mostly near the one before in its column.
  template <typename I> void nextId(Column C, I &To, EntityId &Last) {
    uint32_t Index = To.index();
    difference(C, Last.index(), Index);
    if constexpr (Stream::Reads)
      To = I(Index);
    Last = To;
  }
  template <typename T, typename Fn>
  void items(T &Items, uint64_t Number, Fn Each) {
    if constexpr (Stream::Reads) {
      // The number may be far from true: no room is made for many.
      Items.reserve(std::min<uint64_t>(Number, 8));
      for (uint64_t I = 0; I < Number && !S.failed(); ++I)
        Each(Items.emplace_back());
    } else
      for (auto &Item : Items)
        Each(Item);
  }
  template <typename T, typename Fn> void list(Column Size, T &Items, Fn Each) {
    uint64_t Number = Items.size();
    S.number(Size, Number);
    items(Items, Number, Each);
  }

  template <typename N> void signedNumber(Column C, N &To) {
    uint64_t Number = zigzag(To);
    S.number(C, Number);
    if constexpr (Stream::Reads)
      To = unzigzag(Number);
  }

  template <typename T> void place(T &P) {
    bool Moved = P.File != Last.File;
    uint64_t Line =
        zigzag(static_cast<int32_t>(P.Line - Last.Line)) << 1 | Moved;
    S.number(Column::PlaceLine, Line);
    if constexpr (Stream::Reads) {
      P.Line = Last.Line + static_cast<uint32_t>(unzigzag(Line >> 1));
      P.File = Last.File;
      Moved = Line & 1;
    }
    if (Moved) {
      uint32_t File = P.File.index();
      difference(Column::PlaceFile, Last.File.index(), File);
      if constexpr (Stream::Reads)
        P.File = FileId(File);
    }
    number(Column::PlaceColumn, P.Column);
    Last = P;
  }
  /// Of a type all but its record; whether there is one.
  template <typename T> bool typeCells(Row &R, T &F) {
    cell(R, F.Role);
    cell(R, F.Reentrant);
    flagCell(R, F);
    return askCell(R, F.Record.valid());
  }
  template <typename T> void value(T &V) {
    number(Column::ValueKind, V.Kind);
    switch (V.Kind) {
    case ValueKind::Unknown:
    case ValueKind::Fresh:
      break;
    case ValueKind::Copy:
    case ValueKind::Address:
      S.path(Column::ValueOperand, V.P);
      break;
    case ValueKind::Callable:
      id(Column::ValueOperand, V.Callable);
      break;
    case ValueKind::Constant:
      signedNumber(Column::ValueOperand, V.Number);
      break;
    }
  }
  template <typename T> void values(Column Size, T &Vs) {
    list(Size, Vs, [&](auto &V) { value(V); });
  }
  template <typename T> void dep(T &D) {
    S.path(Column::DepPath, D.P);
    id(Column::DepResult, D.Result);
  }

  //===--- Entities ---===//

  template <typename T> void entity(T &E) {
    std::string Guess;
    size_t Cut = 0;
    if constexpr (!Stream::Reads) {
      Guess = nameOfKey(E.Key);
      Cut = startOfLastName(E.Key);
    }
    Row R = S.row(Column::EntityRow, Column::EntityCell);
    cell(R, E.Kind);
    cell(R, E.Access);
    flagCell(R, E);
    uint64_t Bases = sizeCell(R, E.Bases);
    uint64_t Annotations = sizeCell(R, E.Annotations);
    bool HasRecord = typeCells(R, E.Type);
    bool HasParent = askCell(R, E.Parent.valid());
    bool IsNamed = askCell(R, isShort(Guess) && E.Name == Guess);
    bool IsBeside = askCell(
        R, llvm::StringRef(E.Key).take_front(Cut) == AroundLast);
    S.end(R);
    key(E.Key, Cut, IsBeside);
    if constexpr (Stream::Reads)
      Guess = nameOfKey(E.Key);
    name(Column::EntityName, E.Name, IsNamed, Guess);
    if (HasParent)
      id(Column::EntityParent, E.Parent);
    if (HasRecord)
      id(Column::TypeRecord, E.Type.Record);
    items(E.Bases, Bases, [&](auto &B) { id(Column::EntityBase, B); });
    list(Column::EntityFieldSize, E.Fields,
         [&](auto &F) { nextId(Column::EntityField, F, LastField); });
    items(E.Annotations, Annotations, [&](auto &A) {
      number(Column::AnnotationKind, A.Kind);
      S.path(Column::AnnotationLock, A.Lock);
      number(Column::AnnotationMode, A.Mode);
      number(Column::AnnotationSuccess, A.Success);
    });
    place(E.Where);
  }
  /// What is around the last name, which begins at \p Cut, neighbours have in
  /// common.
  template <typename T> void key(T &Key, size_t Cut, bool IsBeside) {
    if (!IsBeside) {
      AroundLast = Key.substr(0, Cut);
      S.string(Column::EntityKeyAround, AroundLast);
    }
    std::string Rest = Key.substr(Cut);
    S.string(Column::EntityKey, Rest);
    if constexpr (Stream::Reads)
      Key = AroundLast + Rest;
  }
  /// The reader limits how far a file may grow.
  static bool isShort(llvm::StringRef Guess) {
    return Guess.size() <= MaxSharedString;
  }
  /// A string that is \p Guess if \p IsGuess says so.
  template <typename T>
  void name(Column C, T &To, bool IsGuess, llvm::StringRef Guess) {
    if (!IsGuess)
      S.string(C, To);
    else if constexpr (Stream::Reads)
      S.copy(Guess, To);
  }

  //===--- Functions ---===//

  template <typename T> void function(T &F) {
    Last = Place{FileId(0)};
    nextId(Column::FunctionSelf, F.Self, LastSelf);
    const Place Declared = knownEntity(F.Self).Where;
    Row R = S.row(Column::FunctionRow, Column::FunctionCell);
    cell(R, F.Kind);
    cell(R, F.Access);
    flagCell(R, F);
    cell(R, F.NumParams);
    uint64_t Params = sizeCell(R, F.Params);
    uint64_t Callables = sizeCell(R, F.Callables);
    uint64_t Subscripts = sizeCell(R, F.Subscripts);
    uint64_t Elements = sizeCell(R, F.Elements);
    bool IsThere = askCell(R, F.Where == Declared);
    S.end(R);
    if (!IsThere)
      place(F.Where);
    else if constexpr (Stream::Reads)
      F.Where = Declared;
    Last = F.Where;
    items(F.Params, Params, [&](auto &V) { variable(V); });
    list(Column::FunctionLocalSize, F.Locals, [&](auto &V) { variable(V); });
    items(F.Callables, Callables, [&](auto &C) { callable(C); });
    list(Column::FunctionEventSize, F.Events, [&](auto &E) { event(E); });
    uint32_t Index = 0, Next = 0;
    list(Column::FunctionBlockSize, F.Blocks,
         [&](auto &B) { block(B, Index++, Next); });
    items(F.Subscripts, Subscripts, [&](auto &X) { subscript(X); });
    items(F.Elements, Elements, [&](auto &X) { elementSource(X); });
  }
  /// The entity, as far as the file is right.
  const Entity &knownEntity(EntityId E) {
    static const Entity None;
    return E.index() < Known.size() ? Known[E.index()] : None;
  }
  template <typename T> void variable(T &V) {
    Row R = S.row(Column::VariableRow, Column::VariableCell);
    bool HasRecord = typeCells(R, V.Type);
    flagCell(R, V);
    S.end(R);
    S.string(Column::VariableName, V.Name);
    if (HasRecord)
      id(Column::TypeRecord, V.Type.Record);
  }
  template <typename T> void callable(T &C) {
    id(Column::CallableTarget, C.Target);
    S.path(Column::CallableHolder, C.Holder);
    value(C.This);
    values(Column::CallableBoundSize, C.Bound);
    values(Column::CallableCaptureSize, C.Captures);
  }
  template <typename T> void event(T &E) {
    Row R = S.row(Column::EventRow, Column::EventCell);
    cell(R, E.Kind);
    uint64_t Args = sizeCell(R, E.Args);
    uint64_t Deps = sizeCell(R, E.Deps);
    cell(R, E.Mode);
    cell(R, E.Reentrant);
    cell(R, E.Guard);
    cell(R, E.Sense);
    cell(R, E.Rw);
    cell(R, E.Op);
    cell(R, E.Blocks);
    cell(R, E.Hint);
    cell(R, E.Group);
    flagCell(R, E);
    bool HasTarget = askCell(R, E.Target.known());
    bool HasCallee = askCell(R, E.Callee.valid());
    bool HasCallable = askCell(R, E.Callable.valid());
    bool IsNamed = askCell(R, HasCallee && isNamedAs(E.Callee, E.Text));
    bool HasText = askCell(R, !IsNamed && !E.Text.empty());
    S.end(R);
    place(E.Where);
    if (HasTarget)
      S.path(Column::EventTarget, E.Target);
    items(E.Args, Args, [&](auto &V) { value(V); });
    if (HasCallee)
      id(Column::EventCallee, E.Callee);
    if (HasCallable)
      id(Column::EventCallable, E.Callable);
    items(E.Deps, Deps, [&](auto &D) { dep(D); });
    if (IsNamed || HasText)
      name(Column::EventText, E.Text, IsNamed,
           knownEntity(E.Callee).shortName());
  }
  bool isNamedAs(EntityId Callee, llvm::StringRef Text) {
    llvm::StringRef Name = knownEntity(Callee).shortName();
    return isShort(Name) && Text == Name;
  }
  /// \p Next is where the block begins if it follows the one before.
  template <typename T> void block(T &B, uint32_t Index, uint32_t &Next) {
    Row R = S.row(Column::BlockRow, Column::BlockCell);
    bool Follows = askCell(R, B.FirstEvent == Next);
    uint64_t Succs = sizeCell(R, B.Succs);
    // Most lead to the next one, and some to another before that.
    bool ToNext = askCell(R, !B.Succs.empty() && B.Succs.back() == Index + 1);
    flagCell(R, B);
    bool HasBranch = askCell(R, bool(B.If));
    S.end(R);
    if constexpr (Stream::Reads)
      B.FirstEvent = Next;
    if (!Follows)
      difference(Column::BlockSkipped, Next, B.FirstEvent);
    uint32_t Size = B.EndEvent - B.FirstEvent;
    number(Column::BlockEventSize, Size);
    if constexpr (Stream::Reads)
      B.EndEvent = B.FirstEvent + Size;
    Next = B.EndEvent;
    items(B.Succs, Succs, [&](auto &To) {
      if (!ToNext || --Succs != 0)
        difference(Column::BlockSucc, Index, To);
      else if constexpr (Stream::Reads)
        To = Index + 1;
    });
    if constexpr (Stream::Reads)
      if (HasBranch)
        B.If.emplace();
    if (B.If)
      branch(*B.If);
  }
  template <typename T> void subscript(T &X) {
    id(Column::SubscriptAt, X.At);
    number(Column::SubscriptLoop, X.Loop);
    number(Column::SubscriptNest, X.Nest);
    signedNumber(Column::SubscriptStride, X.Stride);
    signedNumber(Column::SubscriptOffset, X.Offset);
    number(Column::SubscriptRest, X.Rest);
    flags(Column::SubscriptFlags, X);
    signedNumber(Column::SubscriptLast, X.Last);
  }
  template <typename T> void elementSource(T &X) {
    Row R = S.row(Column::ElementRow, Column::ElementCell);
    uint64_t Terms = sizeCell(R, X.Terms);
    flagCell(R, X);
    bool HasOffset = askCell(R, X.Offset != 0);
    S.end(R);
    number(Column::ElementNumber, X.Element);
    items(X.Terms, Terms, [&](auto &Part) {
      S.path(Column::ElementTerm, Part.Of);
      signedNumber(Column::ElementScale, Part.Scale);
    });
    if (HasOffset)
      signedNumber(Column::ElementOffset, X.Offset);
  }
  template <typename T> void branch(T &B) {
    id(Column::BranchResult, B.Result);
    S.path(Column::BranchPath, B.P);
    S.path(Column::BranchTested, B.Tested);
    if (B.Tested.known()) {
      signedNumber(Column::BranchNumber, B.Mask);
      signedNumber(Column::BranchNumber, B.Number);
    }
    S.path(Column::BranchCompared, B.Compared);
    if (B.Compared.known())
      signedNumber(Column::BranchLimit, B.Limit);
    list(Column::BranchDepSize, B.Deps, [&](auto &D) { dep(D); });
    flags(Column::BranchFlags, B);
  }

  Stream &S;
  llvm::ArrayRef<Entity> Known; ///< once they are all there
  Place Last;
  EntityId LastField, LastSelf;
  std::string AroundLast; ///< in the key of the entity before
};

} // namespace concurrency

#endif // CONCURRENCY_FACTS_ARCHIVE_H
