//===- LockOrderInversion.cpp - locks taken in opposite orders ------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Collects the edges of the lock graph, and what one edge alone can tell: two
/// objects of a class, an order that was declared, a join under a lock.
///
//===----------------------------------------------------------------------===//

#include "detect/DecidedUnderLock.h"
#include "detect/Explain.h"
#include "detect/LockGraph.h"
#include "detect/OwnerTypes.h"
#include "facts/Words.h"
#include "solve/LatentEvents.h"
#include "llvm/ADT/STLExtras.h"

using namespace concurrency;

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
  LockEdge New{lockClass(H.Lock), lockClass(L.Target), Id, At, H, L, {}};
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

void LockGraph::addTo(LockOrders &To, LockEdge New,
                      LockClass (*NodeOf)(const Path &)) {
  New.From = NodeOf(New.Held.Lock);
  New.To = NodeOf(New.Taken.Target);
  if (New.From == New.To)
    return;
  auto GateOf = [&](const Path &Lock) {
    const LockClass Gate = NodeOf(Lock);
    return Gate.valid() ? Gate : lockClass(Lock);
  };
  const LockSet *State = S.before(New.In, New.At);
  for (const HeldLock &G : State->Locks)
    if (G.Must && !(G.Lock == New.Held.Lock) &&
        !llvm::is_contained(New.Taken.Released, G.Lock))
      New.Gates.insert(GateOf(G.Lock));
  for (const HeldLock &G : S[New.In].At.Held)
    if (G.Must)
      New.Gates.insert(GateOf(G.Lock));
  New.Gates.erase(LockClass());
  New.Gates.erase(New.From);
  New.Gates.erase(New.To);
  std::vector<LockEdge> &Known = To.Edges[{New.From, New.To}];
  // A few witnesses are enough, as long as their gates differ.
  if (Known.size() < 8 && llvm::none_of(Known, [&](const LockEdge &K) {
        return K.In == New.In && K.Gates == New.Gates;
      })) {
    To.Successors[New.From].insert(New.To);
    Known.push_back(std::move(New));
  }
}

/// The object's own lock, and then that of one to which a member leads.
void LockGraph::noteRelative(const LockEdge &E) {
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
  std::optional<LockEdge> &Way = IsUp ? Known.Up : Known.Down;
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
void LockGraph::selfEdge(const LockEdge &E) {
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
  for (const LockEdge &E : SelfEdges)
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

Bug LockGraph::describe(const LockEdge &E, Pattern What) const {
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
