//===- Audit.cpp - what a program does with its locks ---------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "report/Auditor.h"
#include "solve/GuardInference.h"
#include "llvm/ADT/STLExtras.h"

using namespace concurrency;

std::vector<AuditStep> Auditor::chain(const Trace *Via,
                                      const std::string &Last) {
  std::vector<AuditStep> Steps;
  for (; Via; Via = Via->Next) {
    bool Calls = Via->Callee.valid() && Via->Next;
    Steps.push_back(
        {Via->Where, Calls ? "calls " + P[Via->Callee].Name : Last});
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
    T.Starts.push_back(
        {P[R.Spawner].Events[R.Spawn.index()].Where, P.name(R.Spawner).str()});
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
      In.insert(Context == Threads::OutsideThreads ? 0 : ThreadOfRoot[Context]);
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
      bool Suffers = L.Waits
                         ? &H == Innermost
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
    if (B.What != Pattern::OrderInversion &&
        B.What != Pattern::InstanceOrder && B.What != Pattern::RingOrder)
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
    if (!A.Unshared && !A.isDoubtful() && !A.Atomic &&
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
