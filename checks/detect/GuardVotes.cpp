//===- GuardVotes.cpp - accesses that lack the lock that others hold ------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "detect/GuardVotes.h"
#include "detect/FaintVotes.h"
#include "detect/MadeOnce.h"
#include "detect/ReadAfterWait.h"
#include "detect/ReaderWrites.h"
#include "facts/Words.h"
#include "solve/Control.h"
#include "solve/Conventions.h"
#include "llvm/ADT/STLExtras.h"

using namespace concurrency;

/// Threads are in view of which one is at the access while another has the
/// lock.
bool GuardVotes::meetsGuarded(const GuardVote &V, const SharedAccess &A,
                              llvm::ArrayRef<SharedAccess> Accesses) const {
  if (A.ByCall || V.doubts(S, A))
    return false;
  return llvm::any_of(Accesses, [&](const SharedAccess &B) {
    return !B.Unshared && (A.isWrite() || B.isWrite()) && isGuarded(V, B) &&
           Races.inTwoThreads(A, B);
  });
}

static bool countsForPeers(const GuardVote &V) {
  return V.Guard.valid() && (V.GuardedWrites || V.UnguardedWrites);
}

std::vector<Ballot> GuardVotes::take() const {
  std::vector<Ballot> Ballots;
  PeersOf Known;
  for (const auto &[Key, Uses] : Map) {
    // (In a large program, all contexts at once would be very many.)
    std::vector<SharedAccess> Accesses = contexts(Uses);
    Ballots.push_back({Key, Uses, vote(S, Key, Accesses)});
    notePeers(Ballots.back(), Accesses, Known);
  }
  noteSections(Ballots);
  for (Ballot &B : Ballots)
    if (auto It = Known.find(classAndGuard(B)); It != Known.end()) {
      B.V.ClassWith = It->second.AnyWith.size();
      B.V.ClassLoose = It->second.Loose.size();
      if (countsForPeers(B.V)) {
        B.V.PeersWith = It->second.With.size();
        B.V.PeersWithout = It->second.Without.size();
      }
    }
  return Ballots;
}

/// What is alone in a critical section is what the lock is taken for.
void GuardVotes::noteSections(std::vector<Ballot> &Ballots) const {
  using Section = std::tuple<FunctionId, Place, EntityId>;
  std::map<Section, std::set<EntityId>> Contents;
  for (const Ballot &B : Ballots)
    for (const SharedAccess &A : B.Uses)
      for (const HeldLock &H : A.Held)
        if (!A.Unshared && !A.Atomic && H.own() && H.Via)
          Contents[{A.In, H.Via->Where, H.Lock.lastEntity()}].insert(
              B.Key.Entity);
  // (What is called under it has more.)
  auto Calls = [&](const Section &Of) {
    const auto &[In, Taken, Lock] = Of;
    for (auto [I, E] : llvm::enumerate(P[In].Events))
      if (const LockSet *State =
              E.Kind == EventKind::Call ? S.before(In, EventId(I)) : nullptr;
          State && holdsClass(State->Locks, Lock))
        return true;
    return false;
  };
  std::map<std::pair<EntityId, EntityId>, unsigned> Sole;
  for (const auto &[Of, States] : Contents)
    if (States.size() == 1 && !Calls(Of))
      ++Sole[{*States.begin(), std::get<EntityId>(Of)}];
  for (Ballot &B : Ballots)
    if (auto It = Sole.find({B.Key.Entity, B.V.Guard}); It != Sole.end())
      B.V.SoleSections = It->second;
}

void GuardVotes::notePeers(const Ballot &B,
                           llvm::ArrayRef<SharedAccess> Accesses,
                           PeersOf &Known) const {
  if (!B.V.Guard.valid())
    return;
  const bool Counts = countsForPeers(B.V);
  for (const SharedAccess &A : Accesses) {
    if (A.Unshared || A.Atomic)
      continue;
    Peers &Here = Known[classAndGuard(B)];
    if (isGuarded(B.V, A)) {
      FunctionId Holder = holderOf(S, B.V.Guard, A);
      Here.AnyWith.insert(Holder);
      if (Counts)
        Here.With.insert(Holder);
      continue;
    }
    FunctionId Odd = oddSite(S, B.V.Guard, A).In;
    Here.Loose.insert(Odd);
    if (Counts && !B.V.doubts(S, A))
      Here.Without.insert(Odd);
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
  if (V.Place != GuardPlace::Global || V.UnguardedFunctions > 1 || V.Element ||
      A.Unshared || A.Atomic || A.ByCall || A.UnknownOwner || A.Base.known() ||
      !A.isWrite() || isGuarded(V, A) || A.Held.empty() ||
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

/// Another function accesses the same part of an embedded object, so that they
/// can be in each other's way. (What its other parts need does not say much.)
static bool meetsAny(const Solution &S, const SharedAccess &A,
                     llvm::ArrayRef<SharedAccess> Accesses) {
  llvm::ArrayRef<Step> Part = A.part();
  auto IsField = [](const Step &T) { return T.Kind == StepKind::Field; };
  if (!A.Whole.known() || llvm::count_if(Part, IsField) < 2)
    return true;
  return llvm::any_of(Accesses, [&](const SharedAccess &B) {
    llvm::ArrayRef<Step> Other = B.part();
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

/// A callback that was handed over under the lock, and runs without it.
bool GuardVotes::runsAfterLock(const GuardVote &V, const SharedAccess &A,
                               llvm::ArrayRef<SharedAccess> Accesses) const {
  if (Running.roots().empty() || A.Unshared || A.Atomic || A.ByCall ||
      !A.Held.empty() || V.OfAnother || isGuarded(V, A) || V.doubts(S, A))
    return false;
  if (!Kept)
    Kept.emplace(S);
  return Kept->isHandedOver(A.In, V.Guard) &&
         llvm::any_of(Accesses, [&](const SharedAccess &B) {
           return !B.Unshared && (A.isWrite() || B.isWrite()) &&
                  isGuarded(V, B);
         });
}

std::vector<SharedAccess>
GuardVotes::contexts(llvm::ArrayRef<SharedAccess> Uses) const {
  std::vector<SharedAccess> Accesses = inContexts(S, Uses);
  if (OnlyCertain)
    keepCertain(Accesses);
  return Accesses;
}

void concurrency::keepCertain(std::vector<SharedAccess> &Accesses) {
  for (SharedAccess &A : Accesses)
    llvm::erase_if(A.Held, [](const HeldLock &H) { return !H.Must; });
}

std::optional<Confidence>
GuardVotes::deviates(const GuardVote &V, const SharedAccess &A,
                     llvm::ArrayRef<SharedAccess> Accesses) const {
  if (std::optional<Confidence> Sure = Rule.deviates(V, A);
      Sure && (V.Annotated ||
               (meetsAny(S, A, Accesses) && !isMadeBefore(S, V, A, Accesses))))
    return Sure;
  if ((underAnotherLock(V, A, Accesses) && !S[A.In].At.SetUp) ||
      runsAfterLock(V, A, Accesses))
    return Confidence::Likely;
  return std::nullopt;
}

/// The functions by which one gets to \p F from what is not seen here, as long
/// as it is only one.
static std::optional<FunctionId> onlyEntryTo(const Solution &S, FunctionId F) {
  constexpr size_t MaxCallers = 64;
  llvm::SmallVector<FunctionId, 16> Seen{F};
  std::optional<FunctionId> Only;
  for (size_t I = 0; I != Seen.size(); ++I) {
    const Entry &At = S[Seen[I]].At;
    if (At.Callers != CallersKind::Known || At.ThreadRoot) {
      // (Who keeps a lambda may well run it in several threads.)
      if (Only || S.program()[Seen[I]].Kind == FunctionKind::Lambda)
        return std::nullopt;
      Only = Seen[I];
    }
    for (const AccessSite &Call : S.callSites(Seen[I]))
      if (!llvm::is_contained(Seen, Call.In)) {
        if (Seen.size() == MaxCallers)
          return std::nullopt;
        Seen.push_back(Call.In);
      }
  }
  return Only;
}

/// All that changes the state, and the read, are helpers of one and the same
/// function, and others only look: that is one thread's, which knows what it
/// wrote. (Who writes under the lock and reads without it forgot it.)
static bool readsWhatItWrote(const Solution &S, const Threads &Running,
                             const SharedAccess &A,
                             llvm::ArrayRef<SharedAccess> Accesses) {
  if (A.isWrite())
    return false;
  std::optional<FunctionId> Entry = onlyEntryTo(S, A.In);
  if (!Entry || Running.runsTwiceAtOnce(*Entry))
    return false;
  bool Writes = false;
  for (const SharedAccess &B : Accesses) {
    if (!B.isWrite() || B.Unshared || S[B.In].At.SetUp)
      continue;
    if (B.In == A.In || onlyEntryTo(S, B.In) != Entry)
      return false;
    Writes = true;
  }
  return Writes;
}

/// So early that there are no threads: what says that it initialises, main, if
/// no threads are in view that it has started, and what only these call.
static bool runsAtStart(const Solution &S, const Threads &Running,
                        FunctionId Id, unsigned Depth = 3) {
  const Function &F = S.program()[Id];
  if ((F.Main && Running.roots().empty()) ||
      initializesByName(S.program()[F.Self].shortName()))
    return true;
  llvm::ArrayRef<AccessSite> Calls = S.callSites(Id);
  return Depth && !Calls.empty() && S[Id].At.Callers == CallersKind::Known &&
         llvm::all_of(Calls, [&](const AccessSite &Call) {
           return runsAtStart(S, Running, Call.In, Depth - 1);
         });
}

/// Whoever still looks at something has more to fear than a change.
static bool takesItAway(const Solution &S, FunctionId Id) {
  return cleansUpByName(S.program()[S.program()[Id].Self].shortName());
}

/// All that changes it runs at the start (where set-up is left out of what is
/// shared, there is nothing to see of it), or at the very end: who looks at it
/// meanwhile needs no lock, though it was set under one.
bool GuardVotes::isSettledAtStart(llvm::ArrayRef<SharedAccess> Accesses) const {
  bool Any = false;
  for (const SharedAccess &A : Accesses) {
    if (!A.isWrite() || A.Unshared)
      continue;
    if (!runsAtStart(S, Running, A.In) && !takesItAway(S, A.In) &&
        !(Running.reachedFromMain(A.In) && !Running.meetsThreads(A.In, A.At)))
      return false;
    Any = true;
  }
  return Any;
}

/// `stop() { if (x->running) { lock(); x->running = 0; unlock(); join(x->t); } }`:
/// the threads only look at it, and who starts or ends them knows what he set.
static bool isOfTheirStarter(const Solution &S, const Threads &Running,
                             const SharedAccess &A,
                             llvm::ArrayRef<SharedAccess> Accesses) {
  auto IsStarters = [&](FunctionId F) {
    return !Running.runsInThreads(F) &&
           llvm::any_of(S.program()[F].Events, [](const Event &E) {
             return E.Kind == EventKind::Spawn || E.Kind == EventKind::Join;
           });
  };
  return !A.isWrite() && !Running.roots().empty() && IsStarters(A.In) &&
         llvm::all_of(Accesses, [&](const SharedAccess &B) {
           return !B.isWrite() || B.Unshared || IsStarters(B.In);
         });
}

/// A thread's own, or main's: whoever could interfere does so before it is
/// started, or has waited for its end.
static bool isAloneWithIt(const Solution &S, const Threads &Running,
                          const SharedAccess &A,
                          llvm::ArrayRef<SharedAccess> Accesses) {
  const bool IsThreads =
      Running.runsInThreads(A.In) && !Running.reachedOutside(A.In);
  // (Where no thread is seen, somebody may start some all the same.)
  if (!IsThreads && (Running.roots().empty() || !Running.reachedFromMain(A.In)))
    return false;
  // (What other files can call they may call in threads of their own.)
  const Program &P = S.program();
  const EntityId Class = P.recordOf(P[A.In].Self);
  const bool IsHere = Class.valid() ? !P.isInHeader(P[Class].Where)
                                    : !P.isReachableFromElsewhere(P[A.In]);
  const bool IsMains = IsHere && !Running.runsInThreads(A.In);
  return (IsThreads || IsMains) &&
         llvm::none_of(Accesses, [&](const SharedAccess &B) {
           return !B.Unshared && (A.isWrite() || B.isWrite()) &&
                  Running.mayOverlap(A.In, A.At, B.In, B.At);
         });
}

std::vector<Deviation>
GuardVotes::deviations(const GuardVote &V,
                       llvm::ArrayRef<SharedAccess> Accesses) const {
  std::vector<Deviation> Found;
  if (!V.Annotated && Running.onlyUser(Accesses))
    return Found;
  std::optional<unsigned> Writer = Running.onlyWriter(Accesses);
  for (const SharedAccess &A : Accesses) {
    std::optional<Confidence> Sure = deviates(V, A, Accesses);
    if (!Sure || (Writer && !A.isWrite() && Running.onlyThread(A.In) == Writer))
      continue;
    if (!V.Annotated && !A.isWrite() &&
        (isSettledAtStart(Accesses) || isReadAfterWait(S, A, Accesses) ||
         isOfTheirStarter(S, Running, A, Accesses)))
      continue;
    const bool InView = !V.Annotated && meetsGuarded(V, A, Accesses);
    if (!V.Annotated && !InView && readsWhatItWrote(S, Running, A, Accesses))
      continue;
    if (!V.Annotated && isAloneWithIt(S, Running, A, Accesses))
      continue;
    // (Who copies an object, and not how, could hold the lock.)
    if (P[oddSite(S, V.Guard, A).In].Defaulted)
      continue;
    if (!InView && isFaint(S, V, A) && !runsAfterLock(V, A, Accesses))
      continue;
    // (Other things are locked, too: only threads tell that it keeps some
    // away.)
    if (!InView && isUnseenLock(P[V.Guard].Key))
      continue;
    if (!V.Annotated)
      Sure =
          InView && Races.isProof() ? Confidence::Definite : Confidence::Likely;
    Found.push_back({&A, *Sure, InView});
  }
  if (!V.Annotated)
    dropHabits(V, Found);
  return Found;
}

/// A number or pointer that several functions use unguarded, some of them to
/// set it: not that somebody forgot the lock. (Containers are another matter:
/// those are hardly ever left to luck.)
void GuardVotes::dropHabits(const GuardVote &V,
                            std::vector<Deviation> &Found) const {
  constexpr size_t Several = 3;
  auto IsSet = [&](const Deviation &D) {
    const Path &Whole = D.Access->Whole;
    EntityId State = Whole.Steps.empty() ? Whole.global()
                     : Whole.Steps.back().Kind == StepKind::Field
                         ? Whole.Steps.back().entity()
                         : EntityId();
    return D.Access->isWrite() && D.Sure == Confidence::Likely &&
           State.valid() && P[State].Type.Scalar;
  };
  if (Found.size() < Several)
    return;
  FunctionId First = oddSite(S, V.Guard, *Found.front().Access).In;
  if (llvm::any_of(Found, [&](const Deviation &D) {
        return oddSite(S, V.Guard, *D.Access).In != First;
      }))
    llvm::erase_if(Found, IsSet);
}

std::vector<const SharedAccess *>
GuardVotes::writesAsReader(const GuardVote &V,
                           llvm::ArrayRef<SharedAccess> Accesses) const {
  // Readers do not exclude one another; but who alone reads excludes all who
  // write.
  if (Races.seesAllThreads() &&
      !Races.anyTwoAtOnce(Accesses, [&](const SharedAccess &A) {
        const HeldLock *H = holds(A, V.Guard);
        return !H || mayBeShared(H->Mode);
      }))
    return {};
  const bool HeldAlone = isHeldAlone(V.Guard, Accesses);
  std::vector<const SharedAccess *> Found;
  for (const SharedAccess &A : Accesses)
    if (concurrency::writesAsReader(P, V, A, HeldAlone))
      Found.push_back(&A);
  return Found;
}

const SharedAccess *
concurrency::witness(const GuardVote &V,
                     llvm::ArrayRef<SharedAccess> Accesses) {
  const SharedAccess *Found = nullptr;
  for (const SharedAccess &A : Accesses)
    if (!A.Unshared && holds(A, V.Guard) &&
        (!Found || (A.isWrite() && !Found->isWrite())))
      Found = &A;
  return Found;
}
