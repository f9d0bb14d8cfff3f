//===- EntityTable.h - declarations as entities -----------------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Gives declarations their entities, on first mention. A class gets its fields
/// and bases only when code of it or an access to it is written: what a class
/// merely contains would otherwise drag in half of the program's types.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_EXTRACT_ENTITYTABLE_H
#define CONCURRENCY_EXTRACT_ENTITYTABLE_H

#include "extract/TypeClassifier.h"
#include "clang/AST/ASTContext.h"
#include "clang/Basic/SourceLocation.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/StringMap.h"

namespace concurrency {

class EntityTable {
public:
  /// \p WithKeys: for a unit that is linked with others.
  EntityTable(clang::ASTContext &Ctx, TypeClassifier &Types,
              TranslationUnit &Unit, bool WithKeys);

  EntityId function(const clang::FunctionDecl *F);
  /// A method that is no static one.
  bool runsOnObject(EntityId Function) const {
    return OnObjects.contains(Function);
  }
  /// \p Complete: with fields and bases.
  EntityId record(const clang::RecordDecl *R, bool Complete = false);
  EntityId field(const clang::FieldDecl *F);
  /// A variable of static storage duration.
  EntityId global(const clang::VarDecl *V);

  /// A statement that is a function of its own; \p What it is, in words.
  EntityId body(const clang::FunctionDecl *Around, llvm::StringRef What,
                clang::SourceLocation At);

  /// What runs to initialise a variable of static storage duration.
  EntityId initializer(const clang::VarDecl *V);

  /// A lock that no object stands for (RCU's read side).
  EntityId namedLock(llvm::StringRef Name);

  /// A lock that is not seen, by the function that takes it: one, or \p OfObject,
  /// that of each object of a class, if the class is known.
  EntityId unseenLock(llvm::StringRef Function,
                      const clang::RecordDecl *Of = nullptr,
                      bool OfObject = false);

  /// The facts of a type, its class being mentioned thereby.
  TypeFacts type(clang::QualType T);

  /// A place in the file as the user sees it: of a macro, where it is used.
  Place place(clang::SourceLocation Loc);

  Entity &operator[](EntityId E) { return Unit.Entities[E.index()]; }
  /// True where an entity has been made for the function.
  bool mentioned(const clang::FunctionDecl *F) const;

private:
  EntityId lock(std::string Key, llvm::StringRef Name, EntityKind Kind,
                EntityId Class);
  std::string homeOf(const clang::NamedDecl &D);
  std::string unique(std::string Key);
  EntityId add(const clang::NamedDecl &D, EntityKind Kind);
  void complete(const clang::RecordDecl *R, EntityId Self);
  void addFields(const clang::RecordDecl *R, EntityId Self, unsigned Depth);
  void readLockFields(const clang::Expr *Init);
  void drain();
  EntityId parentOf(const clang::DeclContext *DC);

  clang::ASTContext &Ctx;
  TypeClassifier &Types;
  TranslationUnit &Unit;
  const bool WithKeys;
  llvm::DenseMap<const clang::Decl *, EntityId> Known;
  llvm::DenseSet<const clang::Decl *> Completed;
  /// Classes to complete; kept as a list, because class hierarchies recurse.
  std::vector<const clang::RecordDecl *> Pending;
  bool Draining = false;
  /// How often a key was used, so that no two entities share one.
  llvm::StringMap<unsigned> Keys;
  llvm::DenseSet<EntityId> OnObjects;
  /// Those that no declaration stands for, by their keys.
  llvm::StringMap<EntityId> Locks;
  llvm::DenseMap<clang::FileID, FileId> Files;
  llvm::StringMap<FileId> FilesByName;
};

} // namespace concurrency

#endif // CONCURRENCY_EXTRACT_ENTITYTABLE_H
