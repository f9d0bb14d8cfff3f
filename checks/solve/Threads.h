//===- Threads.h - which functions run in which threads ---------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Thread roots, what they reach, and when their threads run. Whether two
/// places can run at the same time follows from it.
///
/// Several programs may be in view at once (a compile database often has more
/// than one main function): their threads never meet.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_SOLVE_THREADS_H
#define CONCURRENCY_SOLVE_THREADS_H

#include "solve/Accesses.h"
#include "solve/Confinement.h"
#include "solve/SharedSets.h"
#include "solve/Solution.h"
#include "solve/Teams.h"
#include "solve/ThreadOrder.h"
#include "solve/Writers.h"

namespace concurrency {

/// A thread that the program starts: one spawn event.
struct ThreadRoot {
  FunctionId Spawner;
  EventId Spawn;
  FunctionId Body;
  /// More than one thread can run it: spawned in a loop, beside the last one,
  /// or its spawner runs in several threads itself.
  bool Many = false;
  /// Its spawner does: each for an object of its own, perhaps.
  bool BySeveral = false;
  /// Whoever calls its spawner, several times perhaps, leaves one behind that
  /// has an object of its own.
  bool PerCall = false;
};

class Threads {
public:
  explicit Threads(const Solution &S);

  llvm::ArrayRef<ThreadRoot> roots() const { return Roots; }
  const Teams &teams() const { return *AllTeams; }
  const Writers &writers() const { return Written; }
  /// A program with a main function in view: what it does not reach before a
  /// spawn cannot race with it.
  bool wholeProgram() const { return !Mains.empty(); }
  /// Root's threads run \p F.
  bool reaches(unsigned Root, FunctionId F) const {
    return Sets.contains(RunBy[F.index()], Root);
  }
  /// Likewise, on the very object that their spawner runs on.
  bool onSpawnersObject(unsigned Root, FunctionId F) const {
    return Sets.contains(OnObjectOf[F.index()], Root);
  }
  /// The threads of \p Root are started, through others perhaps, by those of
  /// \p Ancestor.
  bool descends(unsigned Root, unsigned Ancestor) const {
    return Sets.contains(Descendants[Ancestor], Root);
  }
  /// Threads in view may be in this function together.
  bool runsTwiceAtOnce(FunctionId F) const;
  /// The one thread that ever runs \p F, if that is known: an index into
  /// roots(), or beyond for those that are not started here.
  std::optional<unsigned> onlyThread(FunctionId F) const;
  /// The one thread that ever changes state, if that is known: it needs no lock
  /// to read it.
  std::optional<unsigned>
  onlyWriter(llvm::ArrayRef<SharedAccess> Accesses) const {
    return onlyOneOf(Accesses, /*Reads=*/false);
  }
  /// The one thread that ever has to do with state: it needs no lock at all.
  std::optional<unsigned>
  onlyUser(llvm::ArrayRef<SharedAccess> Accesses) const {
    return onlyOneOf(Accesses, /*Reads=*/true);
  }

  /// Reached from main, or from functions that others may call.
  bool reachedOutside(FunctionId F) const { return Outside[F.index()]; }

  /// One main function reaches both, or none reaches either.
  bool sameProgram(FunctionId A, FunctionId B) const;
  /// Some main function reaches it, as far as calls are seen.
  bool hasProgram(FunctionId F) const {
    return Programs[F.index()] != SharedSets::Empty;
  }
  /// Reached from main itself, by calls that are seen.
  bool reachedFromMain(FunctionId F) const {
    return wholeProgram() && Outside[F.index()] && !Open[F.index()];
  }

  /// Threads of \p Root may be running when \p E of \p F happens outside them.
  bool mayRunDuring(unsigned Root, FunctionId F, EventId E) const;

  /// Some thread that starts here runs \p F.
  bool runsInThreads(FunctionId F) const {
    return RunBy[F.index()] != SharedSets::Empty;
  }
  /// Some thread that starts here runs \p F, or may be running when \p E happens.
  bool meetsThreads(FunctionId F, EventId E) const;

  /// Where a function runs: an index into roots(), or Outside of all.
  static constexpr int OutsideThreads = -1;
  std::vector<int> contexts(FunctionId F) const;
  /// Whether the events can happen at the same time, each in its context.
  /// Outside a whole program, two public functions can. \p Owner, if given, has
  /// the object that is meant: see Teams::together().
  bool parallel(int ContextA, FunctionId A, EventId AtA, int ContextB,
                FunctionId B, EventId AtB, FunctionId Owner = {}) const;
  /// Likewise in any of their contexts.
  bool mayOverlap(FunctionId A, EventId AtA, FunctionId B, EventId AtB) const;

private:
  using Set = SharedSets::Set;
  FunctionId overrider(const Function &F, const Event &Spawn) const;
  void findRoots();
  void findEntriesOfObjects();
  void findDescendants();
  /// Marks the roots of one body that may run at the same time.
  void findTurns();
  void findTwins();
  void findOutside();
  bool isOwnThreadsMethod(FunctionId F) const;
  void findUnseen();
  bool startsOnePerCall(const ThreadRoot &Root) const;
  /// Spreads sets of starting functions along the calls.
  void spread(std::vector<Set> &Of, bool SameObjectOnly);
  void flow();
  void notYetAtOtherEntries(std::vector<Set> &NotYet);
  void propagate(llvm::ArrayRef<Set> NotYet);
  bool flowThrough(FunctionId F);
  Set notStarted(FunctionId Id, const Block &B, bool Taken) const;
  Set startedInsteadOf(FunctionId Id, EventId Spawn);
  Set joinedAt(const Event &E, FunctionId F);
  /// The root's thread has ended, and with it all but those it leaves running.
  Set withDescendants(unsigned Root);
  Set startedBy(unsigned Root);
  /// Roots that are over on an edge between blocks: it leaves a loop that joins
  /// them, or does not join what was not started either.
  using EdgeSets = std::map<std::pair<uint32_t, uint32_t>, Set>;
  EdgeSets joinedOnEdges(FunctionId F);
  bool saysThatStarted(const Block &B, bool Join, Set Started);
  Set programsIn(int Context, FunctionId F) const;
  bool mayHappenTogether(int ContextA, FunctionId A, EventId AtA, int ContextB,
                         FunctionId B, EventId AtB, FunctionId Owner) const;
  /// Per root, the one whose body its spawner is; -1 for none, or several.
  std::vector<int> parents() const;

  const Solution &S;
  const Program &P;
  mutable SharedSets Sets;
  std::vector<FunctionId> Mains;
  std::vector<ThreadRoot> Roots;
  /// Per function: the roots that run it.
  std::vector<Set> RunBy, OnObjectOf;
  /// Per root: the roots that its threads start, and those start.
  std::vector<Set> Descendants;
  /// Per function: the mains that reach it, through calls and spawns.
  std::vector<Set> Programs;
  /// Likewise, through calls alone.
  std::vector<Set> ByMains;
  std::vector<bool> Outside;
  /// Reached from functions that others may call, and that no main reaches.
  std::vector<bool> Open;
  /// Reached from functions of which not all callers are seen.
  std::vector<Set> ByUnseen;
  /// Per function: roots that may run at its entry, and that it leaves running.
  std::vector<Set> AtEntry, AtExit;
  /// Roots that are certainly over at the exit: joined there.
  std::vector<Set> Joined;
  /// Per function and event: roots that may be running. Empty where that is
  /// AtEntry all along.
  std::vector<std::vector<Set>> At;
  Writers Written;
  std::optional<ThreadOrder> Order;
  std::optional<Teams> AllTeams;
  std::optional<unsigned> onlyOneOf(llvm::ArrayRef<SharedAccess> Accesses,
                                    bool Reads) const;
  std::optional<unsigned> confinedTo(FunctionId F) const;
  bool onlyMainRuns(FunctionId F) const;

  Confinement Confined;
};

} // namespace concurrency

#endif // CONCURRENCY_SOLVE_THREADS_H
