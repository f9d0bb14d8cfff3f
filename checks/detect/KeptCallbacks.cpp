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

/// The call is of a function whose body is seen: it does not run what it gets,
/// for then there would be a call site.
static bool isSeen(const Solution &S, const Function &F, const Event &E) {
  return E.Kind == EventKind::Call && S.target(F, E);
}

KeptCallbacks::KeptCallbacks(const Solution &S) : S(S) {
  const Program &P = S.program();
  for (auto [I, F] : llvm::enumerate(P.functions()))
    for (auto [J, E] : llvm::enumerate(F.Events)) {
      if (E.Args.empty() || !isSeen(S, F, E))
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

bool KeptCallbacks::areHandedOver(FunctionId F, EntityId Lock,
                                  unsigned Depth) const {
  if (auto It = Under.find(F); It != Under.end())
    return It->second.contains(Lock);
  llvm::ArrayRef<AccessSite> Calls = S.callSites(F);
  return Depth && !Calls.empty() &&
         S[F].At.Callers == CallersKind::Known &&
         llvm::all_of(Calls, [&](const AccessSite &Call) {
           return areHandedOver(Call.In, Lock, Depth - 1);
         });
}
