//===- AuditOrder.cpp - an audit is named, sorted and cut -----------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "report/Auditor.h"
#include "llvm/ADT/STLExtras.h"

using namespace concurrency;

static constexpr unsigned NotShown = ~0u;

template <typename R>
Some<unsigned> Auditor::someShown(const R &All,
                                  llvm::ArrayRef<unsigned> NewIndex) const {
  std::vector<unsigned> Shown;
  size_t Count = 0;
  for (unsigned I : All) {
    ++Count;
    if (NewIndex[I] != NotShown)
      Shown.push_back(NewIndex[I]);
  }
  llvm::sort(Shown);
  Some<unsigned> Out = some(std::move(Shown));
  Out.All = Count;
  return Out;
}

void Auditor::placeLocks(Audit &A) {
  std::vector<LockClass> Order;
  for (const auto &[C, Facts] : Locks)
    Order.push_back(C);
  auto Rank = [&](const LockClass &C) {
    const LockFacts &L = Locks.at(C);
    return std::tuple(!L.OnCycle, -int64_t(L.Sections.size()), P[C.Entity].Name,
                      P[C.Entity].Where, C);
  };
  llvm::sort(Order, [&](const LockClass &X, const LockClass &Y) {
    return Rank(X) < Rank(Y);
  });
  A.AllLocks = Order.size();
  Order.resize(std::min(Order.size(), Limits.Locks));
  for (const LockClass &C : Order) {
    LockIndex[C] = A.Locks.size();
    LockFacts &Facts = Locks[C];
    AuditLock &L = A.Locks.emplace_back();
    L.Name = P[C.Entity].Name;
    if (C.Element)
      L.Name += "[" + std::to_string(C.Element - 1) + "]";
    L.Where = P[C.Entity].Where;
    auto Said = S.InitialisedAs.find(C.Entity);
    L.Reentrant = Said != S.InitialisedAs.end() ? Said->second
                                                : P[C.Entity].Type.Reentrant;
    L.OnCycle = Facts.OnCycle;
    L.Sections = Facts.Sections.size();
    llvm::stable_sort(Facts.Sections,
                      [](const AuditSection &X, const AuditSection &Y) {
                        return std::tuple(Y.Lines, Y.Events, X.Begin) <
                               std::tuple(X.Lines, X.Events, Y.Begin);
                      });
    if (!Facts.Sections.empty())
      L.MedianLines = Facts.Sections[Facts.Sections.size() / 2].Lines;
    L.Longest = some(std::move(Facts.Sections));
    std::vector<AuditSection> Takers;
    for (auto &[Id, Taker] : Facts.Takers)
      Takers.push_back(std::move(Taker));
    llvm::stable_sort(Takers, [](const AuditSection &X, const AuditSection &Y) {
      return std::tie(X.Function, X.Begin) < std::tie(Y.Function, Y.Begin);
    });
    L.Takers = some(std::move(Takers));
    std::vector<AuditBlock> Blocks;
    for (auto &[Key, Block] : Facts.Blocks)
      Blocks.push_back(std::move(Block));
    llvm::stable_sort(Blocks, [](const AuditBlock &X, const AuditBlock &Y) {
      return std::tie(X.Kind, X.Where) < std::tie(Y.Kind, Y.Where);
    });
    L.Blocks = some(std::move(Blocks));
  }
}

void Auditor::placeEdges(Audit &A) {
  std::vector<AuditEdge> All;
  for (auto &[Key, Witnesses] : Edges) {
    auto From = LockIndex.find(Key.first), To = LockIndex.find(Key.second);
    ++A.AllEdges;
    if (From == LockIndex.end() || To == LockIndex.end())
      continue;
    AuditEdge &E = All.emplace_back();
    E.From = From->second;
    E.To = To->second;
    E.OnCycle = OnCycle.count(Key);
    std::vector<AuditWay> Ways;
    for (const LockEdge &W : Witnesses)
      Ways.push_back({P[W.In].Events[W.At.index()].Where, P.name(W.In).str(),
                      chain(W.Held.Via, "acquires " + A.Locks[E.From].Name),
                      chain(W.Taken.Via, "acquires " + A.Locks[E.To].Name)});
    E.Ways = some(std::move(Ways));
  }
  llvm::stable_sort(All, [](const AuditEdge &X, const AuditEdge &Y) {
    return std::tuple(!X.OnCycle, X.From, X.To) <
           std::tuple(!Y.OnCycle, Y.From, Y.To);
  });
  All.resize(std::min(All.size(), Limits.Edges));
  A.Edges = std::move(All);
}

void Auditor::placeStates(Audit &A) {
  std::vector<unsigned> Order(States.size());
  for (unsigned I = 0; I != Order.size(); ++I)
    Order[I] = I;
  // First what some access forgets to lock, then what nobody locks.
  auto Class = [&](unsigned I) {
    const AuditState &T = States[I].Shown;
    return T.Guarded && T.Guarded < T.Total ? 0 : T.Guarded ? 2 : 1;
  };
  llvm::stable_sort(Order, [&](unsigned X, unsigned Y) {
    const AuditState &T = States[X].Shown, &U = States[Y].Shown;
    unsigned A = Class(X), B = Class(Y);
    return std::tie(A, T.Name, T.Where) < std::tie(B, U.Name, U.Where);
  });
  A.AllStates = Order.size();
  StateIndex.assign(States.size(), NotShown);
  for (unsigned I : llvm::ArrayRef(Order).take_front(Limits.States)) {
    StateIndex[I] = A.States.size();
    StateFacts &Facts = States[I];
    AuditState &T = A.States.emplace_back(std::move(Facts.Shown));
    if (auto It = LockIndex.find({Facts.Guard, 0}); It != LockIndex.end())
      T.Guard = It->second;
    T.Odd = some(std::move(Facts.Odd));
  }
}

void Auditor::placeThreads(Audit &A) {
  std::vector<unsigned> Order;
  for (unsigned I = 0; I != Threads.size(); ++I)
    Order.push_back(I);
  llvm::stable_sort(
      llvm::MutableArrayRef(Order).drop_front(), [&](unsigned X, unsigned Y) {
        const AuditThread &T = Threads[X].Shown;
        const AuditThread &U = Threads[Y].Shown;
        return std::tie(T.Name, T.Where) < std::tie(U.Name, U.Where);
      });
  A.AllThreads = Threads.size() - 1;
  ThreadIndex.assign(Threads.size(), NotShown);
  for (unsigned I : llvm::ArrayRef(Order).take_front(Limits.Threads + 1)) {
    ThreadIndex[I] = A.Threads.size();
    AuditThread &T = A.Threads.emplace_back(std::move(Threads[I].Shown));
    T.Starts = some(std::move(Threads[I].Starts));
  }

  std::vector<std::set<unsigned>> LocksOf(A.Threads.size());
  std::vector<std::set<unsigned>> StatesOf(A.Threads.size());
  for (const auto &[C, Index] : LockIndex) {
    A.Locks[Index].Threads = someShown(Locks[C].Threads, ThreadIndex);
    A.Locks[Index].Guards = someShown(Locks[C].Guards, StateIndex);
    for (unsigned T : Locks[C].Threads)
      if (ThreadIndex[T] != NotShown)
        LocksOf[ThreadIndex[T]].insert(Index);
  }
  for (unsigned I = 0; I != States.size(); ++I) {
    if (StateIndex[I] == NotShown)
      continue;
    A.States[StateIndex[I]].Threads = someShown(States[I].Threads, ThreadIndex);
    for (unsigned T : States[I].Threads)
      if (ThreadIndex[T] != NotShown)
        StatesOf[ThreadIndex[T]].insert(StateIndex[I]);
  }
  for (unsigned T = 0; T != A.Threads.size(); ++T) {
    A.Threads[T].Locks =
        some(std::vector<unsigned>(LocksOf[T].begin(), LocksOf[T].end()));
    A.Threads[T].States =
        some(std::vector<unsigned>(StatesOf[T].begin(), StatesOf[T].end()));
  }
}
