//===- WaitedFor.cpp - what a wait on a condition tests -------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "detect/WaitedFor.h"
#include "detect/Explain.h"
#include "solve/Control.h"
#include "solve/Entries.h"
#include "solve/GuardInference.h"
#include "solve/LatentEvents.h"
#include "llvm/ADT/STLExtras.h"

using namespace concurrency;

namespace {
/// One wait and one piece of state that it waits for; paths in the frame of the
/// function that waits.
struct Wait {
  FunctionId In;
  Path State, Condition, Lock;
  Place TestedAt;
};

class WaitedFor {
public:
  WaitedFor(const Evidence &Known, const GuardRule &Rule)
      : S(Known.S), P(S.program()), Map(Known.Accesses), Rule(Rule),
        Waiting(methods(EventKind::Wait)),
        Notifying(methods(EventKind::Notify)) {}

  Bugs run() {
    // (Most files have none.)
    if (llvm::none_of(P.functions(), [](const Function &F) {
          return llvm::any_of(F.Events, [](const Event &E) {
            return E.Kind == EventKind::Wait;
          });
        }))
      return {};
    for (auto [I, F] : llvm::enumerate(P.functions()))
      for (uint32_t J = 0; J != F.Events.size(); ++J)
        if (conditionOf(F, F.Events[J], EventKind::Wait).known())
          collect(FunctionId(I), EventId(J));
    for (const auto &[Key, Waits] : OfMembers)
      for (const Wait &W : Waits)
        findMembers(Key, W);
    return std::move(Found);
  }

private:
  using Methods = llvm::DenseSet<FunctionId>;
  Methods methods(EventKind Kind) const;
  Path conditionOf(const Function &F, const Event &E, EventKind Kind) const;
  bool notifiesAfter(const Function &F, EventId Write,
                     llvm::function_ref<bool(const Path &)> IsCondition) const;
  void collect(FunctionId Id, EventId At);
  void add(Wait W);
  void findMembers(StateKey Key, const Wait &W);
  void findCaptured(const Wait &W);
  bool mayHold(const SharedAccess &A, EntityId Lock) const;
  void report(const Wait &W, FunctionId In, const Event &Write);

  Solution &S;
  const Program &P;
  const AccessMap &Map;
  const GuardRule &Rule;
  /// Of classes around a condition.
  const Methods Waiting, Notifying;
  std::map<StateKey, std::vector<Wait>> OfMembers;
  Bugs Found;
};
} // namespace

/// The methods that wait on, or notify, a condition of their own object.
WaitedFor::Methods WaitedFor::methods(EventKind Kind) const {
  Methods Found;
  for (auto [I, F] : llvm::enumerate(P.functions()))
    if (EntityId Class = P.recordOf(F.Self);
        llvm::any_of(F.Events, [&](const Event &E) {
          return E.Kind == Kind && E.Target.Root == RootKind::This &&
                 P.recordOf(E.Target.lastEntity()) == Class;
        }))
      Found.insert(FunctionId(I));
  return Found;
}

/// The condition that the event waits on, or notifies: by itself, or by such a
/// method. Unknown if it does not.
Path WaitedFor::conditionOf(const Function &F, const Event &E,
                            EventKind Kind) const {
  if (E.Kind == Kind)
    return E.Target;
  const Methods &By = Kind == EventKind::Wait ? Waiting : Notifying;
  if (By.empty() || E.Kind != EventKind::Call || !E.Target.known())
    return Path::unknown();
  std::optional<CallTarget> T = S.target(F, E);
  return T && By.contains(T->Callee) ? E.Target : Path::unknown();
}

/// The reads that a predicate, or the condition of the loop around the wait, is
/// made of.
void WaitedFor::collect(FunctionId Id, EventId At) {
  const Function &F = P[Id];
  const Event &E = F.Events[At.index()];
  const LockSet *Here = S.before(Id, At);
  if (!Here)
    return;
  HeldLocks Locks(S, Id);
  Wait W{Id, {}, Locks.resolve(E.Target), {}, {}};
  if (E.Kind == EventKind::Wait) {
    for (const Value &V : E.Args)
      for (const Path &Lock : managedLocks(Here, Locks.resolve(V.pointee())))
        W.Lock = Lock;
  } else {
    // The class knows which; it is the innermost.
    for (const HeldLock &H : Here->Locks)
      if (H.Must && H.own())
        W.Lock = H.Lock;
  }
  if (!W.Condition.known() || !W.Lock.known())
    return;
  auto Tests = [&](const Event &Read, const Path &State) {
    if (Read.Kind != EventKind::Access || Read.Atomic || !State.known())
      return;
    W.State = State;
    W.TestedAt = Read.Where;
    add(W);
  };
  if (std::optional<CallTarget> Predicate =
          E.Kind == EventKind::Wait ? S.target(F, E) : std::nullopt)
    for (const Event &Read : P[Predicate->Callee].Events)
      Tests(Read, Predicate->Bindings.toCaller(Read.Target));
  const Control Flow(F);
  std::vector<bool> Loop = Flow.loopAround(Flow.blockOf(At));
  for (uint32_t B = 0; B != F.Blocks.size(); ++B)
    if (Loop[B] && F.Blocks[B].If && Flow.isLoopCondition(B))
      for (EventId Source : Flow.sources(B))
        if (const LockSet *State = S.before(Id, Source);
            State && State->find(W.Lock))
          Tests(F.Events[Source.index()], F.Events[Source.index()].Target);
}

void WaitedFor::add(Wait W) {
  if (W.State.Root == RootKind::Local && !W.State.hasDeref())
    return findCaptured(W);
  Path Base;
  StateKey Key = stateKey(S, W.State, Base);
  if (!Key.Entity.valid() || P[Key.Entity].Volatile ||
      !W.Condition.lastEntity().valid() || !W.Lock.lastEntity().valid())
    return;
  std::vector<Wait> &Known = OfMembers[Key];
  if (llvm::none_of(Known, [&](const Wait &O) {
        return O.Condition.lastEntity() == W.Condition.lastEntity() &&
               O.Lock.lastEntity() == W.Lock.lastEntity();
      }))
    Known.push_back(std::move(W));
}

/// After the write, the function notifies; \p Target gives the condition in a
/// frame to compare in.
bool WaitedFor::notifiesAfter(
    const Function &F, EventId Write,
    llvm::function_ref<bool(const Path &)> IsCondition) const {
  std::optional<Control> Flow;
  for (uint32_t J = 0; J != F.Events.size(); ++J) {
    Path Condition = conditionOf(F, F.Events[J], EventKind::Notify);
    if (!Condition.known() || !IsCondition(Condition))
      continue;
    if (!Flow)
      Flow.emplace(F);
    if (Flow->canFollow(Write, EventId(J)))
      return true;
  }
  return false;
}

/// The lock is held, or a caller may hold it for all that is known.
bool WaitedFor::mayHold(const SharedAccess &A, EntityId Lock) const {
  if (holds(A, Lock) || Rule.mayBeHeld(Lock, A.Held) || A.UnknownOwner ||
      expectsLock(P, A.In))
    return true;
  if (Rule.takes(A.In, Lock))
    return false;
  return (A.UnknownCallers && S.mayComeWith(Lock, A.UnknownIn, A.ByInsiders)) ||
         (S[A.In].At.Callers != CallersKind::Known && isExposed(S, Lock));
}

void WaitedFor::findMembers(StateKey Key, const Wait &W) {
  auto Accesses = Map.find(Key);
  if (Accesses == Map.end())
    return;
  const EntityId Condition = W.Condition.lastEntity();
  for (const SharedAccess &A : inContexts(S, Accesses->second)) {
    const Function &F = P[A.In];
    // (A destructor that notifies has somebody to notify.)
    if (!A.isWrite() || A.Atomic || A.ByCall ||
        F.Kind == FunctionKind::Constructor ||
        (A.Unshared && F.Kind != FunctionKind::Destructor) ||
        mayHold(A, W.Lock.lastEntity()) ||
        (F.Kind != FunctionKind::Destructor && Rule.isOrdered({A.In, A.At})) ||
        !notifiesAfter(F, A.At, [&](const Path &Target) {
          return S.canonical(Target).lastEntity() == Condition;
        }))
      continue;
    report(W, A.In, F.Events[A.At.index()]);
  }
}

/// A lambda of the function that waits has its lock, condition and state by
/// reference.
void WaitedFor::findCaptured(const Wait &W) {
  const Function &F = P[W.In];
  for (uint32_t C = 0; C != F.Callables.size(); ++C) {
    std::optional<CallTarget> T = S.target(F, CallableId(C));
    if (!T || P[T->Callee].Kind != FunctionKind::Lambda ||
        !S[T->Callee].At.Held.empty())
      continue;
    const Function &Body = P[T->Callee];
    auto ToOwner = [&](const Path &Q) { return T->Bindings.toCaller(Q); };
    for (uint32_t J = 0; J != Body.Events.size(); ++J) {
      const Event &E = Body.Events[J];
      const LockSet *State = S.before(T->Callee, EventId(J));
      if (E.Kind != EventKind::Access || E.Rw == AccessKind::Read || E.Atomic ||
          !State || !(ToOwner(E.Target) == W.State) ||
          llvm::any_of(State->Locks, [&](const HeldLock &H) {
            return ToOwner(H.Lock) == W.Lock || !H.Lock.known();
          }))
        continue;
      if (notifiesAfter(Body, EventId(J), [&](const Path &Target) {
            return ToOwner(Target) == W.Condition;
          }))
        report(W, T->Callee, E);
    }
  }
}

void WaitedFor::report(const Wait &W, FunctionId In, const Event &Write) {
  if (llvm::any_of(Found, [&](const Bug &B) { return B.In == P[In].Self; }))
    return; // one lock mends all of them
  Bug B;
  B.What = Pattern::WaitedForWithoutLock;
  B.Where = Write.Where;
  B.In = P[In].Self;
  B.Names = {stateName(S, P[W.In], W.State), shortName(S, P[W.In], W.Lock)};
  B.Steps.push_back({BugStepKind::TestedHere, W.TestedAt, {B.Names[0]}});
  Found.push_back(std::move(B));
}

Bugs concurrency::findWaitedForWithoutLock(const Evidence &Known,
                                           const GuardRule &Rule) {
  return WaitedFor(Known, Rule).run();
}
