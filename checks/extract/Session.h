//===- Session.h - what the functions of one file share ---------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The state of one extraction: the facts being written, what is known of
/// declarations, and the functions still to be read.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_EXTRACT_SESSION_H
#define CONCURRENCY_EXTRACT_SESSION_H

#include "extract/EntityTable.h"
#include "extract/Extract.h"
#include "extract/OpenMPSubscripts.h"
#include "extract/TypeClassifier.h"
#include "clang/AST/ExprCXX.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/SmallPtrSet.h"
#include <deque>

namespace concurrency {

class Session {
public:
  Session(clang::ASTContext &Ctx, const Model &M, const ExtractOptions &Options,
          ExtractStats &Stats);

  clang::ASTContext &Ctx;
  const Model &M;
  const ExtractOptions &Options;
  ExtractStats &Stats;
  TranslationUnit Unit;
  TypeClassifier Types;
  EntityTable Entities;

  /// Reads a function later, if it has a body worth reading; once.
  void enqueue(const clang::FunctionDecl *F);
  /// Likewise, because some event names it.
  void use(const clang::FunctionDecl *F) {
    Used.insert(F->getCanonicalDecl());
    enqueue(F);
  }
  bool used(const clang::FunctionDecl *F) const {
    return Used.contains(F->getCanonicalDecl());
  }
  /// The next function to read, or null.
  const clang::FunctionDecl *next();
  const std::deque<const clang::FunctionDecl *> &waiting() const {
    return Queue;
  }

  /// Statements that are functions of their own, still to be read.
  std::deque<std::shared_ptr<const OpenMPBody>> Bodies;
  OpenMPNumbers Numbers;

  /// The declaration with the body of \p F, if this file shows it and it is no
  /// system header's; null for all others.
  const clang::FunctionDecl *visibleBody(const clang::FunctionDecl *F);
  bool isSystem(const clang::FunctionDecl *F);

  /// What a free function or static method does by its name.
  const CallEffects *effects(const clang::FunctionDecl *F);
  /// What a method does to an object of class \p R, found at the first base
  /// that describes it.
  const CallEffects *effects(const clang::RecordDecl *R,
                             llvm::StringRef Method);
  const TypeModel *globalModel(const clang::VarDecl *V);
  const TypeModel *globalModel(EntityId E) const;

  /// True where running the destructor, or a constructor, of a class may do
  /// something that facts speak of.
  bool destructorMatters(const clang::CXXRecordDecl *R);
  bool constructorMatters(const clang::CXXConstructorDecl *C);

  /// For a function that only returns a part of its object or a global: what it
  /// returns, in its own frame.
  const Value *getter(const clang::FunctionDecl *F);

  void takeAddress(const clang::FunctionDecl *F) {
    AddressTaken.insert(F->getCanonicalDecl());
  }
  bool addressTaken(const clang::FunctionDecl *F) const {
    return AddressTaken.contains(F->getCanonicalDecl());
  }
  /// Tells the units that have their bodies.
  void noteAddresses();

private:
  std::deque<const clang::FunctionDecl *> Queue;
  llvm::DenseSet<const clang::FunctionDecl *> Seen;
  llvm::DenseSet<const clang::FunctionDecl *> Used;
  llvm::SetVector<const clang::FunctionDecl *> AddressTaken;
  llvm::DenseMap<const clang::FunctionDecl *, const CallEffects *> Effects;
  llvm::DenseMap<const clang::FunctionDecl *, bool> SystemFunctions;
  llvm::DenseMap<const clang::CXXRecordDecl *, bool> Destructors;
  llvm::DenseMap<const clang::CXXRecordDecl *, bool> Constructors;
  llvm::DenseMap<const clang::FunctionDecl *, std::unique_ptr<Value>> Getters;
  llvm::DenseMap<const clang::VarDecl *, const TypeModel *> GlobalModels;
  llvm::DenseMap<EntityId, const TypeModel *> GlobalModelsById;
};

} // namespace concurrency

#endif // CONCURRENCY_EXTRACT_SESSION_H
