//===- LockedAccesses.cpp - what functions do under their own locks -------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "detect/LockedAccesses.h"
#include "solve/Control.h"
#include "solve/HeldLocks.h"
#include "solve/IndirectCalls.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/Sequence.h"

using namespace concurrency;

std::vector<LockedAccess> concurrency::lockedAccesses(Solution &S,
                                                      FunctionId Id) {
  std::vector<LockedAccess> Found;
  const Function &F = S.program()[Id];
  const HeldLocks Names(S, Id);
  for (uint32_t J = 0; J != F.Events.size(); ++J) {
    const Event &E = F.Events[J];
    const LockSet *State = S.before(Id, EventId(J));
    if (!State || State->Locks.empty())
      continue;
    auto Add = [&](const Event &Access, const Path &Target) {
      bool OfCaller = Target.Root == RootKind::This ||
                      Target.Root == RootKind::Param ||
                      Target.Root == RootKind::Global;
      if (Access.Atomic || !OfCaller)
        return;
      Path Base, OfLock;
      StateKey Key = stateKey(S, Target, Base);
      for (const HeldLock &H : State->Locks) {
        stateKey(S, Names.resolve(H.Lock), OfLock);
        bool OfObject =
            Base.known() ? OfLock == Base : H.Lock.Root == RootKind::Global;
        if (H.own() && H.Must && H.Lock.lastEntity().valid() && OfObject) {
          Found.push_back({Key, H.Lock.lastEntity(), &Access, Target});
          break;
        }
      }
    };
    if (E.Kind == EventKind::Access)
      Add(E, Names.resolve(E.Target));
    else if (E.Kind == EventKind::Call)
      for (const auto &[Access, Target] : helperAccesses(S, Id, EventId(J)))
        Add(*Access, Target);
  }
  return Found;
}

HelperAccesses concurrency::helperAccesses(Solution &S, FunctionId Caller,
                                           EventId Call) {
  HelperAccesses Found;
  const Function &F = S.program()[Caller];
  std::optional<CallTarget> T = S.target(F, F.Events[Call.index()]);
  if (!T)
    if (List<CallTarget> Hooks =
            S.Indirect->targets(F, F.Events[Call.index()]);
        Hooks.size() == 1)
      T = std::move(Hooks.front());
  if (!T || S[T->Callee].Effects.hasLockEffect())
    return Found;
  const HeldLocks Outer(S, Caller), Inner(S, T->Callee);
  for (const Event &E : S.program()[T->Callee].Events)
    if (E.Kind == EventKind::Access) {
      Path Target = Outer.resolve(T->Bindings.toCaller(Inner.resolve(E.Target)));
      if (Target.known())
        Found.push_back({&E, std::move(Target)});
    }
  return Found;
}

bool concurrency::mayBePart(const Path &A, const Path &B) {
  if (A.Root != B.Root || A.Index != B.Index)
    return false;
  for (auto [One, Other] : llvm::zip(A.Steps, B.Steps)) {
    bool AnyElement = One.Kind == StepKind::Element &&
                      Other.Kind == StepKind::Element &&
                      (One.Index == 0 || Other.Index == 0);
    if (!AnyElement && !(One == Other))
      return false;
  }
  return true;
}

bool concurrency::changes(llvm::ArrayRef<LockedAccess> Accesses) {
  return llvm::any_of(Accesses, [](const LockedAccess &A) {
    return A.Access->Rw != AccessKind::Read;
  });
}

Path concurrency::sameState(const Solution &S, const Event &Test,
                            const CallTarget &First, const LockedAccess &Read,
                            const Event &Act, const CallTarget &Second,
                            const LockedAccess &Write) {
  const Path &R = Read.Target, &W = Write.Target;
  if (Read.Key != Write.Key || Read.Lock != Write.Lock || R.Root != W.Root)
    return Path::unknown();
  if (R.Root == RootKind::This) {
    if (!(Test.Target == Act.Target))
      return Path::unknown();
    return Test.Target.Steps.empty() && Test.Target.Root == RootKind::This
               ? Test.Target.then(Step::field(Read.Key.Entity))
               : Test.Target;
  }
  Path OfR, OfW, State = First.Bindings.toCaller(R);
  if (stateKey(S, State, OfR) != Read.Key ||
      stateKey(S, Second.Bindings.toCaller(W), OfW) != Read.Key ||
      !(OfR == OfW))
    return Path::unknown();
  return State;
}

bool concurrency::looksItself(Solution &S, FunctionId Id, StateKey Key,
                              Operation Like) {
  const Function &F = S.program()[Id];
  const Control Flow(F);
  auto Writes = [](const Event &E) {
    return E.Kind == EventKind::Access &&
           (E.Rw != AccessKind::Read || E.Op == Operation::Fetch);
  };
  auto KeyOf = [&](const Event &E) {
    Path Base;
    return stateKey(S, E.Target, Base);
  };
  // (`if (++n > most)` looks when it is done.)
  auto IsDone = [&](EventId Look) {
    return llvm::none_of(
        llvm::seq<uint32_t>(0, F.Events.size()), [&](uint32_t J) {
          const Event &E = F.Events[J];
          return (E.Kind == EventKind::Call ||
                  (Writes(E) && KeyOf(E) == Key)) &&
                 Flow.canFollow(Look, EventId(J));
        });
  };
  // `if (!head) return NULL; head = head->next; --len;`: of what belongs
  // together, one piece tells about all.
  auto GoesWithIt = [&](uint32_t Branch, const Event &Look) {
    const StateKey Other = KeyOf(Look);
    bool Changes = false, Decides = false;
    for (auto [J, E] : llvm::enumerate(F.Events)) {
      if (!Writes(E))
        continue;
      const StateKey Written = KeyOf(E);
      Changes |= Written == Other;
      Decides |= Written == Key &&
                 Flow.decides(Branch, Flow.blockOf(EventId(J)));
    }
    return Changes && Decides;
  };
  for (uint32_t B = 0; B != F.Blocks.size(); ++B) {
    if (!F.Blocks[B].If)
      continue;
    for (EventId Source : Flow.sources(B)) {
      const Event &E = F.Events[Source.index()];
      if (E.Kind == EventKind::Call &&
          llvm::any_of(helperAccesses(S, Id, Source), [&](const auto &A) {
            Path Base;
            return A.first->Rw == AccessKind::Read &&
                   stateKey(S, A.second, Base) == Key;
          }) &&
          !IsDone(Source))
        return true;
      // (How many there are does not say whether this one is there.)
      if (E.Kind != EventKind::Access ||
          (Like == Operation::Lookup && E.Op == Operation::SizeTest))
        continue;
      if (KeyOf(E) == Key ? !IsDone(Source) : GoesWithIt(B, E))
        return true;
    }
  }
  return false;
}
