//===- IoUnderLock.cpp - blocking while a lock is held --------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Something that can block for long happens while a lock is held for certain.
/// It is reported in the innermost function that takes the lock, once for each
/// critical section and kind.
///
//===----------------------------------------------------------------------===//

#include "detect/Detect.h"
#include "detect/Explain.h"
#include "detect/HandleUses.h"
#include "solve/Summarize.h"
#include "llvm/ADT/STLExtras.h"
#include <set>

using namespace concurrency;

namespace {
class IoDetector {
public:
  explicit IoDetector(Solution &S) : S(S), P(S.program()), Handles(S) {}

  Bugs run() {
    for (auto [I, F] : llvm::enumerate(P.functions()))
      if (!isOneTime(S, FunctionId(I)))
        inspect(FunctionId(I));
    return std::move(Found);
  }

private:
  void inspect(FunctionId Id);
  void report(FunctionId Id, const Event &E, const HeldLock &H,
              const LatentAtEvent &L);

  Solution &S;
  const Program &P;
  const HandleUses Handles;
  Bugs Found;
};
} // namespace

void IoDetector::report(FunctionId Id, const Event &E, const HeldLock &H,
                        const LatentAtEvent &L) {
  const Function &F = P[Id];
  bool ByCall = L.Via->Next != nullptr;
  Bug B;
  B.What = ByCall ? Pattern::CallBlocksUnderLock : Pattern::BlocksUnderLock;
  B.Sure = Confidence::Definite;
  B.Where = E.Where;
  B.In = F.Self;
  B.Blocks = L.Blocks;
  B.SerializesHandle =
      Handles.serializes(lockClass(H.Lock), L.Target.lastEntity());
  B.Names = {L.Text.str(), shortName(S, F, H.Lock)};
  if (ByCall)
    B.Names.push_back(calleeName(S, L.Via));
  addHold(B, S, F, H, BugStepKind::AcquiredThere);
  if (ByCall)
    addChain(B, S, L.Via, BugStepKind::BlocksHere, {L.Text.str()});
  Found.push_back(std::move(B));
}

void IoDetector::inspect(FunctionId Id) {
  const Function &F = P[Id];
  std::set<std::pair<Place, BlockKind>> Reported;
  for (uint32_t J = 0; J != F.Events.size(); ++J) {
    const LockSet *State = S.before(Id, EventId(J));
    if (!State)
      continue;
    for (const LatentAtEvent &L : latentUnderLocks(S, Id, EventId(J))) {
      if (L.Kind != LatentEvent::Block)
        continue;
      const HeldLock *Holder = blockedHold(S, *State, L);
      if (!Holder)
        continue;
      Place Taken = Holder->Via ? Holder->Via->Where : F.Where;
      if (Reported.insert({Taken, L.Blocks}).second)
        report(Id, F.Events[J], *Holder, L);
    }
  }
}

Bugs concurrency::detectIoUnderLock(const Evidence &Known) {
  return IoDetector(Known.S).run();
}
