//===- Accesses.cpp - every access to what may be shared ------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "solve/Accesses.h"
#include "solve/Control.h"
#include "solve/Conventions.h"
#include "solve/Entries.h"
#include "solve/LatentEvents.h"
#include "solve/NewObjects.h"
#include "solve/OneTime.h"
#include "llvm/ADT/STLExtras.h"

using namespace concurrency;

StateKey concurrency::stateKey(const Solution &S, const Path &P, Path &Base) {
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
  // The field at I, or the piece that it is only the home of.
  auto PieceAt = [&](size_t I) {
    while (S.Homes.contains(P.Steps[I].entity()) && I + 1 != P.Steps.size() &&
           P.Steps[I + 1].Kind == StepKind::Field)
      ++I;
    return P.Steps[I].entity();
  };
  if (Start == 0 && P.Root == RootKind::Global) {
    // `static struct { … } state;`: the fields are pieces, one by one.
    const TypeFacts &Type = S.program()[P.global()].Type;
    if (Type.Role == TypeRole::Plain)
      for (size_t I = 0; I != P.Steps.size(); ++I)
        if (P.Steps[I].Kind == StepKind::Field) {
          Base = Prefix(I);
          EntityId Field = PieceAt(I);
          return S.ValueTypes.contains(Type.Record)
                     ? StateKey{P.global(), false, Field}
                     : StateKey{Field, false};
        }
    Base = Path::unknown();
    return {P.global(), false};
  }
  for (size_t I = Start; I != P.Steps.size(); ++I)
    if (P.Steps[I].Kind == StepKind::Field) {
      Base = Prefix(I);
      return {PieceAt(I), false};
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
  if (E.Opaque)
    return true;
  if (E.Op != Operation::None || E.Text.empty() ||
      Access.index() + 1 == F.Events.size())
    return false;
  const Event &Next = F.Events[Access.index() + 1];
  return Next.Kind == EventKind::Call && Next.Target == E.Target &&
         Next.Text == E.Text;
}

/// A variable that each thread has of its own, its thread's element of an
/// array, or what a pointer there leads to. (Further on may be what all share.)
static bool isThreadsOwn(const Program &P, const Path &Whole) {
  EntityId Root = Whole.global();
  bool Own = Root.valid() && P[Root].ThreadLocal;
  unsigned Derefs = 0;
  for (const Step &T : Whole.Steps) {
    if (T.Kind == StepKind::Element && T.Index == OwnElement) {
      Own = true;
      Derefs = 0;
    }
    Derefs += T.Kind == StepKind::Deref;
  }
  return Own && Derefs <= 1;
}

/// Types whose every operation is synchronised, or that are no data at all; or
/// of a pointer to one, what it points to.
static bool synchronisesItself(const TypeFacts &T, bool Pointee) {
  switch (T.Role) {
  case TypeRole::Lock:
  case TypeRole::Guard:
  case TypeRole::Synchronized:
  case TypeRole::Condition:
  case TypeRole::OnceFlag:
  case TypeRole::Thread:
    return T.Indirect == Pointee;
  default:
    return false;
  }
}

/// `it->first` of a map: who has the element may look at its key.
static bool isConstMember(const Program &P, const Path &Whole) {
  if (Whole.Steps.empty() || Whole.Steps.back().Kind != StepKind::Field)
    return false;
  const TypeFacts &T = P[Whole.Steps.back().entity()].Type;
  return T.Const && !T.Indirect;
}

/// Others call it by a pointer.
static bool isTableEntry(const Function &F) {
  return F.AddressTaken && !F.Virtual && F.Kind != FunctionKind::Lambda;
}

namespace {
/// What functions do to the objects they are called on or given pointers to:
/// to these themselves, not to what they point to.
class ObjectUses {
public:
  enum UseTy : uint8_t { None, Reads, Writes, Locks };

  explicit ObjectUses(const Solution &S)
      : S(S), Of(S.program().functions().size()) {
    for (FunctionId F : S.BottomUp)
      find(F);
  }

  UseTy ofThis(FunctionId F) const { return Of[F.index()].front(); }
  UseTy ofParam(FunctionId F, unsigned I) const { return Of[F.index()][1 + I]; }

private:
  void find(FunctionId F);

  const Solution &S;
  /// Per function: `this`, then the parameters.
  std::vector<llvm::SmallVector<UseTy, 4>> Of;
};

class Collector {
public:
  explicit Collector(Solution &S) : S(S), P(S.program()), Uses(S) {}

  AccessMap run() {
    for (auto [I, F] : llvm::enumerate(P.functions()))
      if (llvm::any_of(F.Events, [](const Event &E) {
            return E.Kind == EventKind::Access || E.Kind == EventKind::Call;
          }))
        collect(FunctionId(I), F);
    return std::move(Map);
  }

private:
  /// What an event does to one object.
  struct Use {
    Path Object;
    AccessKind Rw = AccessKind::Read;
    bool Atomic = false;
    bool ByCall = false;
    bool Opaque = false; ///< by a call that may well lock
  };
  using UseList = llvm::SmallVector<Use, 2>;
  UseList usesAt(FunctionId Id, const Function &F, EventId At) const;
  bool isPlainObject(const Path &Object) const;
  bool isHandle(EntityId Record) const;
  bool isOfGuard(EntityId Member) const;
  bool isSomePart(StateKey Key, const Path &Base) const;
  void collect(FunctionId Id, const Function &F);
  bool isUnshared(FunctionId Id, const Function &F, EventId At,
                  const Path &Whole) const;
  bool isAfterSpawn(const Function &F, EventId At) const;
  bool isFound(const Function &F, const Path &Object) const;

  Solution &S;
  const Program &P;
  const ObjectUses Uses;
  AccessMap Map;
  std::optional<NewObjects> Locals; ///< of the function at hand
};
} // namespace

/// The pointer that leads to the object was taken from somewhere that others
/// know, and not from a function that may have made it.
bool Collector::isFound(const Function &F, const Path &Object) const {
  const Path &From =
      Object.Root == RootKind::Local ? (*Locals)[Object.Index].Source : Object;
  if (From.Root == RootKind::Result) {
    const Event &Call = F.Events[From.Index];
    std::optional<CallTarget> T = S.target(F, Call);
    return Call.Kind == EventKind::Call && !makesByName(Call.Text) &&
           !(T && S[T->Callee].Effects.Returned.Kind == ValueKind::Fresh);
  }
  // `e = list->head; list->head = e->next`: it was taken out.
  return From.known() && From.Root != RootKind::Local &&
         llvm::none_of(F.Events, [&](const Event &E) {
           return E.Kind == EventKind::Access && E.Rw != AccessKind::Read &&
                  E.Target == From;
         });
}

/// A destructor that is yet to wait for a thread of its object.
static bool isBeforeJoin(const Function &F, EventId At) {
  if (F.Kind != FunctionKind::Destructor)
    return false;
  for (uint32_t J = 0; J != F.Events.size(); ++J)
    if (const Event &E = F.Events[J]; E.Kind == EventKind::Join &&
                                      E.Target.Root == RootKind::This &&
                                      Control(F).canFollow(At, EventId(J)))
      return true;
  return false;
}

/// A constructor that has started a thread of its object: a member that comes
/// before others, or in the body.
bool Collector::isAfterSpawn(const Function &F, EventId At) const {
  if (F.Kind != FunctionKind::Constructor)
    return false;
  for (uint32_t J = 0; J != At.index(); ++J)
    if (const Event &E = F.Events[J]; E.Kind == EventKind::Spawn)
      if (std::optional<CallTarget> T = S.target(F, E);
          T && T->Bindings.toCaller(Path::self()) == Path::self())
        return true;
  return false;
}

bool Collector::isUnshared(FunctionId Id, const Function &F, EventId Event,
                           const Path &Whole) const {
  const Entry &At = S[Id].At;
  switch (Whole.Root) {
  case RootKind::This:
    return At.OnlyInit && !Whole.hasDeref() && !isBeforeJoin(F, Event);
  case RootKind::Param:
    return Whole.Index < At.FreshParams.size() && At.FreshParams[Whole.Index];
  case RootKind::Local:
    return !Whole.hasDeref() || Locals->holdsNew(Whole.Index, Event);
  case RootKind::Result:
    return !isFound(F, Whole);
  case RootKind::Unknown:
    return true;
  case RootKind::Global:
    return false;
  }
  return true;
}

/// Nobody calls it, or only such functions: all calls are of its copies for
/// certain arguments, perhaps.
static bool isDead(const Solution &S, FunctionId Id, unsigned Depth = 4) {
  const Function &F = S.program()[Id];
  return F.Internal && F.Kind == FunctionKind::Function && !F.Main &&
         !F.AddressTaken && !S[Id].At.ThreadRoot && Depth &&
         llvm::all_of(S.callSites(Id), [&](const AccessSite &Call) {
           return isDead(S, Call.In, Depth - 1);
         });
}

void Collector::collect(FunctionId Id, const Function &F) {
  const Entry &At = S[Id].At;
  if (isDead(S, Id))
    return;
  Locals.emplace(S, Id);
  bool ByName = expectsLock(P, Id);
  bool Hidden = At.Callers == CallersKind::Hidden;
  llvm::StringRef Recipient;
  if (Hidden && F.Kind == FunctionKind::Lambda)
    Recipient = S.Recipients.lookup(F.Self);
  bool InTable = Hidden && (isTableEntry(F) || !Recipient.empty());
  bool LeftAlone = llvm::any_of(P[F.Self].Annotations, [](const Annotation &A) {
    return A.Kind == AnnotationKind::NoAnalysis;
  });
  for (uint32_t J = 0; J != F.Events.size(); ++J) {
    const LockSet *State = S.before(Id, EventId(J));
    if (!State)
      continue;
    for (Use &U : usesAt(Id, F, EventId(J))) {
      SharedAccess A;
      A.Whole = std::move(U.Object);
      StateKey Key = stateKey(S, A.Whole, A.Base);
      if (!Key.Entity.valid())
        continue;
      const Entity &State0 = P[Key.Entity];
      if (State0.ThreadLocal || isThreadsOwn(P, A.Whole) ||
          isHandle(State0.Type.Record) || isOfGuard(Key.Entity) ||
          synchronisesItself(State0.Type, Key.Pointee) ||
          (!Key.Pointee && State0.Type.Const) || isConstMember(P, A.Whole))
        continue;
      A.In = Id;
      A.At = EventId(J);
      A.Rw = U.Rw;
      A.Atomic = U.Atomic;
      A.ByCall = U.ByCall;
      A.Held = State->Locks;
      llvm::append_range(A.Held, At.Held);
      A.AfterSpawn = A.Whole.Root == RootKind::This && !A.Whole.hasDeref() &&
                     isAfterSpawn(F, EventId(J));
      A.Unshared = isUnshared(Id, F, EventId(J), A.Whole) ||
                   S.anyOnce(A.Held);
      bool Local =
          A.Whole.Root == RootKind::Result ||
          (A.Whole.Root == RootKind::Local && !(*Locals)[A.Whole.Index].Fresh);
      bool Found = Local && isFound(F, A.Whole);
      A.UnknownOwner = LeftAlone || U.Opaque || Local || ByName;
      A.UnknownCallers = Hidden;
      if (Hidden)
        A.UnknownIn = FilesOf(F.Where.File);
      A.ByInsiders = Hidden && Recipient.empty() &&
                     (F.Kind == FunctionKind::Lambda || !F.AddressTaken);
      if (!LeftAlone && !U.Opaque) {
        A.LockedByName = ByName && !Hidden && !Local;
        A.Borrowed = Found && !Hidden && !ByName;
        A.InTable = InTable && !ByName && (!Local || Found);
        A.Recipient = Recipient;
      }
      A.SomePart = isSomePart(Key, A.Base);
      Map[Key].push_back(std::move(A));
    }
  }
}

bool Collector::isSomePart(StateKey Key, const Path &Base) const {
  EntityId Record = P.recordOf(Key.Entity);
  return Record.valid() &&
         (P[Record].Incomplete || S.ValueTypes.contains(Record)) &&
         (Base.Root != RootKind::Global || Base.hasDeref()) &&
         (Base.Steps.empty() || Base.Steps.back().Kind == StepKind::Deref);
}

/// What stands for a lock is no data.
bool Collector::isHandle(EntityId Record) const {
  return Record.valid() && P[Record].Fields.size() == 1 &&
         S.LockHandles.contains(P[Record].Fields.front());
}

/// A member of a class that releases another object's lock when it ends: guards
/// are variables of the function that holds the lock.
bool Collector::isOfGuard(EntityId Member) const {
  FunctionId Ends = S.destructor(P.recordOf(Member));
  if (!Ends.valid())
    return false;
  auto IsOther = [](const Path &Lock) {
    return Lock.Root == RootKind::This && Lock.hasDeref();
  };
  const Summary &Does = S[Ends].Effects;
  return llvm::any_of(Does.Releases, IsOther) ||
         llvm::any_of(Does.ReleasesPerhaps, IsOther);
}

/// The object is of a class that cannot synchronise itself.
bool Collector::isPlainObject(const Path &Object) const {
  EntityId Named = Object.lastEntity();
  if (!Named.valid() || Object.Steps.empty())
    return Named.valid() && P[Named].Type.Record.valid() &&
           P[P[Named].Type.Record].PlainData && !P[Named].Type.Indirect;
  EntityId Record = P[Named].Type.Record;
  return Record.valid() && P[Record].PlainData;
}

Collector::UseList Collector::usesAt(FunctionId Id, const Function &F,
                                     EventId At) const {
  UseList List;
  const Event &E = F.Events[At.index()];
  if (E.Kind == EventKind::Access) {
    if (!E.Target.known())
      return List;
    Use &U = List.emplace_back();
    // Locks, too, go by what a getter or a cast makes of their object.
    U.Object = Locals->resolve(E.Target);
    if (U.Object.Root == RootKind::Result)
      U.Object = HeldLocks(S, Id).resolve(U.Object);
    U.Rw = E.Rw;
    U.Atomic = E.Atomic;
    U.ByCall = isOpaqueCall(F, At);
    U.Opaque = U.ByCall && !isPlainObject(U.Object);
    if (U.ByCall && isReadByName(E.Text))
      U.Rw = AccessKind::Read;
    return List;
  }
  if (E.Kind != EventKind::Call)
    return List;
  std::optional<CallTarget> T = S.target(F, E);
  if (!T || P[T->Callee].Kind == FunctionKind::Constructor ||
      P[T->Callee].Kind == FunctionKind::Destructor ||
      P[T->Callee].Kind == FunctionKind::Lambda)
    return List;
  auto Add = [&](Path Object, ObjectUses::UseTy What) {
    if (What == ObjectUses::None || What == ObjectUses::Locks ||
        !Object.known())
      return;
    Object = Locals->resolve(Object);
    // An object that has a name: what a function does to its own `this` and
    // parameters stands in its callers.
    if (!isPlainObject(Object))
      return;
    Use &U = List.emplace_back();
    U.Object = std::move(Object);
    U.Rw = What == ObjectUses::Writes ? AccessKind::Update : AccessKind::Read;
    U.ByCall = true;
  };
  Add(T->Bindings.toCaller(Path::self()), Uses.ofThis(T->Callee));
  for (unsigned I = 0; I != P[T->Callee].Params.size(); ++I)
    if (const Value *V = T->Bindings.argument(I))
      Add(V->pointee(), Uses.ofParam(T->Callee, I));
  return List;
}

void ObjectUses::find(FunctionId Id) {
  const Program &P = S.program();
  const Function &F = P[Id];
  llvm::SmallVector<UseTy, 4> &Mine = Of[Id.index()];
  Mine.assign(1 + F.Params.size(), None);
  auto Raise = [&](const Path &Object, UseTy What) {
    llvm::ArrayRef<Step> Steps = Object.Steps;
    size_t Slot = 0;
    if (Object.Root == RootKind::Param && Object.Index < F.Params.size() &&
        !Steps.empty() && Steps.front().Kind == StepKind::Deref) {
      Slot = 1 + Object.Index;
      Steps = Steps.drop_front();
    } else if (Object.Root != RootKind::This) {
      return;
    }
    if (llvm::none_of(Steps,
                      [](const Step &T) { return T.Kind == StepKind::Deref; }))
      Mine[Slot] = std::max(Mine[Slot], What);
  };
  for (uint32_t J = 0; J != F.Events.size(); ++J) {
    const Event &E = F.Events[J];
    const LockSet *State = S.before(Id, EventId(J));
    if (!State)
      continue;
    if (E.Kind == EventKind::Access && E.Target.known()) {
      // Under a lock of its own the object is safe, and atomics are.
      bool Safe = E.Atomic || llvm::any_of(State->Locks, [](const HeldLock &H) {
                    return H.own();
                  });
      Raise(E.Target, Safe ? Locks : E.Rw == AccessKind::Read ? Reads : Writes);
      continue;
    }
    if (E.Kind != EventKind::Call)
      continue;
    std::optional<CallTarget> T = S.target(F, E);
    // (Empty: a circle of calls, which adds nothing of its own.)
    if (!T || Of[T->Callee.index()].empty())
      continue;
    Raise(T->Bindings.toCaller(Path::self()), ofThis(T->Callee));
    for (unsigned I = 0; I != P[T->Callee].Params.size(); ++I)
      if (const Value *V = T->Bindings.argument(I))
        Raise(V->pointee(), ofParam(T->Callee, I));
  }
}

AccessMap concurrency::collectAccesses(Solution &S) {
  AccessMap Accesses = Collector(S).run();
  markOneTime(S, Accesses);
  return Accesses;
}

/// Chains of helpers are short; a circle of them has no end.
static constexpr unsigned MaxSites = 8;

llvm::SmallVector<AccessSite, 2> concurrency::sitesOf(const Solution &S,
                                                      const SharedAccess &A) {
  llvm::SmallVector<AccessSite, 2> Sites{{A.In, A.At}};
  const WayIn *Way = A.Way;
  while (Way && Way->Caller.valid() && Sites.size() != MaxSites) {
    Sites.push_back({Way->Caller, Way->At});
    const List<WayIn> &Further = S[Way->Caller].At.Ways;
    Way = Way->Outer < Further.size() ? &Further[Way->Outer] : nullptr;
  }
  return Sites;
}

/// The way in begins in a function that stands in a table.
static bool beginsInTable(const Solution &S, const SharedAccess &A) {
  FunctionId First = sitesOf(S, A).back().In;
  // (A single way in is not written down.)
  for (unsigned I = 0; I != MaxSites && S.callSites(First).size() == 1; ++I)
    First = S.callSites(First).front().In;
  return S[First].At.Callers == CallersKind::Hidden &&
         isTableEntry(S.program()[First]);
}

std::vector<SharedAccess>
concurrency::inContexts(const Solution &S,
                        llvm::ArrayRef<SharedAccess> Accesses) {
  std::vector<SharedAccess> All;
  All.reserve(Accesses.size());
  for (const SharedAccess &A : Accesses) {
    const List<WayIn> &Ways = S[A.In].At.Ways;
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
      Here.UnknownOwner = A.UnknownOwner && !A.LockedByName;
      Here.UnknownCallers = A.UnknownCallers || W.Unknown;
      if (!A.UnknownCallers)
        Here.UnknownIn = W.UnknownIn;
      Here.Borrowed &= !W.Unknown;
      Here.InTable = W.Unknown && !Here.UnknownOwner && beginsInTable(S, Here);
    }
  }
  return All;
}
