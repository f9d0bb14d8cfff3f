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
#include "solve/Control.h"
#include "solve/LatentEvents.h"
#include "llvm/ADT/STLExtras.h"
#include <optional>

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
                   const HeldLock &H, const LatentAtEvent &L,
                   bool OnOneWay = false) {
  const Program &P = S.program();
  const Function &F = P[Id];
  bool ByCall = L.Via->Next != nullptr;
  bool Upgrade = H.Mode == LockMode::Shared && L.Mode == LockMode::Exclusive;
  Bug B;
  B.What = Upgrade ? (ByCall ? Pattern::UpgradeByCall : Pattern::Upgrade)
                   : (ByCall ? Pattern::RelockByCall : Pattern::Relock);
  // A pthread mutex may have been made recursive where we cannot see.
  bool Settled = isSettled(S.reentrancy(L.Target, L.Reentrant));
  B.Sure = Settled && !L.Possible && !OnOneWay ? Confidence::Definite
                                               : Confidence::Likely;
  B.Where = E.Where;
  B.In = F.Self;
  B.Names = {shortName(S, F, H.Lock)};
  if (ByCall)
    B.Names.push_back(calleeName(S, L.Via));
  addHold(B, S, F, H,
          OnOneWay ? BugStepKind::KeptThere : BugStepKind::AcquiredThere);
  if (ByCall) {
    addChain(B, S, L.Via, BugStepKind::Acquires, {B.Names[0]});
    if (std::string Sibling = siblingWithoutLock(P, L.Via->Callee);
        !Sibling.empty())
      B.Steps.push_back({BugStepKind::Sibling, E.Where, {Sibling}});
  }
  Found.push_back(std::move(B));
}

/// The only way on from the end of a block, but for the end of a loop.
static std::optional<uint32_t> onlyWayOn(const Control &Flow, const Function &F,
                                         uint32_t At) {
  const Block &B = F.Blocks[At];
  if (B.Succs.size() == 1)
    return B.Succs[0];
  if (B.Succs.size() != 2 || !Flow.isLoopCondition(At))
    return std::nullopt;
  return Flow.reaches(B.Succs[0], At) ? B.Succs[0] : B.Succs[1];
}

/// The event has nothing to do with the lock, for all that is known.
static bool leavesAlone(const Solution &S, const Function &F, const Event &E,
                        const HeldLock &H) {
  switch (E.Kind) {
  case EventKind::Access:
  case EventKind::Block:
  case EventKind::Notify:
  case EventKind::LockInit:
  case EventKind::Escape:
  case EventKind::Point:
    return true;
  case EventKind::Assign:
    return E.Target.Root != H.Lock.Root || E.Target.Index != H.Lock.Index;
  case EventKind::Call: {
    std::optional<CallTarget> T = S.target(F, E);
    return T ? !S[T->Callee].Effects.hasLockEffect()
             : E.Hint == Event::HintTy::None && !E.Callable.valid() &&
                   llvm::none_of(E.Args, [&](const Value &V) {
                     return V.Kind == ValueKind::Address &&
                            H.Lock.startsWith(V.P);
                   });
  }
  default:
    return false;
  }
}

/// `lock(); if (…) continue; unlock();` in a loop: on one way the lock is held
/// where the next turn takes it, with nothing in between that could ask.
static void findKept(Bugs &Found, Solution &S, FunctionId Id) {
  const Function &F = S.program()[Id];
  if (S[Id].Kept.empty())
    return;
  const Control Flow(F);
  auto Again = [&](const HeldLock &H,
                   EventId At) -> std::optional<LatentAtEvent> {
    for (const LatentAtEvent &L : latentUnderLocks(S, Id, At))
      if (L.Kind == LatentEvent::Acquire && !L.ByMode &&
          isNonReentrant(S.reentrancy(L.Target, L.Reentrant)) &&
          sameObject(H.Lock, L.Target) && L.Mode == LockMode::Exclusive)
        return L;
    return std::nullopt;
  };
  for (const auto &[To, H] : S[Id].Kept) {
    // (An element's subscript is another one in the next turn.)
    bool IsElement = llvm::any_of(H.Lock.Steps, [](const Step &T) {
      return T.isVariableElement();
    });
    if (H.Reentrant == Reentrancy::Yes || mayBeShared(H.Mode) ||
        IsElement)
      continue;
    std::optional<uint32_t> At = To;
    for (size_t Seen = 0; At && Seen != F.Blocks.size();
         ++Seen, At = onlyWayOn(Flow, F, *At)) {
      const Block &B = F.Blocks[*At];
      uint32_t J = B.FirstEvent;
      for (; J != B.EndEvent && leavesAlone(S, F, F.Events[J], H); ++J)
        ;
      if (J == B.EndEvent)
        continue;
      // The first event that has to do with locks.
      EventKind Kind = F.Events[J].Kind;
      if (Kind == EventKind::Acquire || Kind == EventKind::GuardInit)
        if (auto L = Again(H, EventId(J)))
          return report(Found, S, Id, F.Events[J], H, *L, /*OnOneWay=*/true);
      break;
    }
  }
}

Bugs concurrency::detectNonReentrantRelock(const Evidence &Known) {
  Solution &S = Known.S;
  Bugs Found;
  const Program &P = S.program();
  for (auto [I, F] : llvm::enumerate(P.functions())) {
    FunctionId Id(I);
    findKept(Found, S, Id);
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
