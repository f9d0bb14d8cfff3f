//===- NewObjects.cpp - what nobody else knows yet ------------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "solve/NewObjects.h"
#include "solve/Conventions.h"
#include "solve/Publication.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"

using namespace concurrency;

static bool makesByOutParameter(const Event &E) {
  return E.Kind == EventKind::Call && makesByName(E.Text) &&
         !endsByName(E.Text) && E.Text != "swap";
}

NewObjects::NewObjects(const Solution &S, FunctionId In)
    : S(S), F(S.program()[In]), Pointers(F.Locals.size()),
      Published(F.Locals.size(), Unasked) {
  for (const Event &E : F.Events) {
    if (makesByOutParameter(E))
      for (const Value &V : E.Args)
        if (isOutParameter(V)) {
          Pointer &L = Pointers[V.P.Index];
          L.Fresh = L.Assignments == 0 || L.Fresh;
          L.Makes = true;
          ++L.Assignments;
        }
    if (E.Kind != EventKind::Assign || E.Target.Root != RootKind::Local ||
        !E.Target.Steps.empty() || E.Args.empty())
      continue;
    Assigned What = assigned(E);
    if (What == Assigned::Nothing || What == Assigned::Same)
      continue;
    Pointer &L = Pointers[E.Target.Index];
    const Value &V = E.Args[0];
    bool Fresh = What == Assigned::Made ||
                 (What == Assigned::Part && Pointers[V.P.Index].Fresh);
    L.Fresh = Fresh && (L.Assignments == 0 || L.Fresh);
    L.Makes |= What != Assigned::Other;
    if (What == Assigned::Part)
      L.Whole = V.P.Index;
    ++L.Assignments;
    L.Pointee = V.pointee();
    L.Source = V.P;
  }
}

/// The address of a pointer, for what a function makes: `create(&object)`.
bool NewObjects::isOutParameter(const Value &V) const {
  return V.Kind == ValueKind::Address && V.P.Root == RootKind::Local &&
         V.P.Steps.empty() &&
         F.Locals[V.P.Index].Type.Role == TypeRole::Pointer;
}

/// What a function has made and returns, also by way of others that hand it on:
/// `c = checked(malloc(…))`.
bool NewObjects::isNewResult(Value V) const {
  constexpr unsigned MaxHands = 4;
  for (unsigned I = 0; I != MaxHands; ++I) {
    if (V.Kind == ValueKind::Fresh)
      return true;
    if (V.Kind != ValueKind::Copy || V.P.Root != RootKind::Result ||
        !V.P.Steps.empty())
      return false;
    const Event &Call = F.Events[V.P.Index];
    if (allocatesByName(Call.Text))
      return true;
    std::optional<CallTarget> T = S.target(F, Call);
    if (!T)
      return false;
    V = T->Bindings.toCaller(S[T->Callee].Effects.Returned);
  }
  return false;
}

Path NewObjects::resolve(const Path &Through) const {
  if (Through.Root != RootKind::Local || Through.Steps.empty() ||
      Through.Steps.front().Kind != StepKind::Deref)
    return Through;
  const Pointer &L = Pointers[Through.Index];
  if (L.Assignments != 1 || !L.Pointee.known() ||
      L.Pointee.Root == RootKind::Local)
    return Through;
  return L.Pointee.then(llvm::ArrayRef<Step>(Through.Steps).drop_front());
}

NewObjects::Assigned NewObjects::assigned(const Event &E) const {
  const Value &V = E.Args[0];
  if (V.Kind == ValueKind::Constant)
    return Assigned::Nothing;
  if (V.Kind == ValueKind::Fresh)
    return Assigned::Made;
  // `++p` leads to another part of the same.
  if (V.Kind == ValueKind::Unknown && !E.Deps.empty() &&
      llvm::all_of(E.Deps, [&](const Dep &D) {
        return D.P == E.Target && !D.Result.valid();
      }))
    return Assigned::Same;
  // A part of what was made here, or another pointer to it, is as new.
  if (V.P.Root == RootKind::Local && V.P.Index != E.Target.Index &&
      Pointers[V.P.Index].Makes &&
      (V.Kind == ValueKind::Copy
           ? V.P.Steps.empty()
           : V.Kind == ValueKind::Address && V.P.hasDeref()))
    return Assigned::Part;
  return isNewResult(V) ? Assigned::Made : Assigned::Other;
}

uint32_t NewObjects::publishedAt(uint32_t Local) const {
  uint32_t &At = Published[Local];
  if (At != Unasked)
    return At;
  for (At = 0; At != F.Events.size(); ++At)
    if (publishes(S, F, F.Events[At], Path::local(Local)))
      break;
  if (At == F.Events.size())
    At = ~0u;
  return At;
}

bool NewObjects::holdsNew(uint32_t Local, EventId At) const {
  if (!Pointers[Local].Makes)
    return false;
  auto [It, New] = NewAt.try_emplace(Local);
  // (Two pointers that are taken from one another hold nothing new.)
  if (New) {
    std::vector<bool> Holds = newAlong(Local);
    It = NewAt.find(Local);
    It->second = std::move(Holds);
  }
  return !It->second.empty() && It->second[At.index()];
}

/// Per event, whether the pointer holds something new there: on every way, what
/// was last assigned was made here, and was not published since.
std::vector<bool> NewObjects::newAlong(uint32_t Local) const {
  const Pointer &L = Pointers[Local];
  auto After = [&](const Event &E, EventId At, bool Holds) {
    if (E.Kind == EventKind::Assign && E.Target.Root == RootKind::Local &&
        E.Target.Index == Local && E.Target.Steps.empty() && !E.Args.empty())
      switch (assigned(E)) {
      case Assigned::Same:
        return Holds;
      case Assigned::Nothing:
      case Assigned::Made:
        return true;
      case Assigned::Part:
        return holdsNew(E.Args[0].P.Index, At);
      case Assigned::Other:
        return false;
      }
    if (makesByOutParameter(E) && llvm::any_of(E.Args, [&](const Value &V) {
          return isOutParameter(V) && V.P.Index == Local;
        }))
      return true;
    return Holds && !publishes(S, F, E, Path::local(Local)) &&
           !(L.Whole != ~0u && publishes(S, F, E, Path::local(L.Whole)));
  };
  std::vector<bool> Holds(F.Events.size());
  // Before its first assignment it holds nothing.
  std::vector<bool> In(F.Blocks.size(), true), Reached(F.Blocks.size());
  llvm::SmallVector<uint32_t, 16> Work{0};
  if (!F.Blocks.empty())
    Reached[0] = true;
  else
    Work.clear();
  while (!Work.empty()) {
    uint32_t Index = Work.pop_back_val();
    const Block &B = F.Blocks[Index];
    bool Now = In[Index];
    for (uint32_t J = B.FirstEvent; J != B.EndEvent; ++J) {
      Holds[J] = Now;
      Now = After(F.Events[J], EventId(J), Now);
    }
    for (uint32_t Succ : B.Succs)
      if (!Reached[Succ] || (In[Succ] && !Now)) {
        In[Succ] = In[Succ] && Now;
        Reached[Succ] = true;
        Work.push_back(Succ);
      }
  }
  return Holds;
}

bool NewObjects::isUnknownToOthers(const Path &Object, EventId At) const {
  if (Object.Root != RootKind::Local)
    return false;
  if (!Object.hasDeref())
    return isOwn(Object.Index, At);
  return Object.Steps.front().Kind == StepKind::Deref &&
         llvm::count(Object.Steps, Step::deref()) == 1 &&
         holdsNew(Object.Index, At);
}
