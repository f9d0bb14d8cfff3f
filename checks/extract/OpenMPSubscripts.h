//===- OpenMPSubscripts.h - which elements a thread gets --------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Reads subscripts in code that a team of threads runs as sums: of the counter
/// of a loop whose turns are shared out, of the counters of loops that every
/// thread runs in full, of what does not change meanwhile, and of a number.
/// What else a subscript is made of makes it unknown.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_EXTRACT_OPENMPSUBSCRIPTS_H
#define CONCURRENCY_EXTRACT_OPENMPSUBSCRIPTS_H

#include "extract/BodyScan.h"
#include "extract/OpenMP.h"
#include "facts/Facts.h"
#include "llvm/ADT/FoldingSet.h"
#include <deque>

namespace concurrency {

/// Numbers for loops and for what subscripts have in common, within a file.
class OpenMPNumbers {
public:
  uint32_t newLoops(unsigned Count) {
    uint32_t First = Loops;
    Loops += Count;
    return First;
  }
  uint32_t of(const llvm::FoldingSetNodeID &Id) {
    return Known.try_emplace(Id.ComputeHash(), Known.size() + 1).first->second;
  }

private:
  uint32_t Loops = 1;
  llvm::DenseMap<unsigned, uint32_t> Known;
};

class OpenMPSubscripts {
public:
  /// \p Team is the directive that starts the team, \p Around what is known of
  /// the function that it stands in.
  OpenMPSubscripts(clang::ASTContext &Ctx, OpenMPNumbers &Numbers,
                   const clang::OMPExecutableDirective &Team,
                   const BodyScan &Around, const ExtractOptions &Options);

  /// Of all subscripts on the way to the object, outermost first; false if one
  /// of them is unknown.
  bool read(const clang::Expr *Object,
            llvm::SmallVectorImpl<Subscript> &Into) const;

private:
  /// A loop whose counter is \p Counter in its body.
  struct Loop {
    const clang::VarDecl *Counter = nullptr;
    uint32_t Number = 0; ///< of those that are shared out
    uint32_t Nest = 0;
    /// Of the counter: its first value, what a turn adds, and how many turns
    /// there are after the first.
    std::optional<int64_t> First, Step, Last;
    /// Of one that each thread runs in full: tells its bounds.
    std::optional<uint32_t> Bounds;
  };
  struct Sum;

  void walk(const clang::Stmt *S, unsigned Depth);
  void enter(const clang::ForStmt &For, uint32_t Number, uint32_t Nest);
  void bounds(const clang::ForStmt &For, Loop &L) const;
  std::optional<int64_t> step(const clang::ForStmt &For) const;
  bool add(const clang::Expr *E, int64_t Factor, Sum &To, unsigned Depth) const;
  std::optional<Subscript> subscript(const clang::Expr *E) const;
  std::optional<int64_t> constant(const clang::Expr *E,
                                  unsigned Depth = 0) const;
  bool isSteady(const clang::Expr *E) const;

  clang::ASTContext &Ctx;
  OpenMPNumbers &Numbers;
  std::deque<Loop> Loops;
  llvm::SmallVector<const Loop *, 8> Open;
  /// The loops that are being shared out, by their statement.
  llvm::DenseMap<const clang::ForStmt *, std::pair<uint32_t, uint32_t>>
      SharedOut;
  llvm::DenseMap<const clang::DeclRefExpr *, const Loop *> CounterUses;
  llvm::DenseSet<const clang::VarDecl *> Declared;
  /// Variables that the team changes, and those that are changed at all.
  llvm::DenseSet<const clang::VarDecl *> Changing, SetAgain;
};

} // namespace concurrency

#endif // CONCURRENCY_EXTRACT_OPENMPSUBSCRIPTS_H
