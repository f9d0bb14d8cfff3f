//===- DoneAtStart.cpp - what threads find done ---------------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "detect/DoneAtStart.h"
#include "solve/Control.h"
#include "solve/Conventions.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SetVector.h"

using namespace concurrency;

/// Main gets there while there are no threads, through calls, in the program of
/// the others, as far as that is known.
static bool ranBeforeThreads(const Solution &S, const Threads &Running,
                             FunctionId Id, llvm::ArrayRef<FunctionId> For) {
  constexpr unsigned MaxCallers = 1024;
  llvm::SetVector<FunctionId> Callers;
  Callers.insert(Id);
  for (size_t I = 0; I != Callers.size() && I != MaxCallers; ++I)
    for (const AccessSite &Call : S.callSites(Callers[I])) {
      if (Running.reachedFromMain(Call.In) &&
          !Running.meetsThreads(Call.In, Call.At) &&
          llvm::all_of(For, [&](FunctionId Other) {
            return !Running.hasProgram(Other) ||
                   Running.sameProgram(Call.In, Other);
          }))
        return true;
      Callers.insert(Call.In);
    }
  return false;
}

/// Where the branch decides that the event happens, whether what it tests is zero
/// then.
static std::optional<bool> isZeroAt(const Function &F, const Control &Flow,
                                    uint32_t Branch, EventId At) {
  const Block &B = F.Blocks[Branch];
  const uint32_t Block = Flow.blockOf(At);
  auto Leads = [&](uint32_t From) {
    return From == Block || Flow.reaches(From, Block);
  };
  if (B.If->Number != 0 || B.If->Mask != -1 || !Flow.decides(Branch, Block))
    return std::nullopt;
  const bool First = Leads(B.Succs[0]), Second = Leads(B.Succs[1]);
  if (First == Second)
    return std::nullopt;
  return First == B.If->Negated;
}

/// A variable that there is once, and of which all that is done to it is seen.
static bool isFlag(const Solution &S, const Path &Tested) {
  const EntityId Flag = Tested.global();
  return Flag.valid() && !S.program()[Flag].ThreadLocal &&
         (S.program()[Flag].Internal || S.SeesAllCallers) &&
         llvm::all_of(Tested.Steps, [](const Step &T) {
           return T.Kind == StepKind::Field;
         });
}

static bool sets(const Event &E, const Path &Flag) {
  return E.Kind == EventKind::Access && E.Rw != AccessKind::Read &&
         E.Target == Flag;
}

/// Somebody makes it what it was at first; but at the very end.
static bool isPutBack(const Program &P, const Writers &Written,
                      const Path &Flag, bool Zero) {
  return llvm::any_of(
      Written.of(Flag.lastEntity()), [&](const Writers::Site &W) {
        const Event &E = P[W.In].Events[W.At.index()];
        return E.Target == Flag && setsZero(E) == Zero &&
               !cleansUpByName(P[P[W.In].Self].shortName());
      });
}

/// A flag that says so is set where the event happens, and never put back.
bool DoneAtStart::happensOnce(FunctionId Id, EventId At) const {
  const Program &P = S.program();
  const Function &F = P[Id];
  std::optional<Control> Flow;
  for (auto [I, B] : llvm::enumerate(F.Blocks)) {
    if (!B.If || B.Succs.size() != 2 || !isFlag(S, B.If->Tested))
      continue;
    if (!Flow)
      Flow.emplace(F);
    const std::optional<bool> Zero = isZeroAt(F, *Flow, I, At);
    if (!Zero)
      continue;
    // It says the contrary from then on.
    bool IsSet = false;
    for (auto [J, E] : llvm::enumerate(F.Events))
      IsSet |= sets(E, B.If->Tested) && setsZero(E) != *Zero &&
               isZeroAt(F, *Flow, I, EventId(J)) == Zero;
    if (IsSet && !isPutBack(P, Running.writers(), B.If->Tested, *Zero))
      return true;
  }
  return false;
}

bool DoneAtStart::isDone(const SharedAccess &A,
                         llvm::ArrayRef<FunctionId> For) {
  auto [It, New] = Once.try_emplace({A.In, A.At});
  if (New)
    It->second = happensOnce(A.In, A.At);
  return It->second && ranBeforeThreads(S, Running, A.In, For);
}
