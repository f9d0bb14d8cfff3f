//===- Names.h - the words for enumerators and flags ------------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// One table for every enumeration and every set of flags in the facts. The
/// text form takes its words from here, the binary form its numbers: an
/// enumerator's is its value, a flag's the position in its table. So extend a
/// table only at its end, or raise FormatVersion in Binary.h.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_FACTS_NAMES_H
#define CONCURRENCY_FACTS_NAMES_H

#include "facts/Facts.h"
#include "llvm/ADT/StringRef.h"
#include <iterator>
#include <optional>

namespace concurrency {

//===----------------------------------------------------------------------===//
// Enumerations
//===----------------------------------------------------------------------===//

/// EnumNames<E>::Of holds the words for E, in the order of its values.
template <typename E> struct EnumNames;

template <> struct EnumNames<LockMode> {
  static constexpr llvm::StringLiteral Of[] = {"exclusive", "shared",
                                               "either"};
};

template <> struct EnumNames<Reentrancy> {
  static constexpr llvm::StringLiteral Of[] = {"maybe_reentrant",
                                               "nonreentrant", "reentrant",
                                               "unlikely_reentrant"};
};

template <> struct EnumNames<BlockKind> {
  static constexpr llvm::StringLiteral Of[] = {
      "file",    "network",  "console",     "sleep",      "thread_wait",
      "process", "database", "name_lookup", "suspension", "other",
      "diagnostics"};
};

/// The words that begin an entity's statement; a function is "declared" there
/// because `function` begins a body.
template <> struct EnumNames<EntityKind> {
  static constexpr llvm::StringLiteral Of[] = {"declare", "record", "field",
                                               "global"};
};

template <> struct EnumNames<TypeRole> {
  static constexpr llvm::StringLiteral Of[] = {
      "plain",     "pointer",      "lock",      "guard",
      "atomic",    "synchronized", "container", "thread",
      "condition", "once_flag",    "callable",  "stream"};
};

template <> struct EnumNames<AccessSpec> {
  static constexpr llvm::StringLiteral Of[] = {"public", "protected",
                                               "private"};
};

/// As Clang spells the attributes.
template <> struct EnumNames<AnnotationKind> {
  static constexpr llvm::StringLiteral Of[] = {
      "guarded_by",      "pt_guarded_by",  "requires",    "acquires",
      "releases",        "try_acquires",   "excludes",    "asserts",
      "acquired_before", "acquired_after", "no_analysis", "blocking",
      "nonblocking"};
};

/// An Access is written `read`, `write` or `update` instead.
template <> struct EnumNames<EventKind> {
  static constexpr llvm::StringLiteral Of[] = {
      "acquire",    "try_acquire", "release",   "assert_held",  "lock_init",
      "guard_init", "guard_lock",  "guard_try", "guard_unlock", "guard_abandon",
      "guard_move", "guard_end",   "access",    "call",         "blocks",
      "wait",       "notify",      "spawn",     "join",         "detach",
      "signal",     "await",       "assign",     "escape",      "return",    "confined",     "point"};
};

template <> struct EnumNames<GuardMode> {
  static constexpr llvm::StringLiteral Of[] = {"locked", "deferred", "adopted",
                                               "tried", "reversed"};
};

template <> struct EnumNames<AccessKind> {
  static constexpr llvm::StringLiteral Of[] = {"read", "write", "update"};
};

template <> struct EnumNames<Operation> {
  static constexpr llvm::StringLiteral Of[] = {
      "none",     "lookup",      "size_test",        "insert",
      "remove",   "fetch",       "iterate",          "load",
      "store",    "exchange",    "compare_exchange", "fetch_modify",
      "expired",  "lock_weak",   "use_count",        "path_test",
      "path_use", "path_open",   "split_update"};
};

template <> struct EnumNames<ResultSense> {
  static constexpr llvm::StringLiteral Of[] = {"if_nonzero", "if_zero"};
};

template <> struct EnumNames<Event::HintTy> {
  static constexpr llvm::StringLiteral Of[] = {
      "none", "acquire", "try_acquire", "release", "assert_held", "guard"};
};

template <> struct EnumNames<FunctionKind> {
  static constexpr llvm::StringLiteral Of[] = {"free", "method", "constructor",
                                               "destructor", "lambda"};
};

/// Has notations instead of words; these serve messages and range checks.
template <> struct EnumNames<ValueKind> {
  static constexpr llvm::StringLiteral Of[] = {"unknown",  "copy",  "address",
                                               "callable", "fresh", "constant"};
};

template <typename E> constexpr unsigned numEnumerators() {
  return std::size(EnumNames<E>::Of);
}

template <typename E> constexpr llvm::StringRef nameOf(E Enumerator) {
  unsigned I = static_cast<unsigned>(Enumerator);
  return I < numEnumerators<E>() ? EnumNames<E>::Of[I] : "invalid";
}

template <typename E> std::optional<E> enumeratorNamed(llvm::StringRef Name) {
  for (unsigned I = 0; I < numEnumerators<E>(); ++I)
    if (EnumNames<E>::Of[I] == Name)
      return static_cast<E>(I);
  return std::nullopt;
}

//===----------------------------------------------------------------------===//
// Flags
//===----------------------------------------------------------------------===//

template <typename T> struct Flag {
  llvm::StringLiteral Name;
  bool T::*Member;
};

/// FlagsOf<T>::Of holds the yes-or-no members of T.
template <typename T> struct FlagsOf;

template <> struct FlagsOf<TypeFacts> {
  static constexpr Flag<TypeFacts> Of[] = {{"indirect", &TypeFacts::Indirect},
                                           {"const", &TypeFacts::Const},
                                           {"scalar", &TypeFacts::Scalar}};
};

template <> struct FlagsOf<Entity> {
  static constexpr Flag<Entity> Of[] = {
      {"internal", &Entity::Internal},
      {"thread_local", &Entity::ThreadLocal},
      {"volatile", &Entity::Volatile},
      {"static_local", &Entity::StaticLocal},
      {"bit_field", &Entity::BitField},
      {"mutable", &Entity::Mutable},
      {"incomplete", &Entity::Incomplete},
      {"lock_like", &Entity::LockLike},
      {"has_friends", &Entity::HasFriends},
      {"plain_data", &Entity::PlainData},
      {"address_taken", &Entity::AddressTaken}};
};

template <> struct FlagsOf<Event> {
  static constexpr Flag<Event> Of[] = {{"injective", &Event::Injective},
                                       {"shifted", &Event::Shifted},
                                       {"atomic", &Event::Atomic},
                                       {"relaxed", &Event::Relaxed},
                                       {"timed", &Event::Timed},
                                       {"many", &Event::Many},
                                       {"joined", &Event::Joined},
                                       {"virtual", &Event::Virtual},
                                       {"nonblocking", &Event::NonBlocking},
                                       {"destructor", &Event::IsDestructor},
                                       {"once", &Event::Once},
                                       {"opaque", &Event::Opaque},
                                       {"asserts", &Event::Asserts},
                                       {"by_one", &Event::ByOne},
                                       {"by_first", &Event::ByFirst}};
};

template <> struct FlagsOf<Variable> {
  static constexpr Flag<Variable> Of[] = {
      {"ref", &Variable::Reference},
      {"address_taken", &Variable::AddressTaken},
      {"in_loop", &Variable::InLoop}};
};

template <> struct FlagsOf<ElementSource> {
  static constexpr Flag<ElementSource> Of[] = {
      {"with_rest", &ElementSource::WithRest}};
};
template <> struct FlagsOf<Subscript> {
  static constexpr Flag<Subscript> Of[] = {{"ranges", &Subscript::Ranges},
                                           {"bounded", &Subscript::Bounded}};
};

template <> struct FlagsOf<Block> {
  static constexpr Flag<Block> Of[] = {{"noreturn", &Block::NoReturn},
                                       {"throws", &Block::Throws}};
};

template <> struct FlagsOf<Branch> {
  static constexpr Flag<Branch> Of[] = {
      {"not", &Branch::Negated},
      {"compares_addresses", &Branch::ComparesAddresses}};
};

template <> struct FlagsOf<Function> {
  static constexpr Flag<Function> Of[] = {
      {"internal", &Function::Internal},
      {"static", &Function::Static},
      {"virtual", &Function::Virtual},
      {"const", &Function::Const},
      {"main", &Function::Main},
      {"coroutine", &Function::Coroutine},
      {"address_taken", &Function::AddressTaken},
      {"truncated", &Function::Truncated},
      {"instantiated", &Function::Instantiated},
      {"defaulted", &Function::Defaulted},
      {"variadic", &Function::Variadic},
      {"asks_would_block", &Function::AsksWouldBlock},
      {"asks_exists", &Function::AsksExists},
      {"unannounced", &Function::Unannounced}};
};

template <typename T> const Flag<T> *flagNamed(llvm::StringRef Name) {
  for (const Flag<T> &F : FlagsOf<T>::Of)
    if (F.Name == Name)
      return &F;
  return nullptr;
}

} // namespace concurrency

#endif // CONCURRENCY_FACTS_NAMES_H
