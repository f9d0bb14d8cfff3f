//===- StartValues.cpp - what differs from thread to thread ---------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "solve/StartValues.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallSet.h"
#include <functional>

using namespace concurrency;

/// Through so many variables and callers.
static constexpr unsigned MaxDepth = 6;

bool concurrency::isStepOf(const Event &E, const Path &Variable) {
  return E.Kind == EventKind::Assign && E.Target == Variable &&
         !E.Args.empty() && E.Args[0].Kind == ValueKind::Unknown &&
         llvm::any_of(E.Deps, [&](const Dep &D) { return D.P == Variable; });
}

const Control &StartValues::control(FunctionId F) {
  return Controls.try_emplace(F, P[F]).first->second;
}

bool StartValues::differs(FunctionId F, EventId At, const Value &V,
                          unsigned Depth) {
  if (Depth > MaxDepth)
    return false;
  switch (V.Kind) {
  case ValueKind::Fresh:
    return true;
  case ValueKind::Address:
    return llvm::any_of(V.P.Steps, std::mem_fn(&Step::isAnyElement)) ||
           (V.P.Root == RootKind::Local && !V.P.hasDeref() &&
            P[F].Locals[V.P.Index].InLoop);
  case ValueKind::Copy:
    if (!V.P.Steps.empty())
      return false;
    if (V.P.Root == RootKind::Local) {
      auto [It, New] = Locals.try_emplace({F, At, V.P.Index}, false);
      if (New)
        It->second = localDiffers(F, At, V.P.Index, Depth);
      return It->second;
    }
    if (V.P.Root == RootKind::Param) {
      auto [It, New] = Params.try_emplace({F, V.P.Index}, false);
      if (New)
        It->second = paramDiffers(F, V.P.Index, Depth);
      return It->second;
    }
    return false;
  default:
    return false;
  }
}

/// Every way from \p At back to it leads through the change, and nothing else.
bool StartValues::countsOnTheWay(FunctionId F, EventId Count, EventId At) {
  const Control &Flow = control(F);
  if (!Flow.canFollow(At, Count) || !Flow.canFollow(Count, At))
    return false;
  const uint32_t From = Flow.blockOf(At), Without = Flow.blockOf(Count);
  if (From == Without)
    return true;
  const Block &Stop = P[F].Blocks[Without];
  auto Next = [&](const Block &B) {
    return &B == &Stop ? llvm::ArrayRef<uint32_t>() : B.Succs;
  };
  return llvm::none_of(P[F].Blocks[From].Succs, [&](uint32_t Succ) {
    return reachableBlocks(P[F], Next, Succ).test(From);
  });
}

/// It is changed between one start and the next, by a step or along a list, and
/// set to nothing else there; or it is set there to what differs itself.
bool StartValues::localDiffers(FunctionId F, EventId At, uint32_t Local,
                               unsigned Depth) {
  const Path Whole = Path::local(Local);
  const Control &Flow = control(F);
  bool Counts = false, Takes = false;
  for (auto [I, E] : llvm::enumerate(P[F].Events)) {
    const bool IsUpdate = E.Kind == EventKind::Access &&
                          E.Rw != AccessKind::Read && E.Target == Whole;
    if (!IsUpdate &&
        (E.Kind != EventKind::Assign || !(E.Target == Whole) || E.Args.empty()))
      continue;
    const EventId Change(I);
    if (!Flow.canFollow(At, Change) || !Flow.canFollow(Change, At))
      continue; // before the loop, or after it
    const bool IsStep =
        (IsUpdate && E.Rw == AccessKind::Update) ||
        (E.Injective && isStepOf(E, Whole)) ||
        (!IsUpdate && E.Args[0].Kind == ValueKind::Copy &&
         E.Args[0].P.startsWith(Whole));
    if (IsStep) {
      // Who starts them all again begins to count again.
      if (Running.mayRunDuring(Root, F, EventId(0)))
        return false;
      Counts |= countsOnTheWay(F, Change, At);
      continue;
    }
    if (IsUpdate)
      return false;
    const Value &V = E.Args[0];
    const bool Differs =
        V.Kind != ValueKind::Unknown
            ? differs(F, At, V, Depth + 1)
            : E.Injective && E.Deps.size() == 1 &&
                  differs(F, At, Value::copy(E.Deps[0].P), Depth + 1);
    if (!Differs)
      return false;
    Takes |= countsOnTheWay(F, Change, At);
  }
  return Counts || Takes;
}

/// All who call it hand it something else.
bool StartValues::paramDiffers(FunctionId F, uint32_t Param, unsigned Depth) {
  llvm::SmallSet<int64_t, 4> Constants;
  llvm::ArrayRef<AccessSite> Sites = S.callSites(F);
  return !Sites.empty() && llvm::all_of(Sites, [&](const AccessSite &Site) {
    const Function &Caller = P[Site.In];
    std::optional<CallTarget> T =
        S.target(Caller, Caller.Events[Site.At.index()]);
    const Value *V = T && T->Callee == F ? T->Bindings.argument(Param) : nullptr;
    if (V && V->Kind == ValueKind::Constant)
      return Sites.size() > 1 && Constants.insert(V->Number).second &&
             !control(Site.In).canFollow(Site.At, Site.At);
    return V && Sites.size() == 1 && differs(Site.In, Site.At, *V, Depth + 1);
  });
}

bool StartValues::pointeeDiffers(FunctionId F, EventId At, const Value &V) {
  if (V.Kind != ValueKind::Address || V.P.Steps.empty() ||
      !V.P.Steps.back().isAnyElement())
    return false;
  Path Array = V.P;
  Array.Steps.pop_back();
  bool Numbers = false;
  for (auto [I, E] : llvm::enumerate(P[F].Events)) {
    if (E.Kind != EventKind::Access || E.Rw == AccessKind::Read ||
        !E.Target.startsWith(Array))
      continue;
    if (E.Rw != AccessKind::Write || E.Args.empty() ||
        !differs(F, EventId(I), E.Args[0]))
      return false;
    Numbers = true;
  }
  return Numbers;
}

bool StartValues::numbersObjects(EntityId Field) {
  auto [It, New] = Fields.try_emplace(Field, false);
  if (!New)
    return It->second;
  bool Numbers = false;
  for (const Writers::Site &W : Running.writers().of(Field)) {
    const Event &E = P[W.In].Events[W.At.index()];
    if (setsZero(E))
      continue;
    // `workers.emplace_back(i)`: who makes them is not seen.
    if (!E.Args.empty() && E.Args[0].Kind == ValueKind::Copy &&
        E.Args[0].P.Root == RootKind::Param && E.Args[0].P.Steps.empty() &&
        P[W.In].Kind == FunctionKind::Constructor &&
        S.callSites(W.In).empty()) {
      Numbers = true;
      continue;
    }
    if (E.Rw != AccessKind::Write || E.Args.empty() ||
        !differs(W.In, W.At, E.Args[0]))
      return false;
    Numbers = true;
  }
  // (By a constructor of which nothing else is known here.)
  Numbers |= Running.writers().of(Field).empty() &&
             P[Field].Access == AccessSpec::Private;
  return Fields[Field] = Numbers;
}
