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
///   bool failed();             // then nothing more is worth reading
///   void fail(const char *);
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_FACTS_ARCHIVE_H
#define CONCURRENCY_FACTS_ARCHIVE_H

#include "facts/Names.h"
#include "facts/facts_generated.h"

namespace concurrency {

using Column = fbs::ColumnName;

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
inline std::optional<RootKind> rootOfNode(uint64_t Kind) {
  if (Kind >= NumRootNodes)
    return std::nullopt;
  return static_cast<RootKind>(Kind + 1);
}
inline std::optional<StepKind> stepOfNode(uint64_t Kind) {
  if (Kind < NumRootNodes || Kind > nodeKind(StepKind::Element))
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
    list(Column::FunctionSize, U.Functions, [&](auto &F) { function(F); });
  }

private:
  //===--- Pieces ---===//

  template <typename N> void number(Column C, N &To) {
    uint64_t Number = To;
    S.number(C, Number);
    if constexpr (Stream::Reads) {
      To = static_cast<N>(Number);
      if (To != Number)
        S.fail("number too large");
    }
  }
  template <typename E> void enumerator(Column C, E &To) {
    uint64_t Number = static_cast<uint64_t>(To);
    S.number(C, Number);
    if constexpr (Stream::Reads) {
      if (Number >= numEnumerators<E>())
        return S.fail("unknown enumerator");
      To = static_cast<E>(Number);
    }
  }
  template <typename T> void flags(Column C, T &To) {
    uint64_t Bits = 0;
    unsigned Bit = 0;
    for (const auto &F : FlagsOf<std::remove_const_t<T>>::Of)
      Bits |= uint64_t(To.*F.Member) << Bit++;
    S.number(C, Bits);
    if constexpr (Stream::Reads) {
      for (const auto &F : FlagsOf<T>::Of) {
        To.*F.Member = Bits & 1;
        Bits >>= 1;
      }
      if (Bits)
        S.fail("unknown flag");
    }
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
  template <typename T, typename Fn> void list(Column Size, T &Items, Fn Each) {
    uint64_t Number = Items.size();
    S.number(Size, Number);
    if constexpr (Stream::Reads)
      // Nothing is reserved: the number may be far from true.
      for (uint64_t I = 0; I < Number && !S.failed(); ++I)
        Each(Items.emplace_back());
    else
      for (auto &Item : Items)
        Each(Item);
  }

  template <typename N> void signedNumber(Column C, N &To) {
    uint64_t Number = zigzag(To);
    S.number(C, Number);
    if constexpr (Stream::Reads)
      To = unzigzag(Number);
  }

  template <typename T> void place(T &P) {
    uint32_t File = P.File.index();
    difference(Column::PlaceFile, Last.File.index(), File);
    difference(Column::PlaceLine, Last.Line, P.Line);
    number(Column::PlaceColumn, P.Column);
    if constexpr (Stream::Reads)
      P.File = FileId(File);
    Last = P;
  }
  template <typename T> void type(T &F) {
    enumerator(Column::TypeRole, F.Role);
    id(Column::TypeRecord, F.Record);
    enumerator(Column::TypeReentrant, F.Reentrant);
    flags(Column::TypeFlags, F);
  }
  template <typename T> void value(T &V) {
    enumerator(Column::ValueKind, V.Kind);
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
  template <typename T> void deps(Column Size, T &Ds) {
    list(Size, Ds, [&](auto &D) {
      S.path(Column::DepPath, D.P);
      id(Column::DepResult, D.Result);
    });
  }

  //===--- Entities ---===//

  template <typename T> void entity(T &E) {
    enumerator(Column::EntityKind, E.Kind);
    S.string(Column::EntityKey, E.Key);
    S.string(Column::EntityName, E.Name);
    id(Column::EntityParent, E.Parent);
    type(E.Type);
    enumerator(Column::EntityAccess, E.Access);
    flags(Column::EntityFlags, E);
    list(Column::EntityBaseSize, E.Bases,
         [&](auto &B) { id(Column::EntityBase, B); });
    list(Column::EntityFieldSize, E.Fields,
         [&](auto &F) { nextId(Column::EntityField, F, LastField); });
    list(Column::EntityAnnotationSize, E.Annotations, [&](auto &A) {
      enumerator(Column::AnnotationKind, A.Kind);
      S.path(Column::AnnotationLock, A.Lock);
      enumerator(Column::AnnotationMode, A.Mode);
      number(Column::AnnotationSuccess, A.Success);
    });
    place(E.Where);
  }

  //===--- Functions ---===//

  template <typename T> void function(T &F) {
    Last = Place{FileId(0)};
    nextId(Column::FunctionSelf, F.Self, LastSelf);
    enumerator(Column::FunctionKind, F.Kind);
    enumerator(Column::FunctionAccess, F.Access);
    flags(Column::FunctionFlags, F);
    place(F.Where);
    number(Column::FunctionNumParams, F.NumParams);
    list(Column::FunctionParamSize, F.Params, [&](auto &V) { variable(V); });
    list(Column::FunctionLocalSize, F.Locals, [&](auto &V) { variable(V); });
    list(Column::FunctionCallableSize, F.Callables,
         [&](auto &C) { callable(C); });
    list(Column::FunctionEventSize, F.Events, [&](auto &E) { event(E); });
    uint32_t Index = 0, Next = 0;
    list(Column::FunctionBlockSize, F.Blocks,
         [&](auto &B) { block(B, Index++, Next); });
    list(Column::FunctionSubscriptSize, F.Subscripts,
         [&](auto &X) { subscript(X); });
  }
  template <typename T> void variable(T &V) {
    S.string(Column::VariableName, V.Name);
    type(V.Type);
    flags(Column::VariableFlags, V);
    place(V.Where);
  }
  template <typename T> void callable(T &C) {
    id(Column::CallableTarget, C.Target);
    S.path(Column::CallableHolder, C.Holder);
    value(C.This);
    values(Column::CallableBoundSize, C.Bound);
    values(Column::CallableCaptureSize, C.Captures);
  }
  template <typename T> void event(T &E) {
    enumerator(Column::EventKind, E.Kind);
    place(E.Where);
    S.path(Column::EventTarget, E.Target);
    values(Column::EventArgSize, E.Args);
    id(Column::EventCallee, E.Callee);
    id(Column::EventCallable, E.Callable);
    deps(Column::EventDepSize, E.Deps);
    S.string(Column::EventText, E.Text);
    enumerator(Column::EventMode, E.Mode);
    enumerator(Column::EventReentrant, E.Reentrant);
    enumerator(Column::EventGuard, E.Guard);
    enumerator(Column::EventSense, E.Sense);
    enumerator(Column::EventRw, E.Rw);
    enumerator(Column::EventOp, E.Op);
    enumerator(Column::EventBlocks, E.Blocks);
    enumerator(Column::EventHint, E.Hint);
    number(Column::EventGroup, E.Group);
    flags(Column::EventFlags, E);
  }
  /// \p Next is where the block begins if it follows the one before.
  template <typename T> void block(T &B, uint32_t Index, uint32_t &Next) {
    difference(Column::BlockSkipped, Next, B.FirstEvent);
    uint32_t Size = B.EndEvent - B.FirstEvent;
    number(Column::BlockEventSize, Size);
    if constexpr (Stream::Reads)
      B.EndEvent = B.FirstEvent + Size;
    Next = B.EndEvent;
    list(Column::BlockSuccSize, B.Succs,
         [&](auto &To) { difference(Column::BlockSucc, Index, To); });
    flags(Column::BlockFlags, B);
    number(Column::BlockHasBranch, B.HasBranch);
    if (B.HasBranch)
      branch(B.If);
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
  template <typename T> void branch(T &B) {
    id(Column::BranchResult, B.Result);
    S.path(Column::BranchPath, B.P);
    deps(Column::BranchDepSize, B.Deps);
    flags(Column::BranchFlags, B);
    place(B.Where);
  }

  Stream &S;
  Place Last;
  EntityId LastField, LastSelf;
};

} // namespace concurrency

#endif // CONCURRENCY_FACTS_ARCHIVE_H
