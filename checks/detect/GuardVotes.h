//===- GuardVotes.h - accesses that lack the lock of others -----*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Takes the votes on all state of a program, and says which accesses break the
/// rules that come out: what the check and the checker along paths agree on.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_DETECT_GUARDVOTES_H
#define CONCURRENCY_DETECT_GUARDVOTES_H

#include "detect/GuardRule.h"
#include "detect/KeptCallbacks.h"
#include "detect/ThreadRaces.h"
#include "solve/GuardInference.h"
#include <map>
#include <optional>
#include <set>

namespace concurrency {

/// A piece of state, what accesses it, and what that says of its guard.
struct Ballot {
  StateKey Key;
  llvm::ArrayRef<SharedAccess> Uses;
  GuardVote V;

  /// There is a lock that it may want.
  bool isGuarded() const {
    return V.Guard.valid() && (V.Guarded || V.Annotated);
  }
};

/// An access without the lock that it wants, and how surely that is a bug.
struct Deviation {
  const SharedAccess *Access;
  Confidence Sure;
  /// In a thread in view, while another one in view has the lock.
  bool InView = false;
};

class GuardVotes {
public:
  /// With \p OnlyCertain, a lock that is held on some paths only counts as one
  /// that is not: for who follows the paths.
  GuardVotes(const Evidence &Known, const GuardRule &Rule,
             const ThreadRaces &Races, bool OnlyCertain = false)
      : S(Known.S), P(S.program()), Map(Known.Accesses), Running(Known.Running),
        Rule(Rule), Races(Races), OnlyCertain(OnlyCertain) {}

  std::vector<Ballot> take() const;
  /// What accesses the state, once for each way to get there.
  std::vector<SharedAccess> contexts(llvm::ArrayRef<SharedAccess> Uses) const;
  /// Of such accesses.
  std::vector<Deviation>
  deviations(const GuardVote &V, llvm::ArrayRef<SharedAccess> Accesses) const;
  /// Writes under a lock for readers, of accesses as they are in their
  /// functions.
  std::vector<const SharedAccess *>
  writesAsReader(const GuardVote &V,
                 llvm::ArrayRef<SharedAccess> Accesses) const;

private:
  /// What a function does with one field without the lock says little; that it
  /// is the only one to work without it on any of the class says more.
  struct Peers {
    std::set<FunctionId> With, Without;
    /// Likewise, whether it is ever written or not; and those with doubts.
    std::set<FunctionId> AnyWith, Loose;
  };
  using PeersOf = std::map<std::pair<EntityId, EntityId>, Peers>;
  std::pair<EntityId, EntityId> classAndGuard(const Ballot &B) const {
    return {P.recordOf(B.Key.Entity), B.V.Guard};
  }
  void notePeers(const Ballot &B, llvm::ArrayRef<SharedAccess> Accesses,
                 PeersOf &Known) const;
  void noteSections(std::vector<Ballot> &Ballots) const;
  bool isSettledAtStart(llvm::ArrayRef<SharedAccess> Accesses) const;
  void dropHabits(const GuardVote &V, std::vector<Deviation> &Found) const;
  std::optional<Confidence>
  deviates(const GuardVote &V, const SharedAccess &A,
           llvm::ArrayRef<SharedAccess> Accesses) const;
  bool runsAfterLock(const GuardVote &V, const SharedAccess &A,
                     llvm::ArrayRef<SharedAccess> Accesses) const;
  bool meetsGuarded(const GuardVote &V, const SharedAccess &A,
                    llvm::ArrayRef<SharedAccess> Accesses) const;

  const Solution &S;
  const Program &P;
  const AccessMap &Map;
  const Threads &Running;
  const GuardRule &Rule;
  const ThreadRaces &Races;
  const bool OnlyCertain;
  mutable std::optional<KeptCallbacks> Kept;
};

/// Leaves out locks that are held on some paths only.
void keepCertain(std::vector<SharedAccess> &Accesses);

/// An access under the guard, to show; a write if there is one.
const SharedAccess *witness(const GuardVote &V,
                            llvm::ArrayRef<SharedAccess> Accesses);

} // namespace concurrency

#endif // CONCURRENCY_DETECT_GUARDVOTES_H
