//===- Calls.cpp - calls, and those that no model describes ---------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "extract/DeclNames.h"
#include "extract/FunctionExtractor.h"
#include "facts/Words.h"
#include "clang/AST/Attr.h"
#include "clang/Basic/Builtins.h"

using namespace clang;
using namespace concurrency;

/// The path in the caller's frame of what a getter returns.
static Path substitute(const Path &InCallee, const Path &Object) {
  if (InCallee.Root == RootKind::Global)
    return InCallee;
  if (InCallee.Root == RootKind::This)
    return Object.then(InCallee.Steps);
  return Path::unknown();
}

void FunctionExtractor::finishCall(const CallSite &Site, Outcome Result) {
  if (Site.E)
    remember(Site.E) = std::move(Result);
}

/// Calls that only hand on their first argument.
bool FunctionExtractor::passThrough(const CallExpr *E) {
  const FunctionDecl *Callee = E->getDirectCallee();
  if (!Callee)
    return false;
  switch (Callee->getBuiltinID()) {
  case Builtin::BI__builtin_expect:
  case Builtin::BI__builtin_expect_with_probability:
  case Builtin::BI__builtin_assume_aligned:
  case Builtin::BI__builtin_launder: {
    Outcome Result;
    Result.V = value(E->getArg(0));
    Result.Deps = deps(E->getArg(0));
    if (const Outcome *Known = outcome(ignoreWrappers(E->getArg(0)))) {
      Result.Event = Known->Event;
      Result.TestedGuard = Known->TestedGuard;
    }
    // A condition inside is found by condition(), which looks through builtins.
    if (Result.V.Kind == ValueKind::Unknown && !Result.Event.valid())
      return true;
    remember(E) = std::move(Result);
    return true;
  }
  case Builtin::BI__builtin_addressof:
  case Builtin::BIaddressof:
  case Builtin::BI__addressof: {
    Outcome Result;
    Result.V = Value::address(object(E->getArg(0)));
    remember(E) = std::move(Result);
    return true;
  }
  case Builtin::BImove:
  case Builtin::BImove_if_noexcept:
  case Builtin::BIforward:
  case Builtin::BIforward_like:
  case Builtin::BIas_const: {
    Outcome Result;
    Result.P = object(E->getArg(0));
    if (Value V = value(E->getArg(0)); V.Kind == ValueKind::Callable)
      Result.V = V;
    Result.Class = classOf(E->getArg(0));
    remember(E) = std::move(Result);
    return true;
  }
  case Builtin::BI__builtin_constant_p:
  case Builtin::BI__builtin_object_size:
    return true;
  default:
    return false;
  }
}

void FunctionExtractor::addArguments(const CallSite &Site, Event &Call) {
  Call.Args.reserve(Site.Args.size());
  for (unsigned I = 0, N = Site.Args.size(); I != N; ++I) {
    QualType Param;
    if (Site.Callee && I < Site.Callee->getNumParams())
      Param = Site.Callee->getParamDecl(I)->getType();
    Call.Args.push_back(argument(Site.Args[I], Param));
    // `set(get() + 1)`: of a number that is made here, what it is made of.
    const Expr *Made = Site.Args[I]->IgnoreParenImpCasts();
    if (isa<BinaryOperator, UnaryOperator, CallExpr>(Made) &&
        Call.Deps.empty() && Call.Args.back().Kind == ValueKind::Unknown &&
        Made->getType()->isArithmeticType())
      dependence(Made).writeTo(Call);
  }
}

void FunctionExtractor::addHint(const CallSite &Site, Event &Call) {
  if (!Site.Callee)
    return;
  if (!Site.Class)
    return addHintOfFunction(Site, Call);
  const RecordInfo &Info = S.Types.record(Site.Class);
  if (isa<CXXConstructorDecl>(Site.Callee)) {
    if (!Info.GuardLike ||
        TypeClassifier::onlyKeeps(cast<CXXConstructorDecl>(Site.Callee)))
      return;
    for (const ParmVarDecl *P : Site.Callee->parameters())
      if (S.Types.classify(P->getType()).Role == TypeRole::Lock)
        Call.Hint = Event::HintTy::Guard;
    return;
  }
  if (Info.Role == TypeRole::Lock)
    Call.Reentrant = Info.Reentrant;
  if (!Info.LockLike || !Site.Callee->getIdentifier())
    return;
  llvm::StringRef Name = Site.Callee->getName();
  if (std::optional<Event::HintTy> Hint = S.M.lockMethodHint(Name)) {
    Call.Hint = *Hint;
    Call.Mode = S.M.lockMethodMode(Name);
  }
}

/// Assignments of whole objects that some compiler wrote: source is read,
/// target written. Guards and threads change hands.
bool FunctionExtractor::plainAssignment(CallSite &Site) {
  const auto *M = dyn_cast_or_null<CXXMethodDecl>(Site.Callee);
  if (!M || !(M->isCopyAssignmentOperator() || M->isMoveAssignmentOperator()) ||
      Site.Args.size() != 1)
    return false;
  TypeRole Role =
      Site.Class ? S.Types.record(Site.Class).Role : TypeRole::Plain;
  bool Ours = M->isUserProvided() && !S.isSystem(M);
  if (Ours && Role != TypeRole::Guard)
    return false;
  const Expr *Source = Site.Args[0];
  Path From = object(Source);
  Path To = Site.Object;
  Outcome Result;
  Result.P = To;
  if (Role == TypeRole::Guard) {
    if (From.known() && To.known() && !(From == To)) {
      Event &E = emit(EventKind::GuardMove, Site.Where);
      E.Target = To;
      E.Args.push_back(Value::address(From));
    }
    finishCall(Site, std::move(Result));
    return true;
  }
  if (Role == TypeRole::Thread) {
    if (From.known() && To.known() && !(From == To)) {
      Event &E = emit(EventKind::Assign, Site.Where);
      E.Target = To;
      E.Args.push_back(Value::copy(From));
    }
    finishCall(Site, std::move(Result));
    return true;
  }
  const Expr *Inner = ignoreWrappers(Source);
  if (Inner->isGLValue())
    access(From,
           M->isMoveAssignmentOperator() ? AccessKind::Update
                                         : AccessKind::Read,
           place(Inner));
  Value V = value(Source);
  List<Dep> Deps = deps(Source);
  Place Where =
      Site.Receiver ? place(ignoreWrappers(Site.Receiver)) : Site.Where;
  if (Event *E = access(To, AccessKind::Write, Where)) {
    E->Args.push_back(V);
    E->Deps = Deps;
    E->Text = Site.Name;
  } else if (To.known() && To.Root == RootKind::Local && To.Steps.empty()) {
    Event &E = emit(EventKind::Assign, Where);
    E.Target = To;
    E.Args.push_back(V);
    E.Deps = Deps;
  }
  const RecordInfo *Info = Site.Class ? &S.Types.record(Site.Class) : nullptr;
  if (tracked(To) && Info &&
      (Info->PointerLike || Info->Role == TypeRole::Callable) &&
      V.Kind != ValueKind::Unknown) {
    Event &E = emit(EventKind::Assign, Where);
    E.Target = To;
    E.Args.push_back(std::move(V));
  }
  finishCall(Site, std::move(Result));
  return true;
}

/// Operators of library classes that need no model to be understood: whatever
/// has * and -> points to something, whatever has [] contains something.
bool FunctionExtractor::structuralCall(CallSite &Site) {
  const auto *O = dyn_cast_or_null<CXXOperatorCallExpr>(Site.E);
  if (!O || !Site.Callee || !Site.Receiver)
    return false;
  bool System = S.isSystem(Site.Callee);
  bool PointerLike = Site.Class && S.Types.record(Site.Class).PointerLike;
  if (!System && !PointerLike)
    return false;
  Outcome Result;
  auto Pointee = [&] {
    Value V = value(Site.Receiver);
    // An iterator or smart pointer whose origin is known leads there.
    if (V.Kind == ValueKind::Address)
      return V.P;
    if (V.Kind == ValueKind::Copy)
      return V.P.then(Step::deref());
    return Site.Object.then(Step::deref());
  };
  switch (O->getOperator()) {
  case OO_Star:
    if (!Site.Args.empty())
      return false;
    Result.P = Pointee();
    break;
  case OO_Arrow:
    Result.V = Value::address(Pointee());
    break;
  case OO_Subscript:
    if (Site.Args.size() != 1)
      return false;
    Result.P = element(Site.Object, Site.Args[0]);
    break;
  case OO_PlusPlus:
  case OO_MinusMinus:
  case OO_PlusEqual:
  case OO_MinusEqual:
    if (Path P = Site.Object; !tracked(P))
      Result.P = P;
    else
      return false;
    break;
  default:
    return false;
  }
  if (!Result.P.known() && Result.V.Kind == ValueKind::Unknown)
    return false;
  finishCall(Site, std::move(Result));
  return true;
}

void FunctionExtractor::resolveGetter(CallSite &Site, Outcome &Result) {
  const auto *M = dyn_cast<CXXMethodDecl>(Site.Callee);
  if (M && M->isVirtual() && !M->hasAttr<FinalAttr>() &&
      !M->getParent()->isEffectivelyFinal())
    return;
  const Value *V = S.getter(Site.Callee);
  if (!V)
    return;
  Path P = substitute(V->P, Site.Object);
  if (V->P.Root == RootKind::Param) {
    // What is returned is the argument, or a part of what it refers to.
    unsigned I = V->P.Index;
    if (I >= Site.Args.size() || I >= Site.Callee->getNumParams())
      return;
    Value Given =
        argument(Site.Args[I], Site.Callee->getParamDecl(I)->getType());
    llvm::ArrayRef<Step> Steps = V->P.Steps;
    if (!Steps.empty() && Steps.front().Kind == StepKind::Deref)
      P = Given.pointee().then(Steps.drop_front());
    else if (Steps.empty() && V->Kind == ValueKind::Copy &&
             !Site.E->isGLValue())
      Result.V = std::move(Given);
  }
  if (!P.known())
    return;
  if (Site.E->isGLValue()) {
    if (V->Kind == ValueKind::Address)
      Result.P = std::move(P);
  } else {
    Result.V = V->Kind == ValueKind::Address ? Value::address(std::move(P))
                                             : Value::copy(std::move(P));
  }
}

/// The class that an object certainly has, because the object itself is named.
static const CXXRecordDecl *exactClass(const Expr *Receiver) {
  const Expr *E = ignoreWrappers(Receiver)->IgnoreParenImpCasts();
  if (const auto *U = dyn_cast<UnaryOperator>(E);
      U && U->getOpcode() == UO_AddrOf)
    E = U->getSubExpr()->IgnoreParenImpCasts();
  const ValueDecl *D = nullptr;
  if (const auto *Ref = dyn_cast<DeclRefExpr>(E))
    D = Ref->getDecl();
  else if (const auto *Member = dyn_cast<MemberExpr>(E))
    D = Member->getMemberDecl();
  else if (isa<CXXConstructExpr>(E))
    return E->getType()->getAsCXXRecordDecl();
  if (!isa_and_nonnull<VarDecl, FieldDecl>(D))
    return nullptr;
  return D->getType()->getAsCXXRecordDecl(); // null for references and pointers
}

/// Finds what a virtual call runs, if that is certain; otherwise it is found at
/// run time.
bool FunctionExtractor::dispatch(CallSite &Site, const CXXMethodDecl *M,
                                 const Expr *Callee) {
  if (!M->isVirtual() || M->hasAttr<FinalAttr>() ||
      M->getParent()->isEffectivelyFinal())
    return false;
  if (const auto *Member = dyn_cast_or_null<MemberExpr>(
          Callee ? Callee->IgnoreParens() : nullptr);
      Member && Member->hasQualifier())
    return false;
  const CXXRecordDecl *Exact =
      Site.Receiver ? exactClass(Site.Receiver) : nullptr;
  if (!Exact && Site.Object.Root == RootKind::Local &&
      Site.Object.Steps.empty())
    Exact = LocalClasses.lookup(Site.Object.Index);
  if (!Exact || !Exact->hasDefinition())
    return true;
  if (CXXMethodDecl *Found =
          const_cast<CXXMethodDecl *>(M)->getCorrespondingMethodInClass(
              Exact)) {
    Site.Callee = Found;
    return false;
  }
  return true;
}

/// `mem_get(pool, sizeof(*p))`: memory, by the pound. (Who is told more looks
/// something up.)
static bool allocatesBySize(const CallSite &Site) {
  const FunctionDecl *F = Site.Callee;
  if (!F->getReturnType()->isVoidPointerType() || F->isVariadic() ||
      Site.Args.empty())
    return false;
  auto IsPool = [](QualType T) {
    return T->isPointerType() && T->getPointeeType()->isRecordType();
  };
  if (F->getNumParams() != 1 &&
      !(F->getNumParams() == 2 && IsPool(F->getParamDecl(0)->getType())))
    return false;
  const auto *Size = dyn_cast<UnaryExprOrTypeTraitExpr>(
      Site.Args.back()->IgnoreParenImpCasts());
  return Size && Size->getKind() == UETT_SizeOf;
}

void FunctionExtractor::unknownCall(CallSite &Site) {
  if (plainAssignment(Site) || structuralCall(Site))
    return;
  Outcome Result;
  const auto *Call = dyn_cast<CallExpr>(Site.E);
  const auto *M = dyn_cast<CXXMethodDecl>(Site.Callee);
  bool Virtual = M && Call && dispatch(Site, M, Call->getCallee());
  const FunctionDecl *Callee = Site.Callee;
  const FunctionDecl *Body = S.visibleBody(Callee);
  bool System = S.isSystem(Callee);
  std::optional<LockFunction> Locks;
  if (!Body) {
    accessArguments(Site);
    if (!System)
      Locks = lockFunction(Callee);
    // What a method that nobody sees does to its object, its const tells.
    if (!System && !Locks)
      accessPointees(Site);
    if (M && !M->isStatic() && Site.Receiver && Site.Object.known() &&
        (System || Site.Object.Steps.empty() ||
         Site.Object.Steps.back().Kind == StepKind::Field ||
         S.Types.isPlainData(Site.Class)) &&
        !(Site.Class && (S.Types.record(Site.Class).LockLike ||
                         S.Types.record(Site.Class).GuardLike)))
      if (Event *E = access(
              Site.Object, M->isConst() ? AccessKind::Read : AccessKind::Update,
              place(ignoreWrappers(Site.Receiver)))) {
        E->Text = Site.Name;
        // Other libraries' classes, if no model knows them, may well lock.
        E->Opaque = System && !M->isInStdNamespace() && Site.Class &&
                    S.Types.record(Site.Class).Models.empty();
      }
  }
  bool HandsOver = false;
  if (System) {
    // Of a library's function, only what it may run or keep is of interest, and
    // what it does to locks.
    for (const Expr *A : Site.Args) {
      if (!A->getType()->isRecordType() && !A->getType()->isPointerType())
        continue;
      if (callableIn(argument(A, QualType()), A->getType()).valid() ||
          S.Types.classify(A->getType()).Role == TypeRole::Lock)
        HandsOver = true;
    }
    // What it returns depends on what it was given; deps() looks there.
    if (!HandsOver)
      return;
  }
  S.use(Callee);
  EntityId Id = S.Entities.function(Callee);
  Event E;
  addArguments(Site, E);
  E.Target = Site.Object;
  addHint(Site, E);
  if (Locks && E.Hint == Event::HintTy::None)
    addHintOfName(Site, *Locks, E);
  Event &Written = emit(EventKind::Call, Site.Where);
  E.Kind = EventKind::Call;
  E.Where = Site.Where;
  E.Callee = Id;
  E.Virtual = Virtual;
  E.Text = Site.Name;
  Written = std::move(E);
  Result.Event = lastEvent();
  resolveGetter(Site, Result);
  if (allocatesBySize(Site))
    Result.V = Value::fresh();
  finishCall(Site, std::move(Result));
}

/// `mutex->lock(mutex)`: a lock that is an object of C with methods.
bool FunctionExtractor::lockByPointer(const CallExpr *E) {
  const auto *M = dyn_cast<MemberExpr>(E->getCallee()->IgnoreParenImpCasts());
  const auto *Field = M ? dyn_cast<FieldDecl>(M->getMemberDecl()) : nullptr;
  if (!Field || !Field->getIdentifier() || E->getNumArgs() == 0 ||
      !S.Types.record(Field->getParent()).LockLike)
    return false;
  std::optional<Event::HintTy> Hint = S.M.lockMethodHint(Field->getName());
  if (!Hint)
    return false;
  Path Lock = value(E->getArg(0)).pointee();
  Event &Call = emit(EventKind::Call, place(E->getBeginLoc()));
  Call.Target = std::move(Lock);
  Call.Hint = *Hint;
  Call.Mode = S.M.lockMethodMode(Field->getName());
  Call.Reentrant = Reentrancy::Unknown;
  Call.Text = Field->getName().str();
  remember(E).Event = lastEvent();
  return true;
}

/// Calls through pointers, closures and std::function.
void FunctionExtractor::callCallable(const CallExpr *E, CallableId C,
                                     llvm::ArrayRef<const Expr *> Args) {
  List<Value> Values;
  for (const Expr *A : Args)
    Values.push_back(argument(A, QualType()));
  Event &Call = emit(EventKind::Call, place(E->getBeginLoc()));
  Call.Callable = C;
  Call.Args = std::move(Values);
  if (C.valid() && Out.Callables[C.index()].Target.valid())
    Call.Text = S.Entities[Out.Callables[C.index()].Target].Name;
  else if (C.valid())
    if (EntityId Last = Out.Callables[C.index()].Holder.lastEntity();
        Last.valid())
      Call.Text = S.Entities[Last].Name;
  remember(E).Event = lastEvent();
}

void FunctionExtractor::readCall(const CallExpr *E) {
  if (passThrough(E))
    return;
  CallSite Site;
  Site.E = E;
  Site.Callee = E->getDirectCallee();
  Site.Where = place(E->getBeginLoc());
  Site.Args.append(E->arg_begin(), E->arg_end());
  const auto *M = dyn_cast_or_null<CXXMethodDecl>(Site.Callee);
  if (const auto *MC = dyn_cast<CXXMemberCallExpr>(E)) {
    Site.Receiver = MC->getImplicitObjectArgument();
    if (!M) {
      // (object->*pointer)(…)
      const auto *B = dyn_cast<BinaryOperator>(E->getCallee()->IgnoreParens());
      CallableId C = B ? callable(B->getRHS()) : CallableId();
      if (C.valid() && B) {
        Callable Bound = Out.Callables[C.index()];
        Bound.This = Value::address(referent(B->getLHS()));
        C = addCallable(std::move(Bound));
      }
      callCallable(E, C, Site.Args);
      return;
    }
  } else if (const auto *O = dyn_cast<CXXOperatorCallExpr>(E);
             O && M && !Site.Args.empty()) {
    Site.Receiver = Site.Args[0];
    Site.Args.erase(Site.Args.begin());
  }
  if (Site.Callee && Site.Callee->isInvalidDecl())
    return;
  if (!Site.Callee) {
    if (isa<CXXPseudoDestructorExpr>(E->getCallee()->IgnoreParens()))
      return;
    if (!lockByPointer(E))
      callCallable(E, callable(E->getCallee()), Site.Args);
    return;
  }
  Site.Name = modelMethodName(*Site.Callee);
  if (!Site.Receiver) {
    if (const CallEffects *Effects = S.effects(Site.Callee);
        Effects && applyEffects(Site, *Effects))
      return;
    if (M && !M->isStatic())
      return; // an operator written as a function, of a broken class
    unknownCall(Site);
    return;
  }
  bool Arrow = Site.Receiver->getType()->isPointerType();
  Site.Object = Arrow ? value(Site.Receiver).pointee() : object(Site.Receiver);
  Site.Class = classOf(Site.Receiver);
  if (!Site.Class && M)
    Site.Class = M->getParent();
  // A global object may be known by its own name (std::cout).
  if (EntityId Global = Site.Object.global();
      Global.valid() && Site.Object.Steps.empty())
    if (const TypeModel *T = S.globalModel(Global))
      if (const CallEffects *Effects = T->method(Site.Name);
          Effects && applyEffects(Site, *Effects))
        return;
  if (Site.Class)
    if (const CallEffects *Effects = S.effects(Site.Class, Site.Name);
        Effects && applyEffects(Site, *Effects))
      return;
  if (M && M->getParent() != Site.Class)
    if (const CallEffects *Effects = S.effects(M->getParent(), Site.Name);
        Effects && applyEffects(Site, *Effects))
      return;
  // A closure, or a wrapper of callables.
  if (M && M->getOverloadedOperator() == OO_Call) {
    const RecordInfo &Info = S.Types.record(M->getParent());
    if (M->getParent()->isLambda() || Info.Role == TypeRole::Callable) {
      CallableId C = callable(Site.Receiver);
      if (M->getParent()->isLambda()) {
        S.use(M);
        if (C.valid() && !Out.Callables[C.index()].Target.valid()) {
          Callable Known = Out.Callables[C.index()];
          Known.Target = S.Entities.function(M);
          C = addCallable(std::move(Known));
        }
      }
      callCallable(E, C, Site.Args);
      return;
    }
  }
  unknownCall(Site);
}
