//===- Structure.cpp - classes that are locks by what they do -------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "solve/Structure.h"
#include "facts/Words.h"
#include "solve/Conventions.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/MapVector.h"

using namespace concurrency;

namespace {
/// How many methods of a class, or functions that are handed a struct, do what
/// to one of its fields.
struct Uses {
  unsigned OnlyAcquire = 0;
  unsigned OnlyRelease = 0;
  unsigned Both = 0;
};
} // namespace

/// The field of \p Record that \p Lock leads to, if it is part of `this`.
static EntityId ownField(const Program &P, EntityId Record, const Path &Lock) {
  if (Lock.Root != RootKind::This || Lock.Steps.empty() ||
      Lock.Steps.front().Kind != StepKind::Field)
    return EntityId();
  EntityId Field = Lock.Steps.front().entity();
  return P.recordOf(Field) == Record ? Field : EntityId();
}

/// `object->lock`, of what a function is handed, perhaps under another name.
static EntityId handedField(const Path &Lock) {
  if ((Lock.Root != RootKind::Param && Lock.Root != RootKind::Local) ||
      Lock.Steps.size() != 2 || Lock.Steps[0].Kind != StepKind::Deref ||
      Lock.Steps[1].Kind != StepKind::Field)
    return EntityId();
  return Lock.Steps[1].entity();
}

/// The function may be one of those that make a struct a lock.
static bool isHandedStruct(const Function &F) {
  return F.Kind == FunctionKind::Function && !F.Main && !F.Params.empty();
}

/// By record, and by its field.
using UsesOf = llvm::MapVector<EntityId, llvm::MapVector<EntityId, Uses>>;

static void countUses(const Solution &S, const Function &F, UsesOf &Records) {
  enum { Acquires = 1, Releases = 2 };
  const Program &P = S.program();
  llvm::DenseMap<EntityId, unsigned> Seen;
  auto Note = [&](const Path &Lock, unsigned What) {
    const Path Whole = S.canonical(Lock);
    EntityId Field = F.Kind == FunctionKind::Method
                         ? ownField(P, P.recordOf(F.Self), Whole)
                         : handedField(Whole);
    if (Field.valid())
      Seen[Field] |= What;
  };
  for (const Event &E : F.Events) {
    switch (E.Kind) {
    case EventKind::Acquire:
    case EventKind::TryAcquire:
      Note(E.Target, Acquires);
      break;
    case EventKind::Release:
      Note(E.Target, Releases);
      break;
    case EventKind::GuardInit:
      for (const Value &V : E.Args)
        Note(V.P, Acquires | Releases);
      break;
    case EventKind::Call:
      if (E.Hint == Event::HintTy::Acquire ||
          E.Hint == Event::HintTy::TryAcquire)
        Note(E.Target, Acquires);
      else if (E.Hint == Event::HintTy::Release)
        Note(E.Target, Releases);
      else if (E.Hint == Event::HintTy::Guard)
        for (const Value &V : E.Args)
          Note(V.pointee(), Acquires | Releases);
      break;
    default:
      break;
    }
  }
  for (auto [Field, What] : Seen) {
    Uses &U = Records[P.recordOf(Field)][Field];
    ++(What == Acquires   ? U.OnlyAcquire
       : What == Releases ? U.OnlyRelease
                          : U.Both);
  }
}

/// A lock class has little beside its lock. One with data to guard is an
/// object with a lock, even if it has lock() and unlock().
static bool isSlim(const Program &P, EntityId Record, bool LikeLock) {
  unsigned Locks = 0;
  for (EntityId Field : P[Record].Fields) {
    TypeRole Role = P[Field].Type.Role;
    if (Role == TypeRole::Container || Role == TypeRole::Callable ||
        Role == TypeRole::Stream)
      return false;
    Locks += Role == TypeRole::Lock;
  }
  return Locks <= 1 && P[Record].Fields.size() <= (LikeLock ? 6u : 2u);
}

/// Beside the field \p Lock, the struct has only what belongs to it, such as
/// who holds it: nobody but who locks, unlocks or initialises it uses any.
static bool isAllForLock(const Program &P, EntityId Record, EntityId Lock) {
  auto NamesLock = [&](const Event &E) {
    return E.Target.lastEntity() == Lock ||
           llvm::any_of(E.Args, [&](const Value &V) {
             return V.P.lastEntity() == Lock;
           });
  };
  auto UsesOther = [&](const Event &E) {
    EntityId Field = E.Target.lastEntity();
    return E.Kind == EventKind::Access && Field.valid() && Field != Lock &&
           P.recordOf(Field) == Record;
  };
  return llvm::none_of(P.functions(), [&](const Function &F) {
    return llvm::any_of(F.Events, UsesOther) &&
           llvm::none_of(F.Events, NamesLock);
  });
}

//===----------------------------------------------------------------------===//
// Kinds of locks
//===----------------------------------------------------------------------===//

/// Deeper chains of initialising functions do not occur.
static constexpr unsigned MaxInitDepth = 3;

namespace {
/// Finds out how locks are initialised, also through functions that are handed
/// the lock.
class KindFinder {
public:
  explicit KindFinder(Solution &S) : S(S), P(S.program()) {}

  void run() {
    for (const Function &F : P.functions())
      for (const Event &E : F.Events)
        if (E.Kind == EventKind::LockInit)
          initialised(F, E.Target, kindOf(F, E));
        else if (E.Kind == EventKind::Call && !P.body(E.Callee).valid())
          handedOut(E);
    for (unsigned I = 0; I != MaxInitDepth && !Initialisers.empty(); ++I)
      toCallers();
  }

private:
  struct Initialised {
    Path Lock; ///< in the function's frame
    Reentrancy As;
  };

  bool isLock(const Function &F, const Path &Lock) const;
  static Reentrancy kindOf(const Function &F, const Event &Init);
  void initialised(const Function &F, const Path &Lock, Reentrancy As);
  void handedOut(const Event &Call);
  void toCallers();

  Solution &S;
  const Program &P;
  /// Functions that initialise a lock of their caller.
  llvm::DenseMap<EntityId, std::vector<Initialised>> Initialisers;
};
} // namespace

bool KindFinder::isLock(const Function &F, const Path &Lock) const {
  if (EntityId Class = Lock.lastEntity(); Class.valid())
    return P[Class].Type.Role == TypeRole::Lock;
  if (Lock.Root == RootKind::Local && Lock.Index < F.Locals.size())
    return F.Locals[Lock.Index].Type.Role == TypeRole::Lock;
  if (Lock.Root == RootKind::Param && Lock.Index < F.Params.size())
    return F.Params[Lock.Index].Type.Role == TypeRole::Lock;
  return true;
}

/// By an attribute that this function makes, and gives a kind or leaves as it is.
Reentrancy KindFinder::kindOf(const Function &F, const Event &Init) {
  if (Init.Reentrant != Reentrancy::Unknown || Init.Args.empty())
    return Init.Reentrant;
  const Value &Attribute = Init.Args[0];
  if (Attribute.Kind != ValueKind::Address ||
      Attribute.P.Root != RootKind::Local || !Attribute.P.Steps.empty())
    return Reentrancy::Unknown;
  auto Is = [&](const Value &V) { return V == Attribute; };
  if (llvm::any_of(F.Callables, [&](const Callable &C) {
        return llvm::any_of(C.Captures, Is) || llvm::any_of(C.Bound, Is);
      }))
    return Reentrancy::Unknown;
  Reentrancy Kind = Reentrancy::Unknown;
  for (const Event &E : F.Events) {
    if (E.Kind == EventKind::Call && llvm::any_of(E.Args, Is))
      return Reentrancy::Unknown;
    if (E.Kind != EventKind::LockInit || !(E.Target == Attribute.P))
      continue;
    // (First it is made, and has the default.)
    if (E.Reentrant != Reentrancy::No)
      return E.Reentrant;
    Kind = Reentrancy::No;
  }
  return Kind;
}

void KindFinder::initialised(const Function &F, const Path &Lock,
                             Reentrancy As) {
  // An attribute: some lock is made with it.
  if (!isLock(F, Lock)) {
    S.MakesReentrant |= As == Reentrancy::Yes;
    return;
  }
  if (EntityId Class = Lock.lastEntity(); Class.valid()) {
    auto [It, New] = S.InitialisedAs.try_emplace(Class, As);
    if (!New && It->second != As)
      It->second = Reentrancy::Unknown;
  } else if (Lock.Root == RootKind::Param) {
    Initialisers[F.Self].push_back({Lock, As});
  }
}

/// A function that is not seen has been given locks.
void KindFinder::handedOut(const Event &Call) {
  if (Call.Callee.valid() && endsByName(P[Call.Callee].shortName()))
    return;
  bool Reentrant =
      Call.Callee.valid() && saysReentrant(P[Call.Callee].shortName());
  for (const Value &V : Call.Args) {
    EntityId Class =
        V.Kind == ValueKind::Address ? V.P.lastEntity() : EntityId();
    if (!Class.valid() || P[Class].Type.Role != TypeRole::Lock)
      continue;
    S.HandedOutLocks.insert(Class);
    if (Reentrant)
      S.InitialisedAs[Class] = Reentrancy::Yes;
  }
}

void KindFinder::toCallers() {
  auto Known = std::move(Initialisers);
  Initialisers.clear();
  for (const Function &F : P.functions())
    for (const Event &E : F.Events) {
      if (E.Kind != EventKind::Call || !E.Callee.valid())
        continue;
      auto It = Known.find(E.Callee);
      if (It == Known.end())
        continue;
      Frame Bindings = Frame::ofCall(E);
      for (const Initialised &I : It->second)
        if (Path Lock = Bindings.toCaller(I.Lock); Lock.known())
          initialised(F, Lock, I.As);
    }
}

//===----------------------------------------------------------------------===//

/// By the members and variables that are declared with a class.
static void findValueTypes(Solution &S) {
  llvm::DenseMap<EntityId, unsigned> Homes;
  auto Add = [&](const TypeFacts &T) {
    if (T.Record.valid() && !T.Indirect && ++Homes[T.Record] == 2)
      S.ValueTypes.insert(T.Record);
  };
  for (const Entity &E : S.program().entities())
    if (E.Kind == EntityKind::Field || E.Kind == EntityKind::Global)
      Add(E.Type);
  for (const Function &F : S.program().functions())
    for (const Variable &V : F.Locals)
      Add(V.Type);
}

static void findRecipients(Solution &S) {
  const Program &P = S.program();
  if (llvm::none_of(P.functions(), [](const Function &F) {
        return F.Kind == FunctionKind::Lambda;
      }))
    return;
  for (const Function &F : P.functions())
    for (const Event &E : F.Events)
      if (E.Kind == EventKind::Call && E.Callee.valid())
        for (const Value &V : E.Args)
          if (V.Kind == ValueKind::Callable)
            S.Recipients.try_emplace(F.Callables[V.Callable.index()].Target,
                                     P[E.Callee].Name);
}

static void findHomes(Solution &S) {
  const Program &P = S.program();
  for (auto [I, E] : llvm::enumerate(P.entities())) {
    if (E.Kind != EntityKind::Field || E.Type.Role != TypeRole::Plain ||
        E.Type.Indirect || !E.Type.Record.valid() || !E.Annotations.empty() ||
        S.ValueTypes.contains(E.Type.Record))
      continue;
    if (P[E.Type.Record].shortName() == "(unnamed)" ||
        (E.Parent.valid() && P[E.Parent].Name == "std::pair"))
      S.Homes.insert(EntityId(I));
  }
}

/// `typedef struct { pthread_mutex_t sys; } mutex_t;` is a lock by another
/// name. (A class with methods is an object with a lock, however little it
/// has.)
static void findRenamedLocks(Solution &S,
                             const llvm::DenseSet<EntityId> &HasMethods) {
  const Program &P = S.program();
  for (auto [I, E] : llvm::enumerate(P.entities())) {
    EntityId Record(I);
    if (E.Kind != EntityKind::Record || E.Fields.size() != 1 ||
        HasMethods.contains(Record))
      continue;
    const TypeFacts &Only = P[E.Fields.front()].Type;
    if (Only.Role == TypeRole::Lock && !Only.Indirect)
      S.WrappedLock.try_emplace(Record, E.Fields.front());
  }
}

void concurrency::findStructure(Solution &S) {
  const Program &P = S.program();
  findNonBlockingHandles(S);
  findValueTypes(S);
  findHomes(S);
  findRecipients(S);
  KindFinder(S).run();
  llvm::DenseSet<EntityId> HasMethods;
  for (const Function &F : P.functions())
    if (F.Kind == FunctionKind::Method)
      HasMethods.insert(P.recordOf(F.Self));
  findRenamedLocks(S, HasMethods);
  findLockHandles(S);

  // A wrapper of a wrapper is seen once the inner one is known.
  for (unsigned Round = 0; Round != 3; ++Round) {
    UsesOf Records;
    for (const Function &F : P.functions())
      if (F.Kind == FunctionKind::Method || isHandedStruct(F))
        countUses(S, F, Records);
    bool Changed = false;
    for (auto &[Record, Fields] : Records)
      for (auto &[Field, U] : Fields)
        if (U.OnlyAcquire && U.OnlyRelease && !U.Both &&
            !S.WrappedLock.contains(Record) &&
            (HasMethods.contains(Record)
                 ? isSlim(P, Record, P[Record].LockLike)
                 : isSlim(P, Record, true) && isAllForLock(P, Record, Field)))
          Changed |= S.WrappedLock.try_emplace(Record, Field).second;
    if (!Changed)
      return;
  }
}

void concurrency::findLentLocks(Solution &S) {
  const Program &P = S.program();
  auto Lend = [&](const Path &Lock) {
    if (EntityId Class = Lock.lastEntity(); Class.valid())
      S.LentLocks.insert(Class);
  };
  for (uint32_t I = 0; I != P.functions().size(); ++I) {
    const Function &F = P.functions()[I];
    // (What stands in a table is there for others.)
    if (F.Access == AccessSpec::Private || (F.Internal && !F.AddressTaken) ||
        (F.Kind != FunctionKind::Method && F.Kind != FunctionKind::Function))
      continue;
    const Summary &Effects = S[FunctionId(I)].Effects;
    for (const auto *Net : {&Effects.Acquires, &Effects.AcquiresIfNonZero,
                            &Effects.AcquiresIfZero})
      for (const NetLock &L : *Net)
        if (!L.Forgotten)
          Lend(L.Lock);
    EntityId Returned = Effects.Returned.P.lastEntity();
    if (Effects.Returned.Kind == ValueKind::Address && Returned.valid() &&
        P[Returned].Type.Role == TypeRole::Lock)
      Lend(Effects.Returned.P);
  }
}
