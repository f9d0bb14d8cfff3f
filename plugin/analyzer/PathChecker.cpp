//===- PathChecker.cpp - locks and guards along paths ---------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "PathChecker.h"
#include "solve/Conventions.h"
#include "clang/StaticAnalyzer/Core/PathSensitive/AnalysisManager.h"

using namespace clang;
using namespace ento;
using namespace concurrency;

void PathChecker::checkASTDecl(const TranslationUnitDecl *D,
                               AnalysisManager &Mgr, BugReporter &BR) const {
  Core.reset();
  ReportedIo.clear();
  ReportedState.clear();
  ASTContext &Ctx = Mgr.getASTContext();
  FileFacts Facts = readFacts(Ctx, Options.ModelFile);
  for (const std::string &Mistake : Facts.Mistakes) {
    DiagnosticsEngine &Diags = Ctx.getDiagnostics();
    Diags.Report(Diags.getCustomDiagID(
        DiagnosticsEngine::Error,
        "mistake in a model file, so no concurrency was analysed:\n%0"))
        << llvm::StringRef(Mistake).rtrim();
  }
  if (!Facts.Models)
    return;
  Core = std::make_unique<CoreView>(Ctx, std::move(Facts));
  if (!Core->concurrent())
    Core.reset();
  else
    Orders = std::make_unique<OrderGraph>(*Core, LockOrderBug);
}

bool PathChecker::isInUserCode(const CheckerContext &C) const {
  const FunctionDecl *F = functionOf(C.getStackFrame());
  return !F || !Core->isSystem(F);
}

//===----------------------------------------------------------------------===//
// Calls
//===----------------------------------------------------------------------===//

static bool isLocking(const CallEffect &E) {
  switch (E.Kind) {
  case CallEffect::Acquire:
  case CallEffect::TryAcquire:
  case CallEffect::Release:
  case CallEffect::AssertHeld:
  case CallEffect::GuardLock:
  case CallEffect::GuardTry:
  case CallEffect::GuardUnlock:
  case CallEffect::GuardAbandon:
  case CallEffect::GuardSwap:
  case CallEffect::GuardTest:
  case CallEffect::Wait:
    return true;
  case CallEffect::GuardInit:
    // What a function returns, the analyzer puts into its place.
    return E.Target.Kind == Operand::This;
  default:
    return false;
  }
}

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
  if (evalGuardMove(Shape, C))
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
        H.Taken.Site = At.Site, H.Taken.Frame = At.Frame,
        H.Taken.Visit = At.Visit;
    Out.State = setHolds(Out.State, Holds);
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

void PathChecker::checkPreCall(const CallEvent &Call, CheckerContext &C) const {
  if (!Core)
    return;
  CallShape Shape(Call, *Core);
  if (!Shape.Callee)
    return;
  if (isa<CXXDestructorCall>(Call) && anyGuard(C.getState()))
    if (const MemRegion *R = Shape.This.getAsRegion()) {
      Outcome Out{C.getState(), {}, {}, {}, false};
      endGuard(Out, R->StripCasts());
      C.addTransition(Out.State, lockNote(C, Out.Steps));
    }
  if (!isInUserCode(C))
    return;
  if (Shape.Receiver)
    checkAccess(Shape.Receiver, C);
  for (unsigned I = 0, N = Call.getNumArgs(); I != N; ++I)
    if (const Expr *A = Call.getArgExpr(I); A && A->isGLValue())
      checkAccess(A, C);
  Shape.each([&](const CallEffect &E, const CallShape &S) {
    if (E.Kind == CallEffect::Block || E.Kind == CallEffect::Join ||
        E.Kind == CallEffect::Wait)
      checkBlocking(S, E, C);
    // What changes a container, and does not look first by itself.
    if (E.Kind == CallEffect::Access && !insertsIfAbsent(S.name()) &&
        (E.Rw != AccessKind::Read || E.Op == Operation::Fetch))
      if (const Expr *At = S.expr(E.Target))
        checkAct(S.value(E.Target).getAsRegion(), At, C);
  });
}

void PathChecker::checkPostCall(const CallEvent &Call,
                                CheckerContext &C) const {
  if (!Core)
    return;
  CallShape Shape(Call, *Core);
  if (!Shape.Callee || !isInUserCode(C))
    return;
  if (!C.wasInlined && !Shape.Effects)
    applyHint(Shape, C);
  ProgramStateRef State = C.getState();
  Outcome Out{State, {}, {}, holds(State), false};
  Shape.each([&](const CallEffect &E, const CallShape &S) {
    switch (E.Kind) {
    case CallEffect::NonBlockingHandle:
      Out.State = setNonBlocking(Out.State, S.value(E.Target));
      break;
    case CallEffect::GuardInit:
      if (E.Target.Kind == Operand::Result)
        apply(S, E, Out, C);
      break;
    case CallEffect::Access:
      // A test of shared state; not what it fetched.
      if (E.Rw == AccessKind::Read && !E.Atomic && anyHold(Out.State) &&
          (E.Op == Operation::Lookup || E.Op == Operation::SizeTest))
        if (const Expr *At = S.expr(E.Target))
          if (auto Read = StaleReads::guarded(S.value(E.Target).getAsRegion(),
                                              At, Out.State, *Core)) {
            const MemRegion *Object = nullptr;
            if (auto Made = Call.getReturnValueUnderConstruction())
              Object = Made->getAsRegion();
            Out.State = StaleReads::remember(Out.State, *Read,
                                             Call.getReturnValue(), Object);
          }
      break;
    default:
      break;
    }
  });
  if (Out.Deadlock)
    return;
  Out.State = StaleReads::propagate(Out.State, Call);
  // Guards that were given to a function that was not entered end there.
  if (!C.wasInlined && anyGuard(Out.State))
    for (unsigned I = 0; I != Call.getNumArgs(); ++I)
      if (const Expr *A = Call.getArgExpr(I);
          A && !A->isGLValue() && A->getType()->isRecordType())
        if (const MemRegion *R = Call.getParameterLocation(I, C.blockCount()))
          endGuard(Out, R);
  if (Out.State != State)
    if (const ExplodedNode *Node =
            C.addTransition(Out.State, lockNote(C, Out.Steps)))
      addOrders(Out, Node, C);
}

void PathChecker::checkLocation(SVal Location, bool IsLoad, const Stmt *S,
                                CheckerContext &C) const {
  const auto *E = dyn_cast_or_null<Expr>(S);
  const MemRegion *R = Location.getAsRegion();
  if (!Core || !E || !R || !isInUserCode(C))
    return;
  if (const auto *B = dyn_cast<BinaryOperator>(E); B && B->isAssignmentOp())
    E = B->getLHS();
  if (const auto *U = dyn_cast<UnaryOperator>(E);
      U && U->isIncrementDecrementOp())
    E = U->getSubExpr();
  E = E->IgnoreParenImpCasts();
  checkAccess(E, C);
  if (!anyHold(C.getState()))
    return;
  if (!IsLoad)
    return checkAct(R, E, C);
  if (auto Read = StaleReads::guarded(R, E, C.getState(), *Core))
    C.addTransition(StaleReads::remember(C.getState(), *Read,
                                         C.getState()->getSVal(R), nullptr));
}

void PathChecker::checkPreStmt(const BinaryOperator *B,
                               CheckerContext &C) const {
  if (!Core || !B->isComparisonOp())
    return;
  ProgramStateRef State = StaleReads::compare(B, C.getState(), C);
  if (State != C.getState())
    C.addTransition(State);
}

void PathChecker::checkBind(SVal Location, SVal Value, const Stmt *S,
                            bool AtDeclInit, CheckerContext &C) const {
  const MemRegion *R = Location.getAsRegion();
  if (!Core || !R || !isa<VarRegion>(R))
    return;
  const Expr *Source = nullptr;
  if (const auto *B = dyn_cast<BinaryOperator>(S);
      B && B->getOpcode() == BO_Assign)
    Source = B->getRHS();
  else if (const auto *V = cast<VarRegion>(R)->getDecl(); AtDeclInit)
    Source = V->getInit();
  if (!Source)
    return;
  ProgramStateRef State = StaleReads::handOn(Source, R, nullptr, C.getState());
  if (State != C.getState())
    C.addTransition(State);
}

/// A hash of how a condition is spelt.
static unsigned spelling(const Stmt *Condition, const ASTContext &Ctx) {
  const auto *E = dyn_cast<Expr>(Condition);
  llvm::FoldingSetNodeID ID;
  (E ? E->IgnoreParenImpCasts() : Condition)->Profile(ID, Ctx, true);
  return ID.computeStableHash() | 1;
}

/// An ordering of two addresses, by an operator or by a function object.
static bool comparesAddresses(const Expr *E) {
  E = ignoreWrappers(E)->IgnoreParenImpCasts();
  if (const auto *U = dyn_cast<UnaryOperator>(E);
      U && U->getOpcode() == UO_LNot)
    return comparesAddresses(U->getSubExpr());
  if (const auto *B = dyn_cast<BinaryOperator>(E))
    return B->isRelationalOp() && B->getLHS()->getType()->isPointerType();
  const auto *Call = dyn_cast<CXXOperatorCallExpr>(E);
  return Call && Call->getOperator() == OO_Call && Call->getNumArgs() == 3 &&
         Call->getArg(1)->getType()->isPointerType() &&
         Call->getArg(2)->getType()->isPointerType();
}

/// A setting: a member or global that a condition tests as it is, reached
/// without local variables, which change from turn to turn.
static const Expr *settingIn(const Expr *E) {
  E = ignoreWrappers(E)->IgnoreParenImpCasts();
  const Expr *Base = E;
  while (const auto *M = dyn_cast<MemberExpr>(Base))
    Base = M->getBase()->IgnoreParenImpCasts();
  if (isa<CXXThisExpr>(Base))
    return E;
  const auto *D = dyn_cast<DeclRefExpr>(Base);
  const auto *V = D ? dyn_cast<VarDecl>(D->getDecl()) : nullptr;
  bool Found = V && (V->hasGlobalStorage() ||
                     (isa<ParmVarDecl>(V) && isa<MemberExpr>(E)));
  return Found ? E : nullptr;
}

void PathChecker::checkBranchCondition(const Stmt *Condition,
                                       CheckerContext &C) const {
  const auto *E = dyn_cast_or_null<Expr>(Condition);
  if (!Core || !E || !isInUserCode(C))
    return;
  ProgramStateRef State = C.getState();
  if (comparesAddresses(E))
    State = setOrdersByAddress(State);
  // `if (threaded) unlock();`: the same as when it was locked, although a call
  // in between may have changed it for all the analyzer knows.
  auto Value = C.getSVal(Condition).getAs<DefinedSVal>();
  if (Value && !Value->getAs<nonloc::ConcreteInt>())
    for (const Hold &H : holds(State))
      if (H.Condition && H.Taken.Frame == C.getStackFrame() &&
          H.Condition == spelling(Condition, C.getASTContext()))
        if (ProgramStateRef Same = State->assume(*Value, H.ConditionWas))
          State = Same;
  State = StaleReads::decide(E, State, C);
  testSetting(E, State, C);
}

/// Locks are taken or released right behind the branch.
bool PathChecker::decidesOnLocks(const CFGBlock *Branch) const {
  auto [It, New] = LockBranches.try_emplace(Branch, false);
  if (!New)
    return It->second;
  bool Found = false;
  for (const CFGBlock::AdjacentBlock &Next : Branch->succs())
    if (const CFGBlock *B = Next.getReachableBlock())
      for (const CFGElement &Element : *B) {
        auto S = Element.getAs<CFGStmt>();
        const auto *Call = S ? dyn_cast<CallExpr>(S->getStmt()) : nullptr;
        const FunctionDecl *F = Call ? Call->getDirectCallee() : nullptr;
        if (!F)
          continue;
        const RecordDecl *Class = nullptr;
        if (const auto *M = dyn_cast<CXXMemberCallExpr>(Call))
          Class = M->getRecordDecl();
        const CallEffects *Effects = Core->effects(F, Class);
        Found |= (Effects && llvm::any_of(*Effects, isLocking)) ||
                 (Class && Core->record(Class).LockLike);
      }
  return LockBranches[Branch] = Found;
}

/// Of a negation the analyzer decides the value at once.
void PathChecker::checkPreStmt(const UnaryOperator *U,
                               CheckerContext &C) const {
  if (Core && U->getOpcode() == UO_LNot && isInUserCode(C))
    testSetting(U->getSubExpr(), C.getState(), C);
}

/// What was tested once while a lock is held, comes out the same the next time:
/// `if (!shared) unlock(); … if (shared) unlock();`.
void PathChecker::testSetting(const Expr *E, ProgramStateRef State,
                              CheckerContext &C) const {
  auto Value = C.getSVal(E).getAs<DefinedSVal>();
  const Expr *Setting = anyHold(State) ? settingIn(E) : nullptr;
  const CFGBlock *Block = C.getCFGElementRef().getParent();
  if (Setting && Value && !Value->getAs<nonloc::ConcreteInt>() && Block &&
      isa_and_nonnull<IfStmt>(Block->getTerminatorStmt()) &&
      decidesOnLocks(Block)) {
    unsigned Key = spelling(Setting, C.getASTContext()) ^
                   unsigned(llvm::hash_value(C.getStackFrame()));
    if (std::optional<bool> Was = tested(State, Key)) {
      if (ProgramStateRef Same = State->assume(*Value, *Was))
        State = Same;
    } else {
      auto [Yes, No] = State->assume(*Value);
      if (Yes && No) {
        C.addTransition(setTested(Yes, Key, true));
        C.addTransition(setTested(No, Key, false));
        return;
      }
    }
  }
  if (State != C.getState())
    C.addTransition(State);
}

void PathChecker::checkEndFunction(const ReturnStmt *R,
                                   CheckerContext &C) const {
  if (!Core || C.inTopFrame())
    return;
  ProgramStateRef State = C.getState();
  if (R && R->getRetValue())
    if (const auto *Call =
            dyn_cast_or_null<Expr>(C.getStackFrame()->getCallSite()))
      State = StaleReads::handOn(R->getRetValue(), nullptr, Call, State);
  if (!anyHold(State) && !anyGuard(State)) {
    if (State != C.getState())
      C.addTransition(State);
    return;
  }
  const StackFrameContext *Frame = C.getStackFrame();
  Outcome Out{State, {}, {}, {}, false};
  // Parameters and temporaries whose destructors the path does not show.
  for (const Managed &M : guards(Out.State))
    if (const auto *Stack =
            M.Guard->getMemorySpaceAs<StackSpaceRegion>(Out.State);
        Stack && Stack->getStackFrame() == Frame)
      endGuard(Out, M.Guard);
  const FunctionDecl *F = functionOf(Frame);
  const auto *M = dyn_cast_or_null<CXXMethodDecl>(F);
  bool Wraps = M && (Core->record(M->getParent()).LockLike ||
                     Core->record(M->getParent()).GuardLike);
  llvm::SmallVector<Hold, 4> Holds = holds(Out.State);
  const CFG *Graph = C.getCurrentAnalysisDeclContext()->getCFG();
  for (Hold &H : Holds) {
    if (H.Owner != Frame)
      continue;
    H.Owner = Frame->getParent()->getStackFrame();
    // A function without branches means it.
    if (!Wraps && H.Taken.Frame == Frame && Graph && !Graph->isLinear())
      Out.Steps.push_back({BugStepKind::NotReleased, H.Lock});
  }
  Out.State = setHolds(Out.State, Holds);
  C.addTransition(Out.State, lockNote(C, Out.Steps));
}

ProgramStateRef PathChecker::checkRegionChanges(
    ProgramStateRef State, const InvalidatedSymbols *Symbols,
    llvm::ArrayRef<const MemRegion *> Explicits,
    llvm::ArrayRef<const MemRegion *> Regions, const LocationContext *Frame,
    const CallEvent *Call) const {
  // A lock or guard that was handed to a function nobody sees may come back in
  // any state.
  if (!Core || !Call || !(anyHold(State) || anyGuard(State)))
    return State;
  CallShape Shape(*Call, *Core);
  LockMode Mode;
  if (!Shape.Callee || Shape.Effects || Shape.hint(Mode))
    return State;
  auto Given = [&](const MemRegion *R) {
    return llvm::any_of(Explicits, [&](const MemRegion *E) {
      return lockRegion(E, *Core) == R || E->StripCasts() == R;
    });
  };
  llvm::SmallVector<const MemRegion *, 2> Lost;
  llvm::SmallVector<Managed, 4> Guards = guards(State);
  llvm::erase_if(Guards, [&](const Managed &M) {
    bool Gone = Given(M.Guard);
    if (Gone)
      Lost.push_back(M.Lock);
    return Gone;
  });
  llvm::SmallVector<Hold, 4> Holds = holds(State);
  size_t Before = Holds.size();
  llvm::erase_if(Holds, [&](const Hold &H) {
    return llvm::is_contained(Lost, H.Lock) || Given(H.Lock);
  });
  if (Lost.empty() && Holds.size() == Before)
    return State;
  return setUncertain(setHolds(setGuards(State, Guards), Holds));
}

void PathChecker::checkEndAnalysis(ExplodedGraph &G, BugReporter &BR,
                                   ExprEngine &Engine) const {
  if (!Core)
    return;
  Orders->endFunction(static_cast<PathSensitiveBugReporter &>(BR));
  Reads.endFunction();
  LockBranches.clear();
}

void PathChecker::checkEndOfTranslationUnit(const TranslationUnitDecl *D,
                                            AnalysisManager &Mgr,
                                            BugReporter &BR) const {
  if (Core)
    Orders->endFile(BR);
  Orders.reset();
  Core.reset();
}

//===----------------------------------------------------------------------===//
// Locks and guards
//===----------------------------------------------------------------------===//

/// `if (threaded) lock();`: remembers the condition.
static void setCondition(Hold &H, CheckerContext &C) {
  if (H.Taken.Frame != C.getStackFrame())
    return;
  const CFGBlock *Here = C.getCFGElementRef().getParent();
  if (!Here || Here->pred_size() != 1 || !*Here->pred_begin())
    return;
  const CFGBlock *Before = *Here->pred_begin();
  const Stmt *Condition = Before->getTerminatorCondition();
  if (!isa_and_nonnull<IfStmt>(Before->getTerminatorStmt()) || !Condition ||
      Before->succ_size() != 2)
    return;
  H.Condition = spelling(Condition, C.getASTContext());
  H.ConditionWas = *Before->succ_begin() == Here;
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
  setCondition(New, C);
  llvm::SmallVector<Hold, 4> Holds = holds(Out.State);
  if (const Hold *Held = findHold(Holds, Lock)) {
    bool Readers = Held->Mode == LockMode::Shared && Mode == LockMode::Shared;
    if (!MayFail && !Readers && New.Reentrant == Reentrancy::No &&
        Held->Reentrant != Reentrancy::Yes)
      return reportRelock(*Held, New, Out, C);
  } else {
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
  return Regions.empty()
             ? State
             : State->invalidateRegions(Regions, Call.getCFGElementRef(),
                                        C.blockCount(), C.getLocationContext(),
                                        /*CausesPointerEscape=*/false);
}
