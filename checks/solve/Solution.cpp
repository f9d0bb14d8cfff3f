//===- Solution.cpp - a program and what was found out about it -----------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "solve/Solution.h"
#include "facts/Words.h"
#include "solve/IndirectCalls.h"
#include "llvm/ADT/STLExtras.h"

using namespace concurrency;

Solution::Solution(const Program &P, World Seen)
    : P(P), Functions(P.functions().size()) {
  SeesAllCallers =
      Seen == World::Closed &&
      llvm::any_of(P.functions(), [](const Function &F) { return F.Main; });
  for (auto [I, F] : llvm::enumerate(P.functions()))
    if (F.Kind == FunctionKind::Destructor)
      if (EntityId Record = P.recordOf(F.Self); Record.valid())
        Destructors.try_emplace(Record, FunctionId(I));
}

Solution::~Solution() = default;

bool concurrency::isHandedIn(const Path &P) {
  return P.Root == RootKind::Param &&
         (P.Steps.empty() ||
          (P.Steps.size() == 1 && P.Steps[0].Kind == StepKind::Deref));
}

bool concurrency::runsWhatCallerGave(const Function &F, const Event &E) {
  return E.Callable.valid() &&
         isHandedIn(F.Callables[E.Callable.index()].Holder);
}

std::optional<CallTarget> Solution::target(const Function &F,
                                           const Event &E) const {
  switch (E.Kind) {
  case EventKind::Call:
    if (E.Callable.valid())
      return runsWhatCallerGave(F, E) ? std::nullopt
                                      : target(F, E.Callable, E.Args);
    if (FunctionId Body = E.Virtual ? FunctionId() : P.body(E.Callee);
        Body.valid())
      return CallTarget{Body, Frame::ofCall(E)};
    return std::nullopt;
  case EventKind::Wait:
    if (runsWhatCallerGave(F, E))
      return std::nullopt;
    [[fallthrough]];
  case EventKind::Spawn:
    return target(F, E.Callable);
  default:
    return std::nullopt;
  }
}

/// The one callable that a local variable is ever given.
static CallableId heldCallable(const Function &F, const Path &Holder) {
  CallableId Only;
  if (Holder.Root != RootKind::Local)
    return Only;
  for (const Event &E : F.Events) {
    if (E.Kind != EventKind::Assign || !(E.Target == Holder) || E.Args.empty() ||
        E.Args[0].Kind != ValueKind::Callable)
      continue;
    const Callable &Given = F.Callables[E.Args[0].Callable.index()];
    if (Only.valid() || !Given.Target.valid())
      return CallableId();
    Only = E.Args[0].Callable;
  }
  return Only;
}

std::optional<CallTarget> Solution::target(const Function &F, CallableId C,
                                           llvm::ArrayRef<Value> Args) const {
  if (!C.valid())
    return std::nullopt;
  const Callable &Value = F.Callables[C.index()];
  FunctionId Body = P.body(Value.Target);
  if (!Body.valid()) {
    CallableId Held = Value.Target.valid() ? CallableId()
                                           : heldCallable(F, Value.Holder);
    return Held.valid() && Held != C ? target(F, Held, Args) : std::nullopt;
  }
  return CallTarget{Body, Frame::ofCallable(Value, P[Body], Args)};
}

llvm::SmallVector<FunctionId, 2>
Solution::handedOver(const Function &F, const Event &E) const {
  llvm::SmallVector<FunctionId, 2> Given;
  for (const Value &V : E.Args)
    if (V.Kind == ValueKind::Callable)
      if (std::optional<CallTarget> T = target(F, V.Callable))
        Given.push_back(T->Callee);
  return Given;
}

llvm::ArrayRef<AccessSite> Solution::callSites(FunctionId F) const {
  if (CallSites.empty()) {
    CallSites.resize(Functions.size());
    for (FunctionId Caller : BottomUp)
      for (const RunEdge &R : (*this)[Caller].Runs)
        CallSites[R.Callee.index()].push_back({Caller, R.At});
  }
  return CallSites[F.index()];
}

bool Solution::isRunWithout(FunctionId F, EntityId Lock) const {
  if (!PointerCalls) {
    PointerCalls.emplace();
    for (auto [I, G] : llvm::enumerate(P.functions()))
      for (auto [J, E] : llvm::enumerate(G.Events))
        if (E.Kind == EventKind::Call && !E.Virtual && E.Callable.valid() &&
            !target(G, E))
          for (FunctionId Callee : Indirect->all(G, E))
            (*PointerCalls)[Callee].push_back({FunctionId(I), EventId(J)});
  }
  auto It = PointerCalls->find(F);
  // (Which of several that are stored alike runs where is not told.)
  return It != PointerCalls->end() &&
         llvm::all_of(It->second, [&](const AccessSite &Call) {
           const Entry &At = (*this)[Call.In].At;
           const LockSet *State = before(Call.In, Call.At);
           if (!State || At.Callers == CallersKind::Hidden ||
               holdsClass(State->Locks, Lock) || holdsClass(At.Held, Lock) ||
               llvm::is_contained(At.PerhapsHeld, Lock))
             return false;
           return llvm::none_of(At.Ways, [&](const WayIn &W) {
             return W.Unknown || holdsClass(W.Held, Lock);
           });
         });
}

/// Wrappers of wrappers of locks are rare.
static constexpr unsigned MaxWrappers = 3;

EntityId Solution::lockIn(EntityId Record, unsigned Depth) const {
  if (!Record.valid() || Depth == MaxWrappers)
    return {};
  if (auto It = WrappedLock.find(Record); It != WrappedLock.end())
    return It->second;
  // The methods are elsewhere; but there may be only one to be the lock.
  llvm::SmallVector<EntityId, 2> Locks;
  for (EntityId Field : P[Record].Fields)
    if (P[Field].Type.Role == TypeRole::Lock)
      Locks.push_back(Field);
  for (EntityId Base : P[Record].Bases)
    if (EntityId Inner = lockIn(Base, Depth + 1); Inner.valid())
      Locks.push_back(Inner);
  return P[Record].LockLike && Locks.size() == 1 ? Locks.front() : EntityId();
}

llvm::SmallVector<EntityId, 3> Solution::layers(EntityId Lock) const {
  llvm::SmallVector<EntityId, 3> Found;
  for (; Found.size() != MaxWrappers && Lock.valid();
       Lock = lockIn(P[Lock].Type.Record))
    Found.push_back(Lock);
  return Found;
}

std::optional<Reentrancy> Solution::initialisedKind(EntityId Of) const {
  for (EntityId Lock : layers(Of))
    if (auto It = InitialisedAs.find(Lock); It != InitialisedAs.end())
      return It->second;
  return std::nullopt;
}

Reentrancy Solution::declaredKind(EntityId Of) const {
  Reentrancy Kind = Reentrancy::Unknown;
  // The kind of a wrapper is that of the lock inside.
  for (EntityId Lock : layers(Of)) {
    const TypeFacts &Type = P[Lock].Type;
    if (isSettled(Type.Reentrant))
      return Type.Reentrant;
    if (Type.Reentrant == Reentrancy::Unlikely)
      Kind = Reentrancy::Unlikely;
  }
  return Kind;
}

bool Solution::isOurs(const Path &Lock) const {
  EntityId Global = Lock.global();
  if (!Global.valid() || !P[Global].Internal || Lock.hasDeref() ||
      HandedOutLocks.contains(Global))
    return false;
  EntityId Class = P[Global].Type.Record;
  return llvm::all_of(Lock.Steps,
                      [](const Step &S) {
                        return S.Kind == StepKind::Element;
                      }) &&
         !(Class.valid() && P[Class].LockLike);
}

bool Solution::isOnce(EntityId E) const {
  if (!E.valid())
    return false;
  if (P[E].Type.Role == TypeRole::OnceFlag)
    return true;
  if (P[E].Type.Role != TypeRole::Lock)
    return false;
  EntityId Record = P.recordOf(E);
  // (To take a name to pieces costs most.)
  return Record.valid() &&
         P[Record].shortName().contains_insensitive("once") &&
         hasWord(P[Record].shortName(), {"once"});
}

Reentrancy Solution::reentrancy(const Path &Lock, Reentrancy AtEvent) const {
  EntityId Class = Lock.lastEntity();
  if (Class.valid() && isOnce(Lock))
    return Reentrancy::No;
  // (With attributes that are not seen, it may be any kind.)
  if (Class.valid())
    if (std::optional<Reentrancy> As = initialisedKind(Class))
      return *As;
  // A class may be derived from that of a plain lock just to be reentrant, or
  // wrap one that is.
  if (Class.valid() && AtEvent != Reentrancy::Yes) {
    for (EntityId Inner : layers(Class))
      if (EntityId Record = P[Inner].Type.Record;
          Record.valid() && saysReentrant(P[Record].shortName()))
        return Reentrancy::Unknown;
    // Whoever makes one says which kind.
    if (EntityId Record = P[Class].Type.Record;
        Record.valid() && P[Record].LockLike && !P[Record].Incomplete &&
        P[Class].Type.Reentrant == Reentrancy::Unknown)
      return Reentrancy::Unknown;
  }
  if (isSettled(AtEvent))
    return AtEvent;
  Reentrancy Kind = AtEvent;
  if (Class.valid()) {
    if (saysReentrant(P[Class].shortName()))
      return Reentrancy::Unknown;
    if (Reentrancy Declared = declaredKind(Class);
        Declared != Reentrancy::Unknown || AtEvent == Reentrancy::Unknown)
      Kind = Declared;
  }
  if (Kind != Reentrancy::Unlikely)
    return Kind;
  if (MakesReentrant)
    return Reentrancy::Unknown;
  return isOurs(Lock) ? Reentrancy::No : Reentrancy::Unlikely;
}

Path Solution::canonical(Path Lock) const {
  if (!LockHandles.empty())
    for (size_t I = 0; I != Lock.Steps.size(); ++I)
      if (Lock.Steps[I].Kind == StepKind::Field &&
          LockHandles.contains(Lock.Steps[I].entity())) {
        Lock.Steps.truncate(I);
        break;
      }
  if (WrappedLock.empty())
    return Lock;
  while (!Lock.Steps.empty()) {
    const Step &Last = Lock.Steps.back();
    if (Last.Kind != StepKind::Field)
      break;
    EntityId Record = P[Last.entity()].Parent;
    auto It = Record.valid() ? WrappedLock.find(Record) : WrappedLock.end();
    if (It == WrappedLock.end() || It->second != Last.entity())
      break;
    Lock.Steps.pop_back();
  }
  return Lock;
}

const Trace *Solution::trace(Place Where, EntityId Callee, const Trace *Next) {
  Trace *T = new (Traces.Allocate()) Trace();
  T->Where = Where;
  T->Callee = Callee;
  T->Next = Next;
  T->Length = Next ? Next->Length + 1 : 1;
  return T;
}
