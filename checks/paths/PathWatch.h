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
#include "clang/Basic/SourceLocation.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/SmallVector.h"
#include <bitset>

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
  };

  /// \p Alone: nothing is known of functions that are not in this file.
  explicit PathWatch(bool Alone) : Alone(Alone) {}
  const bool Alone;

  /// For the next function; what was noted of the last one is forgotten.
  void ask(llvm::SmallVector<Question, 4> Of);

  /// A lock is acquired at these places: a call, and the calls that led to it.
  void taken(llvm::ArrayRef<clang::SourceLocation> Places);
  /// A path comes by.
  void reached(clang::SourceLocation Where);
  /// What findings of this kind report happens on a path.
  void happened(FindingKind Kind) { Happened.set(unsigned(Kind)); }
  /// A function was not entered that does something to locks, or blocks.
  void lost() { Lost = true; }
  /// An order of two locks that are one object each.
  void settled(clang::SourceLocation Where) { Settled.insert(Where); }

  /// No path does what the finding says, as far as was looked.
  bool excludes(const Question &Q) const;
  llvm::ArrayRef<Question> questions() const { return Questions; }
  bool isSettled(clang::SourceLocation Where) const {
    return Settled.contains(Where);
  }

private:
  llvm::SmallVector<Question, 4> Questions;
  std::bitset<5> Happened;
  bool Lost = false;
  llvm::DenseSet<clang::SourceLocation> Settled;
};

} // namespace concurrency

#endif // CONCURRENCY_PATHS_PATHWATCH_H
