//===- Confinement.cpp - functions that one thread runs -------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "solve/Confinement.h"
#include "solve/Conventions.h"
#include "llvm/ADT/STLExtras.h"

using namespace concurrency;

Confinement::Confinement(const Solution &S)
    : S(S), P(S.program()), Asserted(P.functions().size(), Free),
      Handles(P.functions().size(), Free), Of(P.functions().size(), Free) {
  findAsserted();
  findHandlers();
  if (!Threads.empty())
    spread();
}

unsigned Confinement::threadNamed(llvm::StringRef Name, EntityId Owner,
                                  bool IsPresumed) {
  for (unsigned I = 0; I != Threads.size(); ++I)
    if (Threads[I] == std::pair(Name, Owner) && Presumed[I] == IsPresumed)
      return I;
  Threads.push_back({Name, Owner});
  Presumed.push_back(IsPresumed);
  return Threads.size() - 1;
}

/// The class that a method, or a lambda in one, belongs to.
EntityId Confinement::ownerOf(FunctionId F) const {
  EntityId At = P[F].Self;
  for (unsigned I = 0; I != 8 && At.valid(); ++I) {
    if (P[At].Kind == EntityKind::Record)
      return At;
    At = P[At].Parent;
  }
  return EntityId();
}

/// The function begins with it: `assertInLoopThread();`.
void Confinement::findAsserted() {
  for (auto [I, F] : llvm::enumerate(P.functions())) {
    if (F.Blocks.empty())
      continue;
    for (uint32_t J = 0; J != F.Blocks.front().EndEvent; ++J) {
      const Event &E = F.Events[J];
      if (E.Kind == EventKind::Confined)
        Asserted[I] = threadNamed(E.Text, EntityId(), !E.Asserts);
      else if (E.Kind == EventKind::Call &&
               assertsThreadByName(E.Text, E.Asserts))
        Asserted[I] = threadNamed("", ownerOf(FunctionId(I)));
    }
  }
}

bool Confinement::runsLoop(FunctionId F, unsigned Depth) const {
  return llvm::any_of(P[F].Events,
                      [](const Event &E) {
                        return E.Kind == EventKind::Block &&
                               E.Blocks == BlockKind::ThreadWait &&
                               E.Text == "run";
                      }) ||
         (Depth && llvm::any_of(S[F].Runs, [&](const RunEdge &R) {
            return R.Callee != F && runsLoop(R.Callee, Depth - 1);
          }));
}

/// `for (…) pool.emplace_back([&] { io.run(); });`
bool Confinement::severalRunLoops() const {
  unsigned Several = 0;
  for (const Function &F : P.functions())
    for (const Event &E : F.Events)
      if (E.Kind == EventKind::Spawn)
        if (std::optional<CallTarget> T = S.target(F, E);
            T && runsLoop(T->Callee))
          Several += E.Many ? 2 : 1;
  return Several > 1;
}

/// A loop runs its handlers one after the other. All those of one class belong
/// to one loop, as long as no loop is seen to be run by several threads.
void Confinement::findHandlers() {
  std::vector<FunctionId> Handlers;
  for (const Function &F : P.functions())
    for (const Event &E : F.Events)
      if (E.Kind == EventKind::Escape && E.ByFirst && !E.Args.empty() &&
          E.Args[0].Kind == ValueKind::Callable)
        if (std::optional<CallTarget> T = S.target(F, E.Args[0].Callable))
          Handlers.push_back(T->Callee);
  if (Handlers.empty() || severalRunLoops())
    return;
  for (FunctionId Handler : Handlers)
    Handles[Handler.index()] = threadNamed("event loop", ownerOf(Handler));
}

/// Who is called by others than are seen here, or kept by somebody.
static bool isOpen(const Solution &S, const Program &P, FunctionId F,
                   bool Handler) {
  const Function &Body = P[F];
  if (Body.Main || S[F].At.ThreadRoot || Body.Virtual)
    return true;
  if (Body.Kind == FunctionKind::Lambda)
    return !Handler && S[F].At.Callers != CallersKind::Known;
  return (!Handler && Body.AddressTaken) || P.isReachableFromElsewhere(Body) ||
         (!Handler && !S[F].At.HasCallers);
}

void Confinement::spread() {
  size_t N = P.functions().size();
  // What nobody from elsewhere calls is where its callers are.
  for (uint32_t I = 0; I != N; ++I)
    Of[I] = Asserted[I] != Free ? Asserted[I]
            : isOpen(S, P, FunctionId(I), Handles[I] != Free) ? Free
            : Handles[I] != Free ? Handles[I]
                                 : Unknown;
  for (bool Changed = true; Changed;) {
    Changed = false;
    for (uint32_t I = 0; I != N; ++I) {
      if (Of[I] == Free || Asserted[I] != Free)
        continue;
      unsigned Now = Of[I];
      for (const AccessSite &Call : S.callSites(FunctionId(I))) {
        unsigned By = Of[Call.In.index()];
        // What is done at set-up is over before the loop runs.
        if (By == Unknown || By == Now || S[Call.In].At.SetUp)
          continue;
        Now = Now == Unknown ? By : Free;
      }
      Changed |= Now != Of[I];
      Of[I] = Now;
    }
  }
  for (unsigned &Thread : Of)
    if (Thread == Unknown)
      Thread = Free;
}
