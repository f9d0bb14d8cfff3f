//===- FaintVotes.cpp - votes that are not enough by themselves -----------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "detect/FaintVotes.h"
#include "llvm/ADT/STLExtras.h"

using namespace concurrency;

/// What is seen once under a lock may be so by chance (but hardly in a method, of
/// its own object); so may what only others than its writer look at there, or
/// what one function alone locks for.
static bool isSeldomGuarded(const GuardVote &V, const SharedAccess &A,
                            bool Scalar) {
  if (V.Guarded <= 1 && !A.isWrite() && A.Whole.Root != RootKind::This)
    return true;
  if (V.GuardedWrites == 0 && Scalar)
    return true;
  return V.GuardedFunctions <= 1 &&
         (V.Place != GuardPlace::SameObject ||
          (A.isWrite() && A.Whole.Root == RootKind::Param));
}

/// A function of C that does little else than look at, or set, one field of an
/// object that it is given leaves it to its callers when that is safe.
static bool isAccessor(const Solution &S, const GuardVote &V,
                       const SharedAccess &A) {
  constexpr size_t Little = 3, Short = 6;
  const AccessSite Odd = oddSite(S, V.Guard, A);
  llvm::ArrayRef<Event> Events = S.program()[Odd.In].Events;
  const size_t Does = Events.size();
  auto Writes = [](const Event &E) {
    return E.Kind == EventKind::Access && E.Rw != AccessKind::Read;
  };
  return A.Whole.Root == RootKind::Param && A.Rw != AccessKind::Update &&
         llvm::count_if(Events, Writes) <= 1 &&
         llvm::none_of(Events,
                       [](const Event &E) {
                         return E.Kind == EventKind::Call ||
                                E.Kind == EventKind::Acquire;
                       }) &&
         (Does <= Little || (Does <= Short && S.callSites(Odd.In).empty()));
}

/// The lock of a list keeps the list together; who has got hold of one of its
/// members may look at that.
static bool isLookAtMember(const Solution &S, const GuardVote &V,
                           const SharedAccess &A) {
  EntityId State = A.Whole.lastEntity();
  return V.Place == GuardPlace::Global && !A.isWrite() && State.valid() &&
         S.program()[State].Kind == EntityKind::Field;
}

/// A function that is not seen is supposed to use the object, or the part of
/// something, that it is given.
static bool isSupposed(const SharedAccess &A) {
  return (A.ByCall && A.Whole.Root != RootKind::This) ||
         (A.SomePart && A.Whole.Root == RootKind::Param);
}

/// Of the functions that take the lock for the class, one alone does so at this
/// state, by chance perhaps; and the one that changes it without never takes it.
/// (Who only looks at what another one sets under the lock forgot it.)
static bool isOfOneFunction(const Solution &S, const GuardVote &V,
                            const SharedAccess &A) {
  constexpr unsigned Several = 3;
  if (!A.isWrite() || V.GuardedFunctions > 1 || V.ClassWith < Several)
    return false;
  const AccessSite Odd = oddSite(S, V.Guard, A);
  // (Of a helper, all callers count as one.)
  if (Odd.In != A.In)
    return false;
  return llvm::none_of(S[Odd.In].Effects.Events, [&](const LatentEvent &L) {
    return L.Kind == LatentEvent::Acquire && L.Target.lastEntity() == V.Guard;
  });
}

bool concurrency::isFaint(const Solution &S, const GuardVote &V,
                          const SharedAccess &A) {
  EntityId State = A.Whole.lastEntity();
  const TypeFacts Type =
      State.valid() ? S.program()[State].Type : TypeFacts();
  if (V.Annotated)
    return false;
  if (isOfOneFunction(S, V, A))
    return true;
  // (Containers are hardly ever left to luck.)
  if (Type.Role == TypeRole::Container)
    return false;
  // The lock of another object, to which this one points, is there for that
  // one: what is done here under it may be so for that one's sake.
  if (V.OfAnother)
    return true;
  // Where few functions work on the class without the lock, it is odd enough.
  constexpr unsigned Several = 3;
  return V.PeersWithout >= Several &&
         (isSeldomGuarded(V, A, Type.Scalar) || isAccessor(S, V, A) ||
          isLookAtMember(S, V, A) || isSupposed(A));
}
