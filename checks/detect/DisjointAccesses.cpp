//===- DisjointAccesses.cpp - one object, but other parts of it -----------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "detect/DisjointAccesses.h"
#include "solve/Teams.h"

using namespace concurrency;

/// Two elements of one array, by their numbers.
static bool otherElements(const Path &A, const Path &B) {
  auto IsArray = [](const Step &S, const Step &T) {
    return S == T ||
           (S.Kind == StepKind::Element && T.Kind == StepKind::Element);
  };
  return A.Root == B.Root && A.Index == B.Index &&
         llvm::equal(A.Steps, B.Steps, IsArray) && !similarObject(A, B);
}

/// Two members of one embedded object.
static bool otherParts(const SharedAccess &A, const SharedAccess &B) {
  return llvm::any_of(llvm::zip(A.part(), B.part()), [](const auto &Both) {
    const auto &[X, Y] = Both;
    return X.Kind == StepKind::Field && Y.Kind == StepKind::Field && !(X == Y);
  });
}

/// `v[i]` finds an element, and looks at none.
bool DisjointAccesses::findsElement(const SharedAccess &Look,
                                    const SharedAccess &Other) const {
  const size_t Depth = Look.Whole.Steps.size();
  return P[Look.In].Events[Look.At.index()].Op == Operation::Fetch &&
         !Look.isWrite() && Other.Whole.Steps.size() > Depth &&
         Other.Whole.startsWith(Look.Whole) &&
         Other.Whole.Steps[Depth].Kind == StepKind::Element;
}

bool DisjointAccesses::disjoint(const SharedAccess &A, int RootA,
                                const SharedAccess &B, int RootB) {
  if (otherElements(A.Whole, B.Whole) || otherParts(A, B) ||
      findsElement(A, B) || findsElement(B, A))
    return true;
  if (RootA < 0 || RootB < 0)
    return false;
  if (Running.teams().inTeam(RootA) && Running.teams().inTeam(RootB) &&
      !mayBeOneElement(P[A.In], A.At, P[B.In], B.At))
    return true;
  return Own.apart(RootA, A, RootB, B);
}
