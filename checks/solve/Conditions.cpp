//===- Conditions.cpp - what a function asks twice ------------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "solve/Conditions.h"
#include "solve/Control.h"
#include "llvm/ADT/STLExtras.h"

using namespace concurrency;

/// Each one doubles the work.
static constexpr size_t MaxConditions = 2;

static bool sameCondition(const Branch &A, const Branch &B) {
  return A.Tested == B.Tested && A.Mask == B.Mask && A.Number == B.Number;
}

llvm::ArrayRef<uint32_t> concurrency::successors(const Block &B,
                                                 const Assumptions &As) {
  llvm::ArrayRef<uint32_t> All = B.Succs;
  if (!B.If || !B.If->Tested.known() || All.size() != 2)
    return All;
  for (const Assumption &A : As)
    if (sameCondition(*A.If, *B.If))
      return All.slice((A.Holds == A.If->Negated) == B.If->Negated ? 0 : 1, 1);
  return All;
}

static llvm::BitVector reachable(const Function &F, const Assumptions &As) {
  return reachableBlocks(F, [&](const Block &B) { return successors(B, As); });
}

/// The event changes what is held, or may.
static bool changesLocks(const Solution &S, const Function &F, const Event &E) {
  switch (E.Kind) {
  case EventKind::Acquire:
  case EventKind::TryAcquire:
  case EventKind::Release:
  case EventKind::AssertHeld:
  case EventKind::GuardInit:
  case EventKind::GuardLock:
  case EventKind::GuardTry:
  case EventKind::GuardUnlock:
  case EventKind::GuardAbandon:
    return true;
  case EventKind::Call: {
    std::optional<CallTarget> T = S.target(F, E);
    return E.Hint != Event::HintTy::None ||
           (T && S[T->Callee].Effects.hasLockEffect());
  }
  default:
    return false;
  }
}

static bool writes(const Function &F, const Path &What) {
  return llvm::any_of(F.Events, [&](const Event &E) {
    return E.Kind == EventKind::Access && E.Rw != AccessKind::Read &&
           E.Target.lastEntity() == What.lastEntity();
  });
}

/// The function, and what it calls, leave it as it is. (Of variables that it
/// changes itself no branch says that it tests them.)
static bool isSteady(const Solution &S, const Function &F, const Path &What) {
  bool IsVariable =
      What.Root == RootKind::Local || What.Root == RootKind::Param;
  if (What.Root == RootKind::Result)
    return false;
  if (IsVariable && What.Steps.empty())
    return true;
  unsigned Assigned = 0;
  for (const Event &E : F.Events) {
    if (E.Kind == EventKind::Assign && IsVariable &&
        E.Target.Root == What.Root && E.Target.Index == What.Index)
      ++Assigned;
    if (E.Kind != EventKind::Call)
      continue;
    if (std::optional<CallTarget> T = S.target(F, E);
        T && writes(S.program()[T->Callee], What))
      return false;
  }
  return Assigned <= (What.Root == RootKind::Local ? 1 : 0) &&
         What.lastEntity().valid() && !writes(F, What);
}

std::vector<Assumptions> concurrency::assumptionsFor(const Solution &S,
                                                     const Function &F) {
  std::vector<Assumptions> All(1);
  llvm::SmallVector<const Branch *, 8> Asked, Repeated;
  for (const Block &B : F.Blocks) {
    if (!B.If || !B.If->Tested.known())
      continue;
    auto Same = [&](const Branch *O) { return sameCondition(*O, *B.If); };
    if (llvm::none_of(Asked, Same))
      Asked.push_back(&*B.If);
    else if (llvm::none_of(Repeated, Same))
      Repeated.push_back(&*B.If);
  }
  if (Repeated.empty())
    return All;
  llvm::BitVector Locking(F.Blocks.size());
  for (auto [I, B] : llvm::enumerate(F.Blocks))
    for (uint32_t E = B.FirstEvent; E != B.EndEvent && !Locking.test(I); ++E)
      if (changesLocks(S, F, F.Events[E]))
        Locking.set(I);
  if (Locking.none())
    return All;
  for (const Branch *If : Repeated) {
    llvm::BitVector Differs = reachable(F, {{If, true}});
    Differs ^= reachable(F, {{If, false}});
    if (!Differs.anyCommon(Locking) || !isSteady(S, F, If->Tested))
      continue;
    size_t Count = All.size();
    for (size_t I = 0; I != Count; ++I) {
      All.push_back(All[I]);
      All.back().push_back({If, true});
      All[I].push_back({If, false});
    }
    if (All.front().size() == MaxConditions)
      break;
  }
  return All;
}

static bool isOfObject(const Path &Asked) {
  return Asked.Root == RootKind::This ||
         ((Asked.Root == RootKind::Param || Asked.Root == RootKind::Local) &&
          Asked.hasDeref());
}

/// The event happens only if a member of the object says so.
static bool asksObject(const Function &F, EventId At) {
  std::optional<Control> Flow;
  for (uint32_t B = 0; B != F.Blocks.size(); ++B) {
    const Block &Branch = F.Blocks[B];
    if (!Branch.If || !isOfObject(Branch.If->Tested))
      continue;
    if (!Flow)
      Flow.emplace(F);
    if (Flow->decides(B, Flow->blockOf(At)))
      return true;
  }
  return false;
}

bool concurrency::isByMode(const Solution &S, const Function &F, EventId At) {
  // (What is asked twice costs more to find.)
  return asksObject(F, At) &&
         llvm::any_of(assumptionsFor(S, F), [](const Assumptions &As) {
           return llvm::any_of(As, [](const Assumption &A) {
             return isOfObject(A.If->Tested);
           });
         });
}
