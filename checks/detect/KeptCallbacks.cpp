//===- KeptCallbacks.cpp - what is handed over under a lock ---------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "detect/KeptCallbacks.h"

using namespace concurrency;

/// Somebody keeps it, and nobody is seen to run it in the course of a call.
static bool isKept(const Solution &S, FunctionId F) {
  // (A function with a name is registered rather than written there.)
  return S.program()[F].Kind == FunctionKind::Lambda &&
         S[F].At.Callers != CallersKind::Known && !S[F].At.ThreadRoot &&
         S.callSites(F).empty();
}

/// The function keeps one of its arguments, and hands it to nobody who could
/// run it at once.
static bool keepsArgument(const Solution &S, const Function &F,
                          const Event &E) {
  std::optional<CallTarget> T =
      E.Kind == EventKind::Call ? S.target(F, E) : std::nullopt;
  if (!T)
    return false;
  auto IsGiven = [](const Value &V) { return V.P.Root == RootKind::Param; };
  bool Keeps = false;
  for (const Event &Does : S.program()[T->Callee].Events) {
    if (Does.Kind == EventKind::Call && llvm::any_of(Does.Args, IsGiven))
      return false;
    Keeps |=
        (Does.Kind == EventKind::Escape || Does.Kind == EventKind::Assign) &&
        Does.Target.known() && Does.Target.Root != RootKind::Local &&
        llvm::any_of(Does.Args, IsGiven);
  }
  return Keeps;
}

KeptCallbacks::KeptCallbacks(const Solution &S) : S(S) {
  const Program &P = S.program();
  for (auto [I, F] : llvm::enumerate(P.functions()))
    for (auto [J, E] : llvm::enumerate(F.Events)) {
      if (E.Args.empty() || !keepsArgument(S, F, E))
        continue;
      const LockSet *State = S.before(FunctionId(I), EventId(J));
      if (!State || State->Locks.empty())
        continue;
      for (FunctionId Given : S.handedOver(F, E))
        if (isKept(S, Given))
          for (const HeldLock &H : State->Locks)
            if (EntityId Lock = H.Lock.lastEntity();
                H.own() && H.Must && Lock.valid())
              Under[Given].insert(Lock);
    }
}

bool KeptCallbacks::isHandedOver(FunctionId F, EntityId Lock,
                                 unsigned Depth) const {
  if (auto It = Under.find(F); It != Under.end())
    return It->second.contains(Lock);
  llvm::ArrayRef<AccessSite> Calls = S.callSites(F);
  return Depth && !Calls.empty() && S[F].At.Callers == CallersKind::Known &&
         llvm::all_of(Calls, [&](const AccessSite &Call) {
           return isHandedOver(Call.In, Lock, Depth - 1);
         });
}
