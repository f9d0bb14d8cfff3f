//===- TypeClassifier.h - what types mean to concurrency --------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Asks the model about types, through typedefs, bases, references, pointers,
/// smart pointers and arrays, and remembers the answers. Library types keep
/// their methods in private bases, so a type is what any of its bases is.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_EXTRACT_TYPECLASSIFIER_H
#define CONCURRENCY_EXTRACT_TYPECLASSIFIER_H

#include "facts/Facts.h"
#include "model/Model.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/Type.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/StringMap.h"

namespace concurrency {

/// All that is known of a class, apart from its fields.
struct RecordInfo {
  TypeRole Role = TypeRole::Plain;
  Reentrancy Reentrant = Reentrancy::Unknown;
  bool PointerLike = false;
  bool Owning = false;
  /// Has the methods of a lock, or in C the functions, in the project's own
  /// code.
  bool LockLike = false;
  /// Has a constructor that takes a lock, and a destructor of its own.
  bool GuardLike = false;
  bool System = false;   ///< declared in a system header
  /// Its methods run in the thread of this name; empty for any.
  llvm::StringRef Thread;
  bool Modelled = false; ///< by its own name, not only through a base
  /// The modelled names among the class and its bases, derived first, each
  /// with its model.
  llvm::SmallVector<std::pair<std::string, const TypeModel *>, 1> Models;
};

class TypeClassifier {
public:
  TypeClassifier(clang::ASTContext &Ctx, const Model &M) : Ctx(Ctx), M(M) {}

  const RecordInfo &record(const clang::RecordDecl *R);

  /// The role of a type; Record is for the caller to fill from \p Class, the
  /// class of the object or of what it points to.
  TypeFacts classify(clang::QualType T,
                     const clang::RecordDecl **Class = nullptr);

  /// A guard, or an object with one in it.
  bool holdsGuard(const clang::RecordDecl *R, unsigned Depth = 0);

  /// A class of the program that is completely known, has state of its own, and
  /// nothing in it that could synchronise.
  bool isPlainData(const clang::RecordDecl *R);

  /// The type that a pointer-like class leads to: its first template argument.
  static clang::QualType pointee(const clang::RecordDecl *R);
  /// What a pointer, reference or pointer-like class refers to; null for
  /// others.
  clang::QualType indirection(clang::QualType T);
  /// The elements of a container: its last type argument before the defaults.
  clang::QualType element(clang::QualType Container);

  /// The constructor is seen to do no more than to keep what it is given: it
  /// takes no lock, whatever its class looks like.
  static bool onlyKeeps(const clang::CXXConstructorDecl *C);

  /// A lock of C has functions for methods: the "lock" of `pa_mutex_lock`, if
  /// the function is one of the type's.
  std::optional<llvm::StringRef> methodOfLock(const clang::RecordDecl *R,
                                              llvm::StringRef Function);

  /// Of a lock that a macro initialises (PTHREAD_MUTEX_INITIALIZER), the kind;
  /// \p Init may be null.
  Reentrancy initialisedAs(const clang::Expr *Init);

  /// It is in a header of the system's, and so none of the program's. (A header
  /// that a build calls so, and of which this file defines a class's methods, is
  /// the program's.)
  bool isSystem(const clang::Decl *D);
  /// A macro of the system's headers has written what stands there.
  bool isInSystemMacro(clang::SourceLocation Loc);

private:
  bool isSystem(clang::SourceLocation Loc);
  void findOwnHeaders(const clang::DeclContext *In);
  TypeFacts classifyUncached(clang::QualType T, const clang::RecordDecl *&Class,
                             unsigned Depth);
  void collectModels(const clang::RecordDecl *R, RecordInfo &Info,
                     unsigned Depth);
  /// What a member says about its class: it synchronises, or it is state.
  enum class MemberTy : uint8_t { Neutral, State, Synchronises };
  MemberTy member(clang::QualType T);
  MemberTy stateOf(const clang::RecordDecl *R);
  /// The record that a parameter of reference or pointer type refers to.
  static const clang::RecordDecl *referredRecord(clang::QualType T);
  bool isSlim(const clang::CXXRecordDecl *R);
  bool hasMethodsOfLock(const clang::CXXRecordDecl *R);
  // In LocksOfC.cpp.
  bool hasFunctionsOfLock(const clang::RecordDecl *R);
  bool hasVerbsOfLock(const clang::RecordDecl *R);
  void findVerbsOfLocks();
  bool isAroundLock(const clang::RecordDecl *R);
  bool hasPointersOfLock(const clang::RecordDecl *R);
  void findStructure(const clang::CXXRecordDecl *R, RecordInfo &Info);

  clang::ASTContext &Ctx;
  const Model &M;
  llvm::DenseMap<const clang::RecordDecl *, MemberTy> StateOf;
  std::optional<llvm::DenseSet<clang::FileID>> OwnHeaders;
  llvm::DenseMap<clang::FileID, bool> SystemFiles;
  /// Once somebody asks: by the names of such functions, which of "lock" and
  /// "unlock" they are, and of which lock.
  std::optional<llvm::StringMap<
      std::pair<llvm::StringRef, const clang::RecordDecl *>>>
      VerbsOfLocks;
  unsigned Nesting = 0; ///< classes within constructors of classes
  llvm::DenseMap<const clang::RecordDecl *, std::unique_ptr<RecordInfo>>
      Records;
  llvm::DenseMap<void *, std::pair<TypeFacts, const clang::RecordDecl *>> Types;
};

} // namespace concurrency

#endif // CONCURRENCY_EXTRACT_TYPECLASSIFIER_H
