//===- PerhapsHeld.cpp - locks of indirect callers ------------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "solve/PerhapsHeld.h"
#include "solve/IndirectCalls.h"
#include "llvm/ADT/STLExtras.h"

using namespace concurrency;

/// Somebody may come who is not seen, with nothing: a thread, a public
/// function.
static bool isEnteredFree(const Solution &S, FunctionId Id) {
  const Function &F = S.program()[Id];
  const Entry &At = S[Id].At;
  return At.ThreadRoot || F.Main ||
         (At.Callers == CallersKind::Open && !F.Virtual && !F.AddressTaken);
}

/// Adds those that are held for certain, and not there yet.
static void addClasses(llvm::SmallVectorImpl<EntityId> &To,
                       llvm::ArrayRef<HeldLock> Held) {
  for (const HeldLock &H : Held)
    if (EntityId Lock = H.Lock.lastEntity();
        H.Must && Lock.valid() && !llvm::is_contained(To, Lock))
      To.push_back(Lock);
}

/// A call that may run several functions, or one by a pointer, under a lock.
static bool anyCallsOutUnderLock(const Solution &S) {
  for (auto [I, F] : llvm::enumerate(S.program().functions()))
    for (auto [J, E] : llvm::enumerate(F.Events)) {
      if (E.Kind != EventKind::Call || !(E.Virtual || E.Callable.valid()))
        continue;
      const LockSet *State = S.before(FunctionId(I), EventId(J));
      if (State &&
          !(State->Locks.empty() && S[FunctionId(I)].At.Held.empty()) &&
          !S.Indirect->all(F, E).empty())
        return true;
    }
  return false;
}

void concurrency::findPerhapsHeld(Solution &S) {
  const Program &P = S.program();
  if (!anyCallsOutUnderLock(S))
    return;
  using Classes = llvm::SmallVector<EntityId, 1>;
  // A call by the function's own name says nothing of those by pointers.
  std::vector<bool> Seen(P.functions().size()), ByPointer(Seen.size());
  auto Enter = [&](FunctionId Callee, const Classes &Held, bool Indirectly) {
    Classes &All = S[Callee].At.PerhapsHeld;
    if (isEnteredFree(S, Callee))
      return;
    if (Seen[Callee.index()])
      llvm::erase_if(
          All, [&](EntityId Lock) { return !llvm::is_contained(Held, Lock); });
    else
      All = Held;
    Seen[Callee.index()] = true;
    if (Indirectly)
      ByPointer[Callee.index()] = true;
  };
  // Who is handed to others may be run by them with nothing.
  for (auto [I, F] : llvm::enumerate(P.functions()))
    for (const Event &E : F.Events)
      if (E.Kind == EventKind::Call || E.Kind == EventKind::Escape ||
          E.Kind == EventKind::Spawn)
        for (FunctionId Given : S.handedOver(F, E))
          Enter(Given, {}, /*Indirectly=*/true);
  for (FunctionId Id : llvm::reverse(S.BottomUp)) {
    const Function &F = P[Id];
    Classes &Own = S[Id].At.PerhapsHeld;
    if ((F.Virtual || F.AddressTaken) && !ByPointer[Id.index()])
      Own.clear();
    for (auto [I, E] : llvm::enumerate(F.Events)) {
      const LockSet *State = S.before(Id, EventId(I));
      if (E.Kind != EventKind::Call || !State)
        continue;
      std::optional<CallTarget> T = S.target(F, E);
      llvm::ArrayRef<FunctionId> Callees =
          T ? llvm::ArrayRef<FunctionId>(T->Callee) : S.Indirect->all(F, E);
      if (Callees.empty())
        continue;
      Classes Held = Own;
      addClasses(Held, State->Locks);
      addClasses(Held, S[Id].At.Held);
      // (Of a public method its own class is not the only caller.)
      for (FunctionId Callee : Callees)
        Enter(Callee, Held,
              /*Indirectly=*/!T && !(E.Target == Path::self() &&
                                     P[Callee].Access == AccessSpec::Public));
    }
  }
}
