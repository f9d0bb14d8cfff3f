//===- CheckThenAct.h - decisions that may be out of date -------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A branch tests shared state, and what it decides about acts on the same
/// state, with no lock held from the one to the other. Here is what the kinds
/// of pairs share; each has its file.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_DETECT_CHECKTHENACT_H
#define CONCURRENCY_DETECT_CHECKTHENACT_H

#include "detect/Detect.h"
#include "detect/Explain.h"
#include "detect/LockedAccesses.h"
#include "solve/Control.h"
#include "solve/GuardInference.h"
#include "solve/HeldLocks.h"
#include <map>
#include <set>

namespace concurrency {

class CheckThenActDetector {
public:
  explicit CheckThenActDetector(const Evidence &Known)
      : S(Known.S), P(S.program()), Map(Known.Accesses), Running(Known.Running),
        Discipline(Known.Discipline), Concurrent(isConcurrent(P)) {}

  Bugs run() {
    for (auto [I, F] : llvm::enumerate(P.functions()))
      inspect(FunctionId(I));
    return std::move(Found);
  }

private:
  static bool isConcurrent(const Program &P);
  void inspect(FunctionId Id);
  void splitUpdates();
  bool addsNew(const Event &Write) const;
  bool onlyLooks(EventId Test) const;
  void lostUpdates();
  bool isUnusedCount(EventId Count) const;
  bool endsObjectOf(uint32_t Branch, const Path &Count) const;
  bool comparesWithZero(const Branch &If, EventId Load) const;
  void splitCounts();
  bool isLostUpdate(EventId Read, EventId Write) const;
  bool isLostByCalls(EventId Read, EventId Write, Path &State);
  bool inspectTest(uint32_t Branch, EventId Test);
  std::optional<EventId> filledBy(EventId Read) const;
  std::vector<EventId> withArguments(std::vector<EventId> Sources) const;
  bool isAssertion(uint32_t Branch) const;
  bool canPair(EventId Test, EventId Act) const;
  bool atomicAct(uint32_t Branch, EventId Test, EventId Act);
  bool atomicAct(uint32_t Branch, EventId Test, const Event &T, EventId Act,
                 const Event &A);
  std::optional<Event> onlyAccessOf(EventId Id) const;
  bool isOwnersMark(uint32_t Branch, const Event &A) const;
  bool stateAct(uint32_t Branch, EventId Test, EventId Act);
  bool isOnlyTaker(const Path &Object, FunctionId Taker, StateKey Key) const;
  bool callAct(uint32_t Branch, EventId Test, EventId Act);
  bool getterAct(uint32_t Branch, EventId Test, EventId Act);
  bool helperAct(uint32_t Branch, EventId Test, EventId Act);
  bool helperAct(uint32_t Branch, EventId Test, EventId Act, const Event &Write,
                 const Path &Target);
  Path readBy(EventId Call, const Path &State) const;
  bool pointerAct(uint32_t Branch, EventId Test, EventId Act);
  bool pathAct(EventId Test, EventId Act);
  bool isRenamed(const Path &Name, EventId Test, EventId Act) const;

  bool heldAcross(EventId Test, EventId Act) const;
  bool inLoopOf(uint32_t Branch, EventId Act) const;
  bool retested(uint32_t Branch, EventId Test, EventId Act,
                const Path &State) const;
  bool isShared(const Path &State) const;
  bool isAllThatIsDecided(uint32_t Branch, EventId Act, const Event &A) const;
  bool isOwnEnd(uint32_t Branch, StateKey Key) const;
  bool isNextState(const Event &Act) const;
  bool setsNextState(const Event &Write, const CallTarget &Act) const;
  bool onlyChangesHere(StateKey Key) const;
  bool runsTwiceAtOnce() const { return Running.runsTwiceAtOnce(Id); }
  /// What was decided is done in the critical section of the test; a later one
  /// takes it back, or goes on.
  bool claimed(EventId Test, EventId Act, StateKey Key) const;
  bool isClaim(EventId Write, EventId Act) const;
  /// A branch depends on the outcome of the event.
  bool isLookedAt(EventId E) const;
  /// No other thread than the one that runs this function changes the state, as
  /// far as the act depends on it.
  bool isOwn(StateKey Key, const Event &Act) const;
  /// The state is a member of a class that has an owner, and no second thread
  /// is seen to come here: see LockDiscipline.
  bool isOwners(StateKey Key) const;
  const GuardVote &voteOn(StateKey Key);
  /// helperAccesses() of a call in this function, found once.
  const HelperAccesses &helpers(EventId Call) const;
  /// lockedAccesses() of a function, found once.
  const std::vector<LockedAccess> &locked(FunctionId Of) const;
  /// Reports at \p Act, with a note at \p Test if that is another event.
  void report(Pattern What, EventId Test, EventId Act, const Path &State,
              Confidence Sure, std::string Lock = "");
  const Event &event(EventId E) const { return F->Events[E.index()]; }
  const LockSet *before(EventId E) const { return S.before(Id, E); }

  Solution &S;
  const Program &P;
  const AccessMap &Map;
  const Threads &Running;
  const LockDiscipline &Discipline;
  std::map<StateKey, GuardVote> Votes;
  mutable std::map<FunctionId, std::vector<LockedAccess>> Locked;
  mutable std::map<EventId, HelperAccesses> Helpers;
  /// Anything here that only concurrent programs have.
  const bool Concurrent;

  // The function under inspection.
  FunctionId Id;
  const Function *F = nullptr;
  const Control *Flow = nullptr;
  /// What pointers and results of calls lead to.
  std::optional<HeldLocks> Names;
  /// The branch depends on what the test of a path found there, not on whether
  /// there is something.
  bool ByContents = false;
  std::vector<EventId> Acts;
  std::set<EventId> Reported;
  Bugs Found;
};

} // namespace concurrency

#endif // CONCURRENCY_DETECT_CHECKTHENACT_H
