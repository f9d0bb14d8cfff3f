//===- FirstTimeOnly.cpp - calls that only the first caller makes ---------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "detect/FirstTimeOnly.h"
#include "solve/Accesses.h"
#include "solve/Control.h"
#include "llvm/ADT/STLExtras.h"

using namespace concurrency;

/// Helpers of helpers are few.
static constexpr unsigned MaxCalls = 8;

/// The globals that decide whether an event happens.
static std::vector<StateKey> decidingFlags(const Solution &S, FunctionId Id,
                                           EventId At) {
  std::vector<StateKey> Flags;
  const Function &F = S.program()[Id];
  for (EventId Source : Control(F).deciding(At)) {
    const Event &E = F.Events[Source.index()];
    Path Base;
    if (E.Kind == EventKind::Access && E.Rw == AccessKind::Read &&
        E.Target.Root == RootKind::Global)
      Flags.push_back(stateKey(S, E.Target, Base));
  }
  return Flags;
}

static bool sets(const Solution &S, FunctionId Id, StateKey Flag) {
  return llvm::any_of(S.program()[Id].Events, [&](const Event &E) {
    Path Base;
    return E.Kind == EventKind::Access && E.Rw == AccessKind::Write &&
           E.Target.Root == RootKind::Global &&
           stateKey(S, E.Target, Base) == Flag;
  });
}

/// On every way to \p At, the function was called.
static bool hasCalled(const Function &F, EntityId Callee, EventId At) {
  const Control Flow(F);
  for (uint32_t J = 0; J != F.Events.size(); ++J) {
    const Event &E = F.Events[J];
    if (E.Kind != EventKind::Call || E.Callee != Callee ||
        !Flow.canFollow(EventId(J), At))
      continue;
    uint32_t Block = Flow.blockOf(EventId(J));
    bool Decided = false;
    for (uint32_t B = 0; B != F.Blocks.size() && !Decided; ++B)
      Decided = F.Blocks[B].If && Flow.decides(B, Block);
    if (!Decided)
      return true;
  }
  return false;
}

bool concurrency::isDoneBefore(const Solution &S, FunctionId Holder,
                               EventId At, const Trace *Via) {
  const Program &P = S.program();
  FunctionId Caller = Holder;
  for (unsigned I = 0; Via && Via->Callee.valid() && I != MaxCalls;
       Via = Via->Next, ++I) {
    const Function &F = P[Caller];
    FunctionId Callee;
    EventId Call;
    for (uint32_t J = 0; !Callee.valid() && J != F.Events.size(); ++J)
      if (F.Events[J].Kind == EventKind::Call &&
          F.Events[J].Where == Via->Where)
        if (std::optional<CallTarget> T = S.target(F, F.Events[J]);
            T && P[T->Callee].Self == Via->Callee) {
          Callee = T->Callee;
          Call = EventId(J);
        }
    if (!Callee.valid())
      return false;
    // (The holder's own call is no second one.)
    if (I != 0)
      for (StateKey Flag : decidingFlags(S, Caller, Call))
        if (sets(S, Callee, Flag) &&
            (hasCalled(P[Holder], Via->Callee, At) ||
             llvm::is_contained(decidingFlags(S, Holder, At), Flag)))
          return true;
    Caller = Callee;
  }
  return false;
}
