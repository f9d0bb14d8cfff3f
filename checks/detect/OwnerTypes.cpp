//===- OwnerTypes.cpp - whose the lock of a base class is -----------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "detect/OwnerTypes.h"

using namespace concurrency;

EntityId concurrency::ownerType(const Program &P, const Function &In,
                                const Path &Lock) {
  if (Lock.Steps.empty() || Lock.Steps.back().Kind != StepKind::Field)
    return EntityId();
  const EntityId Declares = P.recordOf(Lock.Steps.back().entity());
  size_t N = Lock.Steps.size() - 1;
  while (N && Lock.Steps[N - 1].Kind != StepKind::Field)
    --N;
  const EntityId Type = N ? P[Lock.Steps[N - 1].entity()].Type.Record
                          : P.rootRecord(In, Lock);
  return Type.valid() && Type != Declares && P.derives(Type, Declares)
             ? Type
             : EntityId();
}

bool concurrency::areUnrelated(const Program &P, EntityId A, EntityId B) {
  return A.valid() && B.valid() && !P.derives(A, B) && !P.derives(B, A);
}
