//===- HandedOutState.cpp - references that outlive a lock ----------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "detect/HandedOutState.h"
#include "detect/Explain.h"
#include "llvm/ADT/STLExtras.h"

using namespace concurrency;

/// The state itself, and neither an element of it nor what it points to.
HandedOutState::HandedOutState(const Solution &S) : S(S), P(S.program()) {
  for (auto [I, F] : llvm::enumerate(P.functions()))
    for (auto [J, E] : llvm::enumerate(F.Events)) {
      if (E.Kind != EventKind::Return || E.Args.empty() ||
          E.Args[0].Kind != ValueKind::Address ||
          F.Kind == FunctionKind::Lambda)
        continue;
      const Path &Of = E.Args[0].P;
      Path Base;
      if (Of.known() && Of.Root != RootKind::Local &&
          (Of.Steps.empty() || Of.Steps.back().Kind == StepKind::Field))
        if (const StateKey Key = stateKey(S, Of, Base);
            Key.Entity.valid() && Key.Entity == Of.lastEntity())
          Returns[Key].push_back({FunctionId(I), EventId(J)});
    }
}

/// The function took it for itself, and gives it up as it returns.
static bool holdsForItself(const Solution &S, FunctionId Id, EventId At,
                           EntityId Guard) {
  const LockSet *State = S.before(Id, At);
  if (!State || holdsClass(S[Id].At.Held, Guard))
    return false;
  for (const HeldLock &H : State->Locks)
    if (H.own() && H.Must && H.Lock.lastEntity() == Guard &&
        S.reentrancy(H.Lock, H.Reentrant) != Reentrancy::Yes &&
        llvm::none_of(S[Id].Effects.Acquires, [&](const NetLock &Left) {
          return Left.Lock.lastEntity() == Guard;
        }))
      return true;
  return false;
}

Bugs HandedOutState::find(const Ballot &B,
                          llvm::ArrayRef<SharedAccess> Accesses) const {
  Bugs Found;
  const GuardVote &V = B.V;
  const TypeFacts &Type = P[B.Key.Entity].Type;
  auto Out = Returns.find(B.Key);
  if (Out == Returns.end() || V.Element || B.Key.Pointee || Type.Indirect ||
      (Type.Role != TypeRole::Container && Type.Role != TypeRole::Plain))
    return Found;
  auto Change = llvm::find_if(Accesses, [&](const SharedAccess &A) {
    return A.isWrite() && !A.Unshared && isGuarded(V, A) && !S[A.In].At.SetUp;
  });
  if (Change == Accesses.end())
    return Found;
  for (const AccessSite &Return : Out->second) {
    if (!holdsForItself(S, Return.In, Return.At, V.Guard))
      continue;
    const Function &F = P[Return.In];
    const Event &E = F.Events[Return.At.index()];
    Bug Bug = bugAt(P, Pattern::HandedOut, Return.In, Return.At);
    const std::string Lock = P[V.Guard].shortName().str();
    Bug.Names = {stateName(S, F, E.Args[0].P), Lock};
    Bug.Steps.push_back({BugStepKind::GuardedWrite,
                         P[Change->In].Events[Change->At.index()].Where,
                         {Bug.Names[0], Lock}});
    Found.push_back(std::move(Bug));
  }
  return Found;
}
