//===- LockHandles.cpp - locks behind a pointer of their own --------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// `struct lock { void *priv; };` with functions that lock, and others that
/// unlock, what `priv` points to. All such locks are one field, of the struct
/// behind; which one is meant, only the handle says.
///
//===----------------------------------------------------------------------===//

#include "solve/HeldLocks.h"
#include "solve/Structure.h"

using namespace concurrency;

/// The only field of a struct, if \p Lock leads through it from a parameter.
static EntityId handleOf(const Program &P, const Path &Lock) {
  llvm::ArrayRef<Step> Steps = Lock.Steps;
  if (Lock.Root != RootKind::Param || Steps.size() < 3 ||
      Steps[0].Kind != StepKind::Deref || Steps[1].Kind != StepKind::Field ||
      Steps[2].Kind != StepKind::Deref)
    return EntityId();
  EntityId Field = Steps[1].entity();
  EntityId Record = P[Field].Parent;
  return Record.valid() && P[Record].Kind == EntityKind::Record &&
                 P[Record].Fields.size() == 1
             ? Field
             : EntityId();
}

void concurrency::findLockHandles(Solution &S) {
  enum { Locks = 1, Unlocks = 2 };
  const Program &P = S.program();
  llvm::DenseMap<EntityId, unsigned> Known;
  for (uint32_t I = 0; I != P.functions().size(); ++I) {
    // (A class with methods is an object, however little it has.)
    if (P.functions()[I].Kind != FunctionKind::Function)
      continue;
    llvm::SmallDenseMap<EntityId, unsigned> Here;
    for (const Event &E : P.functions()[I].Events) {
      bool Takes =
          E.Kind == EventKind::Acquire || E.Kind == EventKind::TryAcquire;
      if (!Takes && E.Kind != EventKind::Release)
        continue;
      Path Lock = HeldLocks(S, FunctionId(I)).resolve(E.Target);
      if (EntityId Handle = handleOf(P, Lock); Handle.valid())
        Here[Handle] |= Takes ? Locks : Unlocks;
    }
    for (auto [Handle, What] : Here)
      if (What != (Locks | Unlocks))
        Known[Handle] |= What;
  }
  for (auto [Handle, What] : Known)
    if (What == (Locks | Unlocks))
      S.LockHandles.insert(Handle);
}
