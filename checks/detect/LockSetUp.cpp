//===- LockSetUp.cpp - locks that are not there yet -----------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "detect/LockSetUp.h"
#include "solve/Control.h"
#include "llvm/ADT/STLExtras.h"

using namespace concurrency;

bool concurrency::makesLock(const Function &F, EntityId Lock) {
  return llvm::any_of(F.Events, [&](const Event &E) {
    return E.Kind == EventKind::LockInit && E.Target.lastEntity() == Lock;
  });
}

/// Some function makes the lock and writes the flag.
static bool isSetWith(const Program &P, EntityId Flag, EntityId Lock) {
  return llvm::any_of(P.functions(), [&](const Function &F) {
    return makesLock(F, Lock) &&
           llvm::any_of(F.Events, [&](const Event &E) {
             return E.Kind == EventKind::Access && E.Rw != AccessKind::Read &&
                    E.Target.lastEntity() == Flag;
           });
  });
}

bool concurrency::isBeforeSetUp(const Program &P, FunctionId Id, EventId At,
                                EntityId Lock) {
  const Function &F = P[Id];
  std::vector<EventId> Taken;
  for (auto [I, E] : llvm::enumerate(F.Events))
    if ((E.Kind == EventKind::Acquire || E.Kind == EventKind::GuardInit) &&
        E.Target.lastEntity() == Lock)
      Taken.push_back(EventId(I));
  if (Taken.empty())
    return false;
  Control Flow(F);
  const uint32_t Here = Flow.blockOf(At);
  for (uint32_t B = 0; B != F.Blocks.size(); ++B) {
    if (!F.Blocks[B].If || !Flow.decides(B, Here))
      continue;
    bool OtherWay = llvm::any_of(Taken, [&](EventId T) {
      uint32_t There = Flow.blockOf(T);
      return Flow.decides(B, There) && !Flow.reaches(Here, There) &&
             !Flow.reaches(There, Here);
    });
    if (OtherWay && llvm::any_of(Flow.sources(B), [&](EventId Source) {
          const Event &E = F.Events[Source.index()];
          EntityId Flag = E.Target.lastEntity();
          return E.Kind == EventKind::Access && Flag.valid() &&
                 isSetWith(P, Flag, Lock);
        }))
      return true;
  }
  return false;
}
