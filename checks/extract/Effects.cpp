//===- Effects.cpp - calls that a model describes -------------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "extract/CallConditions.h"
#include "extract/FunctionExtractor.h"

using namespace clang;
using namespace concurrency;

/// Chains of bases that are looked through for a method.
static constexpr unsigned MaxBases = 8;

//===----------------------------------------------------------------------===//
// Operands
//===----------------------------------------------------------------------===//

llvm::SmallVector<const Expr *, 4>
FunctionExtractor::operands(const CallSite &Site, const Operand &O) {
  llvm::SmallVector<const Expr *, 4> Result;
  unsigned N = writtenArguments(Site.Args);
  switch (O.Kind) {
  case Operand::This:
    if (Site.Receiver)
      Result.push_back(Site.Receiver);
    break;
  case Operand::Argument:
    if (O.Index < N)
      Result.push_back(Site.Args[O.Index]);
    break;
  case Operand::AllFrom:
    for (unsigned I = O.Index; I < N; ++I)
      Result.push_back(Site.Args[I]);
    break;
  default:
    break;
  }
  return Result;
}

Path FunctionExtractor::resultPath(const CallSite &Site) {
  if (Site.E)
    switch (Scan.Destinations.lookup(Site.E).Kind) {
    case Destination::Variable:
    case Destination::Member:
    case Destination::Part:
      return destination(Site.E);
    case Destination::Assigned:
      if (Path P = object(Scan.Destinations.lookup(Site.E).E); P.known())
        return P;
      break;
    default:
      break;
    }
  return Path::result(EventId(Out.Events.size()));
}

Path FunctionExtractor::operandPath(const CallSite &Site, const Operand &O,
                                    bool Handle) {
  if (O.Kind == Operand::This)
    return Site.Object;
  if (O.Kind == Operand::Result) {
    Path P = resultPath(Site);
    bool Points = Site.E && Site.E->getType()->isPointerType();
    return Points && !Handle ? P.then(Step::deref()) : P;
  }
  llvm::SmallVector<const Expr *, 4> Exprs = operands(Site, O);
  if (Exprs.empty())
    return Path::unknown();
  // A handle is itself of interest, not what is behind it.
  if (Handle && !Exprs[0]->isGLValue())
    return value(Exprs[0]).P;
  return referent(Exprs[0]);
}

llvm::SmallVector<Path, 4> FunctionExtractor::operandPaths(const CallSite &Site,
                                                           const Operand &O) {
  llvm::SmallVector<Path, 4> Paths;
  if (O.Kind == Operand::AllFrom)
    for (const Expr *E : operands(Site, O))
      Paths.push_back(referent(E));
  else if (O.Kind != Operand::None)
    Paths.push_back(operandPath(Site, O));
  return Paths;
}

Reentrancy FunctionExtractor::reentrancy(const CallEffect &Effect,
                                         const CallSite &Site,
                                         const Operand &O) {
  // An initialisation says what it says, even if that is nothing.
  if (Effect.Reentrant != Reentrancy::Unknown ||
      Effect.Kind == CallEffect::LockInit)
    return Effect.Reentrant;
  if (O.Kind == Operand::This && Site.Class)
    return S.Types.record(Site.Class).Reentrant;
  llvm::SmallVector<const Expr *, 4> Exprs = operands(Site, O);
  return Exprs.empty() ? Reentrancy::Unknown
                       : S.Types.classify(Exprs[0]->getType()).Reentrant;
}

bool FunctionExtractor::exists(const CallSite &Site, const CallEffect &Effect) {
  return effectExists(Effect, Site.Args, S.Ctx,
                      [&](const Expr *E) { return constant(E); });
}

//===----------------------------------------------------------------------===//
// Effects
//===----------------------------------------------------------------------===//

bool FunctionExtractor::applyEffects(CallSite &Site, const CallEffects &Effects,
                                     unsigned Depth) {
  Outcome Result;
  bool Chosen = false;
  bool Any = false;
  bool OnlyBlocks = true, OnlyOwn = true;
  // How long to wait is read before the lock is given up.
  if (Site.Callee && llvm::any_of(Effects, [](const CallEffect &Effect) {
        return Effect.Kind == CallEffect::Wait && Effect.Timed;
      }))
    accessArguments(Site);
  for (const CallEffect &Effect : Effects) {
    if (Effect.Otherwise && Chosen)
      continue;
    Chosen = matchesArguments(Effect, Site.Args);
    if (!Chosen || !exists(Site, Effect))
      continue;
    Any = true;
    OnlyBlocks &= Effect.Kind == CallEffect::Block;
    OnlyOwn &= Effect.Kind == CallEffect::Access && !Effect.Atomic &&
               Effect.Target.Kind == Operand::This;
    apply(Site, Effect, Result, Depth);
  }
  // An algorithm makes what it returns of what it is given.
  if (!Site.Receiver && llvm::all_of(Effects, [](const CallEffect &Effect) {
        return Effect.Kind == CallEffect::RunNow;
      }))
    for (const Expr *A : Site.Args)
      for (const Dep &D : deps(A))
        if (!llvm::is_contained(Result.Deps, D))
          Result.Deps.push_back(D);
  if (!Any) {
    // Known, and harmless in this form; but not what it does to its arguments.
    if (Effects.empty())
      finishCall(Site, std::move(Result));
    return Effects.empty();
  }
  // That read() waits is not all: it also writes to the buffer. And what a
  // container is given is read.
  if (Site.Callee && (Site.Receiver ? OnlyOwn : OnlyBlocks))
    accessArguments(Site);
  // A method that returns its object, as streams do.
  if (Site.E && Site.E->isGLValue() && !Result.P.known() && Site.Class &&
      Result.V.Kind == ValueKind::Unknown && Site.Receiver)
    if (const auto *Returned = Site.E->getType()->getAsCXXRecordDecl())
      if (const auto *Own = dyn_cast<CXXRecordDecl>(Site.Class);
          Own && Own->hasDefinition() &&
          (Own->getCanonicalDecl() == Returned->getCanonicalDecl() ||
           Own->isDerivedFrom(Returned))) {
        Result.P = Site.Object;
        Result.Class = Site.Class;
      }
  if (!Result.Event.valid() && Result.Deps.empty() && !Result.P.known() &&
      Result.V.Kind == ValueKind::Unknown && Site.Receiver)
    Result.Deps = deps(Site.Receiver);
  finishCall(Site, std::move(Result));
  return true;
}

void FunctionExtractor::apply(CallSite &Site, const CallEffect &Effect,
                              Outcome &Result, unsigned Depth) {
  switch (Effect.Kind) {
  case CallEffect::Acquire:
  case CallEffect::TryAcquire:
  case CallEffect::Release:
  case CallEffect::AssertHeld:
  case CallEffect::LockInit:
    return applyLock(Site, Effect, Result);
  case CallEffect::GuardInit:
  case CallEffect::GuardLock:
  case CallEffect::GuardTry:
  case CallEffect::GuardUnlock:
  case CallEffect::GuardAbandon:
  case CallEffect::GuardSwap:
  case CallEffect::GuardTest:
    return applyGuard(Site, Effect, Result);
  case CallEffect::Wait:
  case CallEffect::Notify:
  case CallEffect::Signal:
  case CallEffect::Await:
  case CallEffect::Spawn:
  case CallEffect::Join:
  case CallEffect::Detach:
    return applyThread(Site, Effect, Result);
  case CallEffect::RunNow:
  case CallEffect::RunOnce:
  case CallEffect::RunLater:
    return applyRun(Site, Effect, Result);
  case CallEffect::Block:
  case CallEffect::NonBlockingHandle:
    return applyBlock(Site, Effect, Result);
  case CallEffect::Access:
    return applyAccess(Site, Effect, Result);
  case CallEffect::Deref:
  case CallEffect::Element:
  case CallEffect::Move:
  case CallEffect::Fresh:
  case CallEffect::Bind:
    return applyResult(Site, Effect, Result);
  case CallEffect::Confined: {
    Event &E = emit(EventKind::Confined, Site.Where);
    E.Text = Effect.Name;
    E.Asserts = true;
    return;
  }
  case CallEffect::NoReturn:
    CurrentNoReturn = true;
    return;
  case CallEffect::AsMethod:
    return applyAsMethod(Site, Effect, Result, Depth);
  }
}

void FunctionExtractor::applyLock(CallSite &Site, const CallEffect &Effect,
                                  Outcome &Result) {
  static_assert(static_cast<int>(CallEffect::Acquire) == 0 &&
                static_cast<int>(CallEffect::LockInit) == 4);
  static constexpr EventKind Kinds[] = {
      EventKind::Acquire, EventKind::TryAcquire, EventKind::Release,
      EventKind::AssertHeld, EventKind::LockInit};
  llvm::SmallVector<Path, 4> Paths;
  if (Effect.LockName.empty())
    Paths = operandPaths(Site, Effect.Target);
  else
    Paths.push_back(Path::global(S.Entities.namedLock(Effect.LockName)));
  Reentrancy Reentrant = reentrancy(Effect, Site, Effect.Target);
  uint32_t Group = Effect.Grouped && Paths.size() > 1 ? ++Groups : 0;
  for (Path &P : Paths) {
    Event &E = emit(Kinds[Effect.Kind], Site.Where);
    E.Target = std::move(P);
    E.Mode = Effect.Mode;
    E.Sense = Effect.Sense;
    E.Timed = Effect.Timed;
    E.Reentrant = Reentrant;
    E.Group = Group;
    E.Text = Site.Name;
    if (Effect.Kind == CallEffect::LockInit)
      if (auto Attribute = operands(Site, Effect.UnlessZero);
          !Attribute.empty())
        E.Args.push_back(value(Attribute.front()));
    // (What waits for the lock may fail, too, and say so.)
    if (Effect.Kind == CallEffect::TryAcquire ||
        Effect.Kind == CallEffect::Acquire)
      Result.Event = lastEvent();
  }
}

void FunctionExtractor::applyGuard(CallSite &Site, const CallEffect &Effect,
                                   Outcome &Result) {
  Path Target = operandPath(Site, Effect.Target);
  EventKind Kind = EventKind::GuardInit;
  switch (Effect.Kind) {
  case CallEffect::GuardInit: {
    llvm::SmallVector<Path, 4> Locks = operandPaths(Site, Effect.Locks);
    Reentrancy Reentrant = reentrancy(Effect, Site, Effect.Locks);
    if (Effect.Target.Kind == Operand::Result)
      Target = operandPath(Site, Effect.Target);
    Event &E = emit(EventKind::GuardInit, Site.Where);
    E.Target = Target;
    for (Path &P : Locks)
      E.Args.push_back(P.known() ? Value::address(std::move(P))
                                 : Value::unknown());
    E.Guard = Effect.GuardAs;
    E.Mode = Effect.Mode;
    E.Timed = Effect.Timed;
    E.Reentrant = Reentrant;
    E.Group = Effect.Grouped && Locks.size() > 1 ? ++Groups : 0;
    E.Text = Site.Name;
    if (Effect.Target.Kind == Operand::Result) {
      if (Site.E && Site.E->getType()->isPointerType())
        Result.V = Value::address(Target);
      else
        Result.P = Target;
    }
    return;
  }
  case CallEffect::GuardTest:
    Result.TestedGuard = std::move(Target);
    return;
  case CallEffect::GuardSwap: {
    // Each takes over from the other, by way of a third.
    Path Other = operandPath(Site, {Operand::Argument, 0});
    if (!Target.known() || !Other.known() || !Site.E)
      return;
    Path Third = temporary(Site.E);
    const Path *Moves[][2] = {
        {&Third, &Target}, {&Target, &Other}, {&Other, &Third}};
    for (auto &[To, From] : Moves) {
      Event &E = emit(EventKind::GuardMove, Site.Where);
      E.Target = *To;
      E.Args.push_back(Value::address(*From));
    }
    return;
  }
  case CallEffect::GuardLock:
    Kind = EventKind::GuardLock;
    break;
  case CallEffect::GuardTry:
    Kind = EventKind::GuardTry;
    break;
  case CallEffect::GuardUnlock:
    Kind = EventKind::GuardUnlock;
    break;
  default:
    Kind = EventKind::GuardAbandon;
    break;
  }
  Event &E = emit(Kind, Site.Where);
  E.Target = std::move(Target);
  E.Sense = Effect.Sense;
  E.Mode = Effect.Mode;
  E.Timed = Effect.Timed;
  E.Text = Site.Name;
  if (Kind == EventKind::GuardTry)
    Result.Event = lastEvent();
}

static EventKind handleEvent(CallEffect::KindTy Kind) {
  switch (Kind) {
  case CallEffect::Notify:
    return EventKind::Notify;
  case CallEffect::Signal:
    return EventKind::Signal;
  case CallEffect::Await:
    return EventKind::Await;
  case CallEffect::Join:
    return EventKind::Join;
  default:
    return EventKind::Detach;
  }
}

static bool isThreadHandle(CallEffect::KindTy Kind) {
  return Kind == CallEffect::Join || Kind == CallEffect::Detach;
}

/// The method of this name that a call on the object runs, as far as its class
/// is known.
static const CXXMethodDecl *methodNamed(const RecordDecl *Class,
                                        llvm::StringRef Name) {
  const auto *R = dyn_cast_or_null<CXXRecordDecl>(Class);
  for (unsigned Depth = 0; R && Depth != MaxBases; ++Depth) {
    R = R->getDefinition();
    if (!R)
      return nullptr;
    for (const CXXMethodDecl *M : R->methods())
      if (M->getIdentifier() && M->getName() == Name)
        return M;
    R = R->getNumBases() ? R->bases_begin()->getType()->getAsCXXRecordDecl()
                         : nullptr;
  }
  return nullptr;
}

/// `std::bind(&Log::run, this)`: the function of which it is made.
static const Expr *boundIn(Session &S, const Expr *E) {
  const auto *Call = dyn_cast<CallExpr>(ignoreWrappers(E));
  const FunctionDecl *F = Call ? Call->getDirectCallee() : nullptr;
  const CallEffects *Effects = F ? S.effects(F) : nullptr;
  bool Binds = Effects && llvm::any_of(*Effects, [](const CallEffect &Does) {
                 return Does.Kind == CallEffect::Bind;
               });
  return Binds && Call->getNumArgs() ? Call->getArg(0) : E;
}

/// What runs: the operand itself, or a method of it.
CallableId FunctionExtractor::entry(const CallEffect &Effect,
                                    const CallSite &Site, const Expr *Entry) {
  if (Effect.Name.empty())
    return callable(Entry);
  bool IsObject = Effect.Entry.Kind == Operand::This;
  const RecordDecl *Class = IsObject ? Site.Class : classOf(Entry);
  Path Object = IsObject ? Site.Object : referent(Entry);
  // An object that was made here is of just that class.
  if (Object.Root == RootKind::Local && Object.Steps.empty())
    if (const CXXRecordDecl *Exact = LocalClasses.lookup(Object.Index))
      Class = Exact;
  const CXXMethodDecl *Run = methodNamed(Class, Effect.Name);
  if (!Run || Run->isInvalidDecl() || Run->isDependentContext())
    return CallableId();
  S.use(Run);
  Callable C;
  C.Target = S.Entities.function(Run);
  C.This = Value::address(std::move(Object));
  return addCallable(std::move(C));
}

/// `Worker(queue)` itself, rather than a lambda, a pointer, std::ref or
/// std::bind.
static bool isFunctionObject(Session &S, const Expr *E) {
  const CXXRecordDecl *R = E->getType()->getAsCXXRecordDecl();
  return R && !R->isLambda() && !S.Types.record(R).System &&
         !S.Types.record(R).PointerLike;
}

void FunctionExtractor::applyThread(CallSite &Site, const CallEffect &Effect,
                                    Outcome &Result) {
  switch (Effect.Kind) {
  case CallEffect::Wait: {
    Path Condition = operandPath(Site, Effect.Target);
    Path Guard = operandPath(Site, Effect.Guard);
    CallableId Predicate;
    // Of a timed wait, the predicate comes after the time.
    for (const Expr *A : operands(Site, Effect.Entry))
      if (!Predicate.valid())
        Predicate = callable(A);
    Event &E = emit(EventKind::Wait, Site.Where);
    E.Target = std::move(Condition);
    E.Args.push_back(Value::address(std::move(Guard)));
    E.Callable = Predicate;
    E.Timed = Effect.Timed;
    E.Text = Site.Name;
    Result.Event = lastEvent();
    return;
  }
  case CallEffect::Spawn: {
    llvm::SmallVector<const Expr *, 4> Entry = operands(Site, Effect.Entry);
    if (Entry.empty())
      return;
    CallableId Id = entry(Effect, Site, Entry[0]);
    Scan.startsThread(boundIn(S, Entry[0]));
    Callable C;
    if (Id.valid())
      C = Out.Callables[Id.index()];
    // A function object that is handed over is copied: the thread has its own.
    if (C.This.Kind == ValueKind::Address &&
        isFunctionObject(S, ignoreWrappers(Entry[0])))
      C.This = Value::fresh();
    C.Bound.resize(C.Bound.size() + Effect.BoundAt);
    if (Effect.PassesToken && C.Target.valid())
      if (const auto *Op = classOf(Entry[0])) {
        // The callable takes a token if it takes one more than is passed.
        const auto *R = dyn_cast<CXXRecordDecl>(Op);
        const CXXMethodDecl *Call =
            R && R->isLambda() ? R->getLambdaCallOperator() : nullptr;
        if (Call &&
            Call->getNumParams() == operands(Site, Effect.Bound).size() + 1)
          C.Bound.push_back(Value::unknown());
      }
    bindArguments(C, operands(Site, Effect.Bound));
    bool Many = Effect.Many || inLoop();
    Path Handle = operandPath(Site, Effect.Target);
    if (Id.valid())
      Id = addCallable(std::move(C));
    Event &E = emit(EventKind::Spawn, Site.Where);
    E.Target = Handle;
    E.Callable = Id;
    E.Many = Many;
    E.Text = Site.Name;
    if (Effect.Target.Kind == Operand::Result) {
      Result.Event = lastEvent();
      Result.P = std::move(Handle);
    } else if (Site.E && Site.E->getType()->isIntegerType()) {
      Result.Event = lastEvent(); // says whether there is a thread
    }
    return;
  }
  default: {
    // The thread is known by its handle, whatever the handle points to.
    Path Handle = operandPath(Site, Effect.Target, isThreadHandle(Effect.Kind));
    Event &E = emit(handleEvent(Effect.Kind), Site.Where);
    E.Target = std::move(Handle);
    E.Timed = Effect.Timed;
    E.Text = Site.Name;
    if (Effect.Kind == CallEffect::Join)
      Result.Event = lastEvent();
    return;
  }
  }
}
