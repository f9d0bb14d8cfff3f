//===- ReadAfterWait.cpp - what was waited for is read ----------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "detect/ReadAfterWait.h"
#include "solve/Control.h"
#include "llvm/ADT/STLExtras.h"

using namespace concurrency;

/// A loop that waits asks for the state, and it is one that \p Fits.
static bool
waitsFor(const Function &F, const Control &Flow, const Path &State,
         llvm::function_ref<bool(EventId, const std::vector<bool> &)> Fits) {
  auto IsItsTest = [&](EventId Source) {
    return F.Events[Source.index()].Target == State;
  };
  for (auto [J, Wait] : llvm::enumerate(F.Events)) {
    if (Wait.Kind != EventKind::Wait)
      continue;
    const std::vector<bool> Loop = Flow.innermostLoop(Flow.blockOf(EventId(J)));
    if (!Fits(EventId(J), Loop))
      continue;
    for (uint32_t B = 0; B != F.Blocks.size(); ++B)
      if (Loop[B] && F.Blocks[B].If &&
          llvm::any_of(Flow.sources(B), IsItsTest))
        return true;
  }
  return false;
}

/// Who changes the state goes on when somebody else has changed it back.
static bool waitsForAnswer(const Function &F, const SharedAccess &Write) {
  const Control Flow(F);
  return waitsFor(F, Flow, Write.Whole,
                  [&](EventId Wait, const std::vector<bool> &Loop) {
                    return Flow.canFollow(Write.At, Wait) &&
                           !Loop[Flow.blockOf(Write.At)];
                  });
}

/// Nobody changes the state between a wait of \p Reader and what that does next:
/// all who do so are one function, or threads that are past their loops; or they
/// wait for the reader's answer.
static bool staysAsAwaited(const Solution &S, FunctionId Reader,
                           llvm::ArrayRef<SharedAccess> Accesses) {
  std::optional<FunctionId> Setter;
  bool Several = false, InThreads = true, Answered = true, Answers = false;
  for (const SharedAccess &B : Accesses) {
    if (!B.isWrite() || B.Unshared || S[B.In].At.SetUp)
      continue;
    if (B.In == Reader) {
      Answers = true;
      continue;
    }
    Several |= Setter && *Setter != B.In;
    Setter = B.In;
    const Function &F = S.program()[B.In];
    const Control Flow(F);
    const uint32_t At = Flow.blockOf(B.At);
    InThreads &= S[B.In].At.ThreadRoot && !Flow.reaches(At, At);
    Answered &= waitsForAnswer(F, B);
  }
  return Setter && (Answers ? Answered : !Several || InThreads || Answered);
}

bool concurrency::isReadAfterWait(const Solution &S, const SharedAccess &A,
                                  llvm::ArrayRef<SharedAccess> Accesses) {
  const Function &F = S.program()[A.In];
  if (A.isWrite() ||
      llvm::none_of(F.Events,
                    [](const Event &E) { return E.Kind == EventKind::Wait; }) ||
      !staysAsAwaited(S, A.In, Accesses))
    return false;
  const Control Flow(F);
  return waitsFor(F, Flow, A.Whole,
                  [&](EventId Wait, const std::vector<bool> &Loop) {
                    return Flow.canFollow(Wait, A.At) &&
                           !Loop[Flow.blockOf(A.At)];
                  });
}
