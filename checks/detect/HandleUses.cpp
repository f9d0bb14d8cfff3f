//===- HandleUses.cpp - locks that serialise a handle ---------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "detect/HandleUses.h"
#include "facts/Words.h"
#include "solve/Conventions.h"
#include "solve/LatentEvents.h"
#include "solve/NewObjects.h"
#include "llvm/ADT/STLExtras.h"
#include <set>

using namespace concurrency;

/// `service_stop(name)`: of many that go by a name or a number.
static bool endsOneOfMany(const Function &F, llvm::StringRef Name) {
  if (F.Kind != FunctionKind::Function || F.Params.empty() ||
      initializesByName(Name))
    return false;
  static constexpr llvm::StringLiteral Keys[] = {
      "name", "key",   "id",  "path", "number", "num",
      "slot", "index", "idx", "pid",  "port",   "fd"};
  const Variable &Key = F.Params[0];
  return !Key.Type.Record.valid() && Key.Type.Scalar && hasWord(Key.Name, Keys);
}

bool concurrency::isOneTime(const Solution &S, FunctionId Id) {
  const Program &P = S.program();
  const Function &F = P[Id];
  if (F.Main || S[Id].At.OnlyInit || S.anyOnce(S[Id].At.Held))
    return true;
  llvm::StringRef Name = P[F.Self].shortName();
  return isStartOrEndByName(Name) && !endsOneOfMany(F, Name);
}

/// The handle that an event uses: by itself, or in a function that is given its
/// value.
static EntityId handleOf(const Solution &S, const Function &F, const Event &E) {
  switch (E.Kind) {
  case EventKind::Block:
  case EventKind::Access:
    return E.NonBlocking ? EntityId() : E.Target.lastEntity();
  case EventKind::Call:
    if (std::optional<CallTarget> T = S.target(F, E))
      for (const LatentEvent &L : S[T->Callee].Effects.Events)
        if (L.Kind == LatentEvent::Block && L.Target.Root == RootKind::Param &&
            L.Target.Steps.empty())
          return toCaller(T->Bindings, L).lastEntity();
    return EntityId();
  default:
    return EntityId();
  }
}

HandleUses::HandleUses(const Solution &S) : P(S.program()) {
  for (auto [I, F] : llvm::enumerate(P.functions())) {
    FunctionId Id(I);
    if (S[Id].At.OnlyInit)
      continue;
    std::optional<NewObjects> Locals; // which few functions need
    // `a = malloc(…); a->file = fopen(…);`: nobody else knows the handle yet.
    auto IsNew = [&](const Path &Of) {
      if (Of.Root != RootKind::Local || !Of.hasDeref())
        return false;
      if (!Locals)
        Locals.emplace(S, Id);
      return (*Locals)[Of.Index].Fresh;
    };
    for (uint32_t J = 0; J != F.Events.size(); ++J) {
      const Event &E = F.Events[J];
      EntityId Handle = handleOf(S, F, E);
      const LockSet *State = S.before(Id, EventId(J));
      if (!Handle.valid() || !State)
        continue;
      Uses &Use = Handles[Handle];
      const bool Sets =
          E.Kind == EventKind::Access && E.Rw == AccessKind::Write;
      ++(Sets ? Use.Sets : Use.Count);
      if (!Sets && (Use.By.empty() || Use.By.back() != Id))
        Use.By.push_back(Id);
      if (!Sets && IsNew(E.Target))
        ++Use.OfNew;
      std::set<LockClass> Held;
      for (const HeldLock &H : State->Locks)
        Held.insert(lockClass(H.Lock));
      // (Who locks for the handle himself does not count on his callers.)
      if (Held.empty())
        for (const HeldLock &H : S[Id].At.Held)
          Held.insert(lockClass(H.Lock));
      for (const LockClass &C : Held)
        ++(Sets ? Use.SetUnder : Use.Under)[C];
    }
  }
}

llvm::ArrayRef<FunctionId> HandleUses::users(EntityId Handle) const {
  auto It = Handles.find(Handle);
  if (It == Handles.end())
    return {};
  return It->second.By;
}

bool HandleUses::serializes(LockClass Lock, EntityId Handle) const {
  auto It =
      Handle.valid() && Lock.valid() ? Handles.find(Handle) : Handles.end();
  if (It == Handles.end())
    return false;
  // Who makes an object sets its handle without its lock, and looks at it.
  const Uses &Use = It->second;
  const bool OfObject = P[Lock.Entity].Kind == EntityKind::Field &&
                        P.recordOf(Lock.Entity) == P.recordOf(Handle);
  auto Count = [&](const std::map<LockClass, unsigned> &By) {
    auto Known = By.find(Lock);
    return Known == By.end() ? 0 : Known->second;
  };
  const unsigned Under =
      Count(Use.Under) + (OfObject ? 0 : Count(Use.SetUnder));
  const unsigned All = OfObject ? Use.Count - Use.OfNew : Use.Count + Use.Sets;
  return Under && 4 * Under >= 3 * All;
}
