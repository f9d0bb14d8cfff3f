//===- Doings.cpp - what callers with locks should know -------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "solve/Doings.h"
#include "llvm/ADT/STLExtras.h"

using namespace concurrency;

Doings Doings::of(const Program &P, const Summary &Does) {
  Doings D;
  D.Locks = !Does.Solved || Does.hasLockEffect();
  D.Invokes = !Does.Solved || !Does.Invokes.empty();
  D.Blocks = D.TakesOthers = !Does.Solved;
  for (const LatentEvent &E : Does.Events) {
    if (E.Kind == LatentEvent::Block) {
      D.Blocks = true;
      continue;
    }
    EntityId Lock = E.Target.lastEntity();
    if (!Lock.valid())
      D.TakesOthers = true;
    else if (!llvm::is_contained(D.Takes, P[Lock].Key))
      D.Takes.push_back(P[Lock].Key);
  }
  return D;
}
