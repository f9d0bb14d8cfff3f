//===- LockedAccesses.cpp - what functions do under their own locks -------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "detect/LockedAccesses.h"
#include "solve/Control.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/Sequence.h"

using namespace concurrency;

std::vector<LockedAccess> concurrency::lockedAccesses(const Solution &S,
                                                      FunctionId Id) {
  std::vector<LockedAccess> Found;
  const Function &F = S.program()[Id];
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
        stateKey(S, H.Lock, OfLock);
        bool OfObject =
            Base.known() ? OfLock == Base : H.Lock.Root == RootKind::Global;
        if (H.own() && H.Must && H.Lock.lastEntity().valid() && OfObject) {
          Found.push_back({Key, H.Lock.lastEntity(), &Access, Target});
          break;
        }
      }
    };
    if (E.Kind == EventKind::Access)
      Add(E, E.Target);
    else if (E.Kind == EventKind::Call)
      for (const auto &[Access, Target] : helperAccesses(S, F, E))
        Add(*Access, Target);
  }
  return Found;
}

std::vector<std::pair<const Event *, Path>>
concurrency::helperAccesses(const Solution &S, const Function &Caller,
                            const Event &Call) {
  std::vector<std::pair<const Event *, Path>> Found;
  std::optional<CallTarget> T = S.target(Caller, Call);
  if (!T || S[T->Callee].Effects.hasLockEffect())
    return Found;
  for (const Event &E : S.program()[T->Callee].Events)
    if (E.Kind == EventKind::Access)
      if (Path Target = T->Bindings.toCaller(E.Target); Target.known())
        Found.push_back({&E, std::move(Target)});
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

bool concurrency::looksItself(const Solution &S, FunctionId Id, StateKey Key,
                              Operation Like) {
  const Function &F = S.program()[Id];
  const Control Flow(F);
  // (`if (++n > most)` looks when it is done.)
  auto IsDone = [&](EventId Look) {
    Path Base;
    return llvm::none_of(
        llvm::seq<uint32_t>(0, F.Events.size()), [&](uint32_t J) {
          const Event &E = F.Events[J];
          return E.Kind == EventKind::Access &&
                 (E.Rw != AccessKind::Read || E.Op == Operation::Fetch) &&
                 stateKey(S, E.Target, Base) == Key &&
                 Flow.canFollow(Look, EventId(J));
        });
  };
  for (uint32_t B = 0; B != F.Blocks.size(); ++B)
    for (EventId Source : Flow.sources(B)) {
      const Event &E = F.Events[Source.index()];
      Path Base;
      // (How many there are does not say whether this one is there.)
      if (F.Blocks[B].If && E.Kind == EventKind::Access &&
          stateKey(S, E.Target, Base) == Key &&
          !(Like == Operation::Lookup && E.Op == Operation::SizeTest) &&
          !IsDone(Source))
        return true;
    }
  return false;
}
