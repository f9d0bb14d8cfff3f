//===- IoUnderLock.cpp - blocking while a lock is held --------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Something that can block for long happens while a lock is held for certain.
/// It is reported in the innermost function that takes the lock, once for each
/// critical section and kind.
///
//===----------------------------------------------------------------------===//

#include "detect/DecidedUnderLock.h"
#include "detect/Detect.h"
#include "detect/Explain.h"
#include "detect/FirstTimeOnly.h"
#include "detect/GuardRule.h"
#include "detect/HandleUses.h"
#include "solve/Control.h"
#include "solve/Conventions.h"
#include "solve/LatentEvents.h"
#include "solve/NewObjects.h"
#include "llvm/ADT/STLExtras.h"
#include <map>
#include <set>

using namespace concurrency;

/// So many calls away, the critical section is what is to be mended.
static constexpr unsigned Near = 1;
/// Each call on the way may be one that is not made this time, or not for this
/// object; nobody can tell after so many.
static constexpr unsigned MaxCalls = 5;

namespace {
class IoDetector {
public:
  explicit IoDetector(const Evidence &Known)
      : Known(Known), S(Known.S), P(S.program()), Handles(S) {}

  Bugs run() {
    collectTakers();
    for (auto [I, F] : llvm::enumerate(P.functions()))
      if (!isOneTime(S, FunctionId(I)))
        inspect(FunctionId(I));
    reportFar();
    return std::move(Found);
  }

private:
  struct Remote {
    Bug B;
    unsigned Calls;
  };

  bool isThreadStart(FunctionId Id, EventId E) const;
  bool isUncontended(FunctionId Id, const HeldLock &H) const;
  bool isBeforeThreads(FunctionId Id, EventId E) const;
  bool isForThisOnly(FunctionId Id, const HeldLock &H,
                     const LatentAtEvent &L) const;
  bool isFedByOthers(LockClass Lock, EntityId Handle) const;
  bool isForHandle(const Function &F, EventId At, const HeldLock &H,
                   const LatentAtEvent &L) const;
  void collectTakers();
  void inspect(FunctionId Id);
  void report(FunctionId Id, EventId At, const HeldLock &H,
              const LatentAtEvent &L);
  void reportFar();

  const Evidence &Known;
  Solution &S;
  const Program &P;
  const HandleUses Handles;
  /// Who acquires a lock, and waits for it.
  std::map<LockClass, std::set<FunctionId>> LockTakers;
  /// What blocks far below, by the lock, the place, and whether it is what the
  /// lock is for: the ways there.
  std::map<std::tuple<LockClass, Place, bool>, std::vector<Remote>> Far;
  Bugs Found;
};
} // namespace

/// What a thread does once, before its loop.
bool IoDetector::isThreadStart(FunctionId Id, EventId E) const {
  const Function &F = P[Id];
  if (!S[Id].At.ThreadRoot)
    return false;
  const Control Flow(F);
  uint32_t Here = Flow.blockOf(E);
  if (Flow.reaches(Here, Here))
    return false;
  for (uint32_t B = 0; B != F.Blocks.size(); ++B)
    if (Flow.reaches(B, B) && Flow.reaches(Here, B))
      return true;
  return false;
}

/// Nobody else ever waits for the lock: only one thread takes it, and those
/// who stop that thread.
bool IoDetector::isUncontended(FunctionId Id, const HeldLock &H) const {
  EntityId Lock = H.Lock.global();
  if (!S[Id].At.ThreadRoot || !Lock.valid() || !H.Lock.Steps.empty() ||
      !P[Lock].Internal)
    return false;
  for (const ThreadRoot &R : Known.Running.roots())
    if (R.Body == Id && R.Many)
      return false;
  auto Takers = LockTakers.find(lockClass(H.Lock));
  return Takers == LockTakers.end() ||
         llvm::all_of(Takers->second, [&](FunctionId F) {
           return F == Id || (isOneTime(S, F) && !P[F].Main);
         });
}

/// Main gets there before it starts any thread.
bool IoDetector::isBeforeThreads(FunctionId Id, EventId E) const {
  const Threads &Running = Known.Running;
  return !Running.roots().empty() && Running.reachedFromMain(Id) &&
         !Running.meetsThreads(Id, E);
}

/// Only this function takes the lock, to be alone with a file, and takes
/// another one for the rest: there is nothing else that it keeps others from.
bool IoDetector::isForThisOnly(FunctionId Id, const HeldLock &H,
                               const LatentAtEvent &L) const {
  EntityId Lock = H.Lock.lastEntity();
  if (L.Blocks != BlockKind::File || !Lock.valid() || isExposed(S, Lock))
    return false;
  auto Takers = LockTakers.find(lockClass(H.Lock));
  if (Takers == LockTakers.end() || Takers->second.size() != 1 ||
      *Takers->second.begin() != Id)
    return false;
  auto IsOther = [&](EntityId Of) { return Of.valid() && Of != Lock; };
  for (auto [J, E] : llvm::enumerate(P[Id].Events)) {
    bool Takes =
        (E.Kind == EventKind::Acquire && IsOther(E.Target.lastEntity())) ||
        (E.Kind == EventKind::GuardInit &&
         llvm::any_of(E.Args, [&](const Value &V) {
           return IsOther(V.pointee().lastEntity());
         }));
    const LockSet *State = Takes ? S.before(Id, EventId(J)) : nullptr;
    if (State && holdsClass(State->Locks, Lock))
      return true;
  }
  return false;
}

/// A function that is not seen gets the variable's address: it may start
/// something with it.
static bool isHandedOut(const Solution &S, const Function &F, uint32_t Local) {
  return llvm::any_of(F.Events, [&](const Event &E) {
    return E.Kind == EventKind::Call && !S.target(F, E) &&
           llvm::any_of(E.Args, [&](const Value &V) {
             return V.Kind == ValueKind::Address &&
                    V.P.Root == RootKind::Local && V.P.Index == Local;
           });
  });
}

void IoDetector::collectTakers() {
  for (auto [I, F] : llvm::enumerate(P.functions()))
    for (const Event &E : F.Events) {
      if (E.Kind == EventKind::Acquire)
        LockTakers[lockClass(E.Target)].insert(FunctionId(I));
      if (E.Kind == EventKind::GuardInit)
        for (const Value &V : E.Args)
          LockTakers[lockClass(V.pointee())].insert(FunctionId(I));
    }
}

/// Something is sent or received: whether that waits, the descriptor decides,
/// which another file may have made.
static bool isTransfer(const LatentEvent &L) {
  return L.Blocks == BlockKind::Network &&
         (L.Text.starts_with("send") || L.Text.starts_with("recv") ||
          L.Text.contains("read") || L.Text.contains("write") ||
          L.Text.starts_with("SSL_"));
}

/// It lasts as long as somebody else pleases; a file is read when it is read.
static bool isUnbounded(BlockKind Kind) {
  return Kind != BlockKind::File && Kind != BlockKind::Console &&
         Kind != BlockKind::Diagnostics;
}

/// `for (i = 0; i != n; ++i) send(peers[i].fd, …)`: the slowest of them makes
/// all others wait, whatever the lock is for.
static bool isToManyPeers(const Function &F, EventId At,
                          const LatentAtEvent &L) {
  auto Element = llvm::find_if(L.Target.Steps, [](const Step &T) {
    return T.Kind == StepKind::Element;
  });
  const Control Flow(F);
  if (L.Blocks != BlockKind::Network || Element == L.Target.Steps.end() ||
      !Flow.reaches(Flow.blockOf(At), Flow.blockOf(At)))
    return false;
  if (Element->Index == 0)
    return true;
  // The loop counts, and not what has been sent.
  return llvm::any_of(F.Events, [](const Event &E) {
    return E.Kind == EventKind::Assign && E.Target.Root == RootKind::Local &&
           E.Deps.size() == 1 && E.Deps[0].P == E.Target &&
           !E.Deps[0].Result.valid();
  });
}

/// One thread uses the handle, to write what others put into a queue: it is for
/// the queue that they take the lock.
bool IoDetector::isFedByOthers(LockClass Lock, EntityId Handle) const {
  const Threads &Running = Known.Running;
  auto IsSetUp = [&](FunctionId F) { return S[F].At.SetUp || isOneTime(S, F); };
  std::set<int> Own;
  for (FunctionId F : Handles.users(Handle))
    if (!IsSetUp(F))
      for (int Context : Running.contexts(F))
        Own.insert(Context);
  auto Takers = LockTakers.find(Lock);
  return Own.size() == 1 && *Own.begin() != Threads::OutsideThreads &&
         Takers != LockTakers.end() &&
         llvm::any_of(Takers->second, [&](FunctionId F) {
           return !IsSetUp(F) &&
                  llvm::any_of(Running.contexts(F), [&](int Context) {
                    return !Own.count(Context);
                  });
         });
}

/// The lock is there for the handle: nobody waits for anything else.
bool IoDetector::isForHandle(const Function &F, EventId At, const HeldLock &H,
                             const LatentAtEvent &L) const {
  const LockClass Lock = lockClass(H.Lock);
  const EntityId Handle = L.Target.lastEntity();
  return L.Blocks != BlockKind::ThreadWait && !isToManyPeers(F, At, L) &&
         Handles.serializes(Lock, Handle) && !isFedByOthers(Lock, Handle);
}

void IoDetector::report(FunctionId Id, EventId At, const HeldLock &H,
                        const LatentAtEvent &L) {
  const Function &F = P[Id];
  const Event &E = F.Events[At.index()];
  bool ByCall = L.Via->Next != nullptr;
  Bug B;
  B.What = ByCall ? Pattern::CallBlocksUnderLock : Pattern::BlocksUnderLock;
  // (Who else knows a lock among the local variables, is hard to say.)
  B.Sure = isUnbounded(L.Blocks) && !isTransfer(L) &&
                   H.Lock.Root != RootKind::Local && !L.Possible &&
                   !(L.Blocks == BlockKind::ThreadWait &&
                     isDecidedUnderLock(S, Known.Running, Id, At, H.Lock))
               ? Confidence::Definite
               : Confidence::Likely;
  B.Where = E.Where;
  B.In = F.Self;
  B.Blocks = L.Blocks == BlockKind::Diagnostics ? BlockKind::Console : L.Blocks;
  // (A critical section is how a team's threads keep their lines apart.)
  B.SerializesHandle =
      isForThisOnly(Id, H, L) || isForHandle(F, At, H, L) ||
      (B.Blocks == BlockKind::Console && H.Lock.global().valid() &&
       P[H.Lock.global()].Key == namedLockKey(P[H.Lock.global()].Name) &&
       llvm::StringRef(P[H.Lock.global()].Name).starts_with(CriticalLock));
  B.Names = {L.Text.str(), shortName(S, F, H.Lock)};
  if (ByCall)
    B.Names.push_back(calleeName(S, L.Via));
  addHold(B, S, F, H, BugStepKind::AcquiredThere);
  if (ByCall)
    addChain(B, S, L.Via, BugStepKind::BlocksHere, {L.Text.str()});
  const unsigned Calls = L.Via->Length - 1;
  const LockClass Class = lockClass(H.Lock);
  if (Calls > Near && Class.valid())
    Far[{Class, B.Steps.back().Where, B.SerializesHandle}].push_back(
        {std::move(B), Calls});
  else
    Found.push_back(std::move(B));
}

/// Many critical sections may lead to one place far below, and it is there that
/// something can be done: one finding, and where else.
void IoDetector::reportFar() {
  constexpr size_t MaxMore = 8;
  for (auto &[Key, Ways] : Far) {
    auto First = llvm::min_element(Ways, [](const Remote &A, const Remote &B) {
      bool LikelyA = A.B.Sure == Confidence::Likely,
           LikelyB = B.B.Sure == Confidence::Likely;
      return std::tie(LikelyA, A.Calls, A.B.Where) <
             std::tie(LikelyB, B.Calls, B.B.Where);
    });
    std::iter_swap(Ways.begin(), First);
    Bug &B = Ways.front().B;
    for (const Remote &Other :
         llvm::ArrayRef<Remote>(Ways).drop_front().take_front(MaxMore))
      B.Steps.push_back({BugStepKind::BlocksToo,
                         Other.B.Where,
                         {Other.B.Names[2], Other.B.Names[1]}});
    Found.push_back(std::move(B));
  }
}

/// `while (!queue.empty()) queue.pop();` under the lock: there is something to
/// take.
static bool isSeenNotEmpty(const Solution &S, FunctionId Id, EventId At,
                           const LatentAtEvent &L, const HeldLock &H) {
  const List<Event> &Events = S.program()[Id].Events;
  const Event &Takes = Events[At.index()];
  if (L.Blocks != BlockKind::ThreadWait || Takes.Kind != EventKind::Call ||
      !Takes.Target.known())
    return false;
  return llvm::any_of(askedUnderLock(S, Id, At, H.Lock), [&](EventId Asked) {
    const Event &E = Events[Asked.index()];
    return (E.Op == Operation::SizeTest ||
            (E.Kind == EventKind::Call &&
             llvm::is_contained({"empty", "isEmpty", "is_empty", "size"},
                                E.Text))) &&
           E.Target == Takes.Target;
  });
}

void IoDetector::inspect(FunctionId Id) {
  const Function &F = P[Id];
  std::set<std::pair<Place, BlockKind>> Reported;
  std::optional<NewObjects> Locals; // which few functions need
  for (uint32_t J = 0; J != F.Events.size(); ++J) {
    const LockSet *State = S.before(Id, EventId(J));
    if (!State)
      continue;
    for (const LatentAtEvent &L : latentUnderLocks(S, Id, EventId(J))) {
      if (L.Kind != LatentEvent::Block || L.Via->Length > MaxCalls + 1)
        continue;
      if (isAnsweredAtOnce(F, L))
        continue;
      // What is no handle's lock is reported where that is taken.
      if (L.Under.valid() &&
          !Handles.serializes({L.Under}, L.Target.lastEntity()))
        continue;
      // (That a lock is for the handle excuses no other one.)
      const HeldLock *Holder =
          blockedHold(S, *State, L, [&](const HeldLock &H) {
            return isForHandle(F, EventId(J), H, L);
          });
      if (!Holder || isUncontended(Id, *Holder) ||
          makesOrEnds(P, Id, Holder->Lock.lastEntity()))
        continue;
      if (Holder->Lock.Root == RootKind::Local) {
        if (!Locals)
          Locals.emplace(S, Id);
        const Path &Lock = Holder->Lock;
        if (Locals->isUnknownToOthers(Lock, EventId(J)) &&
            (Lock.hasDeref() || !isHandedOut(S, F, Lock.Index)))
          continue;
      }
      Place Taken = Holder->Via ? Holder->Via->Where : F.Where;
      BlockKind Kind =
          L.Blocks == BlockKind::Diagnostics ? BlockKind::Console : L.Blocks;
      if (Reported.count({Taken, Kind}) || isThreadStart(Id, EventId(J)) ||
          isBeforeThreads(Id, EventId(J)) ||
          isSeenNotEmpty(S, Id, EventId(J), L, *Holder) ||
          isDoneBefore(S, Id, EventId(J), L.Via))
        continue;
      Reported.insert({Taken, Kind});
      report(Id, EventId(J), *Holder, L);
      break;
    }
  }
}

Bugs concurrency::detectIoUnderLock(const Evidence &Known) {
  return IoDetector(Known).run();
}
