//===- Packed.h - the library models inside the program ---------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The files of model/data as constants, which the program embed-models makes.
/// They have no pointers: whatever loads the plugin would have to relocate each of
/// thousands, and so to copy every page, before it could do anything else.
/// Rows are unpacked when they are asked for.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_MODEL_PACKED_H
#define CONCURRENCY_MODEL_PACKED_H

#include "model/Model.h"

namespace concurrency {

/// Where a name is in Text, and what it stands for in Bytes.
struct PackedRow {
  uint32_t Name, NameSize, What;
};

/// Bytes are numbers in ULEB128, in the order that pack() names them.
struct PackedModels {
  llvm::StringRef Text;
  llvm::ArrayRef<uint8_t> Bytes;
  /// Each sorted by name.
  llvm::ArrayRef<PackedRow> Types, Globals, Functions;
  /// Where in Bytes they are, one after the other.
  llvm::ArrayRef<uint32_t> Conventions;
};

extern const PackedModels EmbeddedModels;

/// What a thing is made of, said once for who packs it and who unpacks it:
///
///   void number(T &);          // of any integer, enumeration or bool
///   void text(StringRef &);
///   void words(ArrayRef<StringRef> &);
///   void effects(CallEffects &);
///   void methods(Table<CallEffects> &);
///   void spellings(ArrayRef<Convention::Spelling> &);
template <typename Stream> void pack(Stream &S, Operand &O) {
  S.number(O.Kind);
  S.number(O.Index);
}

template <typename Stream, typename T>
void pack(Stream &S, std::optional<T> &Maybe) {
  bool There = Maybe.has_value();
  S.number(There);
  if (!There)
    return;
  if (!Maybe)
    Maybe.emplace();
  S.number(*Maybe);
}

template <typename Stream> void pack(Stream &S, CallEffect &E) {
  S.number(E.Kind);
  for (Operand *O : {&E.Target, &E.Locks, &E.Guard, &E.Entry, &E.Bound,
                     &E.Index, &E.Flags, &E.IfZero, &E.UnlessZero, &E.Count})
    pack(S, *O);
  S.number(E.Mode);
  S.number(E.Sense);
  S.number(E.GuardAs);
  S.number(E.Rw);
  S.number(E.Op);
  S.number(E.Blocks);
  S.number(E.Reentrant);
  S.number(E.BoundAt);
  for (bool *B : {&E.Atomic, &E.Timed, &E.Many, &E.Grouped, &E.InLoop,
                  &E.PassesToken, &E.Otherwise})
    S.number(*B);
  pack(S, E.IfArguments);
  pack(S, E.UnlessUpTo);
  S.words(E.IfArgumentTypes);
  S.words(E.IfFlags);
  S.words(E.UnlessFlags);
  S.text(E.Name);
  S.text(E.LockName);
}

template <typename Stream> void pack(Stream &S, TypeModel &T) {
  S.number(T.Role);
  S.number(T.Reentrant);
  S.number(T.PointerLike);
  S.number(T.Owning);
  S.text(T.Thread);
  pack(S, T.Blocks);
  S.methods(T.Methods);
}

template <typename Stream> void pack(Stream &S, CallEffects &Effects) {
  S.effects(Effects);
}

template <typename Stream> void pack(Stream &S, Convention::Spelling &Of) {
  S.text(Of.Name);
  S.number(Of.Does);
  S.number(Of.Mode);
}

template <typename Stream> void pack(Stream &S, Convention &C) {
  S.spellings(C.Methods);
  S.words(C.IfWords);
  S.words(C.UnlessWords);
}

} // namespace concurrency

#endif // CONCURRENCY_MODEL_PACKED_H
