//===- LockDiscipline.cpp - how far a class keeps to locks ----------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "detect/LockDiscipline.h"

using namespace concurrency;

LockDiscipline::Group LockDiscipline::groupOf(StateKey State) const {
  EntityId Member = State.Part.valid() ? State.Part : State.Entity;
  EntityId Class = P.recordOf(Member);
  return {Class, Class.valid() ? FileId() : P[Member].Where.File};
}

LockDiscipline::LockDiscipline(const Solution &S, const AccessMap &Accesses)
    : P(S.program()) {
  for (const auto &[State, Uses] : Accesses) {
    Change Is = Change::None;
    for (const SharedAccess &A : Uses) {
      if (!A.isWrite() || A.Atomic || A.Unshared || S[A.In].At.SetUp)
        continue;
      if (!A.Held.empty()) {
        if (Is == Change::None)
          Is = Change::Locked;
      } else if (!A.isDoubtful()) {
        Is = Change::Unlocked;
        break;
      }
    }
    if (Is == Change::None)
      continue;
    States.emplace(State, Is);
    Counts &All = Groups[groupOf(State)];
    ++(Is == Change::Locked ? All.Locked : All.Unlocked);
  }
}

LockDiscipline::Counts LockDiscipline::beside(StateKey State) const {
  auto Group =
      State.Entity.valid() ? Groups.find(groupOf(State)) : Groups.end();
  if (Group == Groups.end())
    return {};
  Counts Others = Group->second;
  // (What a member points to goes with the member.)
  for (bool Pointee : {false, true}) {
    State.Pointee = Pointee;
    if (auto Own = States.find(State); Own != States.end())
      --(Own->second == Change::Locked ? Others.Locked : Others.Unlocked);
  }
  return Others;
}

bool LockDiscipline::hasOwner(StateKey State) const {
  // One or two may have been forgotten.
  constexpr unsigned Enough = 3;
  Counts Others = beside(State);
  return Others.Unlocked >= Enough && Others.Unlocked > Others.Locked;
}
