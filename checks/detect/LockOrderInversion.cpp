//===- LockOrderInversion.cpp - locks taken in opposite orders ------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Builds the lock graph: an edge A → B where B is acquired, in a way that can
/// block, while A is held for certain. A cycle is a deadlock unless a gate lock
/// is held on all its edges, or all its locks are only shared.
///
/// Lock classes and the graph: lockdep (Linux); gate locks: GoodLock (Havelund,
/// 2000).
///
//===----------------------------------------------------------------------===//

#include "detect/DecidedUnderLock.h"
#include "detect/Detect.h"
#include "detect/Explain.h"
#include "detect/LockEdges.h"
#include "detect/OwnerTypes.h"
#include "detect/PeerLocks.h"
#include "facts/Words.h"
#include "solve/Control.h"
#include "solve/LatentEvents.h"
#include "llvm/ADT/STLExtras.h"
#include <deque>
#include <map>
#include <optional>
#include <set>

using namespace concurrency;

namespace {
using Edge = LockEdge;

struct Graph {
  std::map<std::pair<LockClass, LockClass>, std::vector<Edge>> Edges;
  std::map<LockClass, std::set<LockClass>> Successors;
};

class LockGraph {
public:
  explicit LockGraph(const Evidence &Known)
      : S(Known.S), P(S.program()), Running(Known.Running),
        Peers(S, Known.Running) {}

  Bugs run() {
    for (auto [I, F] : llvm::enumerate(P.functions()))
      addEdges(FunctionId(I));
    reportSelfEdges();
    reportFamilies();
    findCycles(Classes);
    findCycles(Variables);
    findDeclared();
    findJoins();
    return std::move(Found);
  }

  std::vector<LockEdge> edges() {
    for (auto [I, F] : llvm::enumerate(P.functions()))
      addEdges(FunctionId(I));
    std::vector<LockEdge> All = std::move(SelfEdges);
    for (auto &[Ends, Witnesses] : Classes.Edges)
      llvm::append_range(All, std::move(Witnesses));
    return All;
  }

private:
  void addEdges(FunctionId Id);
  void addEdge(FunctionId Id, EventId At, const HeldLock &H,
               const LatentAtEvent &L);
  void addTo(Graph &To, Edge New, LockClass (*NodeOf)(const Path &));
  void selfEdge(const Edge &E);
  void noteRelative(const Edge &E);
  void reportSelfEdges();
  void reportFamilies();
  bool mayRelease(const Function &F, const Event &Call, EntityId Class) const;
  bool isOnlyOnce(FunctionId Id, EventId At, const HeldLock &H,
                  const LatentAtEvent &L) const;
  bool isSettled(FunctionId Id, EventId At, const HeldLock &H);
  llvm::SmallVector<const HeldLock *, 4> settledLocks(FunctionId Id, EventId At,
                                                      const LockSet &State);
  void findCycles(const Graph &In);
  void findDeclared();
  void findJoins();
  std::vector<const Edge *> pathBack(const Graph &In, LockClass From,
                                     LockClass To) const;
  const Edge *bestEdge(const Graph &In, LockClass From, LockClass To,
                       const std::set<LockClass> &Avoid) const;
  bool comesApart(llvm::ArrayRef<const Edge *> Cycle) const;
  bool excluded(llvm::ArrayRef<const Edge *> Cycle) const;
  bool canMeet(const Graph &In, std::vector<const Edge *> &Cycle) const;
  void report(std::vector<const Edge *> Cycle);
  Bug describe(const Edge &E, Pattern What) const;

  Solution &S;
  const Program &P;
  const Threads &Running;
  PeerLocks Peers;
  Graph Classes;
  /// Locks that are members of variables, each by itself.
  Graph Variables;
  /// Of the function at hand, if it was needed.
  std::optional<Control> Flow;
  /// Two instances of one class.
  std::vector<Edge> SelfEdges;
  /// From an object to the one that it belongs to, and to one that belongs to
  /// it, by the class of their lock.
  struct Family {
    std::optional<Edge> Up, Down;
  };
  std::map<LockClass, Family> Families;
  Bugs Found;
};
} // namespace

void LockGraph::addEdges(FunctionId Id) {
  const Function &F = P[Id];
  Flow.reset();
  for (uint32_t J = 0; J != F.Events.size(); ++J) {
    const LockSet *State = S.before(Id, EventId(J));
    if (!State || F.Events[J].Kind == EventKind::TryAcquire)
      continue;
    // Which of them are, is asked when there is something to order.
    std::optional<llvm::SmallVector<const HeldLock *, 4>> Settled;
    for (const LatentAtEvent &L : latentUnderLocks(S, Id, EventId(J))) {
      if (L.Kind != LatentEvent::Acquire || !lockClass(L.Target).valid())
        continue;
      // Taking a reentrant lock again waits for nobody.
      if (State->find(L.Target))
        continue;
      if (!Settled)
        Settled = settledLocks(Id, EventId(J), *State);
      for (const HeldLock *H : *Settled)
        addEdge(Id, EventId(J), *H, L);
      for (const HeldLock &H : L.HeldByCallee)
        if (isSettled(Id, EventId(J), H))
          addEdge(Id, EventId(J), H, L);
    }
  }
}

llvm::SmallVector<const HeldLock *, 4>
LockGraph::settledLocks(FunctionId Id, EventId At, const LockSet &State) {
  llvm::SmallVector<const HeldLock *, 4> Settled;
  for (const HeldLock &H : State.Locks)
    if (isSettled(Id, At, H))
      Settled.push_back(&H);
  return Settled;
}

/// Held for certain; or on some ways there, and not because others have
/// released it again.
bool LockGraph::isSettled(FunctionId Id, EventId At, const HeldLock &H) {
  if (H.Must)
    return true;
  if (!H.own() || !H.Via)
    return false;
  const Function &F = P[Id];
  EventId Taken;
  for (uint32_t J = 0; J != F.Events.size() && !Taken.valid(); ++J)
    if (F.Events[J].Where == H.Via->Where && S.before(Id, EventId(J)) &&
        (F.Events[J].Kind == EventKind::Acquire ||
         F.Events[J].Kind == EventKind::GuardInit))
      Taken = EventId(J);
  if (!Taken.valid())
    return false;
  EntityId Class = H.Lock.lastEntity();
  for (uint32_t J = 0; J != F.Events.size(); ++J) {
    const Event &E = F.Events[J];
    bool GivesUp =
        (E.Kind == EventKind::Release &&
         (!H.Through.known() || E.Target == H.Through || E.Target == H.Lock)) ||
        E.Kind == EventKind::GuardUnlock || E.Kind == EventKind::GuardEnd ||
        (E.Kind == EventKind::Call && mayRelease(F, E, Class));
    if (!GivesUp)
      continue;
    if (!Flow)
      Flow.emplace(F);
    if (Flow->canFollow(Taken, EventId(J)) && Flow->canFollow(EventId(J), At))
      return false;
  }
  return true;
}

/// What happens once is no order, but for the first time: of that, only that a
/// standard once-flag is waited for under a lock that its callable takes is
/// worth a word.
bool LockGraph::isOnlyOnce(FunctionId Id, EventId At, const HeldLock &H,
                           const LatentAtEvent &L) const {
  auto IsOwnOnce = [&](const Path &Lock) {
    return S.isOnce(Lock) &&
           P[Lock.lastEntity()].Type.Role != TypeRole::OnceFlag;
  };
  if (L.AtOnce || IsOwnOnce(H.Lock) || IsOwnOnce(L.Target))
    return true;
  // (A once-flag counts where its callable wants a lock that is held while
  // others come to the flag, see findCycles().)
  auto IsFlag = [&](const HeldLock &G) { return S.isOnce(G.Lock); };
  return !IsFlag(H) && (llvm::any_of(S.before(Id, At)->Locks, IsFlag) ||
                        llvm::any_of(L.HeldByCallee, IsFlag));
}

void LockGraph::addEdge(FunctionId Id, EventId At, const HeldLock &H,
                        const LatentAtEvent &L) {
  const Function &F = P[Id];
  const Event &E = F.Events[At.index()];
  if (H.Source == HoldSource::Expected ||
      llvm::is_contained(L.Released, H.Lock) || !H.Via)
    return;
  if (H.Group && H.Group == E.Group)
    return;
  if (isOnlyOnce(Id, At, H, L))
    return;
  if (P.isUnseen(H.Lock) || P.isUnseen(L.Target))
    return;
  Edge New{lockClass(H.Lock), lockClass(L.Target), Id, At, H, L, {}};
  if (!New.From.valid())
    return;
  // The same object again is a relock, not an order; a constructor's own locks
  // are known to nobody yet.
  if (H.Lock == L.Target)
    return;
  if (S[Id].At.OnlyInit &&
      (H.Lock.Root == RootKind::This || L.Target.Root == RootKind::This))
    return;
  if (lockOfVariable(H.Lock).valid() && lockOfVariable(L.Target).valid())
    addTo(Variables, New, lockOfVariable);
  if (New.From == New.To)
    selfEdge(New);
  else
    addTo(Classes, std::move(New), lockClass);
}

void LockGraph::addTo(Graph &To, Edge New, LockClass (*NodeOf)(const Path &)) {
  New.From = NodeOf(New.Held.Lock);
  New.To = NodeOf(New.Taken.Target);
  if (New.From == New.To)
    return;
  const LockSet *State = S.before(New.In, New.At);
  for (const HeldLock &G : State->Locks)
    if (G.Must && !(G.Lock == New.Held.Lock) &&
        !llvm::is_contained(New.Taken.Released, G.Lock))
      New.Gates.insert(NodeOf(G.Lock));
  for (const HeldLock &G : S[New.In].At.Held)
    if (G.Must)
      New.Gates.insert(NodeOf(G.Lock));
  New.Gates.erase(LockClass());
  New.Gates.erase(New.From);
  New.Gates.erase(New.To);
  std::vector<Edge> &Known = To.Edges[{New.From, New.To}];
  // A few witnesses are enough, as long as their gates differ.
  if (Known.size() < 8 && llvm::none_of(Known, [&](const Edge &K) {
        return K.In == New.In && K.Gates == New.Gates;
      })) {
    To.Successors[New.From].insert(New.To);
    Known.push_back(std::move(New));
  }
}

/// The object's own lock, and then that of one to which a member leads.
void LockGraph::noteRelative(const Edge &E) {
  const Path &A = E.Held.Lock, &B = E.Taken.Target;
  if (A.Root != RootKind::This || B.Root != RootKind::This || A.hasDeref() ||
      !E.Held.Must || S[E.In].At.OnlyInit || !S[E.In].At.Held.empty() ||
      B.Steps.empty() || B.Steps.front().Kind != StepKind::Field ||
      S.before(E.In, E.At)->Locks.size() != 1)
    return;
  EntityId Member = B.Steps.front().entity();
  if (!P[Member].Type.Indirect && P[Member].Type.Role != TypeRole::Container)
    return;
  static constexpr llvm::StringLiteral Above[] = {"parent", "owner", "up",
                                                  "outer", "enclosing"};
  bool IsUp = hasWord(P[Member].shortName(), Above);
  Family &Known = Families[E.From];
  std::optional<Edge> &Way = IsUp ? Known.Up : Known.Down;
  if (!Way)
    Way = E;
}

/// A child locks its parent, and the parent its children.
void LockGraph::reportFamilies() {
  for (const auto &[Class, Known] : Families) {
    if (!Known.Up || !Known.Down)
      continue;
    Bug B = describe(*Known.Up, Pattern::InstanceOrder);
    B.Steps.push_back({BugStepKind::OtherOrder,
                       P[Known.Down->In].Events[Known.Down->At.index()].Where,
                       {className(S, Class), className(S, Class)}});
    llvm::append_range(B.Steps,
                       describe(*Known.Down, Pattern::InstanceOrder).Steps);
    Found.push_back(std::move(B));
  }
}

/// Two instances of one class: deadlock-prone if they can come either way
/// round, as two arguments can.
void LockGraph::selfEdge(const Edge &E) {
  const Path &A = E.Held.Lock, &B = E.Taken.Target;
  noteRelative(E);
  auto IsPeer = [](const Path &L) {
    return L.Root == RootKind::This || L.Root == RootKind::Param;
  };
  if (!PeerLocks::elements(A, B) &&
      (!IsPeer(A) || !IsPeer(B) ||
       (A.Root == RootKind::This && B.Root == RootKind::This) ||
       (A.Root == B.Root && A.Index == B.Index) ||
       Peers.ordersObjects(E.In, A, B)))
    return;
  // One global lock keeps other threads from doing the same; and an object that
  // is new is nobody else's to lock.
  const Entry &At = S[E.In].At;
  auto IsGate = [&](const HeldLock &G) {
    return G.Must && G.Mode == LockMode::Exclusive && !(G.Lock == A) &&
           G.Lock.Root == RootKind::Global && !G.Lock.hasDeref();
  };
  auto IsNew = [&](const Path &L) {
    return L.Root == RootKind::Param && L.Index < At.FreshParams.size() &&
           At.FreshParams[L.Index];
  };
  if (llvm::any_of(S.before(E.In, E.At)->Locks, IsGate) ||
      llvm::any_of(At.Held, IsGate) || IsNew(A) || IsNew(B))
    return;
  // Peers are reached alike: a parent's and a child's lock are not.
  auto Fields = [](const Path &L) {
    return llvm::count_if(
        L.Steps, [](const Step &T) { return T.Kind == StepKind::Field; });
  };
  if (Fields(A) != Fields(B))
    return;
  if (S[E.In].At.OnlyInit)
    return;
  if (mayBeShared(E.Held.Mode) && mayBeShared(E.Taken.Mode))
    return;
  const Function &F = P[E.In];
  if (areUnrelated(P, ownerType(P, F, A), ownerType(P, F, B)))
    return;
  if (E.Held.Must)
    SelfEdges.push_back(E);
}

void LockGraph::reportSelfEdges() {
  for (const Edge &E : SelfEdges)
    if (Peers.inRing(E, SelfEdges))
      Found.push_back(describe(E, Pattern::RingOrder));
    else if (Peers.meetSwapped(E, SelfEdges))
      Found.push_back(describe(E, Pattern::InstanceOrder));
}

bool LockGraph::mayRelease(const Function &F, const Event &Call,
                           EntityId Class) const {
  if (Call.Hint == Event::HintTy::Release)
    return true;
  std::optional<CallTarget> T = S.target(F, Call);
  return T && llvm::any_of(S[T->Callee].Effects.Releases, [&](const Path &L) {
           return !L.lastEntity().valid() || L.lastEntity() == Class;
         });
}

const Edge *LockGraph::bestEdge(const Graph &In, LockClass From, LockClass To,
                                const std::set<LockClass> &Avoid) const {
  auto It = In.Edges.find({From, To});
  if (It == In.Edges.end())
    return nullptr;
  const Edge *Best = nullptr;
  auto Cost = [&](const Edge &E) {
    unsigned Shared = llvm::count_if(
        E.Gates, [&](const LockClass &G) { return Avoid.count(G); });
    return std::tuple(Shared, E.Gates.size(),
                      E.Taken.Via->Length + E.Held.Via->Length,
                      P[E.In].Events[E.At.index()].Where);
  };
  for (const Edge &E : It->second)
    if (!Best || Cost(E) < Cost(*Best))
      Best = &E;
  return Best;
}

/// The shortest way from \p From to \p To, by breadth-first search.
std::vector<const Edge *> LockGraph::pathBack(const Graph &In, LockClass From,
                                              LockClass To) const {
  std::map<LockClass, LockClass> Before;
  std::deque<LockClass> Work{From};
  while (!Work.empty()) {
    const LockClass Node = Work.front();
    Work.pop_front();
    if (Node == To) {
      std::vector<const Edge *> Way;
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
bool LockGraph::comesApart(llvm::ArrayRef<const Edge *> Cycle) const {
  for (size_t I = 0; I != Cycle.size(); ++I) {
    const Edge &Takes = *Cycle[I], &Holds = *Cycle[(I + 1) % Cycle.size()];
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
bool LockGraph::excluded(llvm::ArrayRef<const Edge *> Cycle) const {
  std::set<LockClass> Gates = Cycle.front()->Gates;
  for (const Edge *E : Cycle)
    std::erase_if(Gates,
                  [&](const LockClass &G) { return !E->Gates.count(G); });
  if (!Gates.empty())
    return true;
  if (llvm::all_of(Cycle, [](const Edge *E) {
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
bool LockGraph::canMeet(const Graph &In,
                        std::vector<const Edge *> &Cycle) const {
  if (!comesApart(Cycle))
    return !excluded(Cycle);
  for (const Edge *&E : llvm::drop_begin(Cycle)) {
    const Edge *Was = E;
    for (const Edge &Other : In.Edges.find({Was->From, Was->To})->second) {
      E = &Other;
      if (!comesApart(Cycle) && !excluded(Cycle))
        return true;
    }
    E = Was;
  }
  return false;
}

Bug LockGraph::describe(const Edge &E, Pattern What) const {
  const Function &F = P[E.In];
  Bug B;
  B.What = What;
  B.Where = F.Events[E.At.index()].Where;
  B.In = F.Self;
  B.Names = {className(S, E.To), className(S, E.From)};
  addChain(B, S, E.Held.Via, BugStepKind::HeldHere, {className(S, E.From)});
  addChain(B, S, E.Taken.Via, BugStepKind::Acquires, {className(S, E.To)});
  return B;
}

void LockGraph::report(std::vector<const Edge *> Cycle) {
  // At the edge that comes first in the source.
  auto Where = [&](const Edge *E) {
    return P[E->In].Events[E->At.index()].Where;
  };
  auto First = llvm::min_element(
      Cycle, [&](const Edge *A, const Edge *B) { return Where(A) < Where(B); });
  std::rotate(Cycle.begin(), First, Cycle.end());
  Bug B = describe(*Cycle.front(), Pattern::OrderInversion);
  // Sure where each lock is one object: the edges then surely meet.
  bool OneObject = llvm::all_of(Cycle, [](const Edge *E) {
    if (!E->Held.Must || E->Taken.Possible)
      return false;
    auto Single = [](const Path &L) {
      return L.Root == RootKind::Global || L.Root == RootKind::This;
    };
    return Single(E->Held.Lock) && Single(E->Taken.Target);
  });
  B.Sure = OneObject ? Confidence::Definite : Confidence::Likely;
  for (const Edge *E : llvm::drop_begin(Cycle)) {
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

void LockGraph::findCycles(const Graph &In) {
  std::set<std::set<LockClass>> Reported;
  for (const auto &[Ends, Witnesses] : In.Edges) {
    auto [From, To] = Ends;
    std::vector<const Edge *> Back = pathBack(In, To, From);
    if (Back.empty())
      continue;
    std::set<LockClass> Nodes{From};
    for (const Edge *E : Back)
      Nodes.insert(E->From);
    // (Of a longer way round, a stop that is only made once is none.)
    if (Nodes.size() > 2 && llvm::any_of(Nodes, [&](const LockClass &C) {
          return S.isOnce(C.Entity);
        }))
      continue;
    if (Reported.count(Nodes) || (&In == &Variables && isToldByClasses(Nodes)))
      continue;
    // Of several witnesses take those that share no gate, if there are any.
    std::vector<const Edge *> Cycle{nullptr};
    llvm::append_range(Cycle, Back);
    for (const Edge &W : Witnesses) {
      Cycle[0] = &W;
      for (const Edge *&E : llvm::drop_begin(Cycle))
        E = bestEdge(In, E->From, E->To, W.Gates);
      if (!canMeet(In, Cycle))
        continue;
      Reported.insert(Nodes);
      report(Cycle);
      break;
    }
  }
}

/// acquired_before and acquired_after, declared on the locks.
void LockGraph::findDeclared() {
  for (const auto &[Ends, Witnesses] : Classes.Edges) {
    auto [Held, Taken] = Ends;
    auto Declares = [&](LockClass On, AnnotationKind Kind, LockClass Other) {
      return llvm::any_of(P[On.Entity].Annotations, [&](const Annotation &A) {
        return A.Kind == Kind && lockClass(A.Lock) == Other;
      });
    };
    if (!Declares(Taken, AnnotationKind::AcquiredBefore, Held) &&
        !Declares(Held, AnnotationKind::AcquiredAfter, Taken))
      continue;
    if (!Witnesses.front().Held.Must)
      continue;
    Bug B = describe(Witnesses.front(), Pattern::DeclaredOrder);
    B.Sure = Confidence::Definite;
    Found.push_back(std::move(B));
  }
}

/// A thread is joined under a lock that it takes.
void LockGraph::findJoins() {
  for (auto [I, F] : llvm::enumerate(P.functions()))
    for (auto [J, E] : llvm::enumerate(F.Events)) {
      const LockSet *State = S.before(FunctionId(I), EventId(J));
      if (E.Kind != EventKind::Join || E.Timed || !State)
        continue;
      for (const ThreadRoot &R : Running.roots()) {
        const Event &Spawn = P[R.Spawner].Events[R.Spawn.index()];
        bool Same =
            E.Target.lastEntity().valid()
                ? E.Target.lastEntity() == Spawn.Target.lastEntity()
                : R.Spawner.index() == I && sameObject(E.Target, Spawn.Target);
        if (!Same)
          continue;
        for (const LatentEvent &L : S[R.Body].Effects.Events)
          for (const HeldLock &H : State->Locks) {
            if (L.Kind != LatentEvent::Acquire || !H.Must || !H.own() ||
                !lockClass(H.Lock).valid() ||
                lockClass(H.Lock) != lockClass(L.Target) ||
                (mayBeShared(H.Mode) && mayBeShared(L.Mode)))
              continue;
            Bug B;
            B.What = Pattern::JoinUnderLock;
            B.Sure = isDecidedUnderLock(S, Running, FunctionId(I), EventId(J),
                                        H.Lock)
                         ? Confidence::Likely
                         : Confidence::Definite;
            B.Where = E.Where;
            B.In = F.Self;
            B.Names = {shortName(S, F, E.Target), shortName(S, F, H.Lock)};
            addHold(B, S, F, H, BugStepKind::HeldHere);
            B.Steps.push_back({BugStepKind::ThreadStarts,
                               Spawn.Where,
                               {S.program().name(R.Body).str()}});
            addChain(B, S, L.Via, BugStepKind::Acquires,
                     {shortName(S, P[R.Body], L.Target)});
            Found.push_back(std::move(B));
            goto NextEvent;
          }
      }
    NextEvent:;
    }
}

Bugs concurrency::detectLockOrderInversion(const Evidence &Known) {
  return LockGraph(Known).run();
}

std::vector<LockEdge> concurrency::lockEdges(const Evidence &Known) {
  return LockGraph(Known).edges();
}
