//===- LatentEvents.cpp - what matters to whoever holds locks -------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "solve/LatentEvents.h"
#include "solve/IndirectCalls.h"
#include "solve/Messages.h"
#include "llvm/ADT/STLExtras.h"
#include <functional>

using namespace concurrency;

static constexpr unsigned MaxTrace = 24;
static LatentEvent acquisition(const Path &Lock, LockMode Mode,
                               Reentrancy Reentrant, const Trace *Via) {
  LatentEvent L;
  L.Kind = LatentEvent::Acquire;
  L.Target = Lock;
  L.Mode = Mode;
  L.Reentrant = Reentrant;
  L.Via = Via;
  return L;
}

static LatentEvent blocking(const Path &Handle, BlockKind Kind,
                            llvm::StringRef Text, const Trace *Via) {
  LatentEvent L;
  L.Kind = LatentEvent::Block;
  L.Target = Handle;
  L.Blocks = Kind;
  L.Text = Text;
  L.Via = Via;
  return L;
}

/// An event after which the function never returns: an error message before an
/// abort() matters to nobody who waits.
static bool isDying(const Solution &S, FunctionId Self, EventId Id) {
  const llvm::SmallBitVector &Dying = S[Self].Dying;
  return Id.index() < Dying.size() && Dying[Id.index()];
}

llvm::SmallBitVector concurrency::dyingEvents(const Solution &S,
                                              FunctionId Self) {
  const Function &F = S.program()[Self];
  llvm::SmallBitVector Dying;
  auto NeverReturns = [&](const Block &B) {
    for (uint32_t E = B.FirstEvent; E != B.EndEvent; ++E)
      if (std::optional<CallTarget> T = S.target(F, F.Events[E]);
          T && F.Events[E].Kind == EventKind::Call &&
          S[T->Callee].Effects.NeverReturns)
        return true;
    return B.NoReturn;
  };
  std::vector<bool> Ends(F.Blocks.size());
  bool Any = false;
  for (auto [I, B] : llvm::enumerate(F.Blocks)) {
    Ends[I] = NeverReturns(B);
    Any |= Ends[I];
  }
  if (!Any)
    return Dying;
  // What leads there and nowhere else. (An endless loop leads nowhere: it is a
  // server's life, not its end.)
  std::vector<bool> LeadsToEnd(F.Blocks.size());
  for (bool Changed = true; Changed;) {
    Changed = false;
    for (size_t I = F.Blocks.size(); I-- > 0;) {
      const Block &B = F.Blocks[I];
      bool Now = Ends[I] ||
                 (!B.Succs.empty() && llvm::all_of(B.Succs, [&](uint32_t T) {
                   return LeadsToEnd[T];
                 }));
      Changed |= Now != LeadsToEnd[I];
      LeadsToEnd[I] = Now;
    }
  }
  Dying.resize(F.Events.size());
  for (auto [I, B] : llvm::enumerate(F.Blocks))
    for (uint32_t E = B.FirstEvent; E != B.EndEvent; ++E)
      Dying[E] = LeadsToEnd[I];
  return Dying;
}

bool concurrency::isAvoidable(const Function &F, EventId Id) {
  std::vector<bool> Seen(F.Blocks.size());
  llvm::SmallVector<uint32_t, 16> Work{0};
  while (!Work.empty()) {
    uint32_t B = Work.pop_back_val();
    const Block &Here = F.Blocks[B];
    bool HasIt = Here.FirstEvent <= Id.index() && Id.index() < Here.EndEvent;
    if (Seen[B] || HasIt)
      continue;
    Seen[B] = true;
    if (Here.Succs.empty() && !Here.NoReturn)
      return true;
    llvm::append_range(Work, Here.Succs);
  }
  return false;
}

/// `fatal("…")`, which saves what it can and exits: what it takes on the way
/// out is the end of the program, not an order of its locks. (A server that
/// never returns does not lead to its end; an exception does not end the
/// program.)
static bool endsProgram(const Solution &S, const Function &F, const Event &E) {
  std::optional<CallTarget> T =
      E.Kind == EventKind::Call ? S.target(F, E) : std::nullopt;
  if (!T || !S[T->Callee].Effects.NeverReturns)
    return false;
  return isDying(S, T->Callee, EventId(0)) &&
         llvm::none_of(S.program()[T->Callee].Blocks,
                       [](const Block &B) { return B.Throws; });
}

static bool mayBeLatent(const Event &E) {
  switch (E.Kind) {
  case EventKind::Acquire:
  case EventKind::GuardInit:
  case EventKind::GuardLock:
  case EventKind::Block:
  case EventKind::Join:
  case EventKind::Wait:
  case EventKind::Call:
    return true;
  default:
    return false;
  }
}

Path concurrency::toCaller(const Frame &Bindings, const LatentEvent &Inner) {
  const Path &Target = Inner.Target;
  // A handle is handed on by value.
  if (Inner.Kind == LatentEvent::Block && Target.Root == RootKind::Param &&
      Target.Steps.empty())
    if (const Value *Handle = Bindings.argument(Target.Index);
        Handle && Handle->Kind == ValueKind::Copy &&
        (Handle->P.Steps.empty() ||
         Handle->P.Steps.back().Kind == StepKind::Field))
      return Handle->P;
  return Bindings.toCaller(Target);
}

std::vector<LatentAtEvent>
concurrency::latentUnderLocks(Solution &S, FunctionId Self, EventId Id) {
  const LockSet *State = S.before(Self, Id);
  const Event &E = S.program()[Self].Events[Id.index()];
  if (!State || !mayBeLatent(E))
    return {};
  // Holding none here, a callee that runs a callable may still hold its own.
  if (State->Locks.empty() && !(E.Callable.valid() && S.isOnce(E.Target))) {
    std::optional<CallTarget> T = S.target(S.program()[Self], E);
    if (!T || S[T->Callee].Effects.Invokes.empty())
      return {};
  }
  return latentEvents(S, Self, Id);
}

/// A member of a class that the object is not of: what a base class calls by
/// `this` may run in any class derived from it, but the object here, a variable
/// or a member and no pointer, is of one.
static bool isOfAnotherClass(const Program &P, const Function &F,
                             const Path &Target) {
  EntityId Class;
  auto Enter = [&](const TypeFacts &T) {
    Class = T.Indirect || T.Role != TypeRole::Plain ? EntityId() : T.Record;
  };
  if (Target.Root == RootKind::Local && !F.Locals[Target.Index].Reference)
    Enter(F.Locals[Target.Index].Type);
  else if (Target.Root == RootKind::Global)
    Enter(P[Target.global()].Type);
  for (const Step &T : Target.Steps) {
    if (T.Kind != StepKind::Field) {
      Class = EntityId();
      continue;
    }
    const EntityId Of = P.recordOf(T.entity());
    if (Class.valid() && Of.valid() && P.areSiblings(Class, Of))
      return true;
    Enter(P[T.entity()].Type);
  }
  return false;
}

/// The descriptor is known not to block by now.
static bool isNonBlocking(const Solution &S, FunctionId F, EventId At) {
  const Path &Descriptor = S.program()[F].Events[At.index()].Target;
  if (EntityId Kept = Descriptor.lastEntity(); Kept.valid())
    return S.NonBlockingHandles.contains(Kept);
  auto Since = S.NonBlockingLocals.find({F, Descriptor});
  return Since != S.NonBlockingLocals.end() && Since->second < At;
}

bool concurrency::blocksItself(const Solution &S, FunctionId F, EventId At) {
  const Event &E = S.program()[F].Events[At.index()];
  return E.Kind == EventKind::Block && !E.NonBlocking &&
         !isNonBlocking(S, F, At);
}

/// `d->ops->suspend(d)` runs one of several functions: for each of them, the
/// lock of d that its caller has is the wrong one to take. (Of all else, one
/// knows too little of which of them meets what.)
static void addRelocksOfAny(Solution &S, FunctionId Self, EventId Id,
                            const LockSet &State, const HeldLocks &Locks,
                            std::vector<LatentAtEvent> &To) {
  const Function &F = S.program()[Self];
  const Event &E = F.Events[Id.index()];
  if (E.Kind != EventKind::Call || State.Locks.empty() || S.target(F, E) ||
      !S.Indirect->targets(F, E).empty())
    return;
  const List<CallTarget> Any = S.Indirect->anyOf(F, E);
  if (Any.empty())
    return;
  // Some lock for themselves, and are called otherwise: `if (d->locks) {
  // d->poll(); …`.
  for (auto [J, Other] : llvm::enumerate(F.Events))
    if (const LockSet *There = S.before(Self, EventId(J));
        There && There->Locks.empty() && !S.target(F, Other) &&
        llvm::any_of(S.Indirect->anyOf(F, Other), [&](const CallTarget &T) {
          return T.Callee == Any.front().Callee;
        }))
      return;
  for (const CallTarget &T : Any)
    for (const LatentEvent &Inner : S[T.Callee].Effects.Events) {
      if (Inner.Kind != LatentEvent::Acquire ||
          (Inner.Via && Inner.Via->Length >= MaxTrace))
        continue;
      LatentAtEvent L{Inner, {}};
      L.Target = Locks.resolve(T.Bindings.toCaller(Inner.Target));
      const bool IsOfObject = llvm::any_of(E.Args, [&](const Value &V) {
        const Path Object = Locks.resolve(V.pointee());
        return Object.known() && L.Target.startsWith(Object);
      });
      if (!IsOfObject || !State.find(L.Target) || !Inner.Released.empty())
        continue;
      L.Possible = true;
      L.Via = S.trace(E.Where, S.program()[T.Callee].Self, Inner.Via);
      To.push_back(std::move(L));
    }
}

std::vector<LatentAtEvent>
concurrency::latentEvents(Solution &S, FunctionId Self, EventId Id) {
  std::vector<LatentAtEvent> Latent;
  const Program &P = S.program();
  const Function &F = P[Self];
  const Event &E = F.Events[Id.index()];
  const LockSet *State = S.before(Self, Id);
  if (!State || !mayBeLatent(E))
    return Latent;
  HeldLocks Locks(S, Self);
  auto Here = [&] { return S.trace(E.Where, EntityId(), nullptr); };
  auto Add = [&](LatentEvent L) { Latent.push_back({std::move(L), {}}); };
  auto AddLock = [&](const Path &Lock) {
    Add(acquisition(Lock, E.Mode, Locks.reentrancy(Lock, E.Reentrant), Here()));
  };

  switch (E.Kind) {
  case EventKind::Acquire:
    AddLock(Locks.resolve(E.Target));
    break;
  case EventKind::GuardInit:
    if (E.Guard == GuardMode::Locked)
      for (const Value &V : E.Args)
        AddLock(Locks.resolve(V.pointee()));
    break;
  case EventKind::GuardLock:
    if (const GuardState *G = State->guard(Locks.resolve(E.Target)))
      for (const Path &Lock : G->Locks)
        Add(acquisition(Lock, G->Mode, Locks.reentrancy(Lock, G->Reentrant),
                        Here()));
    break;
  case EventKind::Block:
    if (blocksItself(S, Self, Id)) {
      LatentEvent L =
          blocking(Locks.resolve(E.Target), E.Blocks, E.Text, Here());
      // The lock that is awaited is held afterwards.
      if (E.Blocks == BlockKind::Suspension)
        for (const Value &V : E.Args)
          L.Released.push_back(Locks.resolve(V.pointee()));
      Add(std::move(L));
    }
    break;
  case EventKind::Join:
    Add(blocking(Locks.resolve(E.Target), BlockKind::ThreadWait, E.Text,
                 Here()));
    break;
  case EventKind::Wait: {
    LatentEvent L = blocking(Locks.resolve(E.Target), BlockKind::ThreadWait,
                             E.Text, Here());
    L.Waits = true;
    for (const Value &V : E.Args)
      llvm::append_range(L.Released,
                         managedLocks(State, Locks.resolve(V.pointee())));
    Add(std::move(L));
    break;
  }
  case EventKind::Call:
    if (E.Hint == Event::HintTy::Acquire && !S.target(F, E))
      AddLock(Locks.resolve(E.Target));
    if (E.Callable.valid() && S.isOnce(E.Target))
      Add(acquisition(Locks.resolve(E.Target), LockMode::Exclusive,
                      Reentrancy::No, Here()));
    if (E.Callee.valid() && !S.target(F, E))
      for (const Annotation &A : P[E.Callee].Annotations)
        if (A.Kind == AnnotationKind::Blocking)
          Add(blocking(Path::unknown(), BlockKind::Other, E.Text, Here()));
    // A declared function that must not be called with a lock held takes it;
    // one that also releases it changes its mode.
    if (E.Callee.valid() && !S.target(F, E))
      for (const Annotation &A : P[E.Callee].Annotations)
        if (A.Kind == AnnotationKind::Excludes ||
            (A.Kind == AnnotationKind::Acquire &&
             llvm::none_of(P[E.Callee].Annotations, [&](const Annotation &B) {
               return B.Kind == AnnotationKind::Release && B.Lock == A.Lock;
             })))
          AddLock(Locks.resolve(Frame::ofCall(E).toCaller(A.Lock)));
    break;
  default:
    break;
  }

  for (Run &R : runsAt(S, Self, Id)) {
    EntityId Callee = P[R.Callee].Self;
    for (const LatentEvent &Inner : S[R.Callee].Effects.Events) {
      if (Inner.Via && Inner.Via->Length >= MaxTrace)
        continue;
      LatentAtEvent L{Inner, R.HeldByCallee};
      L.Target = Locks.resolve(toCaller(R.Bindings, Inner));
      L.Released.clear();
      for (const Path &Lock : Inner.Released)
        llvm::append_range(
            L.Released,
            managedLocks(State, Locks.resolve(R.Bindings.toCaller(Lock))));
      llvm::append_range(L.Released, R.Released);
      L.Possible |= R.Possible;
      if (L.Possible && isOfAnotherClass(P, F, L.Target))
        continue;
      L.Via = S.trace(R.Via ? R.Via->Where : E.Where, Callee, Inner.Via);
      Latent.push_back(std::move(L));
    }
  }
  addRelocksOfAny(S, Self, Id, *State, Locks, Latent);
  const bool Dies = isDying(S, Self, Id);
  if (Dies && endsProgram(S, F, E))
    return {};
  if (E.Once || Dies)
    llvm::erase_if(Latent, [](const LatentEvent &L) {
      return L.Kind == LatentEvent::Block;
    });
  for (LatentEvent &L : Latent)
    L.Message |= isMessage(S.program(), F, L);
  // A message on a path of its own: something went wrong, or is being debugged.
  auto IsMessage = [](const LatentEvent &L) { return L.Message; };
  if (llvm::any_of(Latent, IsMessage) && isAvoidable(F, Id))
    llvm::erase_if(Latent, IsMessage);
  return Latent;
}

/// Given up meanwhile; by a callee, the only one of an array of locks that is
/// held may go by another number.
static bool isReleased(const LockSet &State, const LatentEvent &L,
                       const Path &Lock) {
  auto IsOfArray = [&](const HeldLock &H) {
    return H.Lock.lastEntity() == Lock.lastEntity();
  };
  return llvm::any_of(L.Released, [&](const Path &R) {
    return R == Lock ||
           (L.Via->Next && R.Root == Lock.Root && R.lastEntity().valid() &&
            R.lastEntity() == Lock.lastEntity() &&
            llvm::any_of(R.Steps, std::mem_fn(&Step::isAnyElement)) &&
            llvm::count_if(State.Locks, IsOfArray) == 1);
  });
}

bool concurrency::isAnsweredAtOnce(const Function &F, const LatentEvent &L) {
  return F.AsksWouldBlock &&
         (L.Blocks == BlockKind::Network || L.Text == "read" ||
          L.Text == "write" || L.Text == "readv" || L.Text == "writev") &&
         !llvm::StringRef(L.Text).contains("connect");
}

const HeldLock *
concurrency::blockedHold(const Solution &S, const LockSet &State,
                         const LatentAtEvent &L,
                         llvm::function_ref<bool(const HeldLock &)> Skip) {
  llvm::SmallVector<const HeldLock *, 4> Held;
  bool Named = false;
  for (llvm::ArrayRef<HeldLock> Locks :
       {llvm::ArrayRef<HeldLock>(State.Locks),
        llvm::ArrayRef<HeldLock>(L.HeldByCallee)})
    for (const HeldLock &H : Locks) {
      // What happens once is over before anybody waits.
      if (S.isOnce(H.Lock))
        return nullptr;
      // (Of one that only the wait names, the callers are thought to hold it:
      // it may as well be the one of its kind that was taken here.)
      if (isReleased(State, L, H.Lock))
        Named |= H.own() || llvm::none_of(State.Locks, [&](const HeldLock &O) {
                   return O.own() && O.Lock.lastEntity() == H.Lock.lastEntity();
                 });
      else if (H.Must && H.own() && H.Lock.known() &&
               !S.program().isUnseen(H.Lock))
        Held.push_back(&H);
    }
  // The lock that a wait gives up is the innermost, if it has no name here, or
  // one by a pointer: not if it is known to be another one.
  auto IsOther = [&](const Path &Lock) {
    EntityId E = Lock.lastEntity();
    return E.valid() && !S.program()[E].Type.Indirect &&
           E != Held.back()->Lock.lastEntity();
  };
  if (L.Waits && !Named && !Held.empty() && llvm::none_of(L.Released, IsOther))
    Held.pop_back();
  if (Held.empty())
    return nullptr;
  if (llvm::any_of(Held, [&](const HeldLock *H) { return !Skip(*H); }))
    llvm::erase_if(Held, [&](const HeldLock *H) { return Skip(*H); });
  // The innermost that is not in a variable of the function's own: for those,
  // others hardly wait.
  auto Shared = llvm::find_if(llvm::reverse(Held), [](const HeldLock *H) {
    return H->Lock.Root != RootKind::Local || H->Lock.hasDeref();
  });
  return Shared == Held.rend() ? Held.back() : *Shared;
}
