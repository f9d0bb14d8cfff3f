//===- Audit.cpp - what a program does with its locks ---------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "report/Audit.h"
#include "detect/LockEdges.h"
#include "solve/GuardInference.h"
#include "llvm/ADT/STLExtras.h"
#include <map>
#include <set>

using namespace concurrency;

namespace {
/// Everything by its identity, before it is sorted and cut.
struct LockFacts {
  std::map<FunctionId, AuditSection> Takers;
  std::vector<AuditSection> Sections;
  std::map<std::tuple<FunctionId, BlockKind, std::string>, AuditBlock> Blocks;
  std::set<unsigned> Threads;
  std::vector<unsigned> Guards; ///< indices of states
  bool OnCycle = false;
};
struct StateFacts {
  AuditState Shown;
  EntityId Guard;
  std::vector<AuditAccess> Odd;
  std::set<unsigned> Threads;
};
struct ThreadFacts {
  AuditThread Shown;
  std::vector<AuditAccess> Starts;
};
using Ends = std::pair<LockClass, LockClass>;

class Auditor {
public:
  Auditor(const Evidence &Known, const Bugs &Found, const AuditLimits &Limits)
      : S(Known.S), P(S.program()), Known(Known), Found(Found),
        Limits(Limits) {}

  Audit run();

private:
  void collectThreads();
  const llvm::SmallVector<unsigned, 4> &threadsOf(FunctionId F);
  void collectFunction(FunctionId Id);
  void collectBlocks(FunctionId Id, EventId At, const LockSet &State);
  void collectStates();
  void collectState(StateKey Key, llvm::ArrayRef<SharedAccess> Accesses);
  void collectEdges();
  std::set<std::tuple<std::string, std::string, Place>> reportedEdges() const;

  void placeLocks(Audit &A);
  void placeEdges(Audit &A);
  void placeStates(Audit &A);
  void placeThreads(Audit &A);

  std::vector<AuditStep> chain(const Trace *Via, const std::string &Last);
  template <typename T> Some<T> some(std::vector<T> All) const {
    Some<T> Out;
    Out.All = All.size();
    if (All.size() > Limits.Items)
      All.resize(Limits.Items);
    Out.First = std::move(All);
    return Out;
  }
  /// Of indices, those that are shown at all.
  template <typename R>
  Some<unsigned> someShown(const R &All, llvm::ArrayRef<unsigned> NewIndex) const;

  Solution &S;
  const Program &P;
  const Evidence &Known;
  const Bugs &Found;
  const AuditLimits &Limits;

  std::map<LockClass, LockFacts> Locks;
  std::map<Ends, std::vector<LockEdge>> Edges;
  std::set<Ends> OnCycle;
  std::vector<StateFacts> States;
  std::vector<ThreadFacts> Threads;
  std::vector<unsigned> ThreadOfRoot;
  std::map<FunctionId, llvm::SmallVector<unsigned, 4>> ThreadsOf;
  std::map<LockClass, unsigned> LockIndex;
  std::vector<unsigned> StateIndex, ThreadIndex;
};
} // namespace

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

std::vector<AuditStep> Auditor::chain(const Trace *Via,
                                      const std::string &Last) {
  std::vector<AuditStep> Steps;
  for (; Via; Via = Via->Next) {
    bool Calls = Via->Callee.valid() && Via->Next;
    Steps.push_back({Via->Where, Calls ? "calls " + P[Via->Callee].Name : Last});
    if (!Calls)
      break;
  }
  return Steps;
}

//===----------------------------------------------------------------------===//
// Threads
//===----------------------------------------------------------------------===//

void Auditor::collectThreads() {
  // Starts of one body are one entry, after what is in no thread.
  Threads.emplace_back();
  Threads[0].Shown.Outside = true;
  std::map<FunctionId, unsigned> ByBody;
  for (const ThreadRoot &R : Known.Running.roots()) {
    auto [It, New] = ByBody.try_emplace(R.Body, Threads.size());
    if (New) {
      ThreadFacts &T = Threads.emplace_back();
      T.Shown.Name = P.name(R.Body).str();
      T.Shown.Where = P[R.Body].Where;
    }
    ThreadOfRoot.push_back(It->second);
    ThreadFacts &T = Threads[It->second];
    T.Shown.Many |= R.Many;
    T.Starts.push_back({P[R.Spawner].Events[R.Spawn.index()].Where,
                        P.name(R.Spawner).str()});
  }
  for (uint32_t I = 0; I != P.functions().size(); ++I)
    for (unsigned T : threadsOf(FunctionId(I)))
      ++Threads[T].Shown.Functions;
}

const llvm::SmallVector<unsigned, 4> &Auditor::threadsOf(FunctionId F) {
  auto [It, New] = ThreadsOf.try_emplace(F);
  if (New) {
    std::set<unsigned> In;
    for (int Context : Known.Running.contexts(F))
      In.insert(Context == Threads::OutsideThreads ? 0
                                                   : ThreadOfRoot[Context]);
    It->second.assign(In.begin(), In.end());
  }
  return It->second;
}

//===----------------------------------------------------------------------===//
// Locks
//===----------------------------------------------------------------------===//

static bool isRelease(EventKind Kind) {
  return Kind == EventKind::Release || Kind == EventKind::GuardUnlock ||
         Kind == EventKind::GuardEnd || Kind == EventKind::Assign;
}

void Auditor::collectBlocks(FunctionId Id, EventId At, const LockSet &State) {
  for (const LatentAtEvent &L : latentUnderLocks(S, Id, At)) {
    if (L.Kind != LatentEvent::Block)
      continue;
    // A wait gives up its own lock. Otherwise all suffer, not only the
    // innermost, at which a finding is reported.
    const HeldLock *Innermost = blockedHold(S, State, L);
    if (!Innermost)
      continue;
    std::string What = L.Text.str();
    for (const HeldLock &H : State.Locks) {
      LockClass C = lockClass(H.Lock);
      bool Suffers = L.Waits ? &H == Innermost
                             : H.Must && !llvm::is_contained(L.Released, H.Lock);
      if (!C.valid() || !H.own() || !Suffers)
        continue;
      auto [It, New] = Locks[C].Blocks.try_emplace({Id, L.Blocks, What});
      if (New)
        It->second = {P[Id].Events[At.index()].Where, L.Blocks,
                      P.name(Id).str(), What, chain(L.Via, What)};
    }
  }
}

void Auditor::collectFunction(FunctionId Id) {
  const Function &F = P[Id];
  // A critical section is what runs between one place where the lock is taken
  // and the last where that hold is still there.
  std::map<std::pair<LockClass, Place>, AuditSection> Sections;
  for (uint32_t J = 0; J != F.Events.size(); ++J) {
    const LockSet *State = S.before(Id, EventId(J));
    if (!State || State->Locks.empty())
      continue;
    const Event &E = F.Events[J];
    bool Blocks = false;
    for (const HeldLock &H : State->Locks) {
      LockClass C = lockClass(H.Lock);
      if (!C.valid() || !H.own() || !H.Via || S.isOnce(H.Lock))
        continue;
      Blocks = true;
      AuditSection &Section = Sections[{C, H.Via->Where}];
      Section.Begin = H.Via->Where;
      Section.Events += !isRelease(E.Kind);
      if (E.Where.File == Section.Begin.File &&
          E.Where.Line > Section.Begin.Line)
        Section.Lines =
            std::max(Section.Lines, E.Where.Line - Section.Begin.Line + 1);
    }
    if (Blocks)
      collectBlocks(Id, EventId(J), *State);
  }
  for (auto &[Key, Section] : Sections) {
    Section.Function = P.name(Id).str();
    LockFacts &L = Locks[Key.first];
    AuditSection &Taker = L.Takers.try_emplace(Id, Section).first->second;
    Taker.Lines = std::max(Taker.Lines, Section.Lines);
    Taker.Events = std::max(Taker.Events, Section.Events);
    L.Sections.push_back(Section);
    L.Threads.insert(threadsOf(Id).begin(), threadsOf(Id).end());
  }
}

//===----------------------------------------------------------------------===//
// The lock graph
//===----------------------------------------------------------------------===//

/// A finding names the locks of each edge of its cycle, and where it is.
std::set<std::tuple<std::string, std::string, Place>>
Auditor::reportedEdges() const {
  std::set<std::tuple<std::string, std::string, Place>> Edges;
  for (const Bug &B : Found) {
    if (B.What != Pattern::OrderInversion && B.What != Pattern::InstanceOrder)
      continue;
    Edges.insert({B.Names[1], B.Names[0], B.Where});
    for (const BugStep &Step : B.Steps)
      if (Step.Kind == BugStepKind::OtherOrder)
        Edges.insert({Step.Names[0], Step.Names[1], Step.Where});
  }
  return Edges;
}

void Auditor::collectEdges() {
  auto Reported = reportedEdges();
  for (LockEdge &E : lockEdges(Known)) {
    Ends Key{E.From, E.To};
    if (Reported.count({className(S, E.From), className(S, E.To),
                        P[E.In].Events[E.At.index()].Where})) {
      OnCycle.insert(Key);
      Locks[E.From].OnCycle = Locks[E.To].OnCycle = true;
    }
    Locks[E.From];
    Locks[E.To];
    Edges[Key].push_back(std::move(E));
  }
}

//===----------------------------------------------------------------------===//
// Shared state
//===----------------------------------------------------------------------===//

void Auditor::collectState(StateKey Key,
                           llvm::ArrayRef<SharedAccess> Accesses) {
  GuardVote V = vote(S, Key, Accesses);
  StateFacts Facts;
  for (const SharedAccess &A : Accesses) {
    if (A.Unshared) {
      ++Facts.Shown.Unshared;
      continue;
    }
    ++(A.isWrite() ? Facts.Shown.Writes : Facts.Shown.Reads);
    Facts.Threads.insert(threadsOf(A.In).begin(), threadsOf(A.In).end());
  }
  // Shared means that somebody locks it, or that two threads come by.
  bool Guarded = V.Guard.valid() && (V.Guarded > 0 || V.Annotated);
  bool Meets = Facts.Threads.size() > 1 ||
               llvm::any_of(Facts.Threads,
                            [&](unsigned T) { return Threads[T].Shown.Many; });
  if (!Guarded && !Meets)
    return;
  const Entity &E = P[Key.Entity];
  Facts.Shown.Name = (Key.Pointee ? "*" : "") + E.Name;
  Facts.Shown.Where = E.Where;
  if (Guarded) {
    Facts.Guard = V.Guard;
    Facts.Shown.Annotated = V.Annotated;
    Facts.Shown.Guarded = V.Guarded;
    Facts.Shown.Total = V.total();
  }
  for (const SharedAccess &A : Accesses)
    if (!A.Unshared && !A.UnknownOwner && !A.Atomic &&
        (!Guarded || !isGuarded(V, A)))
      Facts.Odd.push_back({P[A.In].Events[A.At.index()].Where,
                           P.name(A.In).str(), A.isWrite()});
  if (Guarded)
    Locks[{V.Guard, 0}].Guards.push_back(States.size());
  States.push_back(std::move(Facts));
}

void Auditor::collectStates() {
  for (const auto &[Key, Accesses] : Known.Accesses)
    collectState(Key, Accesses);
}

//===----------------------------------------------------------------------===//
// The answer
//===----------------------------------------------------------------------===//

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
  llvm::stable_sort(llvm::MutableArrayRef(Order).drop_front(),
                    [&](unsigned X, unsigned Y) {
                      const AuditThread &T = Threads[X].Shown;
                      const AuditThread &U = Threads[Y].Shown;
                      return std::tie(T.Name, T.Where) <
                             std::tie(U.Name, U.Where);
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
    A.States[StateIndex[I]].Threads =
        someShown(States[I].Threads, ThreadIndex);
    for (unsigned T : States[I].Threads)
      if (ThreadIndex[T] != NotShown)
        StatesOf[ThreadIndex[T]].insert(StateIndex[I]);
  }
  for (unsigned T = 0; T != A.Threads.size(); ++T) {
    A.Threads[T].Locks = some(
        std::vector<unsigned>(LocksOf[T].begin(), LocksOf[T].end()));
    A.Threads[T].States = some(
        std::vector<unsigned>(StatesOf[T].begin(), StatesOf[T].end()));
  }
}

Audit Auditor::run() {
  collectThreads();
  for (uint32_t I = 0; I != P.functions().size(); ++I)
    collectFunction(FunctionId(I));
  collectEdges();
  collectStates();
  Audit A;
  placeLocks(A);
  placeEdges(A);
  placeStates(A);
  placeThreads(A);
  return A;
}

Audit concurrency::audit(const Evidence &Known, const Bugs &Found,
                         const AuditLimits &Limits) {
  return Auditor(Known, Found, Limits).run();
}
