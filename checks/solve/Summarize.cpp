//===- Summarize.cpp - from solved events to a summary --------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "solve/Summarize.h"
#include "llvm/ADT/STLExtras.h"

using namespace concurrency;

/// Enough for every real function seen; a generated one with more loses the
/// longest chains only.
static constexpr size_t MaxLatentEvents = 160;
static constexpr unsigned MaxTrace = 24;

/// True where a caller can name the object.
static bool isExternal(const Path &P) {
  return P.Root == RootKind::This || P.Root == RootKind::Global ||
         (P.Root == RootKind::Param);
}

/// A lock may be given as the guard that manages it.
static std::vector<Path> managedLocks(const LockSet *State, const Path &P) {
  if (const GuardState *G = State ? State->guard(P) : nullptr)
    return G->Locks;
  return {P};
}

//===----------------------------------------------------------------------===//
// What runs at an event
//===----------------------------------------------------------------------===//

/// The argument that a callee's invocation runs.
static const Value *invokedArgument(const Frame &Bindings, const Path &Holder) {
  if (Holder.Root != RootKind::Param || Holder.Steps.size() > 1 ||
      (Holder.Steps.size() == 1 && Holder.Steps[0].Kind != StepKind::Deref))
    return nullptr;
  return Bindings.argument(Holder.Index);
}

static std::vector<HeldLock> toCaller(HeldLocks &Locks, const Frame &Bindings,
                                      llvm::ArrayRef<HeldLock> Held,
                                      const Trace *Via) {
  std::vector<HeldLock> Result(Held.begin(), Held.end());
  for (HeldLock &H : Result) {
    H.Lock = Locks.resolve(Bindings.toCaller(H.Lock));
    H.Via = Via;
  }
  return Result;
}

std::vector<Run> concurrency::runsAt(Solution &S, FunctionId Self, EventId Id) {
  std::vector<Run> Runs;
  const Function &F = S.program()[Self];
  const Event &E = F.Events[Id.index()];
  if (E.Kind != EventKind::Call && E.Kind != EventKind::Wait)
    return Runs;
  std::optional<CallTarget> Target = S.target(F, E);
  if (!Target)
    return Runs;
  Runs.push_back({Target->Callee, Target->Bindings, {}, {}, nullptr});

  HeldLocks Locks(S, Self);
  // call_once: others wait for the flag meanwhile, as for a lock.
  if (S.isOnce(E.Target)) {
    HeldLock Flag;
    Flag.Lock = Locks.resolve(E.Target);
    Flag.Reentrant = Reentrancy::No;
    Flag.Via = S.trace(E.Where, EntityId(), nullptr);
    Runs.back().HeldByCallee.push_back(std::move(Flag));
  }
  const LockSet *State = S.before(Self, Id);
  for (const Invocation &I : S[Target->Callee].Effects.Invokes) {
    const Value *Arg = invokedArgument(Target->Bindings, I.Holder);
    if (!Arg || Arg->Kind != ValueKind::Callable)
      continue;
    std::optional<CallTarget> Inner = S.target(F, Arg->Callable);
    if (!Inner)
      continue;
    const Trace *Via =
        S.trace(E.Where, S.program()[Target->Callee].Self, I.Via);
    Run R{Inner->Callee, Inner->Bindings, {}, {}, Via};
    R.HeldByCallee = toCaller(Locks, Target->Bindings, I.Held, Via);
    for (const Path &Lock : I.Released)
      llvm::append_range(R.Released,
                         managedLocks(State, Locks.resolve(
                                                 Target->Bindings.toCaller(Lock))));
    Runs.push_back(std::move(R));
  }
  return Runs;
}

//===----------------------------------------------------------------------===//
// Latent events
//===----------------------------------------------------------------------===//

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
  const std::vector<bool> &Dying = S[Self].Dying;
  return Id.index() < Dying.size() && Dying[Id.index()];
}

std::vector<bool> concurrency::dyingEvents(const Solution &S, FunctionId Self) {
  const Function &F = S.program()[Self];
  std::vector<bool> Dying;
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
      bool Now = Ends[I] || (!B.Succs.empty() &&
                             llvm::all_of(B.Succs, [&](uint32_t T) {
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

/// The function can run from its entry to a return without this event.
static bool isAvoidable(const Function &F, EventId Id) {
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

std::vector<LatentAtEvent> concurrency::latentUnderLocks(Solution &S,
                                                         FunctionId Self,
                                                         EventId Id) {
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

std::vector<LatentAtEvent> concurrency::latentEvents(Solution &S,
                                                     FunctionId Self,
                                                     EventId Id) {
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
    if (EntityId Handle = E.Target.lastEntity();
        !E.NonBlocking &&
        !(Handle.valid() && S.NonBlockingHandles.contains(Handle)))
      Add(blocking(Locks.resolve(E.Target), E.Blocks, E.Text, Here()));
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
      L.Target = Locks.resolve(R.Bindings.toCaller(Inner.Target));
      L.Released.clear();
      for (const Path &Lock : Inner.Released)
        llvm::append_range(
            L.Released,
            managedLocks(State, Locks.resolve(R.Bindings.toCaller(Lock))));
      llvm::append_range(L.Released, R.Released);
      L.Via = S.trace(R.Via ? R.Via->Where : E.Where, Callee, Inner.Via);
      Latent.push_back(std::move(L));
    }
  }
  if (E.Once || isDying(S, Self, Id))
    llvm::erase_if(Latent, [](const LatentEvent &L) {
      return L.Kind == LatentEvent::Block;
    });
  // A message on a path of its own: something went wrong, or is being debugged.
  auto IsMessage = [](const LatentEvent &L) {
    return L.Kind == LatentEvent::Block && L.Blocks == BlockKind::Diagnostics;
  };
  if (llvm::any_of(Latent, IsMessage) && isAvoidable(F, Id))
    llvm::erase_if(Latent, IsMessage);
  return Latent;
}

const HeldLock *concurrency::blockedHold(const Solution &S,
                                        const LockSet &State,
                                        const LatentAtEvent &L) {
  llvm::SmallVector<const HeldLock *, 4> Held;
  bool Named = false;
  for (llvm::ArrayRef<HeldLock> Locks :
       {llvm::ArrayRef(State.Locks), llvm::ArrayRef(L.HeldByCallee)})
    for (const HeldLock &H : Locks) {
      // What happens once is over before anybody waits.
      if (S.isOnce(H.Lock))
        return nullptr;
      if (llvm::is_contained(L.Released, H.Lock))
        Named = true;
      else if (H.Must && H.own() && H.Lock.known())
        Held.push_back(&H);
    }
  // The lock that a wait gives up is the innermost, if it has no name here.
  if (L.Waits && !Named && !Held.empty())
    Held.pop_back();
  if (Held.empty())
    return nullptr;
  // The innermost that is not in a variable of the function's own: for those,
  // others hardly wait.
  auto Shared = llvm::find_if(llvm::reverse(Held), [](const HeldLock *H) {
    return H->Lock.Root != RootKind::Local || H->Lock.hasDeref();
  });
  return Shared == Held.rend() ? Held.back() : *Shared;
}

bool concurrency::publishes(const Solution &S, const Function &F,
                            const Event &E, const Path &Pointer) {
  // The object, the pointer's object, or a part of either.
  Path Pointee = Pointer.then(Step::deref());
  auto IsPart = [&](const Path &Q) {
    size_t Of = Q.startsWith(Pointee) ? Pointee.Steps.size()
                                      : Pointer.Steps.size();
    return Q.startsWith(Pointer) &&
           llvm::none_of(llvm::drop_begin(Q.Steps, Of), [](const Step &T) {
             return T.Kind == StepKind::Deref;
           });
  };
  auto IsPointer = [&](const Value &V) {
    return (V.Kind == ValueKind::Copy && V.P == Pointer) ||
           (V.Kind == ValueKind::Address && IsPart(V.P));
  };
  auto Carries = [&](CallableId C) {
    return C.valid() && (IsPointer(F.Callables[C.index()].This) ||
                         llvm::any_of(F.Callables[C.index()].Bound, IsPointer) ||
                         llvm::any_of(F.Callables[C.index()].Captures, IsPointer));
  };
  auto Is = [&](const Value &V) {
    return IsPointer(V) ||
           (V.Kind == ValueKind::Callable && Carries(V.Callable));
  };
  switch (E.Kind) {
  case EventKind::Spawn:
    return Carries(E.Callable) || llvm::any_of(E.Args, Is);
  case EventKind::Escape:
    return llvm::any_of(E.Args, Is);
  case EventKind::Assign:
  case EventKind::Access:
    return E.Target.Root != RootKind::Local && E.Rw != AccessKind::Read &&
           llvm::any_of(E.Args, Is);
  case EventKind::Call:
    if (std::optional<CallTarget> T = S.target(F, E)) {
      const std::vector<bool> &Inner = S[T->Callee].Effects.Escapes;
      for (uint32_t I = 0; I != Inner.size(); ++I)
        if (const Value *Arg = T->Bindings.argument(I))
          if (Inner[I] && Is(*Arg))
            return true;
    }
    return false;
  default:
    return false;
  }
}

//===----------------------------------------------------------------------===//
// Summaries
//===----------------------------------------------------------------------===//

namespace {
class Summarizer {
public:
  Summarizer(Solution &S, FunctionId Self, const HeldLocksResult &Result,
             llvm::ArrayRef<HeldLock> AtEntry)
      : S(S), P(S.program()), Self(Self), F(P[Self]), Result(Result),
        AtEntry(AtEntry), Locks(S, Self) {}

  Summary run() {
    for (const HeldLock &H : AtEntry)
      Sum.Requires.push_back(H.Lock);
    netLocks();
    guards();
    returnedValue();
    escapes();
    Sum.NeverReturns = Result.Returns.empty() && !F.Blocks.empty() &&
                       llvm::any_of(F.Blocks, [](const Block &B) {
                         return B.NoReturn;
                       });
    for (uint32_t I = 0; I != F.Events.size(); ++I)
      event(EventId(I));
    Sum.Solved = true;
    return std::move(Sum);
  }

private:
  enum class ReturnClass { Zero, NonZero, Other };

  ReturnClass classify(const LockSet &State) const {
    if (!State.Returned.valid())
      return ReturnClass::Other;
    const Event &E = F.Events[State.Returned.index()];
    if (E.Args.empty() || E.Args[0].Kind != ValueKind::Constant)
      return ReturnClass::Other;
    return E.Args[0].Number ? ReturnClass::NonZero : ReturnClass::Zero;
  }

  bool atEntry(const Path &Lock) const {
    return llvm::any_of(
        AtEntry, [&](const HeldLock &H) { return H.Lock == Lock; });
  }

  void netLocks();
  void tried(const LockSet &State);
  void guards();
  void returnedValue();
  void event(EventId Id);
  void escapes();
  void add(LatentEvent L);

  Solution &S;
  const Program &P;
  FunctionId Self;
  const Function &F;
  const HeldLocksResult &Result;
  llvm::ArrayRef<HeldLock> AtEntry;
  HeldLocks Locks;
  Summary Sum;
};
} // namespace

/// A result handed on: `return m.try_lock();`.
void Summarizer::tried(const LockSet &State) {
  if (!State.Returned.valid())
    return;
  const Event &E = F.Events[State.Returned.index()];
  EventId From;
  bool Negated = false;
  if (!E.Args.empty() && E.Args[0].Kind == ValueKind::Copy &&
      E.Args[0].P.Root == RootKind::Result) {
    From = EventId(E.Args[0].P.Index);
    Negated = E.Sense == ResultSense::Zero;
  } else if (E.Deps.size() == 1 && E.Deps[0].Result.valid()) {
    // Computed from the result: the one thing to compute is the comparison
    // with zero that makes a status a truth value.
    From = E.Deps[0].Result;
    Negated = F.Events[From.index()].Sense == ResultSense::Zero;
  }
  if (!From.valid())
    return;
  const Event &Try = F.Events[From.index()];
  auto Add = [&](const Path &Lock, LockMode Mode, Reentrancy R, bool NonZero) {
    const HeldLock *H = State.find(Lock);
    if (!H || H->Must || !isExternal(Lock))
      return;
    (NonZero != Negated ? Sum.AcquiresIfNonZero : Sum.AcquiresIfZero)
        .push_back({Lock, Mode, R, true, H->Via});
  };
  bool NonZero = Try.Sense == ResultSense::NonZero;
  if (Try.Kind == EventKind::TryAcquire ||
      (Try.Kind == EventKind::Call && Try.Hint == Event::HintTy::TryAcquire)) {
    Path Lock = Locks.resolve(Try.Target);
    Add(Lock, Try.Mode, S.reentrancy(Lock, Try.Reentrant), NonZero);
  }
  if (std::optional<CallTarget> T = S.target(F, Try)) {
    for (const NetLock &L : S[T->Callee].Effects.AcquiresIfNonZero)
      Add(Locks.resolve(T->Bindings.toCaller(L.Lock)), L.Mode, L.Reentrant,
          true);
    for (const NetLock &L : S[T->Callee].Effects.AcquiresIfZero)
      Add(Locks.resolve(T->Bindings.toCaller(L.Lock)), L.Mode, L.Reentrant,
          false);
  }
}

void Summarizer::netLocks() {
  if (Result.Returns.empty())
    return;
  unsigned Returns[3] = {};
  struct Counted {
    HeldLock Lock;
    unsigned Held[3] = {};
    bool Must = true;
  };
  std::vector<Counted> Net;
  for (const ReturnPoint &R : Result.Returns) {
    unsigned Class = unsigned(classify(R.State));
    ++Returns[Class];
    tried(R.State);
    for (const HeldLock &H : R.State.Locks) {
      // A lock of a local object dies with it; one asserted to be held was the
      // caller's before.
      if (!(isExternal(H.Lock) || isReturned(H.Lock)) || !H.own() ||
          atEntry(H.Lock))
        continue;
      auto It = llvm::find_if(
          Net, [&](const Counted &C) { return C.Lock.Lock == H.Lock; });
      if (It == Net.end())
        It = Net.insert(Net.end(), Counted{H});
      ++It->Held[Class];
      It->Must &= H.Must;
    }
  }
  unsigned All = Result.Returns.size();
  auto IsTried = [&](const Path &Lock) {
    auto Same = [&](const NetLock &L) { return L.Lock == Lock; };
    return llvm::any_of(Sum.AcquiresIfNonZero, Same) ||
           llvm::any_of(Sum.AcquiresIfZero, Same);
  };
  for (const Counted &C : Net) {
    if (IsTried(C.Lock.Lock))
      continue;
    NetLock L{C.Lock.Lock, C.Lock.Mode, C.Lock.Reentrant, C.Must, C.Lock.Via};
    auto Held = [&](ReturnClass R) { return C.Held[unsigned(R)]; };
    auto Of = [&](ReturnClass R) { return Returns[unsigned(R)]; };
    unsigned Total = Held(ReturnClass::Zero) + Held(ReturnClass::NonZero) +
                     Held(ReturnClass::Other);
    if (Total >= All) {
      Sum.Acquires.push_back(std::move(L));
    } else if (L.Must && !Held(ReturnClass::Zero) && Of(ReturnClass::Zero)) {
      Sum.AcquiresIfNonZero.push_back(std::move(L));
    } else if (L.Must && !Held(ReturnClass::NonZero) &&
               Of(ReturnClass::NonZero)) {
      Sum.AcquiresIfZero.push_back(std::move(L));
    } else {
      L.Must = false;
      Sum.Acquires.push_back(std::move(L));
    }
  }
  // The destructor of a guard releases what it still has; a flag says whether.
  auto StillHeld = [&](const HeldLock &H) {
    auto At = [&](const ReturnPoint &R) {
      return R.State.find(H.Lock) != nullptr;
    };
    return F.Kind == FunctionKind::Destructor
               ? llvm::all_of(Result.Returns, At)
               : llvm::any_of(Result.Returns, At);
  };
  for (const HeldLock &H : AtEntry)
    if (!StillHeld(H))
      Sum.Releases.push_back(H.Lock);
}

void Summarizer::guards() {
  if (Result.Returns.empty())
    return;
  for (const GuardState &G : Result.Returns.front().State.Guards) {
    bool IsResult = G.Guard.Root == RootKind::Result && !EventId(G.Guard.Index).valid();
    bool IsMember = G.Guard.Root == RootKind::This && !G.Guard.Steps.empty();
    if (!IsResult && !IsMember)
      continue;
    // A member guard that was there before the call is the caller's matter.
    bool Held = llvm::all_of(G.Locks, [&](const Path &L) { return isExternal(L); });
    if (Held)
      Sum.Guards.push_back({GuardEffect::Init, G.Guard, G});
  }
  // Operations on guards that the caller has.
  for (const Event &E : F.Events) {
    GuardEffect::KindTy Kind;
    switch (E.Kind) {
    case EventKind::GuardLock:
      Kind = GuardEffect::Lock;
      break;
    case EventKind::GuardTry:
      Kind = GuardEffect::Try;
      break;
    case EventKind::GuardUnlock:
      Kind = GuardEffect::Unlock;
      break;
    case EventKind::GuardEnd:
      Kind = GuardEffect::End;
      break;
    default:
      continue;
    }
    // (A guard parameter is a lock of the caller's: see expectedAtEntry.)
    Path Guard = Locks.resolve(E.Target);
    if (Guard.Root != RootKind::This)
      continue;
    // Only the last operation on each counts at the end.
    llvm::erase_if(Sum.Guards, [&](const GuardEffect &G) {
      return G.Guard == Guard && G.Kind != GuardEffect::Init;
    });
    if (llvm::none_of(Sum.Guards, [&](const GuardEffect &G) {
          return G.Guard == Guard;
        }))
      Sum.Guards.push_back({Kind, Guard, {}});
  }
}

void Summarizer::returnedValue() {
  bool First = true;
  for (const Event &E : F.Events) {
    if (E.Kind != EventKind::Return)
      continue;
    Value V = E.Args.empty() ? Value::unknown() : E.Args[0];
    if (V.P.Root == RootKind::Result)
      V.P = Locks.resolve(V.P);
    if (V.P.Root == RootKind::Local)
      V = Value::unknown();
    if (First)
      Sum.Returned = V;
    else if (!(Sum.Returned == V)) {
      // Null on some paths does not change what it points to otherwise.
      bool WasNull = Sum.Returned.Kind == ValueKind::Constant;
      if (WasNull)
        Sum.Returned = V;
      else if (V.Kind != ValueKind::Constant)
        Sum.Returned = Value::unknown();
    }
    First = false;
  }
}

void Summarizer::escapes() {
  Sum.Escapes.assign(F.Params.size(), false);
  for (const Event &E : F.Events)
    for (uint32_t I = 0; I != F.Params.size(); ++I)
      if (publishes(S, F, E, Path::param(I)))
        Sum.Escapes[I] = true;
}

void Summarizer::add(LatentEvent L) {
  auto Same = [&](const LatentEvent &O) {
    return O.Kind == L.Kind && O.Target == L.Target && O.Mode == L.Mode &&
           O.Blocks == L.Blocks && O.Text == L.Text &&
           O.Released == L.Released;
  };
  auto It = llvm::find_if(Sum.Events, Same);
  if (It != Sum.Events.end()) {
    if (L.Via->Length < It->Via->Length)
      *It = std::move(L);
    return;
  }
  if (Sum.Events.size() == MaxLatentEvents) {
    ++S.Stats.CutSummaries;
    return;
  }
  Sum.Events.push_back(std::move(L));
}

void Summarizer::event(EventId Id) {
  const LockSet *State = S.before(Self, Id);
  if (!State)
    return;
  const Event &E = F.Events[Id.index()];
  std::vector<Path> Released;
  for (const HeldLock &H : AtEntry)
    if (!State->find(H.Lock))
      Released.push_back(H.Lock);

  // What happens once is over before anybody waits for a lock of the callers.
  bool Once = llvm::any_of(State->Locks, [&](const HeldLock &H) {
    return S.isOnce(H.Lock);
  });
  for (LatentAtEvent &L : latentEvents(S, Self, Id)) {
    if (L.Kind == LatentEvent::Block && Once)
      continue;
    // Blocking is reported where the innermost lock is taken, and only there.
    if (L.Kind == LatentEvent::Block && blockedHold(S, *State, L))
      continue;
    llvm::append_range(L.Released, Released);
    if (!isExternal(L.Target) && L.Kind == LatentEvent::Acquire) {
      // A lock of an object made here: nobody else can hold it.
      if (L.Target.Root == RootKind::Local && !L.Target.hasDeref())
        continue;
      L.Target = anonymous(L.Target.Steps);
    }
    llvm::erase_if(L.Released, [](const Path &Lock) { return !isExternal(Lock); });
    add(std::move(L));
  }

  // Callables from outside that run here.
  if (E.Kind != EventKind::Call && E.Kind != EventKind::Wait)
    return;
  auto Invoke = [&](Path Holder, llvm::ArrayRef<HeldLock> Inner,
                    std::vector<Path> InnerReleased, const Trace *Via) {
    if (Holder.Root != RootKind::Param || Sum.Invokes.size() >= 8)
      return;
    if (llvm::any_of(Sum.Invokes, [&](const Invocation &I) {
          return I.Holder == Holder && I.Held.size() >= State->Locks.size();
        }))
      return;
    Invocation I;
    I.Holder = std::move(Holder);
    for (const HeldLock &H : State->Locks)
      if (H.own())
        I.Held.push_back(H);
    llvm::append_range(I.Held, Inner);
    I.Released = std::move(InnerReleased);
    llvm::append_range(I.Released, Released);
    I.Via = Via;
    Sum.Invokes.push_back(std::move(I));
  };
  if (E.Callable.valid()) {
    const Callable &C = F.Callables[E.Callable.index()];
    if (!C.Target.valid())
      Invoke(C.Holder, {}, {}, S.trace(E.Where, EntityId(), nullptr));
  }
  if (std::optional<CallTarget> T = S.target(F, E))
    for (const Invocation &I : S[T->Callee].Effects.Invokes) {
      const Value *Arg = invokedArgument(T->Bindings, I.Holder);
      if (!Arg || !Arg->P.known())
        continue;
      const Trace *Via = S.trace(E.Where, P[T->Callee].Self, I.Via);
      std::vector<Path> InnerReleased;
      for (const Path &Lock : I.Released)
        InnerReleased.push_back(Locks.resolve(T->Bindings.toCaller(Lock)));
      Invoke(Arg->P, toCaller(Locks, T->Bindings, I.Held, Via),
             std::move(InnerReleased), Via);
    }
}

Summary concurrency::summarize(Solution &S, FunctionId F,
                               const HeldLocksResult &Result,
                               llvm::ArrayRef<HeldLock> AtEntry) {
  return Summarizer(S, F, Result, AtEntry).run();
}
