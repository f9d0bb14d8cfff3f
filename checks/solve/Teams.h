//===- Teams.h - threads that run one body together -------------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A spawn of many threads that is joined right there is a team: all of its
/// threads run the same body (OpenMP's regions, parallel algorithms). At a
/// barrier they meet, so what one does in a phase between two barriers can only
/// be beside what another does in the same phase: if both can be reached from
/// the same barrier, or from the beginning, without another on the way. Some of
/// the work may be spawned again, by one of the threads.
///
/// Teams split arrays: each thread has elements of its own, unless subscripts
/// say otherwise.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_SOLVE_TEAMS_H
#define CONCURRENCY_SOLVE_TEAMS_H

#include "solve/SharedSets.h"
#include "solve/Solution.h"
#include <optional>

namespace concurrency {

struct ThreadRoot;

class Teams {
public:
  /// \p Parents: of each root, the one that its spawner is the body of, or -1.
  Teams(const Solution &S, llvm::ArrayRef<ThreadRoot> Roots,
        std::vector<int> Parents);

  bool isTeam(unsigned Root) const { return IsTeam[Root]; }
  /// The root is a team, or started within one.
  bool inTeam(int Root) const { return Root >= 0 && Within[Root]; }
  int parent(unsigned Root) const { return Parents[Root]; }

  /// An event, in a context of Threads: in the body of its root.
  struct Point {
    int Context;
    FunctionId In;
    EventId At;
  };
  /// Whether two threads of a team can be at these events at the same time;
  /// nothing where no team decides that. About objects of \p Owner, only teams
  /// that it starts have a say: other threads have other objects.
  std::optional<bool> together(const Point &A, const Point &B,
                               FunctionId Owner) const;

private:
  using Set = SharedSets::Set;
  /// The root's ancestors and itself, outermost first.
  llvm::SmallVector<unsigned, 4> chain(int Root) const;
  const Event &spawnOf(unsigned Root) const;
  void findPhases();
  void flowThrough(FunctionId F);
  Set phaseAt(FunctionId F, EventId E) const;

  const Solution &S;
  const Program &P;
  llvm::ArrayRef<ThreadRoot> Roots;
  std::vector<int> Parents;
  std::vector<bool> IsTeam, Within;

  mutable SharedSets Sets;
  /// What begins phases: roots first, then barriers.
  std::map<std::pair<FunctionId, EventId>, unsigned> Barriers;
  /// Per function: the phases at its entry and exit, and at its events.
  struct Phases {
    Set AtEntry = SharedSets::Empty, AtExit = SharedSets::Empty;
    bool Meets = false;
    std::vector<Set> At;
  };
  std::vector<Phases> Of;
};

/// Whether the accesses, to elements of one array by two threads of a team, can
/// be to the same element: certainly not, or not for all we know, is no.
bool mayBeOneElement(const Function &F, EventId A, const Function &G,
                     EventId B);

} // namespace concurrency

#endif // CONCURRENCY_SOLVE_TEAMS_H
