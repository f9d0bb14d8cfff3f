//===- BodyScan.h - a first look at a function's body -----------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What must be known of a body before its CFG is read in order of execution:
/// whether it is worth reading, which variables ever change, and where the
/// objects end up that expressions make. The walk keeps a stack of its own, so
/// no nesting overflows ours.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_EXTRACT_BODYSCAN_H
#define CONCURRENCY_EXTRACT_BODYSCAN_H

#include "extract/Extract.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"
#include "llvm/ADT/DenseMap.h"

namespace concurrency {

/// Where the object that an expression makes lives.
struct Destination {
  enum KindTy : uint8_t {
    None,
    Variable, ///< V
    Member,   ///< Init, of the constructor at hand
    New,      ///< made by `new`
    Returned,
    Assigned, ///< moved at once into what E denotes
    Part,     ///< member Field of what the initializer list E initialises
  } Kind = None;
  const clang::VarDecl *V = nullptr;
  const clang::CXXCtorInitializer *Init = nullptr;
  const clang::Expr *E = nullptr;
  const clang::FieldDecl *Field = nullptr;
};

/// What the body does with a local variable or parameter as such.
struct VariableUse {
  bool Written = false;      ///< other than by its initialiser
  bool AddressTaken = false; ///< or bound to a reference
};

class BodyScan {
public:
  BodyScan(const ExtractOptions &Options, const clang::ASTContext &Ctx)
      : Options(Options), Ctx(Ctx) {}

  void scan(const clang::FunctionDecl *F);
  void scan(const clang::Stmt *S);

  /// Contains errors or something dependent: not to be read at all.
  bool Broken = false;
  /// Beyond the bounds.
  bool TooBig = false;
  /// Calls something, or touches a member, a global or an object elsewhere.
  bool Interesting = false;

  llvm::DenseMap<const clang::VarDecl *, VariableUse> Uses;
  llvm::DenseMap<const clang::Expr *, Destination> Destinations;
  llvm::DenseMap<const clang::VarDecl *, const clang::CXXForRangeStmt *> Loops;
  llvm::SmallVector<const clang::LambdaExpr *, 4> Lambdas;
  llvm::SmallVector<const clang::CXXRecordDecl *, 2> LocalClasses;
  llvm::SmallVector<const clang::CXXTryStmt *, 2> Tries;
  /// See Function.
  bool AsksWouldBlock = false, AsksExists = false;
  /// Contains directives of OpenMP.
  bool HasDirectives = false;
  /// Functions named other than to call them.
  llvm::SmallVector<const clang::DeclRefExpr *, 4> AddressTaken;
  /// What is handed over here is started as a thread: that is all that becomes
  /// of the address.
  void startsThread(const clang::Expr *Entry);

  unsigned nodes() const { return Nodes; }

private:
  void visit(const clang::Stmt *S);
  void visitDecl(const clang::Decl *D);
  void visitCall(const clang::CallExpr *E);
  void visitRef(const clang::DeclRefExpr *E);
  void bind(const clang::Expr *E, const Destination &D, unsigned Depth = 0);
  void takeAddress(const clang::Expr *E);
  void noteAsked(const clang::Expr *Error);
  void write(const clang::Expr *E);
  void argument(const clang::Expr *E, clang::QualType Param);
  const clang::VarDecl *localIn(const clang::Expr *E);

  const ExtractOptions &Options;
  const clang::ASTContext &Ctx;
  unsigned Nodes = 0;
  llvm::SmallPtrSet<const clang::Expr *, 8> Callees;
};

/// Leaves out what only wraps: parentheses, cleanups, materialisation, casts
/// that keep the object.
const clang::Expr *ignoreWrappers(const clang::Expr *E);
/// `return found ? &it->second : nullptr;`: null leads nowhere.
const clang::Expr *notNull(const clang::Expr *E, clang::ASTContext &Ctx);

} // namespace concurrency

#endif // CONCURRENCY_EXTRACT_BODYSCAN_H
