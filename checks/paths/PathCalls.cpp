//===- PathCalls.cpp - what calls do to locks and guards ------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "paths/PathChecker.h"
#include "facts/Words.h"

using namespace clang;
using namespace ento;
using namespace concurrency;

SVal PathChecker::fresh(const CallEvent &Call, CheckerContext &C) const {
  return C.getSValBuilder().conjureSymbolVal(Call, C.blockCount());
}

ProgramStateRef PathChecker::bindResult(ProgramStateRef State,
                                        const CallEvent &Call, SVal V,
                                        CheckerContext &C) const {
  const Expr *E = Call.getOriginExpr();
  if (!E)
    return State;
  if (const auto *Ctor = dyn_cast<CXXConstructorCall>(&Call)) {
    if (auto This = Ctor->getCXXThisVal().getAs<Loc>())
      return State->BindExpr(E, C.getLocationContext(), State->getSVal(*This));
    return State;
  }
  return Call.getResultType()->isVoidType()
             ? State
             : State->BindExpr(E, C.getLocationContext(), V);
}

bool PathChecker::evalCall(const CallEvent &Call, CheckerContext &C) const {
  if (!Core)
    return false;
  CallShape Shape(Call, *Core);
  if (evalGuardMove(Shape, C) || evalUpkeep(Shape, C))
    return true;
  if (!Shape.Effects)
    return false;
  bool Locks = false;
  const CallEffect *Deref = nullptr;
  Shape.each([&](const CallEffect &E, const CallShape &) {
    Locks |= isLocking(E);
    if (E.Kind == CallEffect::Deref)
      Deref = &E;
  });
  if (Locks)
    return evalLocking(Shape, C);
  if (Deref)
    return evalDeref(Shape, *Deref, C);
  return false;
}

/// What makes, ends or signals a lock or a condition changes nothing else of the
/// object that it is a part of, as the analyzer has to suppose of a call that
/// gets its address.
bool PathChecker::evalUpkeep(const CallShape &Shape, CheckerContext &C) const {
  const CallEvent &Call = Shape.Call;
  if (!Shape.Callee ||
      isa<CXXConstructorDecl, CXXDestructorDecl>(Shape.Callee) ||
      Shape.has([](const CallEffect &E) {
        return E.Kind != CallEffect::LockInit && E.Kind != CallEffect::Notify;
      }))
    return false;
  auto RoleOf = [&](const Expr *E) {
    return Core->classify(E->getType()).Role;
  };
  if (!Shape.Effects) {
    // Of the library, or a function that gets nothing but conditions.
    bool System = Core->isSystem(Shape.Callee);
    if (Shape.Receiver || Call.getNumArgs() == 0 || Shape.Callee->hasBody())
      return false;
    for (unsigned I = 0; I != Call.getNumArgs(); ++I) {
      const Expr *A = Call.getArgExpr(I);
      QualType T = I < Shape.Callee->getNumParams()
                       ? Shape.Callee->getParamDecl(I)->getType()
                       : QualType();
      if (!A || T.isNull() ||
          (T->isPointerType() && !T->getPointeeType().isConstQualified() &&
           RoleOf(A) != TypeRole::Condition &&
           !(System && RoleOf(A) == TypeRole::Lock)))
        return false;
    }
  }
  const Expr *Of = Shape.Receiver     ? Shape.Receiver
                   : Call.getNumArgs() ? Call.getArgExpr(0)
                                       : nullptr;
  if (!Of ||
      (RoleOf(Of) != TypeRole::Lock && RoleOf(Of) != TypeRole::Condition))
    return false;
  SVal Result = Call.getResultType()->isScalarType() ? fresh(Call, C)
                                                     : SVal(UnknownVal());
  C.addTransition(bindResult(C.getState(), Call, Result, C));
  return true;
}

/// The analyzer does not enter shared pointers, so that each dereference would
/// lead to another object. The same pointer leads to the same object until it
/// is changed.
bool PathChecker::evalDeref(const CallShape &Shape, const CallEffect &Effect,
                            CheckerContext &C) const {
  if (Effect.Target.Kind != Operand::This || !Shape.Class ||
      Core->record(Shape.Class).Owning || !Core->isSystem(Shape.Callee))
    return false;
  const auto *Holder = dyn_cast_or_null<SubRegion>(Shape.This.getAsRegion());
  QualType T = Shape.Callee->getReturnType();
  if (!Holder || !(T->isReferenceType() || T->isPointerType()) ||
      T->getPointeeType()->isIncompleteType() ||
      T->getPointeeType()->isVoidType())
    return false;
  QualType Pointer = C.getASTContext().getPointerType(T->getPointeeType());
  SVal V = C.getState()->getSVal(
      C.getStoreManager().GetElementZeroRegion(Holder, Pointer), Pointer);
  if (!V.getAs<Loc>() || V.isZeroConstant())
    return false;
  C.addTransition(bindResult(C.getState(), Shape.Call, V, C));
  return true;
}

void PathChecker::finish(const CallShape &Shape, Outcome &Out,
                         std::optional<bool> Result, SVal Value,
                         CheckerContext &C) const {
  if (Out.Deadlock)
    return;
  ProgramStateRef State = bindResult(Out.State, Shape.Call, Value, C);
  if (Result) {
    auto Known = Value.getAs<DefinedOrUnknownSVal>();
    if (Known)
      State = State->assume(*Known, *Result);
    if (!State)
      return;
  }
  const NoteTag *Tag = lockNote(C, Out.Steps);
  const ExplodedNode *Node = C.addTransition(State, Tag);
  if (Node)
    addOrders(Out, Node, C);
}

bool PathChecker::evalLocking(const CallShape &Shape, CheckerContext &C) const {
  const CallEvent &Call = Shape.Call;
  QualType T = Call.getResultType();
  bool Tells = T->isScalarType();
  // Locking and unlocking work: by the conventions, 0 in C, and true in C++.
  SVal Value = UnknownVal();
  if (T->isBooleanType())
    Value = C.getSValBuilder().makeTruthVal(true, T);
  else if (T->isIntegralOrEnumerationType())
    Value = C.getSValBuilder().makeZeroVal(T);
  else if (Tells)
    Value = fresh(Call, C);
  // What the standard library does inside is the business of the models of
  // what was called.
  if (!isInUserCode(C)) {
    Outcome Out{C.getState(), {}, {}, {}, false};
    finish(Shape, Out, std::nullopt, Tells ? fresh(Call, C) : Value, C);
    return true;
  }

  bool Tries = false, Waits = false, Grouped = false;
  std::optional<bool> Answer;
  ResultSense Sense = ResultSense::NonZero;
  Shape.each([&](const CallEffect &E, const CallShape &S) {
    if (E.Kind == CallEffect::TryAcquire || E.Kind == CallEffect::GuardTry ||
        (E.Kind == CallEffect::GuardInit && E.GuardAs == GuardMode::Tried)) {
      Tries = true;
      Sense = E.Sense;
      Grouped = E.Grouped && S.values(E.Target).size() > 1;
    }
    Waits |= E.Kind == CallEffect::Wait;
    const MemRegion *Guard = S.value(E.Target).getAsRegion();
    for (const Managed &M : guards(C.getState()))
      if (Guard && M.Guard == Guard->StripCasts()) {
        if (E.Kind == CallEffect::GuardTest)
          Answer = Answer.value_or(false) || M.Owns;
        // Who abandons a lock is told which.
        if (E.Kind == CallEffect::GuardAbandon && T->isPointerType())
          Value = loc::MemRegionVal(M.Lock);
      }
  });
  bool Tests = Shape.has(
      [](const CallEffect &E) { return E.Kind == CallEffect::GuardTest; });
  if (Tests) {
    if (Answer)
      Value = C.getSValBuilder().makeTruthVal(*Answer, T);
    else if (Tells)
      Value = fresh(Call, C);
  } else if (Waits || Tries) {
    Value = Tells ? fresh(Call, C) : Value;
  }

  Outcome Out{C.getState(), {}, {}, holds(C.getState()), false};
  if (Waits) {
    // Everything else may have happened meanwhile, but not to our locks.
    llvm::SmallVector<Managed, 4> Guards = guards(Out.State);
    Out.State = Call.invalidateRegions(C.blockCount(), Out.State);
    Out.State = setGuards(setHolds(Out.State, Out.Before), Guards);
  }
  if (!Tries) {
    Shape.each([&](const CallEffect &E, const CallShape &S) {
      if (!Out.Deadlock)
        apply(S, E, Out, C);
    });
    finish(Shape, Out, std::nullopt, Value, C);
    return true;
  }

  // One path on which it worked, one on which it did not.
  Outcome InVain = Out;
  Shape.each([&](const CallEffect &E, const CallShape &S) {
    if (Out.Deadlock)
      return;
    apply(S, E, Out, C);
    // The guard exists all the same.
    if (E.Kind == CallEffect::GuardInit) {
      CallEffect Idle = E;
      Idle.GuardAs = GuardMode::Deferred;
      apply(S, Idle, InVain, C);
    }
  });
  for (const Hold &H : holds(Out.State))
    if (!findHold(Out.Before, H.Lock)) {
      Out.Steps.push_back({BugStepKind::TriedHeld, H.Lock});
      InVain.Steps.push_back({BugStepKind::TriedInVain, H.Lock});
    }
  if (!Tells) {
    finish(Shape, Out, std::nullopt, Value, C);
    finish(Shape, InVain, std::nullopt, Value, C);
    return true;
  }
  if (Grouped) {
    // Functions that try several return -1, or the number of the one that
    // could not be had.
    SValBuilder &SVB = C.getSValBuilder();
    SVal Minus = SVB.makeIntVal(uint64_t(-1), T);
    SVal All = SVB.evalEQ(C.getState(), Value, Minus);
    if (auto Known = All.getAs<DefinedOrUnknownSVal>()) {
      Out.State = Out.State->assume(*Known, true);
      InVain.State = InVain.State->assume(*Known, false);
    }
    if (Out.State)
      finish(Shape, Out, std::nullopt, Value, C);
    if (InVain.State)
      finish(Shape, InVain, std::nullopt, Value, C);
    return true;
  }
  bool Held = Sense == ResultSense::NonZero;
  finish(Shape, Out, Held, Value, C);
  finish(Shape, InVain, !Held, Value, C);
  return true;
}

void PathChecker::apply(const CallShape &Shape, const CallEffect &Effect,
                        Outcome &Out, CheckerContext &C) const {
  const CallEvent &Call = Shape.Call;
  PathPlace At = placeOf(Call.getOriginExpr(), C, *Core);
  auto Guard = [&](const Operand &O) -> const MemRegion * {
    const MemRegion *R = Shape.value(O).getAsRegion();
    return R ? R->StripCasts() : nullptr;
  };
  auto Acquire = [&](const MemRegion *R, LockMode Mode, Reentrancy Kind,
                     bool Grouped, bool MayFail) {
    if (R && !Out.Deadlock)
      acquire(Out, R, Mode, Kind, Grouped, MayFail, At, Call, C);
  };
  switch (Effect.Kind) {
  case CallEffect::Acquire:
  case CallEffect::TryAcquire: {
    llvm::SmallVector<SVal, 2> Locks = Shape.values(Effect.Target);
    for (SVal V : Locks)
      // A guard among them is locked through its lock.
      Acquire(lockRegion(V, *Core), Effect.Mode,
              Shape.reentrancy(Effect, Effect.Target),
              Effect.Grouped && Locks.size() > 1,
              Effect.Kind == CallEffect::TryAcquire);
    return;
  }
  case CallEffect::Release:
    for (SVal V : Shape.values(Effect.Target))
      release(Out, lockRegion(V, *Core));
    return;
  case CallEffect::AssertHeld:
    for (SVal V : Shape.values(Effect.Target)) {
      const MemRegion *R = lockRegion(V, *Core);
      llvm::SmallVector<Hold, 4> Holds = holds(Out.State);
      if (R && !findHold(Holds, R)) {
        Hold H{R, At, At.Frame, Effect.Mode, Reentrancy::Unknown, false};
        H.Taken.Visit = StaleReads::sectionNumber(Out.State, At);
        Holds.insert(Holds.begin(), H);
        Out.State = setHolds(Out.State, Holds);
      }
    }
    return;
  case CallEffect::GuardInit:
    if (const MemRegion *G = Guard(Effect.Target))
      initGuard(Out, G, Shape.values(Effect.Locks), Effect,
                Shape.reentrancy(Effect, Effect.Locks), At, Call, C);
    return;
  case CallEffect::GuardLock:
  case CallEffect::GuardTry:
  case CallEffect::GuardUnlock: {
    const MemRegion *G = Guard(Effect.Target);
    llvm::SmallVector<Managed, 4> Guards = guards(Out.State);
    for (Managed &M : Guards) {
      if (M.Guard != G)
        continue;
      M.Owns = Effect.Kind != CallEffect::GuardUnlock;
      if (M.Owns)
        Acquire(M.Lock, M.Mode, Reentrancy::Unknown, false,
                Effect.Kind == CallEffect::GuardTry);
      else
        release(Out, M.Lock);
    }
    if (!Out.Deadlock)
      Out.State = setGuards(Out.State, Guards);
    return;
  }
  case CallEffect::GuardAbandon: {
    const MemRegion *G = Guard(Effect.Target);
    llvm::SmallVector<Managed, 4> Guards = guards(Out.State);
    llvm::erase_if(Guards, [&](const Managed &M) { return M.Guard == G; });
    Out.State = setGuards(Out.State, Guards);
    return;
  }
  case CallEffect::GuardSwap: {
    const MemRegion *G = Guard(Effect.Target);
    const MemRegion *Other = Guard({Operand::Argument, 0});
    llvm::SmallVector<Managed, 4> Guards = guards(Out.State);
    for (Managed &M : Guards)
      M.Guard = M.Guard == G ? Other : M.Guard == Other ? G : M.Guard;
    Out.State = setGuards(Out.State, Guards);
    return;
  }
  case CallEffect::Wait: {
    // Given up and taken again: a new critical section begins.
    const MemRegion *G = Guard(Effect.Guard);
    const MemRegion *Lock = G ? lockRegion(G, *Core) : nullptr;
    llvm::SmallVector<Hold, 4> Holds = holds(Out.State);
    llvm::SmallVector<const MemRegion *, 2> Given;
    for (const Managed &M : guards(Out.State))
      if (M.Guard == G && M.Owns)
        Given.push_back(M.Lock);
    if (Given.empty() && Lock)
      Given.push_back(Lock);
    for (Hold &H : Holds)
      if (llvm::is_contained(Given, H.Lock))
        H.Taken = {At.Frame, At.Site, StaleReads::sectionNumber(Out.State, At)};
    Out.State = forgetTests(setHolds(Out.State, Holds));
    for (const MemRegion *R : Given)
      Out.State = forgetGuarded(Out.State, R, Call, C);
    return;
  }
  default:
    return;
  }
}

/// Methods that no model knows and that were not entered, of classes that are
/// locks or guards by their methods.
void PathChecker::applyHint(const CallShape &Shape, CheckerContext &C) const {
  LockMode Mode = LockMode::Exclusive;
  std::optional<Event::HintTy> Hint = Shape.hint(Mode);
  if (!Hint)
    return;
  const CallEvent &Call = Shape.Call;
  PathPlace At = placeOf(Call.getOriginExpr(), C, *Core);
  Outcome Out{C.getState(), {}, {}, holds(C.getState()), false};
  const MemRegion *R = lockRegion(Shape.This, *Core);
  if (!R)
    return;
  auto Done = [&] {
    if (Out.Deadlock)
      return;
    if (const ExplodedNode *Node =
            C.addTransition(Out.State, lockNote(C, Out.Steps)))
      addOrders(Out, Node, C);
  };
  switch (*Hint) {
  case Event::HintTy::Acquire:
    acquire(Out, R, Mode, Reentrancy::Unknown, false, false, At, Call, C);
    return Done();
  case Event::HintTy::Release:
    release(Out, R);
    return Done();
  case Event::HintTy::TryAcquire: {
    auto Result = Call.getReturnValue().getAs<DefinedOrUnknownSVal>();
    if (!Result || !Call.getResultType()->isScalarType())
      return;
    auto [Held, Not] = Out.State->assume(*Result);
    if (Not)
      C.addTransition(Not, lockNote(C, LockStep{BugStepKind::TriedInVain, R}));
    Out.State = Held;
    if (!Held)
      return;
    acquire(Out, R, Mode, Reentrancy::Unknown, false, true, At, Call, C);
    return Done();
  }
  case Event::HintTy::Guard:
    for (unsigned I = 0; I != Call.getNumArgs(); ++I)
      if (const Expr *A = Call.getArgExpr(I);
          A && Core->classify(A->getType()).Role == TypeRole::Lock) {
        CallEffect Plain;
        initGuard(Out, Shape.This.getAsRegion()->StripCasts(),
                  {Call.getArgSVal(I)}, Plain, Reentrancy::Unknown, At, Call,
                  C);
        break;
      }
    return Done();
  default:
    return;
  }
}

/// `pthread_cleanup_push(cleanup_mutex, &lock)`, with the function elsewhere: by
/// its name, it releases what it is given, or the lock in that.
static bool isGivenToRelease(const CallShape &Shape, const Hold &H) {
  const FunctionDecl *F = Shape.Callee;
  if (F->getDefinition() || !F->getIdentifier() || !releasesByName(F->getName()))
    return false;
  for (unsigned I = 0; I != Shape.Call.getNumArgs(); ++I) {
    const MemRegion *Given = Shape.Call.getArgSVal(I).getAsRegion();
    if (Given && (H.Lock == Given->StripCasts() ||
                  H.Lock->isSubRegionOf(Given->StripCasts())))
      return true;
  }
  return false;
}

/// A function that the analyzer did not enter, since it is large or many calls
/// away: what the core says that it does to locks.
ProgramStateRef PathChecker::applySummary(const CallShape &Shape,
                                          ProgramStateRef State) const {
  if (Shape.Effects || !Shape.Callee)
    return State;
  if (Core->leavesLocks(Shape.Callee))
    State = setUncertain(State);
  if (!anyHold(State))
    return State;
  llvm::SmallVector<Hold, 4> Holds = holds(State);
  const size_t All = Holds.size();
  llvm::erase_if(Holds, [&](const Hold &H) {
    return isGivenToRelease(Shape, H);
  });
  const size_t Before = Holds.size();
  if (Before != All)
    State = setHolds(State, Holds);
  llvm::erase_if(Holds, [&](const Hold &H) {
    return Core->mayRelease(Shape.Callee, declClass(H.Lock));
  });
  return Holds.size() == Before ? State : setUncertain(setHolds(State, Holds));
}
