//===- HeldCalls.cpp - what calls do to the locks held --------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "solve/HeldLocks.h"
#include "facts/Words.h"
#include "llvm/ADT/STLExtras.h"
#include <algorithm>

using namespace concurrency;

/// So many locks may be left perhaps held by callees at once. A helper of which
/// that is said by mistake is called a hundred times in one function.
static constexpr unsigned MaxPerhaps = 16;

/// A lock in a callee's summary, in the words of this function.
Path HeldLocks::ofCallee(const Frame &Bindings, const Path &Lock,
                         EventId Call) const {
  if (!isReturned(Lock))
    return resolve(Bindings.toCaller(Lock));
  Path Object = Path::result(Call);
  Object.Steps = Lock.Steps;
  return resolve(Object);
}

/// An attribute of a constructor makes its class a scoped capability.
static bool isConstructor(const Program &P, EntityId Callee) {
  if (FunctionId Body = P.body(Callee); Body.valid())
    return P[Body].Kind == FunctionKind::Constructor;
  EntityId Class = P.recordOf(Callee);
  return Class.valid() && P[Callee].shortName() == P[Class].shortName();
}

bool HeldLocks::annotatedCall(LockSet &State, const Event &E) {
  if (!E.Callee.valid() || P[E.Callee].Annotations.empty())
    return false;
  bool Any = false;
  const bool Scoped =
      E.Hint == Event::HintTy::Guard || isConstructor(P, E.Callee);
  Frame Bindings = Frame::ofCall(E);
  const Entity &Callee = P[E.Callee];
  GuardState Guard;
  Guard.Guard = resolve(E.Target);
  // Who gives up one mode for another does so first.
  List<Annotation> InOrder = Callee.Annotations;
  std::stable_partition(InOrder.begin(), InOrder.end(),
                        [](const Annotation &A) {
                          return A.Kind == AnnotationKind::Release;
                        });
  for (const Annotation &A : InOrder) {
    Path Lock = resolve(Bindings.toCaller(A.Lock));
    switch (A.Kind) {
    case AnnotationKind::Acquire:
      Any = true;
      // A scoped capability's constructor: its destructor releases.
      if (Scoped) {
        Guard.Locks.push_back(std::move(Lock));
        Guard.Mode = A.Mode;
      } else {
        acquire(State, Lock, A.Mode, Reentrancy::Unknown, HoldSource::Acquired,
                true, here(E));
      }
      break;
    case AnnotationKind::TryAcquire:
      Any = true;
      acquire(State, Lock, A.Mode, Reentrancy::Unknown, HoldSource::Acquired,
              false, here(E));
      break;
    case AnnotationKind::Release:
      Any = true;
      // (The end of a scoped capability releases what it manages, if anything.)
      if (E.IsDestructor && A.Lock == Path::self())
        endGuard(State, Guard.Guard);
      else if (State.guard(Guard.Guard))
        unlockGuard(State, Guard.Guard);
      else
        release(State, Lock);
      break;
    case AnnotationKind::Assert:
      Any = true;
      assertHeld(State, Lock, E);
      break;
    default:
      break;
    }
  }
  if (!Guard.Locks.empty())
    initGuard(State, std::move(Guard), GuardMode::Locked, here(E));
  return Any;
}

void HeldLocks::hintedCall(LockSet &State, const Event &E) {
  Path Lock = resolve(E.Target);
  switch (E.Hint) {
  case Event::HintTy::None:
    break;
  case Event::HintTy::Acquire:
    if (State.guard(Lock))
      lockGuard(State, Lock, Holding::Yes, here(E));
    else
      acquire(State, Lock, E.Mode, E.Reentrant, HoldSource::Acquired, true,
              here(E));
    break;
  case Event::HintTy::TryAcquire:
    acquire(State, Lock, E.Mode, E.Reentrant, HoldSource::Acquired, false,
            here(E));
    break;
  case Event::HintTy::Release:
    if (State.guard(Lock))
      unlockGuard(State, Lock);
    else
      release(State, Lock);
    break;
  case Event::HintTy::AssertHeld:
    assertHeld(State, Lock, E);
    break;
  case Event::HintTy::Guard: {
    GuardState G;
    G.Guard = Lock;
    G.Mode = E.Mode;
    // The one argument that is a lock; the extractor put no other there.
    for (const Value &V : E.Args)
      if (Path Managed = V.pointee(); Managed.known()) {
        G.Locks.push_back(resolve(Managed));
        break;
      }
    if (!G.Locks.empty())
      initGuard(State, std::move(G), GuardMode::Locked, here(E));
    break;
  }
  }
}

/// Guards by structure: a constructor that leaves a lock held of a class whose
/// destructor releases it; or the other way round.
bool HeldLocks::guardCall(LockSet &State, const Event &E,
                          const Function &Callee, const Frame &Bindings,
                          const Summary &Effects) {
  Path Object = resolve(E.Target);
  // Inside the class itself the fields speak for themselves.
  if (!Object.known() || (Object.Root == RootKind::This && Object.Steps.empty()))
    return false;
  switch (Callee.Kind) {
  case FunctionKind::Constructor: {
    FunctionId Dtor = S.destructor(P.recordOf(Callee.Self));
    if (!Dtor.valid())
      return false;
    const Summary &Ends = S[Dtor].Effects;
    GuardState G;
    G.Guard = Object;
    // (Of another guard, which is given up meanwhile, the destructor knows only
    // that it locks.)
    bool Locks = llvm::any_of(Ends.Guards, [](const GuardEffect &Does) {
      return Does.Kind == GuardEffect::Lock;
    });
    if (Effects.Acquires.empty() && !Effects.Releases.empty() &&
        (Locks || !Ends.Acquires.empty()) && Ends.Releases.empty()) {
      for (const Path &Lock : Effects.Releases)
        G.Locks.push_back(resolve(Bindings.toCaller(Lock)));
      if (!Ends.Acquires.empty()) {
        G.Mode = Ends.Acquires.front().Mode;
        G.Reentrant = Ends.Acquires.front().Reentrant;
      }
      initGuard(State, std::move(G), GuardMode::Reversed, here(E));
      return true;
    }
    if (Effects.Acquires.empty() || Ends.Releases.empty())
      return false;
    bool Must = true;
    for (const NetLock &L : Effects.Acquires) {
      G.Locks.push_back(resolve(Bindings.toCaller(L.Lock)));
      G.Mode = L.Mode;
      G.Reentrant = L.Reentrant;
      Must &= L.Must;
    }
    // (That the constructor asks for a null pointer says nothing.)
    const bool AsTold = llvm::any_of(Callee.Params, [](const Variable &V) {
      return V.Type.Scalar && !V.Type.Indirect;
    });
    initGuard(State, std::move(G),
              Must || !AsTold ? GuardMode::Locked : GuardMode::Tried,
              here(E, Effects.Acquires.front().Via));
    return true;
  }
  case FunctionKind::Destructor:
    if (!State.guard(Object))
      return false;
    endGuard(State, Object);
    return true;
  case FunctionKind::Method: {
    const GuardState *G = State.guard(Object);
    if (!G)
      return false;
    if (!Effects.Releases.empty())
      unlockGuard(State, Object);
    else if (!Effects.ReleasesPerhaps.empty())
      doubtGuard(State, Object);
    if (!Effects.Acquires.empty())
      lockGuard(State, Object, Holding::Yes,
                here(E, Effects.Acquires.front().Via));
    return true;
  }
  default:
    return false;
  }
}

bool HeldLocks::releases(const Path &Lock) const {
  EntityId Class = Lock.lastEntity();
  return llvm::any_of(F.Events, [&](const Event &E) {
    if (E.Kind == EventKind::Release)
      return resolve(E.Target).lastEntity() == Class;
    std::optional<CallTarget> T =
        E.Kind == EventKind::Call ? S.target(F, E) : std::nullopt;
    return T &&
           llvm::any_of(S[T->Callee].Effects.Releases, [&](const Path &Inner) {
             return resolve(T->Bindings.toCaller(Inner)).lastEntity() == Class;
           });
  });
}

/// What is given a lock may release it, or does, by its name:
/// `pthread_cleanup_push(cleanup_mutex, &lock)`. (A struct around the lock counts
/// as that.)
void HeldLocks::unseenCall(LockSet &State, const Event &E) {
  if (State.Locks.empty() || E.Args.empty())
    return;
  EntityId Named = E.Callee;
  if (!Named.valid() && E.Callable.valid())
    Named = F.Callables[E.Callable.index()].Target;
  const bool Releases = Named.valid() && !P.body(Named).valid() &&
                        releasesByName(P[Named].shortName());
  List<Path> Released;
  for (const Value &V : E.Args) {
    const Path Given = Releases ? resolve(V.pointee()) : Path::unknown();
    for (HeldLock &H : State.Locks) {
      H.Doubted |= V.Kind == ValueKind::Address && H.Lock == V.P;
      if (Given.known() && H.Lock.startsWith(Given) &&
          H.Lock.Steps.size() <= Given.Steps.size() + 1)
        Released.push_back(H.Lock);
    }
  }
  for (const Path &Lock : Released)
    release(State, Lock);
}

void HeldLocks::call(LockSet &State, const Event &E, EventId Id) {
  if (annotatedCall(State, E))
    return;
  std::optional<CallTarget> Target = S.target(F, E);
  if (!Target || !S[Target->Callee].Effects.hasLockEffect()) {
    // Nothing seen in its body (or no body): what the name says stands.
    if (E.IsDestructor)
      endGuard(State, resolve(E.Target));
    hintedCall(State, E);
    if (!Target && E.Hint == Event::HintTy::None)
      unseenCall(State, E);
    return;
  }
  const Function &Callee = P[Target->Callee];
  const Summary &Effects = S[Target->Callee].Effects;
  const Frame &Bindings = Target->Bindings;
  if (guardCall(State, E, Callee, Bindings, Effects))
    return;

  for (const Path &Lock : Effects.Releases) {
    Path Ours = resolve(Bindings.toCaller(Lock));
    // A cleanup function gets the variable, not the lock; scopes end from the
    // inside out.
    if (E.IsDestructor && Callee.Kind == FunctionKind::Function &&
        !State.find(Ours))
      State.releaseInnermost();
    else
      release(State, Ours);
  }
  // What is held under a condition is released under it.
  for (const Path &Lock : Effects.ReleasesPerhaps)
    if (const HeldLock *H = State.find(resolve(Bindings.toCaller(Lock)));
        H && !H->Must)
      State.release(Path(H->Lock));
  auto Acquire = [&](const NetLock &L, bool Must) {
    const Path Lock = ofCallee(Bindings, L.Lock, Id);
    acquire(State, Lock, L.Mode, L.Reentrant, HoldSource::Acquired, Must,
            here(E, L.Via));
    // (Who releases it himself afterwards knows of it.)
    if (L.Forgotten && !releases(Lock))
      for (HeldLock &H : llvm::reverse(State.Locks))
        if (!H.Must && H.Lock == Lock) {
          H.Forgotten = true;
          break;
        }
  };
  auto HasRoom = [&] {
    return llvm::count_if(State.Locks, [](const HeldLock &H) {
             return !H.Must;
           }) < MaxPerhaps;
  };
  for (const NetLock &L : Effects.Acquires)
    if (L.Must || HasRoom())
      Acquire(L, L.Must);
  for (const NetLock &L : Effects.AcquiresIfNonZero)
    Acquire(L, false);
  for (const NetLock &L : Effects.AcquiresIfZero)
    Acquire(L, false);

  for (const GuardEffect &G : Effects.Guards) {
    Path Object = G.Guard.Root == RootKind::Result
                      ? Path::result(Id).then(G.Guard.Steps)
                      : resolve(Bindings.toCaller(G.Guard));
    switch (G.Kind) {
    case GuardEffect::Init: {
      // The locks are among Acquires: only the guard itself is new.
      GuardState New = G.State;
      New.Guard = Object;
      for (Path &Lock : New.Locks)
        Lock = resolve(Bindings.toCaller(Lock));
      State.dropGuard(Object);
      State.Guards.push_back(std::move(New));
      break;
    }
    case GuardEffect::Lock:
      lockGuard(State, Object, Holding::Yes, here(E));
      break;
    case GuardEffect::Try:
      lockGuard(State, Object, Holding::Maybe, here(E));
      break;
    case GuardEffect::Unlock:
      unlockGuard(State, Object);
      break;
    case GuardEffect::End:
      endGuard(State, Object);
      break;
    }
  }
}
