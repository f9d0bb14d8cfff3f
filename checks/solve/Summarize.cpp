//===- Summarize.cpp - from solved events to a summary --------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "solve/Summarize.h"
#include "solve/Accesses.h"
#include "solve/Conditions.h"
#include "solve/IndirectCalls.h"
#include "solve/LastReference.h"
#include "solve/LatentEvents.h"
#include "solve/Messages.h"
#include "solve/NewObjects.h"
#include "solve/Publication.h"
#include "llvm/ADT/STLExtras.h"
#include <optional>

using namespace concurrency;

/// Enough for every real function seen; a generated one with more loses the
/// longest chains only.
static constexpr size_t MaxLatentEvents = 160;

/// A function runs few callables of its callers.
static constexpr size_t MaxInvocations = 8;

/// True where a caller can name the object.
static bool isExternal(const Path &P) {
  return P.Root == RootKind::This || P.Root == RootKind::Global ||
         (P.Root == RootKind::Param);
}

namespace {
class Summarizer {
public:
  Summarizer(Solution &S, FunctionId Self, const HeldLocksResult &Result,
             llvm::ArrayRef<HeldLock> AtEntry)
      : S(S), P(S.program()), Self(Self), F(P[Self]), Result(Result),
        AtEntry(AtEntry), Locks(S, Self), Last(P, F) {}

  Summary run() {
    for (const HeldLock &H : AtEntry)
      Sum.Requires.push_back(H.Lock);
    netLocks();
    guards();
    returnedValue();
    escapes();
    Sum.NeverReturns =
        Result.Returns.empty() && !F.Blocks.empty() &&
        llvm::any_of(F.Blocks, [](const Block &B) { return B.NoReturn; });
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
    return llvm::any_of(AtEntry,
                        [&](const HeldLock &H) { return H.Lock == Lock; });
  }

  /// The function takes the lock or not, and leaves it so.
  bool isLeftPerhaps(const Path &Lock, EventId At) const {
    return isAvoidable(F, At) &&
           llvm::any_of(Sum.Acquires, [&](const NetLock &L) {
             return L.Lock == Lock && !L.Must;
           });
  }

  bool isOfHandle(const HeldLock &H, const LatentAtEvent &L) const;
  bool isByBranch(EventId Id) const;
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
  LastReference Last;
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
        .push_back({Lock, Mode, R, true, H->Via, H->Forgotten});
  };
  bool NonZero = Try.Sense == ResultSense::NonZero;
  std::optional<CallTarget> T = S.target(F, Try);
  const bool Seen = T && S[T->Callee].Effects.hasLockEffect();
  if (Try.Kind == EventKind::TryAcquire ||
      (Try.Kind == EventKind::Call && !Seen &&
       Try.Hint == Event::HintTy::TryAcquire)) {
    Path Lock = Locks.resolve(Try.Target);
    Add(Lock, Try.Mode, S.reentrancy(Lock, Try.Reentrant), NonZero);
  }
  if (T) {
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
  struct Counted {
    HeldLock Lock;
    unsigned Held[3] = {};
    bool Must = true;
  };
  std::vector<Counted> Net;
  for (const ReturnPoint &R : Result.Returns) {
    unsigned Class = unsigned(classify(R.State));
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
    // Where there is no lock, it is not held: that says nothing.
    unsigned Returns[3] = {}, All = 0;
    for (const ReturnPoint &R : Result.Returns)
      if (!R.State.isNowhere(C.Lock.Lock)) {
        ++Returns[unsigned(classify(R.State))];
        ++All;
      }
    auto Of = [&](ReturnClass R) { return Returns[unsigned(R)]; };
    // (An error that leaves it locked, beside errors that do not.)
    auto IsForgotten = [&](ReturnClass R) {
      return C.Lock.Forgotten ||
             (Held(R) != Of(R) && Locks.releases(C.Lock.Lock));
    };
    unsigned Total = Held(ReturnClass::Zero) + Held(ReturnClass::NonZero) +
                     Held(ReturnClass::Other);
    if (Total >= All) {
      L.Forgotten = C.Lock.Forgotten || (!L.Must && Locks.releases(L.Lock));
      Sum.Acquires.push_back(std::move(L));
    } else if (L.Must && !Held(ReturnClass::Zero) && Of(ReturnClass::Zero)) {
      L.Forgotten = IsForgotten(ReturnClass::NonZero);
      Sum.AcquiresIfNonZero.push_back(std::move(L));
    } else if (L.Must && !Held(ReturnClass::NonZero) &&
               Of(ReturnClass::NonZero)) {
      L.Forgotten = IsForgotten(ReturnClass::Zero);
      Sum.AcquiresIfZero.push_back(std::move(L));
    } else {
      L.Must = false;
      L.Forgotten = C.Lock.Forgotten || Locks.releases(L.Lock);
      Sum.Acquires.push_back(std::move(L));
    }
  }
  // The destructor of a guard releases what it still has; a flag says whether.
  auto StillHeld = [&](const HeldLock &H) {
    auto At = [&](const ReturnPoint &R) {
      return R.State.find(H.Lock) != nullptr && !R.State.isNowhere(H.Lock);
    };
    return F.Kind == FunctionKind::Destructor
               ? llvm::all_of(Result.Returns, At)
               : llvm::any_of(Result.Returns, At);
  };
  for (const HeldLock &H : AtEntry)
    if (!StillHeld(H))
      Sum.Releases.push_back(H.Lock);
    else if (llvm::any_of(Result.Returns, [&](const ReturnPoint &R) {
               return !R.State.find(H.Lock);
             }))
      Sum.ReleasesPerhaps.push_back(H.Lock);
}

void Summarizer::guards() {
  if (Result.Returns.empty())
    return;
  for (const GuardState &G : Result.Returns.front().State.Guards) {
    bool IsResult =
        G.Guard.Root == RootKind::Result && !EventId(G.Guard.Index).valid();
    bool IsMember = G.Guard.Root == RootKind::This && !G.Guard.Steps.empty();
    if (!IsResult && !IsMember)
      continue;
    // A member guard that was there before the call is the caller's matter.
    bool Held =
        llvm::all_of(G.Locks, [&](const Path &L) { return isExternal(L); });
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
    if (llvm::none_of(Sum.Guards,
                      [&](const GuardEffect &G) { return G.Guard == Guard; }))
      Sum.Guards.push_back({Kind, Guard, {}});
  }
}

/// What a pointer of the function holds when it is returned, as its caller
/// names it: something new, or what it was set to, if to anything but null only
/// once.
static Value heldBy(const NewObjects &Locals, uint32_t Local, EventId At) {
  if (Locals.holdsNew(Local, At))
    return Value::fresh();
  const NewObjects::Pointer &L = Locals[Local];
  return L.Assignments == 1 && isExternal(L.Pointee) ? Value::address(L.Pointee)
                                                     : Value::unknown();
}

void Summarizer::returnedValue() {
  bool First = true;
  std::optional<NewObjects> Locals;
  for (auto [J, E] : llvm::enumerate(F.Events)) {
    if (E.Kind != EventKind::Return)
      continue;
    Value V = E.Args.empty() ? Value::unknown() : E.Args[0];
    if (V.P.Root == RootKind::Result)
      V.P = Locks.resolve(V.P);
    if (V.P.Root == RootKind::Local) {
      bool Bare = V.Kind == ValueKind::Copy && V.P.Steps.empty();
      if (Bare && !Locals)
        Locals.emplace(S, Self);
      V = Bare ? heldBy(*Locals, V.P.Index, EventId(J)) : Value::unknown();
    }
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
  Sum.Escapes.resize(F.Params.size());
  for (const Event &E : F.Events)
    for (uint32_t I = 0; I != F.Params.size(); ++I)
      if (publishes(S, F, E, Path::param(I)))
        Sum.Escapes[I] = true;
  // Only to threads: a pointer back from a part of itself makes nothing known.
  auto Is = [&](EventKind Kind) {
    return llvm::any_of(F.Events, [&](const Event &E) {
      return E.Kind == Kind &&
             (Kind != EventKind::Spawn || publishes(S, F, E, Path::self()));
    });
  };
  Sum.EscapesThis = F.Kind == FunctionKind::Method && Is(EventKind::Spawn) &&
                    !Is(EventKind::Join);
}

void Summarizer::add(LatentEvent L) {
  auto Same = [&](const LatentEvent &O) {
    return O.Kind == L.Kind && O.Target == L.Target && O.Mode == L.Mode &&
           O.Blocks == L.Blocks && O.Text == L.Text && O.Message == L.Message &&
           O.Released == L.Released;
  };
  auto It = llvm::find_if(Sum.Events, Same);
  if (It != Sum.Events.end()) {
    const bool AtOnce = It->AtOnce && L.AtOnce;
    if (std::pair(L.ByMode, L.Via->Length) <
        std::pair(It->ByMode, It->Via->Length))
      *It = std::move(L);
    It->AtOnce = AtOnce;
    return;
  }
  if (Sum.Events.size() == MaxLatentEvents) {
    ++S.Stats.CutSummaries;
    return;
  }
  Sum.Events.push_back(std::move(L));
}

/// One object has the lock and the file or socket.
bool Summarizer::isOfHandle(const HeldLock &H, const LatentAtEvent &L) const {
  Path OfLock, OfHandle;
  stateKey(S, H.Lock, OfLock);
  stateKey(S, L.Target, OfHandle);
  return (L.Blocks == BlockKind::File || L.Blocks == BlockKind::Network) &&
         !L.Under.valid() && L.HeldByCallee.empty() && OfHandle.known() &&
         OfLock == OfHandle;
}

/// A branch decides whether it happens, which is not a loop's condition.
bool Summarizer::isByBranch(EventId Id) const {
  const Control Flow(F);
  for (uint32_t B = 0; B != F.Blocks.size(); ++B)
    if (F.Blocks[B].Succs.size() == 2 && !Flow.isLoopCondition(B) &&
        Flow.decides(B, Flow.blockOf(Id)))
      return true;
  return false;
}

void Summarizer::event(EventId Id) {
  const LockSet *State = S.before(Self, Id);
  if (!State)
    return;
  const Event &E = F.Events[Id.index()];
  List<Path> Released;
  for (const HeldLock &H : AtEntry)
    if (!State->find(H.Lock))
      Released.push_back(H.Lock);

  // What happens once is over before anybody waits for a lock of the callers.
  bool Once = S.anyOnce(State->Locks);
  for (LatentAtEvent &L : latentEvents(S, Self, Id)) {
    if (L.Kind == LatentEvent::Block && (Once || isAnsweredAtOnce(F, L)))
      continue;
    L.AtOnce |= !S.isOnce(L.Target) && (Once || S.anyOnce(L.HeldByCallee));
    // A function that says something on some ways only has something to
    // complain of, whatever it calls the stream.
    if (L.Kind == LatentEvent::Block && L.Blocks == BlockKind::Console &&
        writesText(L) && isAvoidable(F, Id) && isByBranch(Id))
      continue;
    // Blocking is reported where the innermost lock is taken, and only there,
    // unless that is for the handle.
    if (L.Kind == LatentEvent::Block)
      if (const HeldLock *H = blockedHold(S, *State, L)) {
        if (State->Locks.size() != 1 || !isOfHandle(*H, L))
          continue;
        L.Under = H->Lock.lastEntity();
      }
    // The callers have a reference of their own.
    if (Last.decides(Id))
      continue;
    if (L.Kind == LatentEvent::Acquire)
      L.ByMode |= (E.Kind == EventKind::Acquire && isByMode(S, F, Id)) ||
                  isLeftPerhaps(L.Target, Id);
    llvm::append_range(L.Released, Released);
    if (!isExternal(L.Target) && L.Kind == LatentEvent::Acquire) {
      // A lock of an object made here: nobody else can hold it.
      if (L.Target.Root == RootKind::Local && !L.Target.hasDeref())
        continue;
      L.Target = anonymous(L.Target.Steps);
    }
    llvm::erase_if(L.Released,
                   [](const Path &Lock) { return !isExternal(Lock); });
    add(std::move(L));
  }

  // Callables from outside that run here.
  if (E.Kind != EventKind::Call && E.Kind != EventKind::Wait)
    return;
  auto Add = [&](Invocation I) {
    if (Sum.Invokes.size() >= MaxInvocations ||
        llvm::any_of(Sum.Invokes, [&](const Invocation &Known) {
          return Known.Holder == I.Holder &&
                 Known.Held.size() >= State->Locks.size();
        }))
      return;
    List<HeldLock> Held;
    llvm::copy_if(State->Locks, std::back_inserter(Held),
                  [](const HeldLock &H) { return H.own(); });
    I.Held.insert(I.Held.begin(), Held.begin(), Held.end());
    llvm::append_range(I.Released, Released);
    for (Value &V : I.Args)
      if (!isExternal(V.P))
        V.P = V.P.hasDeref() ? anonymous(V.P.Steps) : Path::unknown();
    Sum.Invokes.push_back(std::move(I));
  };
  if (runsWhatCallerGave(F, E)) {
    const Callable &C = F.Callables[E.Callable.index()];
    Invocation I;
    I.Holder = C.Holder;
    I.Target = C.Target;
    I.Args = C.Bound;
    llvm::append_range(I.Args, E.Args);
    I.Via = S.trace(E.Where, EntityId(), nullptr);
    Add(std::move(I));
  } else if (Path Stored = S.Indirect->holderForCallers(F, E);
             isExternal(Stored)) {
    Invocation I;
    I.Holder = Stored;
    I.Args = E.Args;
    I.Via = S.trace(E.Where, EntityId(), nullptr);
    Add(std::move(I));
  }
  for (const Run &R : runsAt(S, Self, Id))
    for (const Invocation &Inner : S[R.Callee].Effects.Invokes) {
      Invocation I;
      if (!isHandedIn(Inner.Holder)) {
        I.Holder = R.Bindings.toCaller(Inner.Holder);
        if (!isExternal(I.Holder) ||
            !S.Indirect->storedIn(I.Holder, {}).empty())
          continue;
      } else if (const Value *Arg = R.Bindings.argument(Inner.Holder.Index);
                 Arg && isHandedIn(Arg->P)) {
        I.Holder = Arg->P;
      } else {
        continue;
      }
      I.Target = Inner.Target;
      for (const Value &V : Inner.Args)
        I.Args.push_back(R.Bindings.toCaller(V));
      I.Via =
          S.trace(R.Via ? R.Via->Where : E.Where, P[R.Callee].Self, Inner.Via);
      I.Held = R.HeldByCallee;
      llvm::append_range(I.Held,
                         toCaller(Locks, R.Bindings, Inner.Held, I.Via));
      I.Released = R.Released;
      for (const Path &Lock : Inner.Released)
        I.Released.push_back(Locks.resolve(R.Bindings.toCaller(Lock)));
      Add(std::move(I));
    }
}

Summary concurrency::summarize(Solution &S, FunctionId F,
                               const HeldLocksResult &Result,
                               llvm::ArrayRef<HeldLock> AtEntry) {
  return Summarizer(S, F, Result, AtEntry).run();
}
