//===- MixedAtomics.cpp - atomic here, and not there ----------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "detect/MixedAtomics.h"
#include "detect/Explain.h"
#include "llvm/ADT/STLExtras.h"

using namespace concurrency;

/// Read, changed and written in one step, where others may be.
static bool changesAtOnce(const Solution &S, const SharedAccess &A) {
  return A.Atomic && A.Rw == AccessKind::Update && !A.Unshared &&
         !S[A.In].At.SetUp;
}

/// Somebody asks what the operation made of it, as for a count of references.
/// (A plain change of what is only counted may well be when all are done.)
static bool isAsked(const Solution &S, const SharedAccess &A) {
  const Function &F = S.program()[A.In];
  auto IsIt = [&](const Dep &D) { return D.Result == A.At; };
  return changesAtOnce(S, A) &&
         (llvm::any_of(
              F.Events,
              [&](const Event &E) { return llvm::any_of(E.Deps, IsIt); }) ||
          llvm::any_of(F.Blocks, [&](const Block &B) {
            return B.If &&
                   (B.If->Result == A.At || llvm::any_of(B.If->Deps, IsIt));
          }));
}

/// Likewise, in three steps.
static bool changesInSteps(const Solution &S, const SharedAccess &A) {
  return !A.Atomic && A.Rw == AccessKind::Update && !A.Unshared && !A.ByCall &&
         !A.isDoubtful() && !S[A.In].At.SetUp && !S.dies(A.In, A.At);
}

static bool shareLock(const SharedAccess &A, const SharedAccess &B) {
  return llvm::any_of(A.Held, [&](const HeldLock &H) {
    return holdsClass(B.Held, H.Lock.lastEntity());
  });
}

Bugs concurrency::findMixedAtomics(const Evidence &Known) {
  const Solution &S = Known.S;
  const Program &P = S.program();
  Bugs Found;
  for (const auto &[Key, Uses] : Known.Accesses) {
    if (!P[Key.Entity].Type.Scalar || Key.Pointee ||
        llvm::none_of(Uses,
                      [&](const SharedAccess &A) { return isAsked(S, A); }))
      continue;
    for (const SharedAccess &A : Uses) {
      // (Who can do both knows which it is to be.)
      if (!changesInSteps(S, A) ||
          llvm::any_of(Uses, [&](const SharedAccess &B) {
            return B.In == A.In && B.Atomic;
          }))
        continue;
      auto Other = llvm::find_if(Uses, [&](const SharedAccess &B) {
        return changesAtOnce(S, B) && B.In != A.In && !shareLock(A, B) &&
               A.part() == B.part() &&
               (Known.Running.roots().empty() ||
                Known.Running.mayOverlap(A.In, A.At, B.In, B.At));
      });
      if (Other == Uses.end())
        continue;
      Bug B = bugAt(P, Pattern::MixedAtomic, A.In, A.At);
      B.Names = {stateName(S, P[A.In], A.Whole)};
      B.Steps.push_back({BugStepKind::WrittenHere,
                         P[Other->In].Events[Other->At.index()].Where,
                         {B.Names[0]}});
      Found.push_back(std::move(B));
    }
  }
  return Found;
}
