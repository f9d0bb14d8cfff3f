//===- SpawnOnce.cpp - threads started in one turn of a loop --------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "solve/SpawnOnce.h"
#include "solve/Control.h"
#include "llvm/ADT/STLExtras.h"

using namespace concurrency;

/// What the branch asks for, if it is one thing.
static Path askedFor(const Block &B) {
  if (!B.If)
    return Path::unknown();
  if (B.If->Tested.known())
    return B.If->Tested;
  return B.If->Deps.size() == 1 && !B.If->Deps[0].Result.valid()
             ? B.If->Deps[0].P
             : Path::unknown();
}

/// A flag decides that \p Spawn happens, which is set to a constant behind it,
/// and to nothing else in the loop.
static bool isOfOneTurn(const Function &F, EventId Spawn) {
  const Control Flow(F);
  const uint32_t At = Flow.blockOf(Spawn);
  const std::vector<bool> Loop = Flow.loopAround(At);
  for (auto [I, B] : llvm::enumerate(F.Blocks)) {
    const Path Flag = Loop[I] ? askedFor(B) : Path::unknown();
    if (!Flag.known() || Flow.isLoopCondition(I) || !Flow.decides(I, At))
      continue;
    bool Set = false, Reset = false;
    for (auto [J, E] : llvm::enumerate(F.Events)) {
      const bool Writes =
          E.Kind == EventKind::Assign ||
          (E.Kind == EventKind::Access && E.Rw != AccessKind::Read);
      const uint32_t Where = Flow.blockOf(EventId(J));
      if (!Writes || !(E.Target == Flag) || !Loop[Where])
        continue;
      bool Behind = !E.Args.empty() &&
                    E.Args[0].Kind == ValueKind::Constant &&
                    Flow.decides(I, Where) &&
                    (Where == At || Flow.reaches(At, Where));
      (Behind ? Set : Reset) = true;
    }
    if (Set && !Reset)
      return true;
  }
  return false;
}

void concurrency::findSpawnsOfOneTurn(Program &P) {
  for (auto [I, F] : llvm::enumerate(P.functions()))
    for (auto [J, E] : llvm::enumerate(F.Events))
      if (E.Kind == EventKind::Spawn && E.Many && !E.Joined &&
          isOfOneTurn(F, EventId(J)))
        P.startsOne(FunctionId(I), EventId(J));
}
