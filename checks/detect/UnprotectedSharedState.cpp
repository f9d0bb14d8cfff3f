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
#include "detect/GuardRule.h"
#include "detect/ThreadRaces.h"
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
      : All(Known), S(Known.S), P(S.program()), Map(Known.Accesses),
        Running(Known.Running), Rule(Known), Races(Known),
        Calls(Known, Rule) {}

  Bugs run() {
    std::vector<Ballot> Ballots = takeVotes();
    for (const Ballot &B : Ballots)
      if (!byVote(B))
        Races.find(B.Key, B.Uses);
    Races.findCaptured();
    reportMissing();
    addCalls();
    llvm::append_range(Found, Races.take());
    return std::move(Found);
  }

private:
  /// A piece of state, what accesses it, and what that says of its guard.
  struct Ballot {
    StateKey Key;
    llvm::ArrayRef<SharedAccess> Uses;
    GuardVote V;
  };
  /// What a function does with one field without the lock says little; that it
  /// is the only one to work without it on any of the class says more.
  struct Peers {
    std::set<FunctionId> With, Without;
  };
  using PeersOf = std::map<std::pair<EntityId, EntityId>, Peers>;
  std::vector<Ballot> takeVotes() const;
  std::pair<EntityId, EntityId> classAndGuard(const Ballot &B) const {
    return {P.recordOf(B.Key.Entity), B.V.Guard};
  }
  void notePeers(const Ballot &B, llvm::ArrayRef<SharedAccess> Accesses,
                 PeersOf &Known) const;
  bool byVote(const Ballot &B);
  std::optional<Confidence>
  deviates(const GuardVote &V, const SharedAccess &A,
           llvm::ArrayRef<SharedAccess> Accesses) const;
  bool meetsGuarded(const GuardVote &V, const SharedAccess &A,
                    llvm::ArrayRef<SharedAccess> Accesses) const;
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
  const AccessMap &Map;
  const Threads &Running;
  const GuardRule Rule;
  ThreadRaces Races;
  CalledWithoutLock Calls;
  /// By the function that should have locked, and what.
  llvm::MapVector<std::pair<FunctionId, EntityId>, Bugs> Missing;
  Bugs Found;
};
} // namespace

/// Threads are in view of which one is at the access while another has the lock.
bool SharedStateDetector::meetsGuarded(
    const GuardVote &V, const SharedAccess &A,
    llvm::ArrayRef<SharedAccess> Accesses) const {
  if (A.ByCall || V.doubts(A))
    return false;
  return llvm::any_of(Accesses, [&](const SharedAccess &B) {
    return !B.Unshared && (A.isWrite() || B.isWrite()) && isGuarded(V, B) &&
           Races.inTwoThreads(A, B);
  });
}

static bool countsForPeers(const GuardVote &V) {
  return V.Guard.valid() && (V.GuardedWrites || V.UnguardedWrites);
}

std::vector<SharedStateDetector::Ballot>
SharedStateDetector::takeVotes() const {
  std::vector<Ballot> Ballots;
  PeersOf Known;
  for (const auto &[Key, Uses] : Map) {
    // (In a large program, all contexts at once would be very many.)
    std::vector<SharedAccess> Accesses = inContexts(S, Uses);
    Ballots.push_back({Key, Uses, vote(S, Key, Accesses)});
    notePeers(Ballots.back(), Accesses, Known);
  }
  for (Ballot &B : Ballots)
    if (auto It = Known.find(classAndGuard(B));
        countsForPeers(B.V) && It != Known.end()) {
      B.V.PeersWith = It->second.With.size();
      B.V.PeersWithout = It->second.Without.size();
    }
  return Ballots;
}

void SharedStateDetector::notePeers(const Ballot &B,
                                    llvm::ArrayRef<SharedAccess> Accesses,
                                    PeersOf &Known) const {
  if (!countsForPeers(B.V))
    return;
  for (const SharedAccess &A : Accesses) {
    if (A.Unshared || A.Atomic || (B.V.doubts(A) && !isGuarded(B.V, A)))
      continue;
    Peers &Here = Known[classAndGuard(B)];
    if (isGuarded(B.V, A))
      Here.With.insert(holderOf(S, B.V.Guard, A));
    else
      Here.Without.insert(oddSite(S, B.V.Guard, A).In);
  }
}

/// One writes under this lock, another under that: each means to be alone, and
/// neither is, however few they are.
static bool underAnotherLock(const GuardVote &V, const SharedAccess &A,
                             llvm::ArrayRef<SharedAccess> Accesses) {
  auto Locks = [](const HeldLock &H) {
    return H.own() && H.Must && !H.Doubted && H.Mode == LockMode::Exclusive &&
           H.Lock.Root == RootKind::Global && !H.Lock.hasDeref();
  };
  if (V.Place != GuardPlace::Global || V.UnguardedFunctions > 1 ||
      V.Element || A.Unshared || A.Atomic || A.ByCall || A.UnknownOwner ||
      A.Base.known() || !A.isWrite() || isGuarded(V, A) || A.Held.empty() ||
      !llvm::all_of(A.Held, Locks))
    return false;
  return llvm::any_of(Accesses, [&](const SharedAccess &B) {
    return B.isWrite() && B.In != A.In && !B.Unshared && isGuarded(V, B) &&
           llvm::all_of(B.Held, Locks) &&
           llvm::none_of(A.Held, [&](const HeldLock &H) {
             return holdsClass(B.Held, H.Lock.lastEntity());
           });
  });
}

/// The steps from the object to what is accessed in it.
static llvm::ArrayRef<Step> partOf(const SharedAccess &A) {
  llvm::ArrayRef<Step> Steps = A.Whole.Steps;
  return A.Base.known() ? Steps.drop_front(A.Base.Steps.size()) : Steps;
}

/// Another function accesses the same part of an embedded object, so that they
/// can be in each other's way. (What its other parts need does not say much.)
static bool meetsAny(const Solution &S, const SharedAccess &A,
                     llvm::ArrayRef<SharedAccess> Accesses) {
  llvm::ArrayRef<Step> Part = partOf(A);
  auto IsField = [](const Step &T) { return T.Kind == StepKind::Field; };
  if (!A.Whole.known() || llvm::count_if(Part, IsField) < 2)
    return true;
  return llvm::any_of(Accesses, [&](const SharedAccess &B) {
    llvm::ArrayRef<Step> Other = partOf(B);
    size_t Common = std::min(Part.size(), Other.size());
    return !B.Unshared && B.In != A.In && !S[B.In].At.SetUp &&
           (A.isWrite() || B.isWrite()) &&
           llvm::equal(Part.take_front(Common), Other.take_front(Common),
                       [](const Step &One, const Step &Two) {
                         return One == Two || (One.Kind == StepKind::Element &&
                                           Two.Kind == StepKind::Element);
                       });
  });
}

std::optional<Confidence>
SharedStateDetector::deviates(const GuardVote &V, const SharedAccess &A,
                              llvm::ArrayRef<SharedAccess> Accesses) const {
  if (std::optional<Confidence> Sure = Rule.deviates(V, A);
      Sure && (V.Annotated || meetsAny(S, A, Accesses)))
    return Sure;
  if (underAnotherLock(V, A, Accesses) && !S[A.In].At.SetUp)
    return Confidence::Likely;
  return std::nullopt;
}

bool SharedStateDetector::byVote(const Ballot &B) {
  const GuardVote &V = B.V;
  if (!V.Guard.valid() || !(V.Guarded || V.Annotated))
    return false;
  std::vector<SharedAccess> Accesses = inContexts(S, B.Uses);
  readerLocks(V, B.Uses);
  Calls.note(V, Accesses);

  const SharedAccess *Witness = nullptr;
  for (const SharedAccess &A : Accesses)
    if (!A.Unshared && holds(A, V.Guard) &&
        (!Witness || (A.isWrite() && !Witness->isWrite())))
      Witness = &A;

  std::optional<unsigned> Writer = Running.onlyWriter(Accesses);
  bool Any = false;
  for (const SharedAccess &A : Accesses)
    if (std::optional<Confidence> Sure = deviates(V, A, Accesses)) {
      if (Writer && !A.isWrite() && Running.onlyThread(A.In) == Writer)
        continue;
      if (!V.Annotated)
        Sure = meetsGuarded(V, A, Accesses) ? Confidence::Definite
                                            : Confidence::Likely;
      AccessSite Where = oddSite(S, V.Guard, A);
      Missing[{Where.In, V.Guard}].push_back(describe(V, A, Where, *Sure, Witness));
      Any = true;
    }
  return Any;
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
  B.Counts = {V.Guarded, V.total() + (V.doubts(A) ? V.Doubtful : 0)};
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
  // Readers do not exclude one another; but who alone reads excludes all who
  // write.
  if (Races.seesAllThreads() &&
      !Races.anyTwoAtOnce(Accesses, [&](const SharedAccess &A) {
        const HeldLock *H = holds(A, V.Guard);
        return !H || H->Mode == LockMode::Shared;
      }))
    return;
  std::set<FunctionId> Reported;
  for (const SharedAccess &A : Accesses) {
    const HeldLock *H = writesAsReader(V, A, Exclusive);
    if (!H || !Reported.insert(A.In).second)
      continue;
    Bug B;
    B.What = Pattern::WrittenUnderReaderLock;
    B.Sure = Exclusive && H->Must ? Confidence::Definite : Confidence::Likely;
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
    auto First = llvm::min_element(Bugs, [&](const Bug &A, const Bug &B) {
      return Rank(A) < Rank(B);
    });
    std::set<std::string> Named = {First->Names[0]};
    std::vector<BugStep> More;
    for (const Bug &B : Bugs)
      if (More.size() != MaxMore && Named.insert(B.Names[0]).second)
        More.push_back({BugStepKind::MissesToo, B.Where, {B.Names[0], B.Names[1]}});
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
  Add(findCallsWithoutAsserted(All, Rule));
  Add(Calls.run());
}

Bugs concurrency::detectUnprotectedSharedState(const Evidence &Known) {
  return SharedStateDetector(Known).run();
}
