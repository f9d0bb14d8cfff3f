//===- SharedObjects.cpp - objects of a spawner and its threads -----------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "detect/SharedObjects.h"
#include "detect/Explain.h"
#include "solve/Control.h"
#include "solve/Runs.h"
#include "solve/Threads.h"
#include "llvm/ADT/STLExtras.h"

using namespace concurrency;

/// The local pointer points to one object from its only assignment on; not in
/// a loop, where each turn makes another one.
bool SharedObjects::isSetOnce(FunctionId Owner, uint32_t Local) {
  auto [It, New] = SetOnce.try_emplace({Owner, Local}, false);
  if (!New)
    return It->second;
  const Function &F = P[Owner];
  EventId Only;
  for (uint32_t J = 0; J != F.Events.size(); ++J) {
    const Event &E = F.Events[J];
    if (E.Kind != EventKind::Assign || !(E.Target == Path::local(Local)))
      continue;
    if (Only.valid())
      return false;
    Only = EventId(J);
  }
  if (!Only.valid() || F.Locals[Local].InLoop || F.Locals[Local].AddressTaken)
    return false;
  Control Flow(F);
  return It->second = !Flow.reaches(Flow.blockOf(Only), Flow.blockOf(Only));
}

bool SharedObjects::isNameable(const Path &Object, FunctionId Owner,
                               bool InTeam) {
  const Function &F = P[Owner];
  size_t Derefs = llvm::count_if(
      Object.Steps, [](const Step &T) { return T.Kind == StepKind::Deref; });
  bool AtStart = Derefs == 1 && Object.Steps.front().Kind == StepKind::Deref;
  switch (Object.Root) {
  case RootKind::Global: {
    const Entity &E = P[Object.global()];
    return !Derefs && !E.ThreadLocal && !E.Volatile && !E.Type.Const;
  }
  case RootKind::Local:
    return Object.Index < F.Locals.size() &&
           (!Derefs || (AtStart && isSetOnce(Owner, Object.Index)));
  case RootKind::Param:
    return Object.Index < F.Params.size() && (AtStart || (InTeam && !Derefs));
  case RootKind::This:
    // Of a team, all threads have the same.
    return InTeam && !Derefs && !Object.Steps.empty();
  default:
    return false;
  }
}

/// One element for certain, or none at all; 0 if it could be any.
static uint32_t elementOf(const Path &Object) {
  uint32_t Element = ~0u;
  for (const Step &T : Object.Steps)
    if (T.Kind == StepKind::Element)
      Element = Element == ~0u && T.isKnownElement() ? T.Index : 0;
  return Element;
}

/// Both paths have as many elements in them.
static bool sameElements(const Path &A, const Path &B) {
  auto Count = [](const Path &P) {
    return llvm::count_if(
        P.Steps, [](const Step &T) { return T.Kind == StepKind::Element; });
  };
  return Count(A) == Count(B);
}

void SharedObjects::collect(FunctionId In, int Root, FunctionId Owner,
                            ToOwner Translate, llvm::ArrayRef<HeldLock> Outer,
                            EventId OwnersEvent, unsigned Depth) {
  const Function &F = P[In];
  for (uint32_t J = 0; J != F.Events.size(); ++J) {
    const Event &E = F.Events[J];
    const LockSet *State = S.before(In, EventId(J));
    if (!State || Count > MaxUses)
      continue;
    auto Held = [&] {
      List<HeldLock> Locks = State->Locks;
      for (HeldLock &H : Locks)
        H.Lock = Translate(H.Lock);
      llvm::append_range(Locks, Outer);
      return Locks;
    };
    EventId Here = OwnersEvent.valid() ? OwnersEvent : EventId(J);

    if (Depth != MaxDepth)
      for (const Run &R : runsAt(S, In, EventId(J))) {
        // (What happens once is over before anybody comes past it.)
        if (R.Possible || S.anyOnce(R.HeldByCallee))
          continue;
        auto Next = [&](const Path &Q) {
          return Translate(R.Bindings.toCaller(Q));
        };
        List<HeldLock> Around = Held();
        for (HeldLock H : R.HeldByCallee) {
          H.Lock = Translate(H.Lock);
          Around.push_back(std::move(H));
        }
        collect(R.Callee, Root, Owner, Next, Around, Here, Depth + 1);
      }
    if (E.Kind != EventKind::Access || isOpaqueCall(F, EventId(J)))
      continue;
    Path Object = Translate(E.Target);
    // Elements apart are apart.
    bool InTeam = Running.teams().inTeam(Root);
    if (!isNameable(Object, Owner, InTeam))
      continue;
    // A team's elements are compared one by one, if the function at hand sees
    // that it is elements of an array.
    bool ByElement = InTeam && sameElements(Object, E.Target);
    uint32_t Element = ByElement ? 0 : elementOf(Object);
    const bool OfEach = !ByElement && !Element;
    if (OfEach && Root != Threads::OutsideThreads &&
        !(Running.roots()[Root].Spawner == Owner && Running.roots()[Root].Many))
      continue;
    Path Base;
    StateKey Piece = stateKey(S, Object, Base);
    const TypeFacts &Type =
        Piece.Entity.valid()              ? P[Piece.Entity].Type
        : Object.Root == RootKind::Global ? P[Object.global()].Type
        : Object.Root == RootKind::Local  ? P[Owner].Locals[Object.Index].Type
                                          : P[Owner].Params[Object.Index].Type;
    if (Type.Role != TypeRole::Plain && Type.Role != TypeRole::Container &&
        Type.Role != TypeRole::Pointer)
      continue;
    ++Count;
    Use U;
    U.Access.In = Root == Threads::OutsideThreads ? Owner : In;
    U.Access.At = Root == Threads::OutsideThreads ? Here : EventId(J);
    U.Access.Whole = E.Target;
    U.Access.Rw = E.Rw;
    U.Access.Atomic = E.Atomic;
    U.Access.Held = Held();
    U.Root = Root;
    U.Name = stateName(S, P[Owner], Object);
    U.Renamed =
        Object.Root != RootKind::Global || E.Target.Root != RootKind::Global;
    U.AtRoot = Here;
    U.OfEach = OfEach;
    Uses[{Owner, Object.Root, Object.Index, Object.hasDeref(), Piece, Element}]
        .push_back(std::move(U));
  }
}
