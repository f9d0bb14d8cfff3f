//===- DoneAtStart.cpp - what threads find done ---------------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "detect/DoneAtStart.h"
#include "solve/Control.h"
#include "llvm/ADT/STLExtras.h"

using namespace concurrency;

/// Main gets there while there are no threads, through calls.
static bool ranBeforeThreads(const Solution &S, const Threads &Running,
                             FunctionId Id, unsigned Depth = 5) {
  return Depth && llvm::any_of(S.callSites(Id), [&](const AccessSite &Call) {
           return (Running.reachedFromMain(Call.In) &&
                   !Running.meetsThreads(Call.In, Call.At)) ||
                  ranBeforeThreads(S, Running, Call.In, Depth - 1);
         });
}

/// Where the branch decides that \p Block is run, whether what it tests is zero
/// then.
static std::optional<bool> isZeroIn(const Function &F, const Control &Flow,
                                    const Block &B, uint32_t Block) {
  auto Leads = [&](uint32_t From) {
    return From == Block || Flow.reaches(From, Block);
  };
  const bool First = Leads(B.Succs[0]), Second = Leads(B.Succs[1]);
  if (First == Second || B.If->Number != 0 || B.If->Mask != -1)
    return std::nullopt;
  return First == B.If->Negated;
}

bool concurrency::isDoneAtStart(const Solution &S, const Threads &Running,
                                const SharedAccess &A) {
  const Function &F = S.program()[A.In];
  std::optional<Control> Flow;
  for (auto [I, B] : llvm::enumerate(F.Blocks)) {
    if (!B.If || B.Succs.size() != 2 ||
        B.If->Tested.Root != RootKind::Global)
      continue;
    if (!Flow)
      Flow.emplace(F);
    const std::optional<bool> Zero =
        isZeroIn(F, *Flow, B, Flow->blockOf(A.At));
    if (!Zero)
      continue;
    // It says the contrary from then on.
    for (auto [J, E] : llvm::enumerate(F.Events)) {
      if (E.Kind != EventKind::Access || E.Rw == AccessKind::Read ||
          !(E.Target == B.If->Tested))
        continue;
      const bool SetsZero = !E.Args.empty() &&
                            E.Args[0].Kind == ValueKind::Constant &&
                            E.Args[0].Number == 0;
      if (SetsZero != *Zero &&
          isZeroIn(F, *Flow, B, Flow->blockOf(EventId(J))) == Zero &&
          ranBeforeThreads(S, Running, A.In))
        return true;
    }
  }
  return false;
}
