//===- Structure.cpp - classes that are locks by what they do -------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "solve/Structure.h"
#include "llvm/ADT/MapVector.h"

using namespace concurrency;

namespace {
/// How many methods of a class do what to one of its fields.
struct Uses {
  unsigned OnlyAcquire = 0;
  unsigned OnlyRelease = 0;
  unsigned Both = 0;
};
} // namespace

/// The field of \p Record that \p Lock leads to, if it is part of `this`.
static EntityId ownField(const Program &P, EntityId Record, const Path &Lock) {
  if (Lock.Root != RootKind::This || Lock.Steps.empty() ||
      Lock.Steps.front().Kind != StepKind::Field)
    return EntityId();
  EntityId Field = Lock.Steps.front().entity();
  return P.recordOf(Field) == Record ? Field : EntityId();
}

static void countUses(const Solution &S, const Function &F, EntityId Record,
                      llvm::MapVector<EntityId, Uses> &Fields) {
  enum { Acquires = 1, Releases = 2 };
  const Program &P = S.program();
  llvm::DenseMap<EntityId, unsigned> Seen;
  auto Note = [&](const Path &Lock, unsigned What) {
    if (EntityId Field = ownField(P, Record, S.canonical(Lock)); Field.valid())
      Seen[Field] |= What;
  };
  for (const Event &E : F.Events) {
    switch (E.Kind) {
    case EventKind::Acquire:
    case EventKind::TryAcquire:
      Note(E.Target, Acquires);
      break;
    case EventKind::Release:
      Note(E.Target, Releases);
      break;
    case EventKind::GuardInit:
      for (const Value &V : E.Args)
        Note(V.P, Acquires | Releases);
      break;
    case EventKind::Call:
      if (E.Hint == Event::HintTy::Acquire ||
          E.Hint == Event::HintTy::TryAcquire)
        Note(E.Target, Acquires);
      else if (E.Hint == Event::HintTy::Release)
        Note(E.Target, Releases);
      else if (E.Hint == Event::HintTy::Guard)
        for (const Value &V : E.Args)
          Note(V.pointee(), Acquires | Releases);
      break;
    default:
      break;
    }
  }
  for (auto [Field, What] : Seen) {
    Uses &U = Fields[Field];
    ++(What == Acquires ? U.OnlyAcquire
                        : What == Releases ? U.OnlyRelease : U.Both);
  }
}

/// A lock class has little beside its lock. One with data to guard is an
/// object with a lock, even if it has lock() and unlock().
static bool isSlim(const Program &P, EntityId Record) {
  unsigned Locks = 0;
  for (EntityId Field : P[Record].Fields) {
    TypeRole Role = P[Field].Type.Role;
    if (Role == TypeRole::Container || Role == TypeRole::Callable ||
        Role == TypeRole::Stream)
      return false;
    Locks += Role == TypeRole::Lock;
  }
  return Locks <= 1 && P[Record].Fields.size() <=
                           (P[Record].LockLike ? 6u : 2u);
}

void concurrency::findStructure(Solution &S) {
  const Program &P = S.program();
  for (const Function &F : P.functions())
    for (const Event &E : F.Events)
      if (E.Kind == EventKind::Block) {
        if (EntityId Handle = E.Target.lastEntity();
            E.NonBlocking && Handle.valid())
          S.NonBlockingHandles.insert(Handle);
      } else if (E.Kind == EventKind::LockInit)
        if (EntityId Class = E.Target.lastEntity(); Class.valid()) {
          auto [It, New] = S.InitialisedAs.try_emplace(Class, E.Reentrant);
          if (!New && It->second != E.Reentrant)
            It->second = Reentrancy::Unknown;
        }

  // A wrapper of a wrapper is seen once the inner one is known.
  for (unsigned Round = 0; Round != 3; ++Round) {
    llvm::MapVector<EntityId, llvm::MapVector<EntityId, Uses>> Records;
    for (const Function &F : P.functions())
      if (EntityId Record = P.recordOf(F.Self);
          Record.valid() && F.Kind == FunctionKind::Method &&
          isSlim(P, Record))
        countUses(S, F, Record, Records[Record]);
    bool Changed = false;
    for (auto &[Record, Fields] : Records)
      for (auto &[Field, U] : Fields)
        if (U.OnlyAcquire && U.OnlyRelease && !U.Both)
          Changed |= S.WrappedLock.try_emplace(Record, Field).second;
    if (!Changed)
      return;
  }
}

void concurrency::findLentLocks(Solution &S) {
  const Program &P = S.program();
  auto Lend = [&](const Path &Lock) {
    if (EntityId Class = Lock.lastEntity(); Class.valid())
      S.LentLocks.insert(Class);
  };
  for (uint32_t I = 0; I != P.functions().size(); ++I) {
    const Function &F = P.functions()[I];
    if (F.Access == AccessSpec::Private || F.Internal ||
        (F.Kind != FunctionKind::Method && F.Kind != FunctionKind::Function))
      continue;
    const Summary &Effects = S[FunctionId(I)].Effects;
    for (const auto *Net : {&Effects.Acquires, &Effects.AcquiresIfNonZero,
                            &Effects.AcquiresIfZero})
      for (const NetLock &L : *Net)
        Lend(L.Lock);
    EntityId Returned = Effects.Returned.P.lastEntity();
    if (Effects.Returned.Kind == ValueKind::Address && Returned.valid() &&
        P[Returned].Type.Role == TypeRole::Lock)
      Lend(Effects.Returned.P);
  }
}
