//===- HeldEvents.cpp - what events do to the locks held ------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "solve/HeldLocks.h"
#include "llvm/ADT/STLExtras.h"

using namespace concurrency;

void HeldLocks::acquire(LockSet &State, const Path &Lock, LockMode Mode,
                        Reentrancy Reentrant, HoldSource Source, bool Must,
                        const Trace *Via, uint32_t Group) {
  if (const GuardState *G = State.guardAround(Lock);
      G && G->Locks != List<Path>{Lock}) {
    lockGuard(State, Path(G->Guard), Must ? Holding::Yes : Holding::Maybe, Via);
    return;
  }
  List<Path> Several = candidates(Lock);
  for (Path &One : Several) {
    HeldLock H;
    H.Reentrant = reentrancy(One, Reentrant);
    H.Lock = std::move(One);
    H.Mode = Mode;
    H.Source = Source;
    H.Must = false;
    H.Through = Lock;
    H.Via = Via;
    State.acquire(std::move(H));
  }
  if (!Several.empty())
    return;
  HeldLock H;
  H.Lock = Lock;
  H.Mode = Mode;
  H.Reentrant = reentrancy(Lock, Reentrant);
  H.Source = Source;
  // What was released for a while is the caller's lock, now as before.
  for (const HeldLock &Callers : AtEntry)
    if (Callers.Lock == Lock && H.own())
      H.Source = Callers.Source;
  H.Must = Must;
  H.Via = Via;
  H.Group = Group;
  // Who gets on had not held it before.
  if (Must && isNonReentrant(H.Reentrant))
    llvm::erase_if(State.Locks, [&](const HeldLock &Before) {
      return Before.Lock == Lock && !Before.Must;
    });
  State.acquire(std::move(H));
}

void HeldLocks::assertHeld(LockSet &State, const Path &Lock, const Event &E) {
  if (!State.find(Lock))
    acquire(State, Lock, E.Mode, E.Reentrant, HoldSource::Asserted, true,
            here(E));
}

void HeldLocks::release(LockSet &State, const Path &Lock) {
  // A callee gave up what the guard that it was handed manages.
  if (const GuardState *G = State.guardAround(Lock);
      G && G->Locks != List<Path>{Lock}) {
    unlockGuard(State, Path(G->Guard));
    return;
  }
  if (List<Path> Several = candidates(Lock); !Several.empty()) {
    State.releaseThrough(Lock, Several);
    return;
  }
  // (What was only asserted to be held, the caller has taken.)
  const HeldLock *Known = State.find(Lock);
  bool Asserted = Known && Known->Source == HoldSource::Asserted;
  if (!State.release(Lock) || Asserted)
    expectHeld(Lock);
}

void HeldLocks::expectHeld(const Path &Lock) {
  // Only a lock that the caller can have is one that it can have locked.
  if (!Lock.known() || Lock.Root == RootKind::Local ||
      Lock.Root == RootKind::Result)
    return;
  HeldLock H;
  H.Lock = Lock;
  H.Source = HoldSource::Expected;
  if (llvm::none_of(Out->ReleasedUnheld,
                    [&](const HeldLock &R) { return R.Lock == Lock; }))
    Out->ReleasedUnheld.push_back(std::move(H));
}

List<Path> HeldLocks::candidates(const Path &Lock) const {
  List<Path> Found;
  if (Lock.Root != RootKind::Local || Lock.Steps.empty() ||
      Lock.Steps.front().Kind != StepKind::Deref)
    return Found;
  Path Pointer = Path::local(Lock.Index);
  for (const Event &E : F.Events) {
    if (E.Kind != EventKind::Assign || !(E.Target == Pointer) || E.Args.empty())
      continue;
    const Value &V = E.Args.front();
    if (V.Kind == ValueKind::Constant)
      continue; // null
    if (V.Kind != ValueKind::Address || !V.P.known())
      return {};
    Path One = S.canonical(
        V.P.then(llvm::ArrayRef<Step>(Lock.Steps).drop_front()));
    if (!llvm::is_contained(Found, One))
      Found.push_back(std::move(One));
  }
  return Found.size() > 1 ? Found : List<Path>();
}

/// What was locked through a pointer stays locked when the pointer moves on;
/// but the pointer does not lead there any more.
void HeldLocks::reassigned(LockSet &State, const Path &Pointer) const {
  auto LeadsThrough = [&](const Path &Lock) {
    return Lock.startsWith(Pointer) &&
           Lock.Steps.size() > Pointer.Steps.size() &&
           Lock.Steps[Pointer.Steps.size()].Kind == StepKind::Deref;
  };
  if (llvm::none_of(State.Locks, [&](const HeldLock &H) {
        return H.own() && LeadsThrough(H.Lock);
      }))
    return;
  // Another variable was given the old value (hand-over-hand), or none.
  Path Other;
  for (const Event &E : F.Events)
    if (E.Kind == EventKind::Assign && !E.Args.empty() &&
        E.Args.front().Kind == ValueKind::Copy && E.Args.front().P == Pointer &&
        E.Target.Root == RootKind::Local && !(E.Target == Pointer))
      Other = E.Target;
  auto Rename = [&](Path &Lock) {
    if (!LeadsThrough(Lock))
      return;
    llvm::ArrayRef<Step> Rest =
        llvm::ArrayRef<Step>(Lock.Steps).drop_front(Pointer.Steps.size());
    Lock = Other.known() ? Other.then(Rest) : anonymous(Rest);
  };
  for (HeldLock &H : State.Locks)
    if (H.own())
      Rename(H.Lock);
  for (GuardState &G : State.Guards)
    for (Path &Lock : G.Locks)
      Rename(Lock);
}

/// What was found to be null is so until it gets another value, of which a call
/// may say nothing.
static void forgetNull(LockSet &State, const Event &E) {
  const bool Writes = E.Kind == EventKind::Assign ||
                      (E.Kind == EventKind::Access && E.Rw != AccessKind::Read);
  llvm::erase_if(State.Null, [&](const Path &P) {
    return (Writes && P.startsWith(E.Target)) ||
           (E.Kind == EventKind::Call && P.Root != RootKind::Local);
  });
}

void HeldLocks::transfer(LockSet &State, EventId Id) {
  const Event &E = F.Events[Id.index()];
  if (!State.Null.empty())
    forgetNull(State, E);
  switch (E.Kind) {
  case EventKind::Acquire:
    acquire(State, resolve(E.Target), E.Mode, E.Reentrant,
            HoldSource::Acquired, true, here(E), E.Group);
    break;
  case EventKind::TryAcquire:
    acquire(State, resolve(E.Target), E.Mode, E.Reentrant,
            HoldSource::Acquired, false, here(E));
    break;
  case EventKind::AssertHeld:
    assertHeld(State, resolve(E.Target), E);
    break;
  case EventKind::Release:
    release(State, resolve(E.Target));
    break;
  case EventKind::GuardInit: {
    GuardState G;
    G.Guard = resolve(E.Target);
    for (const Value &V : E.Args)
      G.Locks.push_back(resolve(V.pointee()));
    G.Mode = E.Mode;
    G.Reentrant = E.Reentrant;
    initGuard(State, std::move(G), E.Guard, here(E));
    break;
  }
  case EventKind::GuardLock:
    lockGuard(State, resolve(E.Target), Holding::Yes, here(E));
    break;
  case EventKind::GuardTry:
    lockGuard(State, resolve(E.Target), Holding::Maybe, here(E));
    break;
  case EventKind::GuardUnlock:
    unlockGuard(State, resolve(E.Target));
    break;
  case EventKind::GuardAbandon:
    abandonGuard(State, resolve(E.Target), Id);
    break;
  case EventKind::GuardMove:
    if (!E.Args.empty())
      moveGuard(State, resolve(E.Target), E.Args.front().pointee());
    break;
  case EventKind::GuardEnd:
    endGuard(State, resolve(E.Target));
    break;
  case EventKind::Call:
    call(State, E, Id);
    break;
  // Who waits on a condition has the lock that is given up meanwhile.
  case EventKind::Wait:
    for (const Value &V : E.Args)
      if (Path Lock = resolve(V.pointee());
          !State.find(Lock) && !State.guard(Lock))
        expectHeld(Lock);
    break;
  case EventKind::Assign:
    if (!E.Args.empty() && E.Args.front().Kind == ValueKind::Copy &&
        E.Args.front().P.Root == RootKind::Result)
      carryGuards(State, E.Args.front().P, E.Target);
    if (changesVariable(E)) {
      reassigned(State, E.Target);
      if (!E.Args.empty() && E.Args.front().Kind == ValueKind::Copy &&
          E.Args.front().P.Root == RootKind::Result && isFollowed(E.Target))
        rename(State, E.Args.front().P, E.Target);
    }
    break;
  case EventKind::Return:
    returned(State, E, Id);
    break;
  default:
    break;
  }
}

void HeldLocks::returned(LockSet &State, const Event &E, EventId Id) {
  State.Returned = Id;
  // The guard that is returned lives on: its destructor here does nothing.
  if (E.Args.empty())
    return;
  const Value &V = E.Args.front();
  if (V.Kind == ValueKind::Address)
    carryGuards(State, resolve(V.P), Path::result(EventId()));
  // Likewise the locks of an object that only the caller will know.
  if (V.Kind == ValueKind::Copy &&
      (V.P.Root == RootKind::Local || V.P.Root == RootKind::Result)) {
    carryGuards(State, V.P, Path::result(EventId()));
    rename(State, V.P, Path::result(EventId()));
  }
}

/// The variable leads to objects under its own name. (One that is set once goes
/// by what it was set to.)
bool HeldLocks::isFollowed(const Path &Variable) const {
  return llvm::any_of(F.Events, [&](const Event &E) {
    return E.Target.startsWith(Variable) &&
           E.Target.Steps.size() > Variable.Steps.size();
  });
}

/// An object that is a guard, or has guards in it, goes by another name.
void HeldLocks::carryGuards(LockSet &State, const Path &From,
                            const Path &To) const {
  for (GuardState &G : State.Guards)
    if (G.Guard.startsWith(From))
      G.Guard = To.then(
          llvm::ArrayRef<Step>(G.Guard.Steps).drop_front(From.Steps.size()));
}

/// What was known through one pointer is known through another.
void HeldLocks::rename(LockSet &State, const Path &From, const Path &To) const {
  Path Object = From.then(Step::deref());
  for (HeldLock &H : State.Locks)
    if (H.Source == HoldSource::Acquired && H.Lock.startsWith(Object))
      H.Lock = To.then(
          llvm::ArrayRef<Step>(H.Lock.Steps).drop_front(From.Steps.size()));
}

void HeldLocks::initGuard(LockSet &State, GuardState Guard, GuardMode Mode,
                          const Trace *Via) {
  State.dropGuard(Guard.Guard);
  if (Mode == GuardMode::Reversed) {
    for (const Path &Lock : Guard.Locks)
      release(State, Lock);
    Guard.Reversed = true;
    Guard.Via = Via;
    State.Guards.push_back(std::move(Guard));
    return;
  }
  // scoped_lock of several takes them with deadlock avoidance: one group,
  // numbered by the place so that two guards stay apart.
  uint32_t Group =
      Guard.Locks.size() > 1 && Via ? Via->Where.Line * 512 + Via->Where.Column
                                    : 0;
  Guard.Held = Mode == GuardMode::Deferred ? Holding::No
               : Mode == GuardMode::Tried  ? Holding::Maybe
                                           : Holding::Yes;
  if (Mode == GuardMode::Locked || Mode == GuardMode::Tried)
    for (const Path &Lock : Guard.Locks)
      acquire(State, Lock, Guard.Mode, Guard.Reentrant, HoldSource::Managed,
              Mode == GuardMode::Locked, Via, Group);
  // What is adopted is already held; if that was not seen, believe it.
  if (Mode == GuardMode::Adopted)
    for (const Path &Lock : Guard.Locks)
      if (!State.find(Lock))
        acquire(State, Lock, Guard.Mode, Guard.Reentrant, HoldSource::Asserted,
                true, Via);
  State.Guards.push_back(std::move(Guard));
}

void HeldLocks::lockGuard(LockSet &State, const Path &Guard, Holding To,
                          const Trace *Via) {
  GuardState *G = State.guard(Guard);
  if (!G)
    return;
  List<Path> Locks = G->Locks;
  LockMode Mode = G->Mode;
  Reentrancy Reentrant = G->Reentrant;
  G->Held = To;
  for (const Path &Lock : Locks)
    acquire(State, Lock, Mode, Reentrant, HoldSource::Managed,
            To == Holding::Yes, Via);
}

void HeldLocks::unlockGuard(LockSet &State, const Path &Guard) {
  GuardState *G = State.guard(Guard);
  if (!G)
    return;
  G->Held = Holding::No;
  List<Path> Locks = G->Locks;
  for (const Path &Lock : Locks)
    State.release(Lock);
}

/// It may have given up what it manages.
void HeldLocks::doubtGuard(LockSet &State, const Path &Guard) {
  GuardState *G = State.guard(Guard);
  if (!G || G->Held == Holding::No)
    return;
  G->Held = Holding::Maybe;
  for (HeldLock &H : State.Locks)
    if (llvm::is_contained(G->Locks, H.Lock))
      H.Must = false;
}

void HeldLocks::endGuard(LockSet &State, const Path &Guard) {
  GuardState *G = State.guard(Guard);
  if (!G)
    return;
  if (G->Reversed) {
    GuardState Ended = *G;
    State.dropGuard(Guard);
    for (const Path &Lock : Ended.Locks)
      acquire(State, Lock, Ended.Mode, Ended.Reentrant, HoldSource::Managed,
              true, Ended.Via);
    return;
  }
  if (G->Held != Holding::No)
    unlockGuard(State, Guard);
  State.dropGuard(Guard);
}

/// Its locks stay held, but may be released through the pointer that it gives, if
/// somebody takes that.
void HeldLocks::abandonGuard(LockSet &State, const Path &Guard, EventId At) {
  const Event &Here = F.Events[At.index()];
  const bool Taken = llvm::any_of(
      llvm::drop_begin(F.Events, At.index() + 1), [&](const Event &E) {
        return (E.Kind == EventKind::Release && !E.Target.known()) ||
               llvm::any_of(E.Deps, [&](const Dep &D) {
                 return D.P == Here.Target;
               });
      });
  if (const GuardState *G = Taken ? State.guard(Guard) : nullptr)
    for (HeldLock &H : State.Locks)
      H.Doubted |= llvm::is_contained(G->Locks, H.Lock);
  State.dropGuard(Guard);
}

void HeldLocks::moveGuard(LockSet &State, const Path &To, const Path &From) {
  Path Source = From.Root == RootKind::Result ? From : resolve(From);
  const GuardState *G = State.guard(Source);
  // One that manages nothing, or nothing that is known here.
  if (!G) {
    endGuard(State, To);
    return;
  }
  GuardState Moved = *G;
  endGuard(State, To);
  State.dropGuard(Source);
  Moved.Guard = To;
  State.Guards.push_back(std::move(Moved));
}
