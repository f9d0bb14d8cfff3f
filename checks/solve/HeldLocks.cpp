//===- HeldLocks.cpp - the lockset dataflow of one function ---------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "solve/HeldLocks.h"
#include "solve/Control.h"
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

/// A guard that somebody else has. (Captures are parameters, too; one by value is
/// the lambda's own.)
static bool isParameterGuard(const Function &F, uint32_t I) {
  return I < F.Params.size() && F.Params[I].Type.Role == TypeRole::Guard &&
         (I < F.NumParams || F.Params[I].Reference);
}

List<HeldLock> concurrency::expectedAtEntry(const Solution &S,
                                                   const Function &F) {
  List<HeldLock> Held;
  for (uint32_t I = 0; I != F.Params.size(); ++I) {
    if (!isParameterGuard(F, I))
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

static bool isInLoop(const Function &F, uint32_t Event) {
  const Block *Around = llvm::find_if(F.Blocks, [&](const Block &B) {
    return B.FirstEvent <= Event && Event < B.EndEvent;
  });
  if (Around == F.Blocks.end())
    return true; // nobody knows
  uint32_t Own = Around - F.Blocks.begin();
  auto Next = [](const Block &B) -> llvm::ArrayRef<uint32_t> { return B.Succs; };
  return llvm::any_of(Around->Succs, [&](uint32_t Succ) {
    return reachableBlocks(F, Next, Succ).test(Own);
  });
}

/// `inner = lock->priv;`, once, and not in each turn of a loop, nor handed on
/// to another variable: what is locked through it has a name with the callers.
static Path pointeeOf(const Function &F, uint32_t Local) {
  const Event *Only = nullptr;
  for (const Event &E : F.Events) {
    if (E.Kind != EventKind::Assign || E.Args.empty())
      continue;
    const Value &V = E.Args.front();
    if (V.Kind == ValueKind::Copy && V.P == Path::local(Local))
      return Path::unknown();
    if (!(E.Target == Path::local(Local)))
      continue;
    if (Only || V.P.Root == RootKind::Local || V.P.Root == RootKind::Result)
      return Path::unknown();
    Only = &E;
  }
  return Only && !isInLoop(F, Only - F.Events.data())
             ? Only->Args.front().pointee()
             : Path::unknown();
}

Path HeldLocks::throughPointer(const Path &P) const {
  if (P.Root != RootKind::Local || P.Steps.empty() ||
      P.Steps.front().Kind != StepKind::Deref)
    return P;
  auto [It, New] = Pointees.try_emplace(P.Index);
  if (New)
    It->second = pointeeOf(F, P.Index);
  return It->second.known()
             ? It->second.then(llvm::ArrayRef<Step>(P.Steps).drop_front())
             : P;
}

/// `Lease lease(*this);` keeps a reference to what its constructor was given.
Path HeldLocks::throughMember(const Path &Inner) const {
  llvm::ArrayRef<Step> Steps = Inner.Steps;
  if (Inner.Root != RootKind::Local || Steps.size() < 2 ||
      Steps[0].Kind != StepKind::Field || Steps[1].Kind != StepKind::Deref)
    return Inner;
  const Path Kept = Path::self().then(Steps[0]);
  for (const Event &E : F.Events) {
    if (E.Kind != EventKind::Call || !(E.Target == Path::local(Inner.Index)))
      continue;
    std::optional<CallTarget> T = S.target(F, E);
    if (!T || P[T->Callee].Kind != FunctionKind::Constructor)
      continue;
    for (const Event &Keeps : P[T->Callee].Events)
      if (Keeps.Kind == EventKind::Assign && Keeps.Target == Kept &&
          Keeps.Args.size() == 1)
        if (Path Given = T->Bindings.toCaller(Keeps.Args[0]).pointee();
            Given.known())
          return Given.then(Steps.drop_front(2));
  }
  return Inner;
}

Path HeldLocks::resolve(const Path &Lock) const {
  Path Resolved = throughMember(throughPointer(Lock));
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

/// True where an event cannot change a lockset.
static bool isInert(const Event &E) {
  switch (E.Kind) {
  case EventKind::Access:
  case EventKind::Block:
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
  if (B.If && B.Succs.size() == 2) {
    bool Taken = Succ == B.Succs[0];
    follow(Out, *B.If, Taken);
    // `assert(trylock(…) != 0)`: somebody has it, and that is meant to be us.
    const Block &Other = F.Blocks[B.Succs[Taken ? 1 : 0]];
    const EventId Tried = B.If->Result;
    if (!Other.NoReturn || !Tried.valid() ||
        F.Events[Tried.index()].Kind != EventKind::TryAcquire)
      return Out;
    const Event &Try = F.Events[Tried.index()];
    bool NonZero = Taken != B.If->Negated;
    bool Failed = NonZero != (Try.Sense == ResultSense::NonZero);
    Path Lock = resolve(Try.Target);
    if (Failed && Lock.known() && !Out.find(Lock)) {
      HeldLock H;
      H.Lock = std::move(Lock);
      H.Source = HoldSource::Asserted;
      Out.acquire(std::move(H));
    }
  }
  return Out;
}

List<LockSet> HeldLocks::flow(const Assumptions &As) {
  List<LockSet> In(F.Blocks.size());
  std::vector<unsigned> Visits(F.Blocks.size());
  In[0].Reached = true;
  In[0].Locks.assign(AtEntry.begin(), AtEntry.end());
  // A guard parameter stands for the lock it manages.
  for (const HeldLock &H : AtEntry)
    if (H.Lock.Root == RootKind::Param && isParameterGuard(F, H.Lock.Index)) {
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

/// \p State comes to the block \p To, where it is joined with others to \p At.
void HeldLocks::noteKept(const LockSet &State, const LockSet &At, uint32_t To) {
  auto Certain = [](const LockSet &In, const Path &Lock) {
    return llvm::count_if(
        In.Locks, [&](const HeldLock &H) { return H.Must && H.Lock == Lock; });
  };
  for (const HeldLock &H : State.Locks) {
    if (!H.Must || H.Failed || H.Doubted)
      continue;
    // (What is the caller's as well has been taken here if it is held twice.)
    auto Holds = Certain(State, H.Lock);
    if ((H.own() || Holds > 1) && Certain(At, H.Lock) < Holds)
      Out->Kept.push_back({To, H});
  }
}

/// Nothing changes any more: notes the states, joined with those of other
/// assumptions. Equal neighbours share one.
void HeldLocks::note(const List<LockSet> &In, const Assumptions &As) {
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
    for (uint32_t Succ : successors(B, As))
      noteKept(leaving(State, B, Succ), In[Succ], Succ);
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
  if (If.Tested.known() && If.Number == 0 && If.Mask == -1 && !NonZero &&
      !llvm::is_contained(State.Null, If.Tested))
    State.Null.push_back(If.Tested);
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
    else
      State.decide(resolve(E.Target), true);
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
    std::optional<CallTarget> Target = S.target(F, E);
    // (What a body does stands, not what its name says.)
    if (E.Hint == Event::HintTy::TryAcquire &&
        !(Target && S[Target->Callee].Effects.hasLockEffect()))
      State.decide(resolve(E.Target), Held);
    if (E.Callee.valid())
      for (const Annotation &A : P[E.Callee].Annotations)
        if (A.Kind == AnnotationKind::TryAcquire)
          State.decide(resolve(Frame::ofCall(E).toCaller(A.Lock)),
                       NonZero == A.Success);
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
