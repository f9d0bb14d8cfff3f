//===- LockCycles.cpp - locks that are taken in a circle ------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A cycle of the lock graph is a deadlock unless a gate lock is held on all
/// its edges, or all its locks are only shared.
///
//===----------------------------------------------------------------------===//

#include "detect/LockGraph.h"
#include "detect/OwnerTypes.h"
#include "llvm/ADT/STLExtras.h"
#include <deque>

using namespace concurrency;

const LockEdge *LockGraph::bestEdge(const LockOrders &In, LockClass From,
                                    LockClass To,
                                    const std::set<LockClass> &Avoid) const {
  auto It = In.Edges.find({From, To});
  if (It == In.Edges.end())
    return nullptr;
  const LockEdge *Best = nullptr;
  auto Cost = [&](const LockEdge &E) {
    unsigned Shared = llvm::count_if(
        E.Gates, [&](const LockClass &G) { return Avoid.count(G); });
    return std::tuple(Shared, E.Gates.size(),
                      E.Taken.Via->Length + E.Held.Via->Length,
                      P[E.In].Events[E.At.index()].Where);
  };
  for (const LockEdge &E : It->second)
    if (!Best || Cost(E) < Cost(*Best))
      Best = &E;
  return Best;
}

/// The shortest way from \p From to \p To, by breadth-first search.
std::vector<const LockEdge *>
LockGraph::pathBack(const LockOrders &In, LockClass From, LockClass To) const {
  std::map<LockClass, LockClass> Before;
  std::deque<LockClass> Work{From};
  while (!Work.empty()) {
    const LockClass Node = Work.front();
    Work.pop_front();
    if (Node == To) {
      std::vector<const LockEdge *> Way;
      for (LockClass N = To; N != From; N = Before[N])
        Way.push_back(bestEdge(In, Before[N], N, {}));
      std::reverse(Way.begin(), Way.end());
      return Way;
    }
    auto It = In.Successors.find(Node);
    if (It == In.Successors.end())
      continue;
    for (LockClass Next : It->second)
      if (Next != From && Before.try_emplace(Next, Node).second)
        Work.push_back(Next);
  }
  return {};
}

/// Some lock that one edge takes and the next one holds is of another object
/// each time: of another class's, or of another variable.
bool LockGraph::comesApart(llvm::ArrayRef<const LockEdge *> Cycle) const {
  for (size_t I = 0; I != Cycle.size(); ++I) {
    const LockEdge &Takes = *Cycle[I], &Holds = *Cycle[(I + 1) % Cycle.size()];
    if (areUnrelated(P, ownerType(P, P[Takes.In], Takes.Taken.Target),
                     ownerType(P, P[Holds.In], Holds.Held.Lock)))
      return true;
    const LockClass Taken = lockOfVariable(Takes.Taken.Target),
                    Held = lockOfVariable(Holds.Held.Lock);
    if (Taken.valid() && Held.valid() && Taken != Held)
      return true;
  }
  return false;
}

/// True where the edges of a cycle cannot all be taken at the same time.
bool LockGraph::excluded(llvm::ArrayRef<const LockEdge *> Cycle) const {
  std::set<LockClass> Gates = Cycle.front()->Gates;
  for (const LockEdge *E : Cycle)
    std::erase_if(Gates,
                  [&](const LockClass &G) { return !E->Gates.count(G); });
  if (!Gates.empty())
    return true;
  if (llvm::all_of(Cycle, [](const LockEdge *E) {
        return mayBeShared(E->Held.Mode) && mayBeShared(E->Taken.Mode);
      }))
    return true;
  // All waits must happen at the same time.
  for (auto It = Cycle.begin(); It != Cycle.end(); ++It)
    for (auto Other = std::next(It); Other != Cycle.end(); ++Other)
      if (!Running.mayOverlap((*It)->In, (*It)->At, (*Other)->In, (*Other)->At))
        return true;
  return false;
}

/// As it is, or where that comes apart, with another witness of one of its
/// edges but the first.
bool LockGraph::canMeet(const LockOrders &In,
                        std::vector<const LockEdge *> &Cycle) const {
  if (!comesApart(Cycle))
    return !excluded(Cycle);
  for (const LockEdge *&E : llvm::drop_begin(Cycle)) {
    const LockEdge *Was = E;
    for (const LockEdge &Other : In.Edges.find({Was->From, Was->To})->second) {
      E = &Other;
      if (!comesApart(Cycle) && !excluded(Cycle))
        return true;
    }
    E = Was;
  }
  return false;
}

void LockGraph::report(std::vector<const LockEdge *> Cycle) {
  // At the edge that comes first in the source.
  auto Where = [&](const LockEdge *E) {
    return P[E->In].Events[E->At.index()].Where;
  };
  auto First =
      llvm::min_element(Cycle, [&](const LockEdge *A, const LockEdge *B) {
        return Where(A) < Where(B);
      });
  std::rotate(Cycle.begin(), First, Cycle.end());
  Bug B = describe(*Cycle.front(), Pattern::OrderInversion);
  // Sure where each lock is one object: the edges then surely meet.
  bool OneObject = llvm::all_of(Cycle, [](const LockEdge *E) {
    if (!E->Held.Must || E->Taken.Possible)
      return false;
    auto Single = [](const Path &L) {
      return L.Root == RootKind::Global || L.Root == RootKind::This;
    };
    return Single(E->Held.Lock) && Single(E->Taken.Target);
  });
  B.Sure = OneObject ? Confidence::Definite : Confidence::Likely;
  for (const LockEdge *E : llvm::drop_begin(Cycle)) {
    Bug Other = describe(*E, Pattern::OrderInversion);
    B.Steps.push_back({BugStepKind::OtherOrder,
                       Where(E),
                       {className(S, E->From), className(S, E->To)}});
    llvm::append_range(B.Steps, Other.Steps);
  }
  Found.push_back(std::move(B));
}

/// What their classes tell of the locks of variables is said already.
static bool isToldByClasses(const std::set<LockClass> &Nodes) {
  std::set<LockClass> Classes;
  for (const LockClass &C : Nodes)
    Classes.insert({C.Entity, C.Element});
  return Classes.size() == Nodes.size();
}

void LockGraph::findCycles(const LockOrders &In) {
  std::set<std::set<LockClass>> Reported;
  for (const auto &[Ends, Witnesses] : In.Edges) {
    auto [From, To] = Ends;
    std::vector<const LockEdge *> Back = pathBack(In, To, From);
    if (Back.empty())
      continue;
    std::set<LockClass> Nodes{From};
    for (const LockEdge *E : Back)
      Nodes.insert(E->From);
    // (Of a longer way round, a stop that is only made once is none.)
    if (Nodes.size() > 2 && llvm::any_of(Nodes, [&](const LockClass &C) {
          return S.isOnce(C.Entity);
        }))
      continue;
    if (Reported.count(Nodes) || (&In == &Variables && isToldByClasses(Nodes)))
      continue;
    // Of several witnesses take those that share no gate, if there are any.
    std::vector<const LockEdge *> Cycle{nullptr};
    llvm::append_range(Cycle, Back);
    for (const LockEdge &W : Witnesses) {
      Cycle[0] = &W;
      for (const LockEdge *&E : llvm::drop_begin(Cycle))
        E = bestEdge(In, E->From, E->To, W.Gates);
      if (!canMeet(In, Cycle))
        continue;
      Reported.insert(Nodes);
      report(Cycle);
      break;
    }
  }
}
