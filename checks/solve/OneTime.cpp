//===- OneTime.cpp - what only the first caller does ----------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "solve/OneTime.h"
#include "solve/Control.h"
#include "llvm/ADT/STLExtras.h"

using namespace concurrency;

namespace {
/// A flag that, once set, stays so: every write of it, except in constructors,
/// gives it the same constant, in one function.
struct Flag {
  StateKey Key;
  FunctionId In;
  EventId Set;
};

class OneTimeFinder {
public:
  OneTimeFinder(const Solution &S, AccessMap &Accesses)
      : S(S), P(S.program()), Accesses(Accesses) {}

  void run() {
    for (const auto &[Key, Uses] : Accesses)
      if (std::optional<Flag> F = flag(Key, Uses))
        if (P[F->In].Events.size() <= MaxEvents)
          mark(*F);
  }

private:
  /// Set-up is longer than most, but no machine-made table.
  static constexpr size_t MaxEvents = 2000;

  std::optional<Flag> flag(StateKey Key,
                           llvm::ArrayRef<SharedAccess> Uses) const;
  void mark(const Flag &Of);
  std::vector<bool> decidedBy(FunctionId F, StateKey Key, EventId E) const;
  bool onlyDecidedCallers(const Flag &Of);

  const Solution &S;
  const Program &P;
  AccessMap &Accesses;
  /// Made when they are asked for: most programs have no such flag.
  std::vector<std::vector<std::pair<StateKey, SharedAccess *>>> LockedWrites;
};
} // namespace

std::optional<Flag>
OneTimeFinder::flag(StateKey Key, llvm::ArrayRef<SharedAccess> Uses) const {
  std::optional<Flag> Found;
  int64_t Number = 0;
  bool Tested = false;
  for (const SharedAccess &A : Uses) {
    Tested |= !A.isWrite();
    if (A.Unshared || !A.isWrite())
      continue;
    const Event &E = P[A.In].Events[A.At.index()];
    if (E.Kind != EventKind::Access || A.Rw != AccessKind::Write ||
        A.Held.empty() || E.Args.size() != 1 ||
        E.Args[0].Kind != ValueKind::Constant ||
        (Found && (A.In != Found->In || E.Args[0].Number != Number)))
      return std::nullopt;
    Found = Flag{Key, A.In, A.At};
    Number = E.Args[0].Number;
  }
  return Tested ? Found : std::nullopt;
}

/// The blocks that a test of the flag decides about, among them that of \p E.
std::vector<bool> OneTimeFinder::decidedBy(FunctionId Id, StateKey Key,
                                           EventId E) const {
  const Function &F = P[Id];
  const Control Flow(F);
  for (uint32_t B = 0; B != F.Blocks.size(); ++B) {
    if (!F.Blocks[B].If)
      continue;
    bool Tests = llvm::any_of(Flow.sources(B), [&](EventId Source) {
      const Event &Read = F.Events[Source.index()];
      Path Base;
      return Read.Kind == EventKind::Access && Read.Rw == AccessKind::Read &&
             S.before(Id, Source) && stateKey(S, Read.Target, Base) == Key;
    });
    if (!Tests)
      continue;
    std::vector<bool> Decided = Flow.decided(B);
    if (Decided[Flow.blockOf(E)])
      return Decided;
  }
  return {};
}

/// Nobody calls the function but where a test of the flag says so.
bool OneTimeFinder::onlyDecidedCallers(const Flag &Of) {
  llvm::ArrayRef<AccessSite> Sites = S.callSites(Of.In);
  return S[Of.In].At.Callers == CallersKind::Known && !Sites.empty() &&
         llvm::all_of(Sites, [&](const AccessSite &Site) {
           return !decidedBy(Site.In, Of.Key, Site.At).empty();
         });
}

void OneTimeFinder::mark(const Flag &Of) {
  bool All = onlyDecidedCallers(Of);
  std::vector<bool> Decided;
  if (!All)
    Decided = decidedBy(Of.In, Of.Key, Of.Set);
  if (!All && Decided.empty())
    return;
  const Control Flow(P[Of.In]);
  if (LockedWrites.empty()) {
    LockedWrites.resize(P.functions().size());
    for (auto &[Key, Uses] : Accesses)
      for (SharedAccess &A : Uses)
        if (A.isWrite() && !A.Held.empty())
          LockedWrites[A.In.index()].push_back({Key, &A});
  }
  for (auto [Key, A] : LockedWrites[Of.In.index()])
    if (Key != Of.Key && (All || Decided[Flow.blockOf(A->At)]))
      A->Unshared = true;
}

void concurrency::markOneTime(const Solution &S, AccessMap &Accesses) {
  OneTimeFinder(S, Accesses).run();
}
