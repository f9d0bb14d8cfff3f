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

void PathWatch::ask(llvm::SmallVector<Question, 4> Of, const CFG *Graph,
                    const SourceManager &SM) {
  Questions = std::move(Of);
  Stops = Graph;
  LastPlace.clear();
  LeadsThere.clear();
  if (!Graph)
    return;
  std::vector<bool> Found(Questions.size());
  for (const CFGBlock *Block : *Graph)
    for (auto [I, Element] : llvm::enumerate(*Block)) {
      auto S = Element.getAs<CFGStmt>();
      const auto *E = S ? dyn_cast<Expr>(S->getStmt()) : nullptr;
      if (!E)
        continue;
      SourceLocation Begin = SM.getExpansionLoc(E->getBeginLoc());
      SourceLocation Name = SM.getExpansionLoc(E->getExprLoc());
      for (auto [N, Q] : llvm::enumerate(Questions))
        if (Q.Where == Begin || Q.Where == Name) {
          Found[N] = true;
          LastPlace[Block] = I;
        }
    }
  if (llvm::is_contained(Found, false)) {
    Stops = false;
    return;
  }
  llvm::SmallVector<const CFGBlock *, 16> Work;
  for (const auto &[Block, I] : LastPlace)
    Work.push_back(Block);
  while (!Work.empty())
    for (const CFGBlock::AdjacentBlock &Before : Work.pop_back_val()->preds())
      if (const CFGBlock *B = Before.getReachableBlock();
          B && LeadsThere.insert(B).second)
        Work.push_back(B);
}

bool PathWatch::isOver(const CFGBlock *Block, unsigned Index) const {
  if (!Stops || !Block || LeadsThere.contains(Block))
    return false;
  auto Place = LastPlace.find(Block);
  return Place == LastPlace.end() || Index > Place->second;
}

void PathWatch::taken(Places At) {
  for (Question &Q : Questions)
    Q.Taken |= llvm::any_of(
        At, [&](SourceLocation P) { return llvm::is_contained(Q.Steps, P); });
}

void PathWatch::reached(Places At) {
  for (Question &Q : Questions)
    Q.Reached |= llvm::is_contained(At, Q.Where);
}

void PathWatch::happened(FindingKind Kind, Places At) {
  for (Question &Q : Questions)
    Q.Shown |= Q.Kind == Kind && llvm::is_contained(At, Q.Where);
}

void PathWatch::lost(Places At) {
  for (Question &Q : Questions)
    Q.Lost |= llvm::is_contained(At, Q.Where);
}

void PathWatch::lostLocks() {
  for (Question &Q : Questions)
    Q.Lost = true;
}

bool PathWatch::excludes(const Question &Q) {
  if (Q.Lost || !Q.Reached || Q.Shown)
    return false;
  switch (Q.Kind) {
  case FindingKind::NonReentrantRelock:
  case FindingKind::IoUnderLock:
    // The place where the lock was taken was seen as well. If it was not, then
    // somebody else took it.
    return Q.Taken;
  case FindingKind::UnprotectedSharedState:
    // Asked only where a lock for readers is held, says the core.
    return true;
  case FindingKind::LockOrderInversion:
    // One place of several is reported.
  case FindingKind::CheckThenAct:
    // What makes a decision one, paths do not know in full.
    return false;
  }
  return false;
}
