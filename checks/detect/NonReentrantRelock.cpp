//===- NonReentrantRelock.cpp - a lock taken again by its holder ----------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A lock is acquired while the same thread holds it for certain: the same
/// object, of a kind that is not reentrant. Where that is only the default of
/// its type, the finding is likely.
///
//===----------------------------------------------------------------------===//

#include "detect/Detect.h"
#include "detect/Explain.h"
#include "detect/FirstTimeOnly.h"
#include "solve/LatentEvents.h"
#include "llvm/ADT/STLExtras.h"

using namespace concurrency;

/// The name of a method beside \p Locking that does the work without the lock,
/// by the usual spellings; empty if there is none.
static std::string siblingWithoutLock(const Program &P, EntityId Locking) {
  const Entity &E = P[Locking];
  llvm::StringRef Base = E.shortName();
  for (const Entity &Other : P.entities()) {
    if (Other.Kind != EntityKind::Function || Other.Parent != E.Parent)
      continue;
    llvm::StringRef Name = Other.shortName();
    if (!Name.consume_front(Base))
      continue;
    Name.consume_front("_");
    std::string Rest = Name.lower();
    if (Rest == "locked" || Rest == "unlocked" || Rest == "nolock" ||
        Rest == "no_lock" || Rest == "unsafe" || Rest == "withlockheld" ||
        Rest == "lockheld" || Rest == "impl" || Rest == "internal")
      return Other.shortName().str();
  }
  return "";
}

static void report(Bugs &Found, Solution &S, FunctionId Id, const Event &E,
                   const HeldLock &H, const LatentAtEvent &L) {
  const Program &P = S.program();
  const Function &F = P[Id];
  bool ByCall = L.Via->Next != nullptr;
  bool Upgrade = H.Mode == LockMode::Shared && L.Mode == LockMode::Exclusive;
  Bug B;
  B.What = Upgrade ? (ByCall ? Pattern::UpgradeByCall : Pattern::Upgrade)
                   : (ByCall ? Pattern::RelockByCall : Pattern::Relock);
  // A pthread mutex may have been made recursive where we cannot see.
  bool Settled = isSettled(S.reentrancy(L.Target, L.Reentrant));
  B.Sure = Settled && !L.Possible ? Confidence::Definite : Confidence::Likely;
  B.Where = E.Where;
  B.In = F.Self;
  B.Names = {shortName(S, F, H.Lock)};
  if (ByCall)
    B.Names.push_back(calleeName(S, L.Via));
  addHold(B, S, F, H, BugStepKind::AcquiredThere);
  if (ByCall) {
    addChain(B, S, L.Via, BugStepKind::Acquires, {B.Names[0]});
    if (std::string Sibling = siblingWithoutLock(P, L.Via->Callee);
        !Sibling.empty())
      B.Steps.push_back({BugStepKind::Sibling, E.Where, {Sibling}});
  }
  Found.push_back(std::move(B));
}

Bugs concurrency::detectNonReentrantRelock(const Evidence &Known) {
  Solution &S = Known.S;
  Bugs Found;
  const Program &P = S.program();
  for (auto [I, F] : llvm::enumerate(P.functions())) {
    FunctionId Id(I);
    for (uint32_t J = 0; J != F.Events.size(); ++J) {
      const LockSet *State = S.before(Id, EventId(J));
      if (!State || F.Events[J].Kind == EventKind::TryAcquire)
        continue;
      for (const LatentAtEvent &L : latentUnderLocks(S, Id, EventId(J))) {
        if (L.Kind != LatentEvent::Acquire || L.ByMode ||
            !isNonReentrant(S.reentrancy(L.Target, L.Reentrant)))
          continue;
        auto Again = [&](const HeldLock &H) {
          return H.Must && !H.Doubted && H.Source != HoldSource::Expected &&
                 H.Reentrant != Reentrancy::Yes &&
                 sameObject(H.Lock, L.Target) &&
                 !llvm::is_contained(L.Released, H.Lock) &&
                 (H.Mode == LockMode::Exclusive ||
                  L.Mode == LockMode::Exclusive);
        };
        auto It = llvm::find_if(State->Locks, Again);
        if (It != State->Locks.end() &&
            !isDoneBefore(S, Id, EventId(J), L.Via)) {
          report(Found, S, Id, F.Events[J], *It, L);
          break;
        }
        auto Inner = llvm::find_if(L.HeldByCallee, Again);
        if (Inner != L.HeldByCallee.end()) {
          report(Found, S, Id, F.Events[J], *Inner, L);
          break;
        }
      }
    }
  }
  return Found;
}
