//===- RaceExcuses.cpp - two threads that do not meet after all -----------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "detect/ThreadRaces.h"
#include "solve/Control.h"
#include "solve/Conventions.h"
#include "solve/Entries.h"
#include "llvm/ADT/STLExtras.h"

using namespace concurrency;

/// The callers are not known, and may hold a lock. (Of a whole program, those
/// that lead there are.)
bool ThreadRaces::mayHoldMore(const Side &Of) const {
  return Of.Access->isDoubtful() && Of.Root < 0 &&
         (!Running.reachedFromMain(Of.Access->In) ||
          expectsLock(P, Of.Access->In));
}

/// Every one of the locks, and there are some, is one that the function takes
/// itself.
bool ThreadRaces::takesAll(FunctionId F, llvm::ArrayRef<HeldLock> Locks) const {
  return !Locks.empty() && llvm::all_of(Locks, [&](const HeldLock &H) {
    return llvm::any_of(S[F].Effects.Events, [&](const LatentEvent &L) {
      return L.Kind == LatentEvent::Acquire &&
             L.Target.lastEntity() == H.Lock.lastEntity();
    });
  });
}

/// The lock is part of the object that is being made: nobody has it yet.
static bool isOfNewObject(const Program &P, FunctionId Maker, const Path &Lock) {
  const Function &F = P[Maker];
  const EntityId Class = P.recordOf(F.Self), Of = P.recordOf(Lock.lastEntity());
  return F.Kind == FunctionKind::Constructor && Class.valid() && Of.valid() &&
         P.derives(Class, Of) && Lock.Root == RootKind::This &&
         !Lock.hasDeref();
}

/// In a part of a program, whoever is outside the threads may have been called
/// by somebody who holds the lock that the thread holds.
bool ThreadRaces::mayBeLockedOutside(const Side &A, const Side &B) const {
  if (Running.wholeProgram())
    return false;
  auto MayBe = [&](const Side &Outer, const Side &Thread) {
    if (Outer.Root != Threads::OutsideThreads)
      return false;
    // Nobody here starts threads before the settings are read.
    if (configuresByName(P[P[Outer.Access->In].Self].shortName()))
      return true;
    // A helper of both: what the thread's callers hold is not told apart from
    // what the others hold. (They hold nothing that it takes by itself.)
    bool Shared = Thread.Access->Whole.Root == RootKind::Global &&
                  Running.reachedOutside(Thread.Access->In) &&
                  !takesAll(Thread.Access->In, Outer.Access->Held);
    bool Locks =
        Thread.Root != Threads::OutsideThreads &&
        llvm::any_of(S[Running.roots()[Thread.Root].Body].Effects.Events,
                     [&](const LatentEvent &L) {
                       return L.Kind == LatentEvent::Acquire &&
                              !S.isOnce(L.Target);
                     });
    return (Shared && Locks) ||
           llvm::any_of(Thread.Access->Held, [&](const HeldLock &H) {
             const EntityId Lock = H.Lock.lastEntity();
             return !S.isKept(Lock, Outer.Access->ByInsiders) &&
                    !isOfNewObject(P, Outer.Access->In, H.Lock);
           });
  };
  return MayBe(A, B) || MayBe(B, A);
}

/// A loop goes on until the access says something else: a flag to stop it.
static bool isWaitedFor(const Function &F, EventId Read) {
  const Control Flow(F);
  for (uint32_t B = 0; B != F.Blocks.size(); ++B)
    if (F.Blocks[B].If && Flow.isLoopCondition(B) &&
        llvm::is_contained(Flow.sources(B), Read))
      return true;
  return false;
}

/// `open()`, `start()`, which starts the thread, and `stop()`, which waits for
/// its end, of one interface: whoever calls them by that keeps to the order.
bool ThreadRaces::areSteps(FunctionId Setter, const ThreadRoot &R) const {
  EntityId Class = P.recordOf(P[Setter].Self);
  EntityId Handle = P[R.Spawner].Events[R.Spawn.index()].Target.lastEntity();
  if (!P[Setter].Virtual || !P[R.Spawner].Virtual || Setter == R.Spawner ||
      !preparesByName(P[P[Setter].Self].shortName()) || !Class.valid() ||
      P.recordOf(P[R.Spawner].Self) != Class || !Handle.valid())
    return false;
  return llvm::any_of(P.functions(), [&](const Function &F) {
    return F.Virtual && P.recordOf(F.Self) == Class &&
           F.Self != P[Setter].Self &&
           llvm::any_of(F.Events, [&](const Event &E) {
             return E.Kind == EventKind::Join &&
                    E.Target.lastEntity() == Handle;
           });
  });
}

/// In a part of a program: what the threads only read is set by somebody who is
/// not seen to run beside them, before they start, most likely. (Not by who has
/// started threads or only joins them, and not if they wait for it.)
bool ThreadRaces::mayBeSettings(const Side &A, const Side &B,
                                llvm::ArrayRef<Side> All) const {
  if (Running.wholeProgram())
    return false;
  const Side &Setter = A.Root == Threads::OutsideThreads ? A : B;
  const Side &Reader = &Setter == &A ? B : A;
  if (Setter.Root != Threads::OutsideThreads || Reader.Root < 0 ||
      (Setter.Object.Root != RootKind::Global &&
       !areSteps(Setter.Access->In, Running.roots()[Reader.Root])) ||
      !Setter.Access->isWrite() || Setter.Access->Rw == AccessKind::Update ||
      Reader.Access->isWrite() || llvm::any_of(All, [](const Side &X) {
        return X.Root >= 0 && X.Access->isWrite();
      }))
    return false;
  const Function &F = P[Setter.Access->In];
  const Control Flow(F);
  bool Starts = false, Joins = false;
  for (auto [J, E] : llvm::enumerate(F.Events)) {
    if (E.Kind == EventKind::Spawn &&
        Flow.canFollow(EventId(J), Setter.Access->At))
      return false;
    Starts |= E.Kind == EventKind::Spawn;
    Joins |= E.Kind == EventKind::Join;
  }
  return (Starts || !Joins) &&
         !isWaitedFor(P[Reader.Access->In], Reader.Access->At);
}

/// The function that signals the object; none if there are several.
FunctionId ThreadRaces::onlySignaller(EntityId Object) const {
  if (!Signallers) {
    Signallers.emplace();
    for (auto [I, F] : llvm::enumerate(P.functions()))
      for (const Event &E : F.Events)
        if (EntityId On = E.Target.lastEntity();
            E.Kind == EventKind::Signal && On.valid()) {
          FunctionId Of = P.original(FunctionId(I));
          if (auto [It, New] = Signallers->try_emplace(On, Of);
              !New && It->second != Of)
            It->second = FunctionId();
        }
  }
  return Signallers->lookup(Object);
}

/// `ready = true; sem_post(&done);` on one side, once, and nowhere else;
/// `sem_wait(&done); if (ready)` on the other.
bool ThreadRaces::handsOverBySignal(const SharedAccess &First,
                                    const SharedAccess &Second) const {
  const Function &F = P[First.In], &G = P[Second.In];
  std::optional<Control> Before, After;
  for (uint32_t J = First.At.index() + 1; J < F.Events.size(); ++J) {
    const Event &Signal = F.Events[J];
    EntityId On = Signal.Target.lastEntity();
    if (Signal.Kind != EventKind::Signal || !On.valid() ||
        !onlySignaller(On).valid())
      continue;
    if (!Before)
      Before.emplace(F);
    // The next thing, and not a turn of a loop.
    if (Before->blockOf(First.At) != Before->blockOf(EventId(J)) ||
        Before->canFollow(EventId(J), First.At))
      continue;
    for (uint32_t K = 0; K < Second.At.index(); ++K) {
      const Event &Await = G.Events[K];
      if (Await.Kind != EventKind::Await || Await.Target.lastEntity() != On)
        continue;
      if (!After)
        After.emplace(G);
      if (After->isAlwaysBefore(EventId(K), Second.At))
        return true;
    }
  }
  return false;
}

/// One side accesses the state and then stores to an atomic; the other loads
/// that, and accesses the state depending on what it read.
bool ThreadRaces::handsOver(const SharedAccess &A,
                            const SharedAccess &B) const {
  if (handsOverBySignal(A, B) || handsOverBySignal(B, A))
    return true;
  // (A fence may follow a relaxed load.)
  auto Synchronises = [](const Event &E) {
    return E.Kind == EventKind::Access && E.Atomic &&
           (!E.Relaxed || E.Rw == AccessKind::Read);
  };
  auto Hands = [&](const SharedAccess &First, const SharedAccess &Second) {
    const Function &F = P[First.In], &G = P[Second.In];
    for (uint32_t J = First.At.index() + 1; J < F.Events.size(); ++J) {
      const Event &Store = F.Events[J];
      if (!Synchronises(Store) || Store.Rw == AccessKind::Read)
        continue;
      for (uint32_t K = 0; K < Second.At.index(); ++K) {
        const Event &Load = G.Events[K];
        if (Synchronises(Load) && Load.Rw != AccessKind::Write &&
            Load.Target.lastEntity() == Store.Target.lastEntity() &&
            llvm::is_contained(Control(G).deciding(Second.At), EventId(K)))
          return true;
      }
    }
    return false;
  };
  return Hands(A, B) || Hands(B, A);
}

/// (A destructor that has yet to join a thread ends nothing before that, nor
/// does a constructor make anything once it has started one.)
bool ThreadRaces::isSetUp(const SharedAccess &A) const {
  return S[A.In].At.SetUp && P[A.In].Kind != FunctionKind::Destructor &&
         !A.AfterSpawn;
}
