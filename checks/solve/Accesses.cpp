//===- Accesses.cpp - every access to what may be shared ------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "solve/Accesses.h"
#include "solve/Conventions.h"
#include "solve/Summarize.h"
#include "llvm/ADT/STLExtras.h"

using namespace concurrency;

StateKey concurrency::stateKey(const Program &Prog, const Path &P,
                               Path &Base) {
  // The object that the last dereference leads to is the one accessed.
  size_t Start = 0;
  for (size_t I = 0; I != P.Steps.size(); ++I)
    if (P.Steps[I].Kind == StepKind::Deref)
      Start = I + 1;
  auto Prefix = [&](size_t Length) {
    Path Shorter = P;
    Shorter.Steps.truncate(Length);
    return Shorter;
  };
  if (Start == 0 && P.Root == RootKind::Global) {
    // `static struct { … } state;`: the fields are pieces, one by one.
    if (Prog[P.global()].Type.Role == TypeRole::Plain)
      for (size_t I = 0; I != P.Steps.size(); ++I)
        if (P.Steps[I].Kind == StepKind::Field) {
          Base = Prefix(I);
          return {P.Steps[I].entity(), false};
        }
    Base = Path::unknown();
    return {P.global(), false};
  }
  for (size_t I = Start; I != P.Steps.size(); ++I)
    if (P.Steps[I].Kind == StepKind::Field) {
      Base = Prefix(I);
      return {P.Steps[I].entity(), false};
    }
  // Ends in what a pointer points to: name it by the pointer.
  for (size_t I = Start; I-- > 0;)
    if (P.Steps[I].Kind == StepKind::Field) {
      Base = Prefix(I);
      return {P.Steps[I].entity(), true};
    }
  Base = Path::unknown();
  return {P.global(), true};
}

bool concurrency::isOpaqueCall(const Function &F, EventId Access) {
  const Event &E = F.Events[Access.index()];
  if (E.Op != Operation::None || E.Text.empty() ||
      Access.index() + 1 == F.Events.size())
    return false;
  const Event &Next = F.Events[Access.index() + 1];
  return Next.Kind == EventKind::Call && Next.Target == E.Target &&
         Next.Text == E.Text;
}

/// Types whose every operation is synchronised, or that are no data at all.
static bool synchronisesItself(const TypeFacts &T) {
  switch (T.Role) {
  case TypeRole::Lock:
  case TypeRole::Guard:
  case TypeRole::Synchronized:
  case TypeRole::Condition:
  case TypeRole::OnceFlag:
  case TypeRole::Thread:
    return !T.Indirect;
  default:
    return false;
  }
}

namespace {
class Collector {
public:
  explicit Collector(const Solution &S) : S(S), P(S.program()) {}

  AccessMap run() {
    for (auto [I, F] : llvm::enumerate(P.functions()))
      if (llvm::any_of(F.Events, [](const Event &E) {
            return E.Kind == EventKind::Access;
          }))
        collect(FunctionId(I), F);
    return std::move(Map);
  }

private:
  void collect(FunctionId Id, const Function &F);
  bool isUnshared(FunctionId Id, EventId At, const Path &Whole) const;
  void readLocals(const Function &F);
  Path resolve(const Path &P) const;

  const Solution &S;
  const Program &P;
  AccessMap Map;
  /// A local pointer of the function at hand.
  struct LocalPointer {
    unsigned Assignments = 0; ///< of anything but null
    bool Fresh = false;       ///< only ever holds objects made here
    Path Pointee;             ///< by the last assignment
    uint32_t PublishedAt = ~0u; ///< the event from which others know it
  };
  std::vector<LocalPointer> Locals;
};
} // namespace

void Collector::readLocals(const Function &F) {
  Locals.assign(F.Locals.size(), {});
  for (const Event &E : F.Events) {
    if (E.Kind != EventKind::Assign || E.Target.Root != RootKind::Local ||
        !E.Target.Steps.empty() || E.Args.empty())
      continue;
    LocalPointer &L = Locals[E.Target.Index];
    const Value &V = E.Args[0];
    if (V.Kind == ValueKind::Constant)
      continue;
    ++L.Assignments;
    L.Fresh = V.Kind == ValueKind::Fresh && (L.Assignments == 1 || L.Fresh);
    L.Pointee = V.pointee();
  }
  for (uint32_t I = 0; I != Locals.size(); ++I)
    if (Locals[I].Fresh)
      for (uint32_t J = 0; J != F.Events.size(); ++J)
        if (publishes(S, F, F.Events[J], Path::local(I))) {
          Locals[I].PublishedAt = J;
          break;
        }
}

Path Collector::resolve(const Path &P) const {
  if (P.Root != RootKind::Local || P.Steps.empty() ||
      P.Steps.front().Kind != StepKind::Deref)
    return P;
  const LocalPointer &L = Locals[P.Index];
  if (L.Assignments != 1 || !L.Pointee.known() ||
      L.Pointee.Root == RootKind::Local)
    return P;
  return L.Pointee.then(llvm::ArrayRef<Step>(P.Steps).drop_front());
}

bool Collector::isUnshared(FunctionId Id, EventId Event,
                           const Path &Whole) const {
  const Entry &At = S[Id].At;
  switch (Whole.Root) {
  case RootKind::This:
    return At.OnlyInit && !Whole.hasDeref();
  case RootKind::Param:
    return Whole.Index < At.FreshParams.size() && At.FreshParams[Whole.Index];
  case RootKind::Local:
    return !Whole.hasDeref() ||
           (Locals[Whole.Index].Fresh &&
            Event.index() <= Locals[Whole.Index].PublishedAt);
  case RootKind::Result:
  case RootKind::Unknown:
    // Nobody knows whose it is: perhaps a factory made it.
    return true;
  case RootKind::Global:
    return false;
  }
  return true;
}

void Collector::collect(FunctionId Id, const Function &F) {
  const Entry &At = S[Id].At;
  readLocals(F);
  bool ByName = expectsLockByName(P[F.Self].shortName());
  bool Unknown = At.Callers == CallersKind::Hidden ||
                 llvm::any_of(P[F.Self].Annotations, [](const Annotation &A) {
                   return A.Kind == AnnotationKind::NoAnalysis;
                 });
  for (uint32_t J = 0; J != F.Events.size(); ++J) {
    const Event &E = F.Events[J];
    if (E.Kind != EventKind::Access || !E.Target.known())
      continue;
    const LockSet *State = S.before(Id, EventId(J));
    if (!State)
      continue;
    SharedAccess A;
    A.Whole = resolve(E.Target);
    StateKey Key = stateKey(P, A.Whole, A.Base);
    if (!Key.Entity.valid())
      continue;
    const Entity &State0 = P[Key.Entity];
    if (State0.ThreadLocal || State0.Volatile ||
        (!Key.Pointee && (synchronisesItself(State0.Type) || State0.Type.Const)))
      continue;
    A.In = Id;
    A.At = EventId(J);
    A.Rw = E.Rw;
    A.Atomic = E.Atomic;
    A.Held = State->Locks;
    llvm::append_range(A.Held, At.Held);
    A.Unshared = isUnshared(Id, EventId(J), A.Whole) ||
                 llvm::any_of(A.Held, [&](const HeldLock &H) {
                   return S.isOnce(H.Lock);
                 });
    // Through a pointer that was taken from somewhere: it may have been taken
    // out of there, and be nobody else's now.
    bool Foreign = Unknown ||
                     (A.Whole.Root == RootKind::Local &&
                      !Locals[A.Whole.Index].Fresh) ||
                     isOpaqueCall(F, EventId(J));
    A.UnknownOwner = Foreign || ByName;
    A.LockedByName = ByName && !Foreign;
    Map[Key].push_back(std::move(A));
  }
}

AccessMap concurrency::collectAccesses(const Solution &S) {
  return Collector(S).run();
}

/// Chains of helpers are short; a circle of them has no end.
static constexpr unsigned MaxSites = 8;

llvm::SmallVector<AccessSite, 2>
concurrency::sitesOf(const Solution &S, const SharedAccess &A) {
  llvm::SmallVector<AccessSite, 2> Sites{{A.In, A.At}};
  const WayIn *Way = A.Way;
  while (Way && Way->Caller.valid() && Sites.size() != MaxSites) {
    Sites.push_back({Way->Caller, Way->At});
    const std::vector<WayIn> &Further = S[Way->Caller].At.Ways;
    Way = Way->Outer < Further.size() ? &Further[Way->Outer] : nullptr;
  }
  return Sites;
}

std::vector<SharedAccess>
concurrency::inContexts(const Solution &S,
                        llvm::ArrayRef<SharedAccess> Accesses) {
  std::vector<SharedAccess> All;
  All.reserve(Accesses.size());
  for (const SharedAccess &A : Accesses) {
    const std::vector<WayIn> &Ways = S[A.In].At.Ways;
    if (Ways.empty() || A.Unshared) {
      All.push_back(A);
      continue;
    }
    for (const WayIn &W : Ways) {
      SharedAccess &Here = All.emplace_back(A);
      Here.Way = &W;
      Here.Weight = W.Sites.size();
      Here.Held = S.before(A.In, A.At)->Locks;
      llvm::append_range(Here.Held, W.Held);
      Here.Unshared = A.Whole.Root == RootKind::Param &&
                      A.Whole.Index < W.FreshParams.size() &&
                      W.FreshParams[A.Whole.Index];
      // Who calls is seen, so the name promises nothing.
      Here.UnknownOwner = (A.UnknownOwner && !A.LockedByName) || W.Unknown;
    }
  }
  return All;
}
