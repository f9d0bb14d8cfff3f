//===- StopFlags.cpp - what tells a thread to end -------------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "detect/StopFlags.h"
#include "detect/Explain.h"
#include "solve/Control.h"
#include "llvm/ADT/STLExtras.h"

using namespace concurrency;

/// Deep enough for who starts threads by a helper.
static constexpr unsigned MaxCalls = 3;

namespace {
class StopFlags {
public:
  explicit StopFlags(const Evidence &Known)
      : S(Known.S), P(S.program()), Known(Known) {}

  Bugs run() {
    if (Known.Running.roots().empty())
      return {};
    for (const auto &[Key, Uses] : Known.Accesses)
      if (isFlag(Key))
        for (const ThreadRoot &R : Known.Running.roots())
          if (const SharedAccess *Looks = loopedOn(R, Uses))
            find(R, *Looks, Uses);
    return std::move(Found);
  }

private:
  bool isFlag(StateKey Key) const;
  bool starts(FunctionId F, const ThreadRoot &R, unsigned Depth) const;
  const SharedAccess *loopedOn(const ThreadRoot &R,
                               llvm::ArrayRef<SharedAccess> Uses) const;
  bool isBeforeJoin(const ThreadRoot &R, const SharedAccess &Write) const;
  void find(const ThreadRoot &R, const SharedAccess &Looks,
            llvm::ArrayRef<SharedAccess> Uses);

  const Solution &S;
  const Program &P;
  const Evidence &Known;
  Bugs Found;
};
} // namespace

/// A number of an object. (Who calls it volatile thought of something.)
bool StopFlags::isFlag(StateKey Key) const {
  const Entity &E = P[Key.Entity];
  return E.Kind == EntityKind::Field && !Key.Pointee && E.Type.Scalar &&
         !E.Type.Indirect && !E.Volatile;
}

/// The thread reads it to decide about its own loop, with no lock.
const SharedAccess *
StopFlags::loopedOn(const ThreadRoot &R,
                    llvm::ArrayRef<SharedAccess> Uses) const {
  const Function &Body = P[R.Body];
  std::optional<Control> Flow;
  for (const SharedAccess &A : Uses) {
    if (A.In != R.Body || A.isWrite() || A.Atomic || !A.Held.empty() ||
        !A.Whole.hasDeref() || A.Whole.Root == RootKind::Global)
      continue;
    if (!Flow)
      Flow.emplace(Body);
    for (uint32_t B = 0; B != Body.Blocks.size(); ++B)
      if (Body.Blocks[B].If && Flow->isLoopCondition(B) &&
          llvm::is_contained(Flow->sources(B), A.At))
        return &A;
  }
  return nullptr;
}

/// The function starts the thread, or calls what does.
bool StopFlags::starts(FunctionId F, const ThreadRoot &R,
                       unsigned Depth) const {
  return F == R.Spawner ||
         (Depth && llvm::any_of(S[F].Runs, [&](const RunEdge &Call) {
            return starts(Call.Callee, R, Depth - 1);
          }));
}

/// Whoever writes it waits for that thread next.
bool StopFlags::isBeforeJoin(const ThreadRoot &R,
                             const SharedAccess &Write) const {
  const Function &F = P[Write.In];
  const List<Value> &Given = F.Events[Write.At.index()].Args;
  if (starts(Write.In, R, MaxCalls) || Given.size() != 1 ||
      Given[0].Kind != ValueKind::Constant)
    return false;
  EntityId Thread = P[R.Spawner].Events[R.Spawn.index()].Target.lastEntity();
  std::optional<Control> Flow;
  for (auto [J, E] : llvm::enumerate(F.Events)) {
    if (E.Kind != EventKind::Join || !Thread.valid() ||
        E.Target.lastEntity() != Thread)
      continue;
    if (!Flow)
      Flow.emplace(F);
    if (Flow->canFollow(Write.At, EventId(J)) &&
        !Flow->canFollow(EventId(J), Write.At))
      return true;
  }
  return false;
}

void StopFlags::find(const ThreadRoot &R, const SharedAccess &Looks,
                     llvm::ArrayRef<SharedAccess> Uses) {
  for (const SharedAccess &A : Uses) {
    if (!A.isWrite() || A.Atomic || A.ByCall || !A.Held.empty() ||
        A.Whole.Root != RootKind::Param || A.Unshared || !isBeforeJoin(R, A))
      continue;
    const Event &Spawn = P[R.Spawner].Events[R.Spawn.index()];
    Bug B = bugAt(P, Pattern::WrittenInTwoThreads, A.In, A.At);
    B.Names = {stateName(S, P[A.In], A.Whole)};
    B.Steps.push_back({BugStepKind::OtherAccess,
                       P[Looks.In].Events[Looks.At.index()].Where,
                       {B.Names[0]}});
    B.Steps.push_back(
        {BugStepKind::ThreadStarts, Spawn.Where, {P.name(R.Body).str()}});
    Found.push_back(std::move(B));
    return;
  }
}

Bugs concurrency::findStopFlags(const Evidence &Known) {
  return StopFlags(Known).run();
}
