//===- OpenMP.h - what OpenMP's directives make of a body -------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A statement under a directive that other threads run, or one of them alone,
/// or one at a time, becomes a function of its own, like a lambda that is
/// handed to a thread: what it names of its surroundings are captures. Loops
/// whose turns are shared out stay where they are; see OpenMPSubscripts.h.
/// What the directives mean in events stands in Directives.cpp.
///
/// Whatever is too involved to judge (dependences between tasks or turns, a
/// thread that asks for its number) is left out altogether.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_EXTRACT_OPENMP_H
#define CONCURRENCY_EXTRACT_OPENMP_H

#include "facts/Ids.h"
#include "clang/AST/StmtOpenMP.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/MapVector.h"
#include <memory>
#include <optional>

namespace concurrency {

class OpenMPSubscripts;

/// What becomes of the statement under a directive.
enum class OpenMPRole : uint8_t {
  Inline, ///< runs where it stands
  Team,   ///< run by a team of threads, all of it by each
  Alone,  ///< likewise, but the team has one thread
  Single,
  Master,
  Section,
  Task,
  TaskLoop, ///< tasks that share out the turns of a loop
  Critical,
  LeftOut,
};

OpenMPRole roleOf(const clang::OMPExecutableDirective &D,
                  const clang::ASTContext &Ctx);

/// The loops whose turns the directive shares out between threads, outermost
/// first; none for other directives.
llvm::SmallVector<const clang::ForStmt *, 2>
sharedOutLoops(const clang::OMPExecutableDirective &D);

/// The counter of a loop in the form that OpenMP asks for.
const clang::VarDecl *counterOf(const clang::ForStmt &Loop);

/// The statement under the directive; null if there is none.
const clang::Stmt *statementUnder(const clang::OMPExecutableDirective &D);

template <typename Clause>
bool hasClause(const clang::OMPExecutableDirective &D) {
  return D.hasClausesOfKind<Clause>();
}

/// A statement that became a function of its own.
struct OpenMPBody {
  const clang::FunctionDecl *Around = nullptr;
  const clang::OMPExecutableDirective *Directive = nullptr;
  const clang::Stmt *Code = nullptr;
  OpenMPRole Role = OpenMPRole::Inline;
  /// A team may be running it, so that its tasks have somebody to run them.
  bool InTeam = false;
  EntityId Self;
  struct Capture {
    const clang::VarDecl *V = nullptr;
    /// One of the places where it is named, for who has another name for it.
    const clang::DeclRefExpr *Use = nullptr;
    bool ByCopy = false;
  };
  std::vector<Capture> Captures;
  /// Of the team that runs it, if that is in view.
  std::shared_ptr<const OpenMPSubscripts> Subscripts;
};

/// The directives in a function, or in one of these bodies.
class OpenMPScan {
public:
  /// \p Within: the body at hand, whose own directive has a say in it.
  OpenMPScan(const clang::ASTContext &Ctx, const clang::Stmt *Root,
             const OpenMPBody *Within);

  /// By directive, and by the first statement of `sections` where it is a
  /// section without saying so.
  llvm::MapVector<const clang::Stmt *, std::shared_ptr<OpenMPBody>> Bodies;

  bool isElsewhere(const clang::Stmt *S) const {
    return S && Elsewhere.contains(S);
  }
  /// The key of the body that a statement is in.
  const clang::Stmt *bodyOf(const clang::Stmt *S) const {
    return Elsewhere.lookup(S);
  }
  bool isElsewhere(const clang::VarDecl *V) const {
    return ElsewhereVariables.contains(V);
  }
  /// Names a thread's own copy of a variable: that of which directive.
  const clang::Stmt *privateOf(const clang::DeclRefExpr *E) const {
    return Privates.lookup(E);
  }

private:
  void walk(const clang::Stmt *S, unsigned Depth);
  void directive(const clang::OMPExecutableDirective &D, unsigned Depth);
  void body(const clang::Stmt *Key, const clang::OMPExecutableDirective *D,
            const clang::Stmt *Code, OpenMPRole Role);
  void firstSection(const clang::OMPExecutableDirective &D);
  /// \p Key is the body that it goes to, if any.
  void leaveOut(const clang::Stmt *S, const clang::Stmt *Key = nullptr);
  void makePrivate(const clang::OMPExecutableDirective &D, bool FirstToo);
  bool asksForThread(const clang::Expr *E) const;

  const clang::ASTContext &Ctx;
  llvm::DenseMap<const clang::Stmt *, const clang::Stmt *> Elsewhere;
  llvm::DenseSet<const clang::VarDecl *> ElsewhereVariables;
  llvm::DenseMap<const clang::DeclRefExpr *, const clang::Stmt *> Privates;
  /// Counters of loops that are shared out.
  llvm::DenseSet<const clang::VarDecl *> Counters;
  /// Variables that a thread's number was written to.
  llvm::DenseSet<const clang::VarDecl *> Numbers;
};

} // namespace concurrency

#endif // CONCURRENCY_EXTRACT_OPENMP_H
