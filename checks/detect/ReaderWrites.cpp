//===- ReaderWrites.cpp - writes under a reader's lock --------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "detect/ReaderWrites.h"
#include "llvm/ADT/STLExtras.h"

using namespace concurrency;

bool concurrency::isHeldAlone(EntityId Guard,
                              llvm::ArrayRef<SharedAccess> Accesses) {
  return llvm::any_of(Accesses, [&](const SharedAccess &A) {
    const HeldLock *H = holds(A, Guard);
    return !A.Unshared && H && H->Mode == LockMode::Exclusive;
  });
}

/// The local pointer was taken from the variable, by way of a few others
/// perhaps.
static bool isTakenFrom(const Function &F, uint32_t Local, EntityId Variable,
                        unsigned Depth = 3) {
  return llvm::any_of(F.Events, [&](const Event &E) {
    if (E.Kind != EventKind::Assign || !(E.Target == Path::local(Local)) ||
        E.Args.size() != 1 || E.Args[0].Kind != ValueKind::Copy)
      return false;
    const Path &From = E.Args[0].P;
    return From.global() == Variable ||
           (Depth && From.Root == RootKind::Local && From.Index != Local &&
            isTakenFrom(F, From.Index, Variable, Depth - 1));
  });
}

/// `for (r = table.first; r; r = r->next) r->hits++;`: what is counted hangs on
/// the variable that has the lock.
static bool countsMember(const Program &P, const SharedAccess &A,
                         const Path &Lock) {
  return A.Rw == AccessKind::Update && !Lock.Steps.empty() &&
         A.Whole.Root == RootKind::Local && Lock.global().valid() &&
         isTakenFrom(P[A.In], A.Whole.Index, Lock.global());
}

const HeldLock *concurrency::writesAsReader(const Program &P,
                                            const GuardVote &V,
                                            const SharedAccess &A,
                                            bool HeldAlone) {
  const HeldLock *H = holds(A, V.Guard);
  // What is elsewhere is somebody's own, such as a result that is filled in,
  // but for what the lock's object leads to, and others lock for alone.
  const bool Kept = HeldAlone && H && H->Lock.Root == RootKind::This &&
                    !H->Lock.hasDeref() && A.Whole.Root == RootKind::This;
  if (V.OfAnother || (V.Place != GuardPlace::SameObject &&
                      V.Place != GuardPlace::Global && !Kept))
    return nullptr;
  // (Which of the two a callee takes, its arguments say.)
  const bool AsReader =
      H && (H->Mode == LockMode::Shared ||
            (H->Mode == LockMode::Either && H->Via && !H->Via->Next));
  bool OfObject = A.Base.known() && V.Place == GuardPlace::Global;
  if (OfObject && A.Whole.Root == RootKind::Param)
    return nullptr;
  if (A.Unshared || A.Atomic || !A.isWrite() || !H || A.ByCall || A.SomePart ||
      (OfObject && !HeldAlone && !countsMember(P, A, H->Lock)) || !AsReader ||
      A.Held.size() != 1)
    return nullptr;
  return H;
}
