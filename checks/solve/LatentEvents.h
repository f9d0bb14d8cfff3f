//===- LatentEvents.h - what matters to whoever holds locks -----*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What an event of a function comes to for somebody who holds locks while it
/// happens: the acquisitions and waits, also those of the bodies that run.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_SOLVE_LATENTEVENTS_H
#define CONCURRENCY_SOLVE_LATENTEVENTS_H

#include "solve/Runs.h"

namespace concurrency {

/// Something that matters to whoever holds locks during an event: the event
/// itself, or one of a body that runs. In the frame of the event's function.
struct LatentAtEvent : LatentEvent {
  List<HeldLock> HeldByCallee;
};
std::vector<LatentAtEvent> latentEvents(Solution &S, FunctionId F, EventId E);
/// Likewise, but none where no lock of this function can be held.
std::vector<LatentAtEvent> latentUnderLocks(Solution &S, FunctionId F,
                                            EventId E);

/// Per event, whether the function surely dies there without returning; empty
/// if it never does.
llvm::SmallBitVector dyingEvents(const Solution &S, FunctionId F);

/// The function can run from its entry to a return without this event.
bool isAvoidable(const Function &F, EventId Id);
/// Something blocks here, and not in a callee, unless it matters to nobody: a
/// message may, or what is done once.
bool blocksItself(const Solution &S, FunctionId F, EventId At);
/// The function asks whether it would have had to wait: it does not.
bool isAnsweredAtOnce(const Function &F, const LatentEvent &L);

/// The innermost lock that the function itself holds, for certain, while \p L
/// blocks, and that is not one of those to skip, if there is another; null if
/// it holds none.
const HeldLock *blockedHold(
    const Solution &S, const LockSet &State, const LatentAtEvent &L,
    llvm::function_ref<bool(const HeldLock &)> Skip = [](const HeldLock &) {
      return false;
    });

/// The lock or handle of a callee's event, in the frame of its caller.
Path toCaller(const Frame &Bindings, const LatentEvent &Inner);
} // namespace concurrency

#endif // CONCURRENCY_SOLVE_LATENTEVENTS_H
