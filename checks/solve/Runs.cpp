//===- Runs.cpp - which bodies run at an event ----------------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "solve/Runs.h"
#include "solve/IndirectCalls.h"

using namespace concurrency;

/// Of what one call runs, with callables that run callables.
static constexpr size_t MaxRuns = 16;

List<Path> concurrency::managedLocks(const LockSet *State, const Path &P) {
  if (const GuardState *G = State ? State->guardAround(P) : nullptr)
    return G->Locks;
  return {P};
}

/// The bodies and the bindings of a callee's invocation. Where nothing is known
/// of the callable but its type, neither are its captures.
static List<CallTarget> invoked(const Solution &S, const Function &F,
                                const Frame &Bindings, const Invocation &I) {
  List<Value> Args;
  for (const Value &V : I.Args)
    Args.push_back(Bindings.toCaller(V));
  if (!isHandedIn(I.Holder))
    return S.Indirect->storedIn(Bindings.toCaller(I.Holder), Args);
  List<CallTarget> Found;
  const Value *Given = Bindings.argument(I.Holder.Index);
  if (!Given)
    return Found;
  if (Given->Kind == ValueKind::Callable) {
    if (std::optional<CallTarget> T = S.target(F, Given->Callable, Args))
      Found.push_back(std::move(*T));
    return Found;
  }
  const Program &P = S.program();
  FunctionId Body = P.body(I.Target);
  // A caller of this function knows more.
  if (Body.valid() && Given->P.Root != RootKind::Param)
    Found.push_back({Body, Frame::ofCallable(Callable(), P[Body], Args)});
  return Found;
}

List<HeldLock> concurrency::toCaller(HeldLocks &Locks, const Frame &Bindings,
                                     llvm::ArrayRef<HeldLock> Held,
                                     const Trace *Via) {
  List<HeldLock> Result(Held.begin(), Held.end());
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
  if (!Target) {
    for (CallTarget &T : S.Indirect->targets(F, E))
      Runs.push_back({T.Callee, std::move(T.Bindings), {}, {}, nullptr, true});
    if (Runs.empty())
      return Runs;
  } else {
    Runs.push_back({Target->Callee, Target->Bindings, {}, {}, nullptr});
  }

  HeldLocks Locks(S, Self);
  // call_once: others wait for the flag meanwhile, as for a lock.
  if (S.isOnce(E.Target)) {
    HeldLock Flag;
    Flag.Lock = Locks.resolve(E.Target);
    Flag.Reentrant = Reentrancy::No;
    Flag.Via = S.trace(E.Where, EntityId(), nullptr);
    for (Run &R : Runs)
      R.HeldByCallee.push_back(Flag);
  }
  const LockSet *State = S.before(Self, Id);
  // A callable may run another one of ours.
  for (size_t Done = 0; Done != Runs.size(); ++Done)
    for (const Invocation &I : S[Runs[Done].Callee].Effects.Invokes) {
      // (A copy: the list grows.)
      const Run By = Runs[Done];
      for (CallTarget &Inner : invoked(S, F, By.Bindings, I)) {
        if (Runs.size() == MaxRuns)
          break;
        const Trace *Via = S.trace(By.Via ? By.Via->Where : E.Where,
                                   S.program()[By.Callee].Self, I.Via);
        Run R{Inner.Callee,
              std::move(Inner.Bindings),
              By.HeldByCallee,
              By.Released,
              Via,
              By.Possible || !isHandedIn(I.Holder)};
        llvm::append_range(R.HeldByCallee,
                           toCaller(Locks, By.Bindings, I.Held, Via));
        for (const Path &Lock : I.Released)
          llvm::append_range(
              R.Released,
              managedLocks(State, Locks.resolve(By.Bindings.toCaller(Lock))));
        Runs.push_back(std::move(R));
      }
    }
  return Runs;
}
