//===- PathWatch.cpp - what paths say of a finding ------------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "paths/PathWatch.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;
using namespace concurrency;

void PathWatch::ask(llvm::SmallVector<Question, 4> Of) {
  Questions = std::move(Of);
  Happened.reset();
  Lost = false;
}

void PathWatch::taken(llvm::ArrayRef<SourceLocation> Places) {
  for (Question &Q : Questions)
    Q.Taken |= llvm::any_of(Places, [&](SourceLocation At) {
      return llvm::is_contained(Q.Steps, At);
    });
}

void PathWatch::reached(SourceLocation Where) {
  for (Question &Q : Questions)
    Q.Reached |= Q.Where == Where;
}

bool PathWatch::excludes(const Question &Q) const {
  if (Lost || !Q.Reached || Happened.test(unsigned(Q.Kind)))
    return false;
  switch (Q.Kind) {
  case FindingKind::NonReentrantRelock:
  case FindingKind::IoUnderLock:
    // The place where the lock was taken was seen as well. If it was not, then
    // somebody else took it.
    return Q.Taken;
  case FindingKind::UnprotectedSharedState:
    // Where the lock may be held, the core is silent.
  case FindingKind::LockOrderInversion:
    // One place of several is reported.
  case FindingKind::CheckThenAct:
    // What makes a decision one, paths do not know in full.
    return false;
  }
  return false;
}
