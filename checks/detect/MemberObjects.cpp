//===- MemberObjects.cpp - objects inside of those that threads have ------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "detect/MemberObjects.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"

using namespace concurrency;

/// Members with more contexts than this are everybody's, and nothing is gained.
static constexpr size_t MaxUses = 16;

MemberObjects::MemberObjects(const Solution &S, const Threads &Running,
                             const AccessMap &Accesses)
    : S(S), P(S.program()), Accesses(Accesses) {
  llvm::DenseSet<EntityId> Classes;
  for (auto [R, Root] : llvm::enumerate(Running.roots())) {
    if (Root.BySeveral || !Running.onSpawnersObject(R, Root.Body))
      continue;
    Classes.insert(P.recordOf(P[Root.Spawner].Self));
    for (uint32_t I = 0; I != P.functions().size(); ++I)
      if (Running.onSpawnersObject(R, FunctionId(I)))
        addCalls(FunctionId(I), R);
  }
  Classes.erase(EntityId());
  for (auto [I, F] : llvm::enumerate(P.functions()))
    if (FunctionId Id(I); Classes.contains(P.recordOf(F.Self)) &&
                          Running.reachedOutside(Id) && !S[Id].At.SetUp)
      addCalls(Id, Threads::OutsideThreads);
}

/// What the pointer leads to stays the same once its owner is made.
bool MemberObjects::isSettled(EntityId Pointer) const {
  auto It = Accesses.find({Pointer});
  return It == Accesses.end() ||
         llvm::none_of(It->second, [&](const SharedAccess &A) {
           return A.isWrite() && !A.Unshared && !S[A.In].At.SetUp;
         });
}

void MemberObjects::addCalls(FunctionId Caller, int Root) {
  const Function &F = P[Caller];
  for (auto [J, E] : llvm::enumerate(F.Events)) {
    if (E.Kind != EventKind::Call || E.Target.Root != RootKind::This ||
        E.Target.Steps.empty())
      continue;
    std::optional<CallTarget> T = S.target(F, E);
    if (!T)
      continue;
    Path Member = T->Bindings.toCaller(Path::self());
    llvm::ArrayRef<Step> Steps = Member.Steps;
    if (Member.Root != RootKind::This || Steps.empty() || Steps.size() > 2 ||
        Steps.front().Kind != StepKind::Field)
      continue;
    bool ByPointer = Steps.size() == 2 && Steps.back().Kind == StepKind::Deref;
    if (Steps.size() == 1 || (ByPointer && isSettled(Steps.front().entity())))
      add(T->Callee, {Root, Member, Caller, EventId(J)});
  }
}

void MemberObjects::add(FunctionId Method, Use U) {
  llvm::SmallVector<Use, 2> &Known = Uses[Method];
  if (Known.size() == MaxUses || llvm::is_contained(Known, U))
    return;
  Known.push_back(U);
  for (const RunEdge &R : S[Method].Runs)
    if (R.SameObject)
      add(R.Callee, U);
}
