//===- UnprotectedSharedState.cpp - shared state without its lock ---------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Two kinds of evidence: a vote (the lock that guards the state elsewhere, or
/// that other callers of a helper hold, is not held here), and threads (two of
/// them get there with no common lock; see ThreadRaces.h).
///
//===----------------------------------------------------------------------===//

#include "detect/AssertedLock.h"
#include "detect/CalledWithoutLock.h"
#include "detect/Detect.h"
#include "detect/Explain.h"
#include "detect/GuardVotes.h"
#include "detect/HandedOutState.h"
#include "detect/MixedAtomics.h"
#include "detect/ReaderWrites.h"
#include "detect/StopFlags.h"
#include "detect/WaitedFor.h"
#include "solve/GuardInference.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/STLExtras.h"
#include <optional>
#include <set>

using namespace concurrency;

namespace {
class SharedStateDetector {
public:
  explicit SharedStateDetector(const Evidence &Known)
      : All(Known), S(Known.S), P(S.program()), Rule(Known), Races(Known),
        Votes(Known, Rule, Races), Calls(Known, Rule), HandedOut(S) {}

  Bugs run() {
    for (const Ballot &B : Votes.take())
      if (!byVote(B))
        Races.find(B.Key, B.Uses);
    Races.findCaptured();
    reportMissing();
    addCalls();
    llvm::append_range(Found, Races.take());
    llvm::append_range(Found, findMixedAtomics(All));
    llvm::append_range(Found, findStopFlags(All));
    return std::move(Found);
  }

private:
  bool byVote(const Ballot &B);
  Bug describe(const GuardVote &V, const SharedAccess &A,
               const AccessSite &Where, Confidence Sure,
               const SharedAccess *Witness) const;
  void reportMissing();
  void addCalls();
  void readerLocks(const GuardVote &V, llvm::ArrayRef<SharedAccess> Accesses);
  const Event &event(const SharedAccess &A) const {
    return P[A.In].Events[A.At.index()];
  }
  std::string name(const SharedAccess &A) const {
    return stateName(S, P[A.In], A.Whole);
  }

  const Evidence &All;
  Solution &S;
  const Program &P;
  const GuardRule Rule;
  ThreadRaces Races;
  const GuardVotes Votes;
  CalledWithoutLock Calls;
  const HandedOutState HandedOut;
  /// By the function that should have locked, and what.
  llvm::MapVector<std::pair<FunctionId, EntityId>, Bugs> Missing;
  /// Who writes under which lock for readers, and was told so.
  std::set<std::pair<FunctionId, EntityId>> AsReader;
  Bugs Found;
};
} // namespace

bool SharedStateDetector::byVote(const Ballot &B) {
  const GuardVote &V = B.V;
  if (!B.isGuarded())
    return false;
  std::vector<SharedAccess> Accesses = Votes.contexts(B.Uses);
  readerLocks(V, B.Uses);
  llvm::append_range(Found, HandedOut.find(B, Accesses));
  Calls.note(V, Accesses);

  const SharedAccess *Witness = witness(V, Accesses);
  std::vector<Deviation> Wrong = Votes.deviations(V, Accesses);
  for (const Deviation &D : Wrong) {
    AccessSite Where = oddSite(S, V.Guard, *D.Access);
    Races.noteSaid(B.Key, D.Access->In);
    Missing[{Where.In, V.Guard}].push_back(
        describe(V, *D.Access, Where, D.Sure, Witness));
  }
  return !Wrong.empty();
}

Bug SharedStateDetector::describe(const GuardVote &V, const SharedAccess &A,
                                  const AccessSite &Where, Confidence Sure,
                                  const SharedAccess *Witness) const {
  bool ByCall = Where.In != A.In || Where.At != A.At;
  Bug B;
  B.What = ByCall ? (A.isWrite() ? Pattern::WrittenByCallWithoutLock
                                 : Pattern::ReadByCallWithoutLock)
                  : (A.isWrite() ? Pattern::WrittenWithoutLock
                                 : Pattern::ReadWithoutLock);
  B.Sure = Sure;
  B.Where = P[Where.In].Events[Where.At.index()].Where;
  B.In = P[Where.In].Self;
  std::string Lock = P[V.Guard].shortName().str();
  B.Names = {name(A), Lock};
  B.Counts = {V.Guarded, V.total() + (V.doubts(S, A) ? V.Doubtful : 0)};
  if (ByCall) {
    // The function that is called there leads to the access.
    auto Sites = sitesOf(S, A);
    const AccessSite *Called = llvm::find_if(Sites, [&](const AccessSite &T) {
      return T.In == Where.In && T.At == Where.At;
    });
    B.Names.push_back(P.name(std::prev(Called)->In).str());
    B.Steps.push_back(
        {A.isWrite() ? BugStepKind::WrittenHere : BugStepKind::ReadHere,
         event(A).Where,
         {name(A)}});
  }
  if (Witness && !(Witness->In == A.In && Witness->At == A.At))
    B.Steps.push_back({Witness->isWrite() ? BugStepKind::GuardedWrite
                                          : BugStepKind::GuardedRead,
                       event(*Witness).Where,
                       {name(*Witness), Lock}});
  else if (Witness && Witness->Way && Witness->Way->Caller.valid())
    B.Steps.push_back(
        {BugStepKind::CalledUnderLock,
         P[Witness->Way->Caller].Events[Witness->Way->At.index()].Where,
         {P.name(Witness->In).str(), Lock}});
  return B;
}

void SharedStateDetector::readerLocks(const GuardVote &V,
                                      llvm::ArrayRef<SharedAccess> Accesses) {
  bool Exclusive = isHeldAlone(V.Guard, Accesses);
  for (const SharedAccess *W : Votes.writesAsReader(V, Accesses)) {
    const SharedAccess &A = *W;
    const HeldLock *H = holds(A, V.Guard);
    // (Whoever takes it for writing, does for all that is written there.)
    if (!AsReader.insert({A.In, V.Guard}).second)
      continue;
    Bug B;
    B.What = Pattern::WrittenUnderReaderLock;
    B.Sure = Exclusive && H->Must && H->Mode == LockMode::Shared
                 ? Confidence::Definite
                 : Confidence::Likely;
    B.Where = event(A).Where;
    B.In = P[A.In].Self;
    B.Names = {name(A), P[V.Guard].shortName().str()};
    addHold(B, S, P[A.In], *H, BugStepKind::AcquiredThere);
    Found.push_back(std::move(B));
  }
}

/// One finding a function and lock: at a write if it has one, and the rest are
/// notes. Whoever adds the lock adds it for all of them.
void SharedStateDetector::reportMissing() {
  constexpr size_t MaxMore = 3;
  auto Rank = [](const Bug &B) {
    bool Write = B.What == Pattern::WrittenWithoutLock ||
                 B.What == Pattern::WrittenByCallWithoutLock;
    return std::tuple(B.Sure == Confidence::Likely, !Write, B.Where);
  };
  for (auto &[Key, Bugs] : Missing) {
    auto First = llvm::min_element(
        Bugs, [&](const Bug &A, const Bug &B) { return Rank(A) < Rank(B); });
    std::set<std::string> Named = {First->Names[0]};
    std::vector<BugStep> More;
    for (const Bug &B : Bugs)
      if (More.size() != MaxMore && Named.insert(B.Names[0]).second)
        More.push_back(
            {BugStepKind::MissesToo, B.Where, {B.Names[0], B.Names[1]}});
    llvm::append_range(First->Steps, More);
    Found.push_back(std::move(*First));
  }
}

/// Calls without the lock, where no state is known to miss it already.
void SharedStateDetector::addCalls() {
  std::set<std::pair<EntityId, std::string>> Known;
  for (const Bug &B : Found)
    if (B.Names.size() > 1)
      Known.insert({B.In, B.Names[1]});
  auto Add = [&](Bugs More) {
    for (Bug &B : More)
      if (Known.insert({B.In, B.Names[1]}).second)
        Found.push_back(std::move(B));
  };
  Add(findWaitedForWithoutLock(All, Rule));
  Add(findCallsWithoutAsserted(All, Rule));
  Add(Calls.run());
}

Bugs concurrency::detectUnprotectedSharedState(const Evidence &Known) {
  return SharedStateDetector(Known).run();
}
