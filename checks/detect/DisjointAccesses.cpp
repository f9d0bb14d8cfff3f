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

/// `v[i] = x` finds an element, which is an access of its own, and looks at none.
/// (`v[i].show()` may look at it, and nothing else says so.)
bool DisjointAccesses::findsElement(const SharedAccess &Look,
                                    const SharedAccess &Other) const {
  const List<Event> &Events = P[Look.In].Events;
  const size_t Next = Look.At.index() + 1;
  const Event &E = Events[Look.At.index()];
  auto IsElementOf = [](const Path &P, const Path &Whole) {
    return P.Steps.size() > Whole.Steps.size() && P.startsWith(Whole) &&
           P.Steps[Whole.Steps.size()].Kind == StepKind::Element;
  };
  return E.Op == Operation::Fetch && !Look.isWrite() && Next < Events.size() &&
         Events[Next].Kind == EventKind::Access && Events[Next].Text.empty() &&
         !Events[Next].Opaque &&
         IsElementOf(Events[Next].Target, E.Target) &&
         IsElementOf(Other.Whole, Look.Whole);
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
