//===- GuardRule.cpp - when a missing lock is a bug -----------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "detect/GuardRule.h"
#include "solve/Conventions.h"
#include "llvm/ADT/STLExtras.h"

using namespace concurrency;

/// The access comes before the threads that its function starts, or after the
/// ones that it joined.
static bool isOrdered(const Evidence &Known, const SharedAccess &A) {
  const Program &P = Known.S.program();
  const Threads &Running = Known.Running;
  bool Any = false;
  for (auto [Root, R] : llvm::enumerate(Running.roots())) {
    const Event &Spawn = P[R.Spawner].Events[R.Spawn.index()];
    bool Joins = llvm::any_of(P[A.In].Events, [&](const Event &E) {
      return E.Kind == EventKind::Join && E.Target.lastEntity().valid() &&
             E.Target.lastEntity() == Spawn.Target.lastEntity();
    });
    if (R.Spawner != A.In && !Joins)
      continue;
    if (Running.mayRunDuring(Root, A.In, A.At))
      return false;
    Any = true;
  }
  return Any;
}

/// The path leads through a field of the object that has the lock.
static bool throughOwner(const Program &P, const SharedAccess &A,
                         EntityId Guard) {
  EntityId Owner = P.recordOf(Guard);
  return Owner.valid() && llvm::any_of(A.Whole.Steps, [&](const Step &T) {
           return T.Kind == StepKind::Field && P.recordOf(T.entity()) == Owner;
         });
}

/// The function acquires a lock of this class, so its callers do not hold it.
static bool takes(const Solution &S, FunctionId F, EntityId Guard) {
  return llvm::any_of(S[F].Effects.Events, [&](const LatentEvent &L) {
    return L.Kind == LatentEvent::Acquire && L.Target.lastEntity() == Guard &&
           L.Released.empty();
  });
}

std::optional<Confidence> concurrency::deviates(const Evidence &Known,
                                                const GuardVote &V,
                                                const SharedAccess &A) {
  const Program &P = Known.S.program();
  if (A.Unshared || A.UnknownOwner || A.Atomic || isGuarded(V, A))
    return std::nullopt;
  if (V.Annotated)
    return Confidence::Definite;
  // State that is never written, once made, needs no lock.
  if (!V.GuardedWrites && !V.UnguardedWrites)
    return std::nullopt;
  if (isOrdered(Known, A) || isPhaseByName(P[P[A.In].Self].shortName()))
    return std::nullopt;
  double Share = double(V.Guarded) / V.total();

  // Could the caller hold it? Not if the function takes it itself.
  if (V.Exposed && !takes(Known.S, A.In, V.Guard))
    return std::nullopt;
  switch (V.Place) {
  case GuardPlace::SameObject:
    // A class with a lock of its own: the rule is what most methods do. Where
    // the lock is everybody's, so is the rule.
    if (V.Exposed) {
      if (V.GuardedWrites && V.Guarded >= 3 && Share >= 0.75)
        return Confidence::Likely;
    } else if (V.GuardedWrites) {
      if (Share >= 2.0 / 3 && V.Guarded >= 2)
        return Confidence::Definite;
      if (Share >= 0.5 || (A.isWrite() && Share >= 1.0 / 3 && V.Guarded >= 2))
        return Confidence::Likely;
    } else if (A.isWrite() && V.Guarded >= 2 && Share >= 2.0 / 3) {
      // Only reads are guarded: what for, if not for this write?
      return Confidence::Likely;
    }
    return std::nullopt;
  case GuardPlace::Global:
    // State of a file with a lock of the file; another lock may do as well.
    if (!V.GuardedWrites || A.Base.known())
      break;
    if (Share >= 0.85 && V.Guarded >= 6)
      return Confidence::Definite;
    if (Share >= 0.75 && V.Guarded >= 3)
      return Confidence::Likely;
    return std::nullopt;
  case GuardPlace::Outer:
  case GuardPlace::Other:
    break;
  }
  // Objects that come and go under a lock elsewhere are nobody else's in
  // between, so the majority must be overwhelming, and this one be reached
  // through the owner of the lock.
  if (V.GuardedWrites && V.Guarded >= 4 && Share >= 0.8 &&
      throughOwner(P, A, V.Guard))
    return Confidence::Likely;
  return std::nullopt;
}
