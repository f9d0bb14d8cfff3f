//===- HeldLocks.cpp - the lockset dataflow of one function ---------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "solve/HeldLocks.h"
#include "llvm/ADT/BitVector.h"
#include "llvm/ADT/STLExtras.h"
#include <algorithm>
#include <optional>

using namespace concurrency;

/// How often a block may be computed anew. Locksets are small, so real code
/// needs two or three.
static constexpr unsigned MaxVisits = 16;

HeldLocks::HeldLocks(Solution &S, FunctionId F)
    : S(S), P(S.program()), Self(F), F(P[F]) {
  // `Guard(Mutex &m) : m_(m)`: outside, only the parameter has a name.
  if (this->F.Kind != FunctionKind::Constructor)
    return;
  for (const Event &E : this->F.Events)
    if (E.Kind == EventKind::Assign && E.Target.Root == RootKind::This &&
        E.Target.Steps.size() == 1 && !E.Args.empty() &&
        E.Args.front().pointee().known())
      Stored.push_back({E.Target.Steps.front(), E.Args.front().pointee()});
}

static bool isParameterGuard(const Function &F, const Path &P) {
  return P.Root == RootKind::Param && P.Index < F.NumParams &&
         F.Params[P.Index].Type.Role == TypeRole::Guard;
}

std::vector<HeldLock> concurrency::expectedAtEntry(const Solution &S,
                                                   const Function &F) {
  std::vector<HeldLock> Held;
  for (uint32_t I = 0; I != F.NumParams && I != F.Params.size(); ++I) {
    if (F.Params[I].Type.Role != TypeRole::Guard)
      continue;
    HeldLock H;
    H.Lock = Path::param(I);
    if (F.Params[I].Type.Indirect || F.Params[I].Reference)
      H.Lock = H.Lock.then(Step::deref());
    H.Source = HoldSource::Expected;
    Held.push_back(std::move(H));
  }
  for (const Annotation &A : S.program()[F.Self].Annotations)
    if (A.Kind == AnnotationKind::Requires || A.Kind == AnnotationKind::Release) {
      HeldLock H;
      H.Lock = S.canonical(A.Lock);
      H.Mode = A.Mode;
      H.Source = HoldSource::Required;
      Held.push_back(std::move(H));
    }
  return Held;
}

Path HeldLocks::resolve(const Path &Lock) const {
  Path Resolved = Lock;
  // A chain of getters has as many results.
  for (unsigned I = 0; I != 4 && Resolved.Root == RootKind::Result &&
                       !isReturned(Resolved);
       ++I) {
    const Event &Call = F.Events[Resolved.Index];
    std::optional<CallTarget> Target = S.target(F, Call);
    if (!Target)
      break;
    Value Returned =
        Target->Bindings.toCaller(S[Target->Callee].Effects.Returned);
    llvm::ArrayRef<Step> Steps = Resolved.Steps;
    if (Steps.empty() || Steps.front().Kind != StepKind::Deref ||
        !Returned.pointee().known())
      break;
    Resolved = Returned.pointee().then(Steps.drop_front());
  }
  if (Resolved.Root == RootKind::This && Resolved.Steps.size() > 1 &&
      Resolved.Steps[1].Kind == StepKind::Deref)
    for (const auto &[Field, Pointee] : Stored)
      if (Resolved.Steps[0] == Field) {
        Resolved =
            Pointee.then(llvm::ArrayRef<Step>(Resolved.Steps).drop_front(2));
        break;
      }
  if (Resolved.Root == RootKind::Unknown && Resolved.Steps.empty())
    return Lock;
  return S.canonical(std::move(Resolved));
}

Reentrancy HeldLocks::reentrancy(const Path &Lock, Reentrancy AtEvent) const {
  // Where no field or global names the lock, its variable has a type.
  if (AtEvent == Reentrancy::Unknown && !Lock.lastEntity().valid()) {
    if (Lock.Root == RootKind::Local && Lock.Index < F.Locals.size())
      AtEvent = F.Locals[Lock.Index].Type.Reentrant;
    else if (Lock.Root == RootKind::Param && Lock.Index < F.Params.size())
      AtEvent = F.Params[Lock.Index].Type.Reentrant;
  }
  return S.reentrancy(Lock, AtEvent);
}

const Trace *HeldLocks::here(const Event &E, const Trace *Next) {
  return S.trace(E.Where, Next ? E.Callee : EntityId(), Next);
}

//===----------------------------------------------------------------------===//
// The worklist
//===----------------------------------------------------------------------===//

/// True where a variable that paths can lead through gets another value.
static bool changesVariable(const Event &E) {
  return E.Target.Root == RootKind::Local || E.Target.Root == RootKind::Param;
}

/// True where an event cannot change a lockset.
static bool isInert(const Event &E) {
  switch (E.Kind) {
  case EventKind::Access:
  case EventKind::Block:
  case EventKind::Wait:
  case EventKind::Notify:
  case EventKind::Spawn:
  case EventKind::Join:
  case EventKind::Detach:
  case EventKind::Signal:
  case EventKind::Await:
  case EventKind::Escape:
  case EventKind::LockInit:
  case EventKind::Confined:
  case EventKind::Point:
    return true;
  case EventKind::Assign:
    return !changesVariable(E);
  default:
    return false;
  }
}

HeldLocksResult HeldLocks::run(llvm::ArrayRef<HeldLock> Entry) {
  HeldLocksResult Result;
  AtEntry = Entry;
  Result.Before.assign(F.Events.size(), ~0u);
  if (F.Blocks.empty())
    return Result;
  Out = &Result;
  for (const Assumptions &As : assumptionsFor(S, F))
    note(flow(As), As);
  Out = nullptr;
  return Result;
}

/// What leaves the block towards its successor \p Succ.
LockSet HeldLocks::leaving(const LockSet &State, const Block &B,
                           uint32_t Succ) const {
  LockSet Out = State;
  if (B.HasBranch && B.Succs.size() == 2)
    follow(Out, B.If, Succ == B.Succs[0]);
  return Out;
}

std::vector<LockSet> HeldLocks::flow(const Assumptions &As) {
  std::vector<LockSet> In(F.Blocks.size());
  std::vector<unsigned> Visits(F.Blocks.size());
  In[0].Reached = true;
  In[0].Locks.assign(AtEntry.begin(), AtEntry.end());
  // A guard parameter stands for the lock it manages.
  for (const HeldLock &H : AtEntry)
    if (isParameterGuard(F, H.Lock)) {
      GuardState G;
      G.Guard = H.Lock;
      G.Locks = {H.Lock};
      G.Held = Holding::Yes;
      In[0].Guards.push_back(std::move(G));
    }

  // Blocks are numbered roughly in reverse post-order, so taking the smallest
  // pending one visits predecessors first.
  llvm::BitVector Pending(F.Blocks.size());
  Pending.set(0);
  while (true) {
    int Index = Pending.find_first();
    if (Index < 0)
      break;
    Pending.reset(Index);
    if (++Visits[Index] > MaxVisits) {
      ++S.Stats.CutFixpoints;
      continue;
    }
    const Block &B = F.Blocks[Index];
    LockSet State = In[Index];
    for (uint32_t E = B.FirstEvent; E != B.EndEvent; ++E)
      transfer(State, EventId(E));
    for (uint32_t Succ : successors(B, As))
      if (In[Succ].join(leaving(State, B, Succ)))
        Pending.set(Succ);
  }
  return In;
}

/// Nothing changes any more: notes the states, joined with those of other
/// assumptions. Equal neighbours share one.
void HeldLocks::note(const std::vector<LockSet> &In, const Assumptions &As) {
  HeldLocksResult &Result = *Out;
  for (auto [Index, B] : llvm::enumerate(F.Blocks)) {
    if (!In[Index].Reached)
      continue;
    LockSet State = In[Index];
    // What the state before was noted as, and what had been noted there.
    uint32_t Last = ~0u, LastBefore = ~0u;
    for (uint32_t E = B.FirstEvent; E != B.EndEvent; ++E) {
      uint32_t Before = Result.Before[E];
      if (Last == ~0u || Before != LastBefore) {
        LockSet Joined = State;
        if (Before != ~0u)
          Joined.join(Result.States[Before]);
        Last = Result.States.size();
        Result.States.push_back(std::move(Joined));
      }
      LastBefore = Before;
      Result.Before[E] = Last;
      if (!isInert(F.Events[E])) {
        transfer(State, EventId(E));
        Last = ~0u;
      }
    }
    bool Ends = B.Succs.empty() && !B.NoReturn;
    bool Empty = B.FirstEvent == B.EndEvent;
    auto Return = [&](LockSet Out) {
      llvm::erase_if(Out.Locks, [](const HeldLock &H) { return H.Failed; });
      Result.Returns.push_back({std::move(Out)});
    };
    if (Ends && (!Empty || Index == 0))
      Return(State);
    // An empty last block only joins the returns: keep them apart, so that
    // each still knows what it returns.
    for (uint32_t Succ : successors(B, As)) {
      const Block &Last = F.Blocks[Succ];
      if (Last.Succs.empty() && !Last.NoReturn &&
          Last.FirstEvent == Last.EndEvent)
        Return(leaving(State, B, Succ));
    }
  }
}

void HeldLocks::follow(LockSet &State, const Branch &If, bool Taken) const {
  bool NonZero = Taken != If.Negated;
  if (GuardState *G = State.guard(If.P); G && If.P.known()) {
    for (const Path &Lock : G->Locks)
      State.decide(Lock, NonZero);
    G->Held = NonZero ? Holding::Yes : Holding::No;
    return;
  }
  if (!If.Result.valid())
    return;
  const Event &E = F.Events[If.Result.index()];
  bool Held = NonZero == (E.Sense == ResultSense::NonZero);
  switch (E.Kind) {
  case EventKind::Acquire:
    // It failed: what follows is said without the lock.
    if (!Held)
      State.fail(resolve(E.Target));
    break;
  case EventKind::TryAcquire:
    State.decide(resolve(E.Target), Held);
    break;
  case EventKind::GuardTry:
    if (GuardState *G = State.guard(resolve(E.Target))) {
      for (const Path &Lock : G->Locks)
        State.decide(Lock, Held);
      G->Held = Held ? Holding::Yes : Holding::No;
    }
    break;
  case EventKind::Call: {
    if (E.Hint == Event::HintTy::TryAcquire)
      State.decide(resolve(E.Target), Held);
    if (E.Callee.valid())
      for (const Annotation &A : P[E.Callee].Annotations)
        if (A.Kind == AnnotationKind::TryAcquire)
          State.decide(resolve(Frame::ofCall(E).toCaller(A.Lock)),
                       NonZero == A.Success);
    std::optional<CallTarget> Target = S.target(F, E);
    if (!Target)
      break;
    const Frame &Bindings = Target->Bindings;
    const Summary &Effects = S[Target->Callee].Effects;
    auto Decide = [&](const NetLock &L, bool Held) {
      Path Lock = ofCallee(Bindings, L.Lock, If.Result);
      State.decide(Lock, Held);
      // It may have got a name since.
      if (isReturned(L.Lock))
        for (const Event &Named : F.Events)
          if (Named.Kind == EventKind::Assign && !Named.Args.empty() &&
              Named.Args.front() == Value::copy(Path::result(If.Result)))
            State.decide(Named.Target.then(L.Lock.Steps), Held);
    };
    for (const NetLock &L : Effects.AcquiresIfNonZero)
      Decide(L, NonZero);
    for (const NetLock &L : Effects.AcquiresIfZero)
      Decide(L, !NonZero);
    break;
  }
  default:
    break;
  }
}

//===----------------------------------------------------------------------===//
// Events
//===----------------------------------------------------------------------===//

void HeldLocks::acquire(LockSet &State, const Path &Lock, LockMode Mode,
                        Reentrancy Reentrant, HoldSource Source, bool Must,
                        const Trace *Via, uint32_t Group) {
  if (const GuardState *G = State.guard(Lock); G && G->Locks != std::vector{Lock}) {
    lockGuard(State, Lock, Must ? Holding::Yes : Holding::Maybe, Via);
    return;
  }
  std::vector<Path> Several = candidates(Lock);
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
  State.acquire(std::move(H));
}

void HeldLocks::assertHeld(LockSet &State, const Path &Lock, const Event &E) {
  if (!State.find(Lock))
    acquire(State, Lock, E.Mode, E.Reentrant, HoldSource::Asserted, true,
            here(E));
}

void HeldLocks::release(LockSet &State, const Path &Lock) {
  // A callee gave up what the guard that it was handed manages.
  if (const GuardState *G = State.guard(Lock); G && G->Locks != std::vector{Lock}) {
    unlockGuard(State, Lock);
    return;
  }
  if (std::vector<Path> Several = candidates(Lock); !Several.empty()) {
    State.releaseThrough(Lock, Several);
    return;
  }
  // (What was only asserted to be held, the caller has taken.)
  const HeldLock *Known = State.find(Lock);
  bool Asserted = Known && Known->Source == HoldSource::Asserted;
  if ((State.release(Lock) && !Asserted) || !Lock.known())
    return;
  // Only a lock that the caller can have is one that it can have locked.
  if (Lock.Root == RootKind::Local || Lock.Root == RootKind::Result)
    return;
  HeldLock H;
  H.Lock = Lock;
  H.Source = HoldSource::Expected;
  if (llvm::none_of(Out->ReleasedUnheld,
                    [&](const HeldLock &R) { return R.Lock == Lock; }))
    Out->ReleasedUnheld.push_back(std::move(H));
}

std::vector<Path> HeldLocks::candidates(const Path &Lock) const {
  std::vector<Path> Found;
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
  return Found.size() > 1 ? Found : std::vector<Path>();
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

void HeldLocks::transfer(LockSet &State, EventId Id) {
  const Event &E = F.Events[Id.index()];
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
    State.dropGuard(resolve(E.Target));
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
  case EventKind::Assign:
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
  if (!E.Args.empty() && E.Args.front().Kind == ValueKind::Address)
    if (GuardState *G = State.guard(resolve(E.Args.front().P)))
      G->Guard = Path::result(EventId());
  // Likewise the locks of an object that only the caller will know.
  if (!E.Args.empty() && E.Args.front().Kind == ValueKind::Copy &&
      (E.Args.front().P.Root == RootKind::Local ||
       E.Args.front().P.Root == RootKind::Result))
    rename(State, E.Args.front().P, Path::result(EventId()));
}

/// The variable leads to objects under its own name. (One that is set once goes
/// by what it was set to.)
bool HeldLocks::isFollowed(const Path &Variable) const {
  return llvm::any_of(F.Events, [&](const Event &E) {
    return E.Target.startsWith(Variable) &&
           E.Target.Steps.size() > Variable.Steps.size();
  });
}

/// What was known through one pointer is known through another.
void HeldLocks::rename(LockSet &State, const Path &From, const Path &To) const {
  Path Object = From.then(Step::deref());
  for (HeldLock &H : State.Locks)
    if (H.Source == HoldSource::Acquired && H.Lock.startsWith(Object))
      H.Lock = To.then(
          llvm::ArrayRef<Step>(H.Lock.Steps).drop_front(From.Steps.size()));
}

/// A lock in a callee's summary, in the words of this function.
Path HeldLocks::ofCallee(const Frame &Bindings, const Path &Lock,
                         EventId Call) const {
  if (!isReturned(Lock))
    return resolve(Bindings.toCaller(Lock));
  Path Object = Path::result(Call);
  Object.Steps = Lock.Steps;
  return resolve(Object);
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
  std::vector<Path> Locks = G->Locks;
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
  std::vector<Path> Locks = G->Locks;
  for (const Path &Lock : Locks)
    State.release(Lock);
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

void HeldLocks::moveGuard(LockSet &State, const Path &To, const Path &From) {
  Path Source = From.Root == RootKind::Result ? From : resolve(From);
  const GuardState *G = State.guard(Source);
  if (!G)
    return;
  GuardState Moved = *G;
  endGuard(State, To);
  State.dropGuard(Source);
  Moved.Guard = To;
  State.Guards.push_back(std::move(Moved));
}

//===----------------------------------------------------------------------===//
// Calls
//===----------------------------------------------------------------------===//

bool HeldLocks::annotatedCall(LockSet &State, const Event &E) {
  if (!E.Callee.valid())
    return false;
  bool Any = false;
  Frame Bindings = Frame::ofCall(E);
  const Entity &Callee = P[E.Callee];
  GuardState Guard;
  Guard.Guard = resolve(E.Target);
  // Who gives up one mode for another does so first.
  std::vector<Annotation> InOrder = Callee.Annotations;
  std::stable_partition(InOrder.begin(), InOrder.end(),
                        [](const Annotation &A) {
                          return A.Kind == AnnotationKind::Release;
                        });
  for (const Annotation &A : InOrder) {
    Path Lock = resolve(Bindings.toCaller(A.Lock));
    switch (A.Kind) {
    case AnnotationKind::Acquire:
      Any = true;
      // A scoped capability's constructor: its destructor releases.
      if (E.Hint == Event::HintTy::Guard) {
        Guard.Locks.push_back(std::move(Lock));
        Guard.Mode = A.Mode;
      } else {
        acquire(State, Lock, A.Mode, Reentrancy::Unknown, HoldSource::Acquired,
                true, here(E));
      }
      break;
    case AnnotationKind::TryAcquire:
      Any = true;
      acquire(State, Lock, A.Mode, Reentrancy::Unknown, HoldSource::Acquired,
              false, here(E));
      break;
    case AnnotationKind::Release:
      Any = true;
      if (State.guard(Guard.Guard))
        unlockGuard(State, Guard.Guard);
      else
        release(State, Lock);
      break;
    case AnnotationKind::Assert:
      Any = true;
      assertHeld(State, Lock, E);
      break;
    default:
      break;
    }
  }
  if (!Guard.Locks.empty())
    initGuard(State, std::move(Guard), GuardMode::Locked, here(E));
  return Any;
}

void HeldLocks::hintedCall(LockSet &State, const Event &E) {
  Path Lock = resolve(E.Target);
  switch (E.Hint) {
  case Event::HintTy::None:
    break;
  case Event::HintTy::Acquire:
    if (State.guard(Lock))
      lockGuard(State, Lock, Holding::Yes, here(E));
    else
      acquire(State, Lock, E.Mode, E.Reentrant, HoldSource::Acquired, true,
              here(E));
    break;
  case Event::HintTy::TryAcquire:
    acquire(State, Lock, E.Mode, E.Reentrant, HoldSource::Acquired, false,
            here(E));
    break;
  case Event::HintTy::Release:
    if (State.guard(Lock))
      unlockGuard(State, Lock);
    else
      release(State, Lock);
    break;
  case Event::HintTy::AssertHeld:
    assertHeld(State, Lock, E);
    break;
  case Event::HintTy::Guard: {
    GuardState G;
    G.Guard = Lock;
    G.Mode = E.Mode;
    // The one argument that is a lock; the extractor put no other there.
    for (const Value &V : E.Args)
      if (Path Managed = V.pointee(); Managed.known()) {
        G.Locks.push_back(resolve(Managed));
        break;
      }
    if (!G.Locks.empty())
      initGuard(State, std::move(G), GuardMode::Locked, here(E));
    break;
  }
  }
}

/// Guards by structure: a constructor that leaves a lock held of a class whose
/// destructor releases it; or the other way round.
bool HeldLocks::guardCall(LockSet &State, const Event &E,
                          const Function &Callee, const Frame &Bindings,
                          const Summary &Effects) {
  Path Object = resolve(E.Target);
  // Inside the class itself the fields speak for themselves.
  if (!Object.known() || (Object.Root == RootKind::This && Object.Steps.empty()))
    return false;
  switch (Callee.Kind) {
  case FunctionKind::Constructor: {
    FunctionId Dtor = S.destructor(P.recordOf(Callee.Self));
    if (!Dtor.valid())
      return false;
    const Summary &Ends = S[Dtor].Effects;
    GuardState G;
    G.Guard = Object;
    if (Effects.Acquires.empty() && !Effects.Releases.empty() &&
        !Ends.Acquires.empty() && Ends.Releases.empty()) {
      for (const Path &Lock : Effects.Releases)
        G.Locks.push_back(resolve(Bindings.toCaller(Lock)));
      G.Mode = Ends.Acquires.front().Mode;
      G.Reentrant = Ends.Acquires.front().Reentrant;
      initGuard(State, std::move(G), GuardMode::Reversed, here(E));
      return true;
    }
    if (Effects.Acquires.empty() || Ends.Releases.empty())
      return false;
    for (const NetLock &L : Effects.Acquires) {
      G.Locks.push_back(resolve(Bindings.toCaller(L.Lock)));
      G.Mode = L.Mode;
      G.Reentrant = L.Reentrant;
    }
    initGuard(State, std::move(G), GuardMode::Locked,
              here(E, Effects.Acquires.front().Via));
    return true;
  }
  case FunctionKind::Destructor:
    if (!State.guard(Object))
      return false;
    endGuard(State, Object);
    return true;
  case FunctionKind::Method: {
    const GuardState *G = State.guard(Object);
    if (!G)
      return false;
    if (!Effects.Releases.empty())
      unlockGuard(State, Object);
    if (!Effects.Acquires.empty())
      lockGuard(State, Object, Holding::Yes,
                here(E, Effects.Acquires.front().Via));
    return true;
  }
  default:
    return false;
  }
}

void HeldLocks::call(LockSet &State, const Event &E, EventId Id) {
  if (annotatedCall(State, E))
    return;
  std::optional<CallTarget> Target = S.target(F, E);
  if (!Target || !S[Target->Callee].Effects.hasLockEffect()) {
    // Nothing seen in its body (or no body): what the name says stands.
    if (E.IsDestructor)
      endGuard(State, resolve(E.Target));
    hintedCall(State, E);
    if (!Target && E.Hint == Event::HintTy::None)
      for (const Value &V : E.Args)
        for (HeldLock &H : State.Locks)
          H.Doubted |= V.Kind == ValueKind::Address && H.Lock == V.P;
    return;
  }
  const Function &Callee = P[Target->Callee];
  const Summary &Effects = S[Target->Callee].Effects;
  const Frame &Bindings = Target->Bindings;
  if (guardCall(State, E, Callee, Bindings, Effects))
    return;

  for (const Path &Lock : Effects.Releases)
    release(State, resolve(Bindings.toCaller(Lock)));
  auto Acquire = [&](const NetLock &L, bool Must) {
    acquire(State, ofCallee(Bindings, L.Lock, Id), L.Mode, L.Reentrant,
            HoldSource::Acquired, Must, here(E, L.Via));
  };
  for (const NetLock &L : Effects.Acquires)
    Acquire(L, L.Must);
  for (const NetLock &L : Effects.AcquiresIfNonZero)
    Acquire(L, false);
  for (const NetLock &L : Effects.AcquiresIfZero)
    Acquire(L, false);

  for (const GuardEffect &G : Effects.Guards) {
    Path Object = G.Guard.Root == RootKind::Result
                      ? Path::result(Id)
                      : resolve(Bindings.toCaller(G.Guard));
    switch (G.Kind) {
    case GuardEffect::Init: {
      // The locks are among Acquires: only the guard itself is new.
      GuardState New = G.State;
      New.Guard = Object;
      for (Path &Lock : New.Locks)
        Lock = resolve(Bindings.toCaller(Lock));
      State.dropGuard(Object);
      State.Guards.push_back(std::move(New));
      break;
    }
    case GuardEffect::Lock:
      lockGuard(State, Object, Holding::Yes, here(E));
      break;
    case GuardEffect::Try:
      lockGuard(State, Object, Holding::Maybe, here(E));
      break;
    case GuardEffect::Unlock:
      unlockGuard(State, Object);
      break;
    case GuardEffect::End:
      endGuard(State, Object);
      break;
    }
  }
}
