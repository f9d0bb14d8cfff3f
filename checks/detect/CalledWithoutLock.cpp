//===- CalledWithoutLock.cpp - helpers that want a lock -------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "detect/CalledWithoutLock.h"
#include "detect/Explain.h"
#include "solve/Conventions.h"
#include "solve/Entries.h"
#include "llvm/ADT/STLExtras.h"
#include <set>

using namespace concurrency;

void CalledWithoutLock::add(FunctionId F, const Want &W) {
  for (Want &Known : Wants[F.index()])
    if (Known.Lock == W.Lock) {
      if (W.Writes && !Known.Writes)
        Known = W;
      return;
    }
  Wants[F.index()].push_back(W);
}

void CalledWithoutLock::note(const GuardVote &V,
                             llvm::ArrayRef<SharedAccess> Accesses) {
  // State that is not written under the lock may be guarded by chance.
  if (!V.GuardedWrites || V.Element || V.Annotated)
    return;
  // The lock of an object guards nothing that is there once for all, in a class
  // of its own: it is a logger, say, that is called everywhere.
  auto IsElsewhere = [&](const SharedAccess &A) {
    EntityId Class = P.recordOf(P[A.In].Self);
    return A.Whole.Root == RootKind::Global &&
           P[V.Guard].Kind == EntityKind::Field && Class.valid() &&
           Class != P.recordOf(V.Guard);
  };
  for (const SharedAccess &A : Accesses)
    if (!A.Unshared && !A.Atomic && !A.ByCall && !Rule.takes(A.In, V.Guard) &&
        !IsElsewhere(A))
      add(A.In, {V.Guard, V.Exposed, A.isWrite(), {A.In, A.At}, A.Whole});
}

/// Who calls a helper without locking wants the same lock.
void CalledWithoutLock::inherit() {
  for (FunctionId F : S.BottomUp)
    for (const RunEdge &R : S[F].Runs)
      if (R.Callee != F)
        for (const Want &W : Wants[R.Callee.index()])
          if (!Rule.takes(F, W.Lock))
            add(F, W);
}

/// Set-up, or callers that may hold the lock.
bool CalledWithoutLock::isExcused(const AccessSite &At, const Want &W) const {
  const Function &F = P[At.In];
  if (S[At.In].At.SetUp || Rule.isOrdered(At) ||
      makesOrEnds(P, At.In, W.Lock) || F.Events[At.At.index()].Asserts ||
      expectsLock(P, At.In))
    return true;
  return W.Exposed && S[At.In].At.Callers != CallersKind::Known &&
         !Rule.takes(At.In, W.Lock);
}

/// The helper is of the lock's own world: the lock of its object, or one that
/// is taken in its file. Under the locks of others it is called by chance.
static bool knowsLock(const Program &P, FunctionId Helper,
                      llvm::ArrayRef<HeldLock> Held, EntityId Lock) {
  return llvm::any_of(Held, [&](const HeldLock &H) {
    const Place &Taken = H.Via ? H.Via->Where : P[Lock].Where;
    return H.Lock.lastEntity() == Lock &&
           (H.Lock.Root == RootKind::This || H.Lock.Root == RootKind::Param ||
            Taken.File == P[Helper].Where.File ||
            P[Lock].Where.File == P[Helper].Where.File);
  });
}

/// Who locks the object that it is given looks after itself.
static bool locksItsObject(const Summary &Does) {
  return llvm::any_of(Does.Events, [](const LatentEvent &L) {
    return L.Kind == LatentEvent::Acquire && !L.Target.Steps.empty() &&
           (L.Target.Root == RootKind::This ||
            L.Target.Root == RootKind::Param);
  });
}

void CalledWithoutLock::judge(FunctionId Helper, const Want &W,
                              Bugs &Found) const {
  std::set<FunctionId> With, Without;
  std::optional<AccessSite> Guarded, Odd;
  unsigned Held = 0, All = 0;
  bool Known = false;
  // Lambdas that are handed to one function are all run alike: if two of them
  // lock by themselves, nobody locks for the third.
  std::map<llvm::StringRef, unsigned> LockingHanded;
  for (const WayIn &In : S[Helper].At.Ways)
    for (auto [Caller, Event] : In.Sites)
      if (llvm::StringRef To = S.Recipients.lookup(P[Caller].Self);
          !To.empty() && In.Unknown && Rule.takes(Caller, W.Lock))
        ++LockingHanded[To];
  auto IsRunUnlocked = [&](FunctionId Caller) {
    auto It = LockingHanded.find(
        Caller.valid() ? S.Recipients.lookup(P[Caller].Self) : "");
    return It != LockingHanded.end() && It->second >= 2;
  };
  auto IsHidden = [&](const WayIn &In) {
    return In.Unknown &&
           S.mayComeWith(W.Lock, In.UnknownIn, /*ByInsiders=*/true);
  };
  for (const WayIn &In : S[Helper].At.Ways) {
    bool Locked = holdsClass(In.Held, W.Lock);
    bool Doubtful = (IsHidden(In) && !IsRunUnlocked(In.Caller)) ||
                    !In.Caller.valid() || In.FreshParams.any() ||
                    Rule.mayBeHeld(W.Lock, In.Held);
    bool Forgotten = llvm::any_of(In.Held, [&](const HeldLock &H) {
      return H.Forgotten && H.Lock.lastEntity() == W.Lock;
    });
    if (Forgotten || (!Locked && Doubtful))
      continue;
    Known |= Locked && knowsLock(P, Helper, In.Held, W.Lock);
    for (auto [Caller, Event] : In.Sites) {
      const AccessSite At{Caller, Event};
      // A caller that has both kinds of callers is judged by them.
      if (!Locked && llvm::any_of(S[Caller].At.Ways, [&](const WayIn &Outer) {
            return IsHidden(Outer) || holdsClass(Outer.Held, W.Lock);
          }))
        return;
      if (!Locked && isExcused(At, W))
        continue;
      ++All;
      Held += Locked;
      (Locked ? With : Without).insert(Caller);
      (Locked ? Guarded : Odd) = At;
    }
  }
  size_t Enough = W.Writes ? 2 : 3;
  if (expectsLockByName(P[P[Helper].Self].shortName()))
    Enough = 1;
  else if (locksItsObject(S[Helper].Effects))
    return;
  // (One that calls it again and again without is not careless.)
  if (Without.size() != 1 || With.count(*Without.begin()) ||
      With.size() < Enough || 3 * Held < 2 * All)
    return;
  auto Place = [&](const AccessSite &At) {
    return P[At.In].Events[At.At.index()].Where;
  };
  // (Or of the world of who forgot it, as far as a single file tells.)
  if (!Known && (ManyFiles || llvm::none_of(With, [&](FunctionId F) {
                   return P[F].Where.File == Place(*Odd).File;
                 })))
    return;

  Bug B;
  B.What = Pattern::CalledWithoutLock;
  B.Sure = Confidence::Likely;
  B.Where = Place(*Odd);
  B.In = P[Odd->In].Self;
  std::string Name = P.name(Helper).str(), Lock = P[W.Lock].shortName().str();
  B.Names = {Name, Lock};
  B.Counts = {Held, All};
  B.Steps.push_back(
      {W.Writes ? BugStepKind::WrittenHere : BugStepKind::ReadHere,
       Place(W.At),
       {stateName(S, P[W.At.In], W.Whole)}});
  B.Steps.push_back({BugStepKind::CalledUnderLock, Place(*Guarded), {Name, Lock}});
  Found.push_back(std::move(B));
}

Bugs CalledWithoutLock::run() {
  inherit();
  Bugs Found;
  for (uint32_t I = 0; I != Wants.size(); ++I)
    if (P[FunctionId(I)].Kind != FunctionKind::Lambda)
      for (const Want &W : Wants[I])
        judge(FunctionId(I), W, Found);
  return Found;
}
