//===- PathWatch.h - what paths say of a finding ----------------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// While the paths of one function are followed, notes what decides on the
/// findings that stand in it. A finding is refuted by what paths do not show,
/// so everything that could hide something counts in its favour: no finding may
/// be lost because the analyzer did not look.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_PATHS_PATHWATCH_H
#define CONCURRENCY_PATHS_PATHWATCH_H

#include "detect/Bug.h"
#include "solve/Doings.h"
#include "clang/Analysis/CFG.h"
#include "clang/Basic/SourceLocation.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/ADT/SmallVector.h"

namespace concurrency {

class PathWatch {
public:
  struct Question {
    FindingKind Kind;
    clang::SourceLocation Where;
    /// The finding's notes; one of them is where the lock was taken.
    llvm::SmallVector<clang::SourceLocation, 8> Steps;
    bool Taken = false;
    bool Reached = false;
    /// What findings of this kind report happens there, on some path.
    bool Shown = false;
    /// Something was not followed that may show it.
    bool Lost = false;
  };
  using Places = llvm::ArrayRef<clang::SourceLocation>;

  /// See VerifyOptions.
  PathWatch(bool Alone, const DoingsMap *Program)
      : Alone(Alone), Program(Program) {}
  const bool Alone;
  const DoingsMap *const Program;

  /// For the next function; what was noted of the last one is forgotten.
  /// \p Graph: if paths need not be followed beyond the places that were asked
  /// about.
  void ask(llvm::SmallVector<Question, 4> Of, const clang::CFG *Graph,
           const clang::SourceManager &SM);
  /// Nothing that was asked about can come behind this element of the graph.
  bool isOver(const clang::CFGBlock *Block, unsigned Index) const;
  static constexpr llvm::StringLiteral OverTag = "nothing more was asked";

  // Of what happens on a path, the places are those of the call or access and
  // of the calls that led to it.

  void taken(Places At);
  /// A path comes by.
  void reached(Places At);
  void happened(FindingKind Kind, Places At);
  /// Something was not followed that may do it.
  void lost(Places At);
  /// Likewise, and locks are not as they were behind it.
  void lostLocks();
  /// An order of two locks that are one object each.
  void settled(clang::SourceLocation Where) { Settled.insert(Where); }

  /// No path does what the finding says, as far as was looked.
  static bool excludes(const Question &Q);
  llvm::ArrayRef<Question> questions() const { return Questions; }
  bool isSettled(clang::SourceLocation Where) const {
    return Settled.contains(Where);
  }

private:
  llvm::SmallVector<Question, 4> Questions;
  /// Where to stop; see isOver().
  bool Stops = false;
  llvm::DenseMap<const clang::CFGBlock *, unsigned> LastPlace;
  llvm::SmallPtrSet<const clang::CFGBlock *, 32> LeadsThere;
  llvm::DenseSet<clang::SourceLocation> Settled;
};

} // namespace concurrency

#endif // CONCURRENCY_PATHS_PATHWATCH_H
