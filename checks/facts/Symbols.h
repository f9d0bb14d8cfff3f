//===- Symbols.h - what a name means in the text form -----------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Looks up the names of the text form. Printer and parser share it, so that
/// the printer can write the shortest form which the parser reads back as the
/// same thing.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_FACTS_SYMBOLS_H
#define CONCURRENCY_FACTS_SYMBOLS_H

#include "facts/Facts.h"
#include "llvm/ADT/StringMap.h"
#include <optional>

namespace concurrency {

/// Kinds of entity, as a set.
using KindSet = unsigned;
constexpr KindSet kindSet(EntityKind K) {
  return 1u << static_cast<unsigned>(K);
}
constexpr KindSet AnyKind = ~0u;

class Symbols {
public:
  explicit Symbols(const TranslationUnit &Unit) : Unit(Unit) {}

  /// To be called for each entity, in order, once its name is known.
  void add(EntityId E);

  const Entity &operator[](EntityId E) const {
    return Unit.Entities[E.index()];
  }

  /// The entities of a kind with exactly this name.
  llvm::SmallVector<EntityId, 2> named(llvm::StringRef Name,
                                       KindSet Kinds) const;
  /// The field that a step `.Name` from an object of class \p Record means;
  /// none if that is not clear.
  EntityId field(llvm::StringRef Name, EntityId Record) const;
  /// The record, or else function, that qualifies this name; none if there is
  /// not exactly one.
  EntityId parentByName(llvm::StringRef Name) const;
  /// What a body is, as its name has it.
  FunctionKind kindByName(EntityId Function) const;
  /// The class of `this` in a body of \p Self, or in an annotation on it.
  EntityId recordOfThis(EntityId Self) const;
  /// The fields that have \p Record as parent.
  List<EntityId> fieldsOf(EntityId Record) const;

  bool has(EntityId E) const { return E.index() < Unit.Entities.size(); }

private:
  const TranslationUnit &Unit;
  llvm::StringMap<llvm::SmallVector<EntityId, 1>> ByName;
  llvm::StringMap<llvm::SmallVector<EntityId, 1>> FieldsByShortName;
};

/// Which class the object of a path has, followed from its root step by step.
/// Paths of a function start in its frame, those of an annotation in none.
class RecordTracker {
public:
  RecordTracker(const Symbols &Names, EntityId Self, const Function *Frame)
      : Names(Names), Self(Self), Frame(Frame) {}

  EntityId atRoot(RootKind Root, uint32_t Index) const;
  EntityId after(EntityId Record, Step S) const;

private:
  const Symbols &Names;
  EntityId Self;
  const Function *Frame;
};

/// The key of an entity for which a text gives none: its name, with the main
/// file as namespace where others may use the name as well.
std::string defaultKey(const Entity &E, llvm::StringRef MainFile);

/// The variable with this name, or none if there is not exactly one.
std::optional<uint32_t> variableNamed(llvm::ArrayRef<Variable> Variables,
                                      llvm::StringRef Name);

/// Subscripts that are no constants are numbered, and written as letters.
std::string subscriptLetters(uint32_t Number);
std::optional<uint32_t> subscriptNumber(llvm::StringRef Letters);

} // namespace concurrency

#endif // CONCURRENCY_FACTS_SYMBOLS_H
