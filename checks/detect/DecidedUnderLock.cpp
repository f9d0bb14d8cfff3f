//===- DecidedUnderLock.cpp - waits that the lock's state allows ----------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "detect/DecidedUnderLock.h"
#include "solve/Control.h"

using namespace concurrency;

std::vector<EventId> concurrency::askedUnderLock(const Solution &S,
                                                FunctionId F, EventId At,
                                                const Path &Lock) {
  std::vector<EventId> Asked = Control(S.program()[F]).deciding(At);
  llvm::erase_if(Asked, [&](EventId E) {
    const LockSet *Held = S.before(F, E);
    return !Held || !Held->find(Lock);
  });
  return Asked;
}

bool concurrency::isDecidedUnderLock(const Solution &S, const Threads &Running,
                                     FunctionId F, EventId At,
                                     const Path &Lock) {
  const List<Event> &Events = S.program()[F].Events;
  const Path &Awaited = Events[At.index()].Target;
  // A list of those that are done, perhaps: threads may add to it by other names.
  auto ListsAwaited = [&](const Path &List) {
    return Awaited.startsWith(List) &&
           Awaited.Steps.size() > List.Steps.size() &&
           Awaited.Steps[List.Steps.size()].Kind == StepKind::Element;
  };
  auto ThreadsWrite = [&](EntityId State) {
    return State.valid() &&
           llvm::any_of(Running.writers().of(State),
                        [&](const Writers::Site &W) {
                          return Running.runsInThreads(W.In);
                        });
  };
  return llvm::any_of(askedUnderLock(S, F, At, Lock), [&](EventId Asked) {
    const Event &E = Events[Asked.index()];
    return E.Kind == EventKind::Access &&
           (ListsAwaited(E.Target) || ThreadsWrite(E.Target.lastEntity()));
  });
}
