//===- PathLocks.cpp - locks and guards along paths -----------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "paths/PathChecker.h"

using namespace clang;
using namespace ento;
using namespace concurrency;

//===----------------------------------------------------------------------===//
// Guards
//===----------------------------------------------------------------------===//

static bool isGuardClass(const RecordInfo &Info) {
  return Info.Modelled && Info.Role == TypeRole::Guard;
}

/// A guard whose constructor was not entered. Its flags are cleared, by which
/// the destructor would ask itself whether to unlock: the models see to that.
static ProgramStateRef makeGuard(ProgramStateRef State, const MemRegion *Guard,
                                 const CallEvent &Call, const CXXRecordDecl *R,
                                 CheckerContext &C) {
  State = State->invalidateRegions({Guard}, Call.getCFGElementRef(),
                                   C.blockCount(), C.getLocationContext(),
                                   /*CausesPointerEscape=*/false);
  for (const FieldDecl *F : R->fields())
    if (F->getType()->isBooleanType())
      State = State->bindLoc(
          State->getLValue(F, loc::MemRegionVal(Guard)).castAs<Loc>(),
          C.getSValBuilder().makeTruthVal(false), C.getLocationContext(),
          /*notifyChanges=*/false);
  return State;
}

/// No model describes copies and moves.
bool PathChecker::evalGuardMove(const CallShape &Shape,
                                CheckerContext &C) const {
  const auto *M = dyn_cast_or_null<CXXMethodDecl>(Shape.Callee);
  if (!M || Shape.Call.getNumArgs() != 1 ||
      !isGuardClass(Core->record(M->getParent())))
    return false;
  const auto *Ctor = dyn_cast<CXXConstructorDecl>(M);
  if (Ctor ? !Ctor->isCopyOrMoveConstructor()
           : !(M->isMoveAssignmentOperator() || M->isCopyAssignmentOperator()))
    return false;
  Outcome Out{C.getState(), {}, {}, {}, false};
  const MemRegion *To = Shape.This.getAsRegion();
  const MemRegion *From = Shape.Call.getArgSVal(0).getAsRegion();
  if (!To || !From)
    return false;
  moveGuard(Out, To->StripCasts(), From->StripCasts());
  if (Ctor)
    Out.State = makeGuard(Out.State, To->StripCasts(), Shape.Call,
                          Ctor->getParent(), C);
  finish(Shape, Out, std::nullopt, Shape.This, C);
  return true;
}

void PathChecker::initGuard(Outcome &Out, const MemRegion *Guard,
                            llvm::ArrayRef<SVal> Locks,
                            const CallEffect &Effect, Reentrancy Reentrant,
                            const PathPlace &At, const CallEvent &Call,
                            CheckerContext &C) const {
  endGuard(Out, Guard);
  if (const auto *Ctor = dyn_cast<CXXConstructorCall>(&Call);
      Ctor && isGuardClass(Core->record(Ctor->getDecl()->getParent()))) {
    Out.State =
        makeGuard(Out.State, Guard, Call, Ctor->getDecl()->getParent(), C);
  }
  bool Owns = Effect.GuardAs != GuardMode::Deferred;
  for (SVal V : Locks) {
    const MemRegion *Lock = lockRegion(V, *Core);
    if (!Lock || Out.Deadlock)
      continue;
    if (Effect.GuardAs == GuardMode::Locked ||
        Effect.GuardAs == GuardMode::Tried)
      acquire(Out, Lock, Effect.Mode, Reentrant,
              Effect.Grouped && Locks.size() > 1,
              Effect.GuardAs == GuardMode::Tried, At, Call, C);
    if (Out.Deadlock)
      return;
    // Of a lock that is adopted but not known to be held, most likely the name
    // is another one.
    llvm::SmallVector<Managed, 4> Guards = guards(Out.State);
    Guards.insert(Guards.begin(), Managed{Guard, Lock, Effect.Mode, Owns});
    Out.State = setGuards(Out.State, Guards);
  }
}

void PathChecker::endGuard(Outcome &Out, const MemRegion *Guard) const {
  llvm::SmallVector<Managed, 4> Guards = guards(Out.State);
  bool Any = false;
  for (const Managed &M : Guards)
    if (M.Guard == Guard) {
      Any = true;
      if (M.Owns)
        release(Out, M.Lock);
    }
  if (!Any)
    return;
  llvm::erase_if(Guards, [&](const Managed &M) { return M.Guard == Guard; });
  Out.State = setGuards(Out.State, Guards);
}

void PathChecker::moveGuard(Outcome &Out, const MemRegion *To,
                            const MemRegion *From) const {
  if (To == From)
    return;
  endGuard(Out, To);
  llvm::SmallVector<Managed, 4> Guards = guards(Out.State);
  for (Managed &M : Guards)
    if (M.Guard == From)
      M.Guard = To;
  Out.State = setGuards(Out.State, Guards);
}

//===----------------------------------------------------------------------===//
// Locks
//===----------------------------------------------------------------------===//

void PathChecker::printState(llvm::raw_ostream &Out, ProgramStateRef State,
                             const char *NewLine, const char *Separator) const {
  if (!anyHold(State))
    return;
  Out << Separator << "Locks held:" << NewLine;
  for (const Hold &H : holds(State))
    Out << regionName(H.Lock) << NewLine;
}

void PathChecker::acquire(Outcome &Out, const MemRegion *Lock, LockMode Mode,
                          Reentrancy Reentrant, bool Grouped, bool MayFail,
                          const PathPlace &At, const CallEvent &Call,
                          CheckerContext &C) const {
  // Who locks a deferred guard together with others, locks what it manages.
  llvm::SmallVector<Managed, 4> Guards = guards(Out.State);
  bool IsGuard = false;
  for (Managed &M : Guards)
    if (M.Guard == Lock) {
      IsGuard = true;
      M.Owns = true;
      acquire(Out, M.Lock, M.Mode, Reentrant, Grouped, MayFail, At, Call, C);
    }
  if (IsGuard) {
    if (!Out.Deadlock)
      Out.State = setGuards(Out.State, Guards);
    return;
  }

  Hold New{
      Lock,   At, At.Frame, Mode, Core->reentrancy(declClass(Lock), Reentrant),
      Grouped};
  New.Taken.Visit = StaleReads::sectionNumber(Out.State, At);
  rememberCondition(New, C);
  llvm::SmallVector<Hold, 4> Holds = holds(Out.State);
  if (Watch)
    watchAcquire(Out, New, Call, MayFail);
  if (const Hold *Held = findHold(Holds, Lock)) {
    bool Readers = Held->Mode == LockMode::Shared && Mode == LockMode::Shared;
    if (!MayFail && !Readers && New.Reentrant == Reentrancy::No &&
        Held->Reentrant != Reentrancy::Yes)
      return reportRelock(*Held, New, Out, C);
  } else {
    // To say that there is no such path, more has to be in doubt.
    if (Watch)
      Out.State = forgetWritten(Out.State, Call, C);
    Out.State = forgetGuarded(Out.State, Lock, Call, C);
    if (!MayFail)
      Out.Taken.push_back(New);
  }
  Holds.insert(Holds.begin(), New);
  Out.State = setHolds(Out.State, Holds);
  if (!MayFail)
    Out.Steps.push_back({BugStepKind::Acquires, Lock});
}

/// The type of the object in a region, as far as it is known.
static QualType typeOf(const MemRegion *R) {
  QualType T;
  if (const auto *Typed = dyn_cast<TypedValueRegion>(R))
    T = Typed->getValueType();
  else if (const auto *S = dyn_cast<SymbolicRegion>(R))
    T = S->getPointeeStaticType();
  return T.isNull() ? T : T.getCanonicalType().getUnqualifiedType();
}

void PathChecker::release(Outcome &Out, const MemRegion *Lock) const {
  llvm::SmallVector<Hold, 4> Holds = holds(Out.State);
  auto It = llvm::find_if(Holds, [&](const Hold &H) { return H.Lock == Lock; });
  if (It == Holds.end() && Lock) {
    // The same lock by another name, most likely.
    DeclClass Class = declClass(Lock);
    It = llvm::find_if(Holds, [&](const Hold &H) {
      return Class ? declClass(H.Lock) == Class
                   : !typeOf(Lock).isNull() && typeOf(Lock) == typeOf(H.Lock);
    });
    if (It != Holds.end())
      Out.State = setUncertain(Out.State);
  }
  if (It == Holds.end())
    return;
  Out.Steps.push_back({BugStepKind::Releases, It->Lock});
  Holds.erase(It);
  Out.State = setHolds(Out.State, Holds);
}

ProgramStateRef PathChecker::forgetGuarded(ProgramStateRef State,
                                           const MemRegion *Lock,
                                           const CallEvent &Call,
                                           CheckerContext &C) const {
  DeclClass Class = declClass(Lock);
  if (!Class)
    return State;
  llvm::SmallVector<const MemRegion *, 4> Regions;
  MemRegionManager &Mgr = C.getStateManager().getRegionManager();
  for (const ValueDecl *D : Core->guardedBy(Class.D)) {
    if (const auto *F = dyn_cast<FieldDecl>(D)) {
      const auto *L = dyn_cast<FieldRegion>(Lock);
      const auto *Object =
          L ? dyn_cast<SubRegion>(L->getSuperRegion()) : nullptr;
      if (Object)
        Regions.push_back(Mgr.getFieldRegion(F, Object));
    } else if (const auto *V = dyn_cast<VarDecl>(D)) {
      Regions.push_back(Mgr.getVarRegion(V, C.getLocationContext()));
    }
  }
  // One by one: to invalidate a region is to invalidate the object around it,
  // and with that the settings that decided whether to lock.
  SValBuilder &SVB = C.getSValBuilder();
  llvm::SmallVector<const MemRegion *, 4> Whole;
  for (const MemRegion *R : Regions) {
    QualType T = cast<TypedValueRegion>(R)->getValueType();
    if (T->isScalarType())
      State = State->bindLoc(
          loc::MemRegionVal(R),
          SVB.conjureSymbolVal(Call, T, C.blockCount(), /*symbolTag=*/R),
          C.getLocationContext(), /*notifyChanges=*/false);
    else
      Whole.push_back(R);
  }
  return Whole.empty()
             ? State
             : State->invalidateRegions(Whole, Call.getCFGElementRef(),
                                        C.blockCount(), C.getLocationContext(),
                                        /*CausesPointerEscape=*/false);
}
