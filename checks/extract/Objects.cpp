//===- Objects.cpp - construction, destruction, copies and moves ----------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "extract/DeclNames.h"
#include "extract/FunctionExtractor.h"

using namespace clang;
using namespace concurrency;

//===----------------------------------------------------------------------===//
// Construction
//===----------------------------------------------------------------------===//

void FunctionExtractor::readConstruct(const CXXConstructExpr *E) {
  const CXXConstructorDecl *C = E->getConstructor();
  if (!C || C->isInvalidDecl())
    return;
  CallSite Site;
  Site.E = E;
  Site.Callee = C;
  Site.Class = C->getParent();
  Site.Name = plainName(*C->getParent());
  Destination To = Scan.Destinations.lookup(E);
  Site.Where = To.Kind == Destination::Variable ? place(To.V->getLocation())
                                                : place(E->getBeginLoc());
  for (const Expr *A : E->arguments())
    Site.Args.push_back(A);
  if (C->isCopyOrMoveConstructor() && E->getNumArgs() >= 1 && copyOrMove(E))
    return;
  // A place is needed only if something happens there.
  if (S.constructorMatters(C) || S.Types.record(Site.Class).Modelled ||
      C->isInheritingConstructor())
    Site.Object = destination(E);
  construct(Site, C);
}

bool FunctionExtractor::copyOrMove(const CXXConstructExpr *E) {
  const CXXConstructorDecl *C = E->getConstructor();
  const Expr *Source = E->getArg(0);
  const Expr *Inner = ignoreWrappers(Source);
  if (E->isElidable() && !Inner->isGLValue())
    return true;
  const RecordInfo &Info = S.Types.record(C->getParent());
  if (C->isUserProvided() && !Info.System && Info.Role != TypeRole::Guard)
    return false;
  Destination To = Scan.Destinations.lookup(E);
  const auto *D = dyn_cast<DeclRefExpr>(Inner);
  const auto *V = D ? dyn_cast<VarDecl>(D->getDecl()) : nullptr;
  if (To.Kind == Destination::Returned && V && V->hasLocalStorage())
    return true; // it becomes the result
  if (Info.Role == TypeRole::Guard || Info.Role == TypeRole::Thread) {
    Path From = object(Source);
    Path Target = destination(E);
    bool Guard = Info.Role == TypeRole::Guard;
    if (From.known() && !(From == Target)) {
      Event &M = emit(Guard ? EventKind::GuardMove : EventKind::Assign,
                      place(E->getBeginLoc()));
      M.Target = Target;
      M.Args.push_back(Guard ? Value::address(From) : Value::copy(From));
    }
    return true;
  }
  if (!Inner->isGLValue() || C->getParent()->isLambda() ||
      C->getParent()->isEmpty())
    return true;
  if (isConstantVariable(Inner))
    return true;
  bool Moves = C->isMoveConstructor();
  access(object(Source), Moves ? AccessKind::Update : AccessKind::Read,
         place(Inner));
  return true;
}

void FunctionExtractor::construct(CallSite &Site, const CXXConstructorDecl *C) {
  if (C->isInheritingConstructor())
    if (const CXXConstructorDecl *Base =
            C->getInheritedConstructor().getConstructor()) {
      C = Base;
      Site.Callee = C;
    }
  const CXXRecordDecl *Class = C->getParent();
  const RecordInfo &Info = S.Types.record(Class);
  if (Info.Modelled)
    if (const CallEffects *Effects = S.effects(Class, "(constructor)")) {
      Site.Class = Class;
      if (applyEffects(Site, *Effects)) {
        if (Site.E) {
          Outcome &Made = remember(Site.E);
          Made.P = Site.Object;
          Made.Event = EventId();
        }
        return;
      }
    }
  if (!S.constructorMatters(C)) {
    accessArguments(Site);
    return;
  }
  if (!S.visibleBody(C))
    accessArguments(Site);
  if (Site.E && Scan.Destinations.lookup(Site.E).Kind == Destination::New)
    Site.Object = destination(Site.E); // names the event that comes next
  S.use(C);
  Event E;
  E.Kind = EventKind::Call;
  E.Where = Site.Where;
  E.Target = Site.Object;
  E.Callee = S.Entities.function(C);
  E.Text = Site.Name;
  addArguments(Site, E);
  addHint(Site, E);
  emit(EventKind::Call, Site.Where) = std::move(E);
  if (Site.E) {
    Outcome Result;
    Result.P = Site.Object;
    finishCall(Site, std::move(Result));
  }
}

/// make_unique<T>(args…) and emplace(args…): the constructor is called by the
/// library, with our arguments.
void FunctionExtractor::constructInPlace(QualType T,
                                         llvm::ArrayRef<const Expr *> Args,
                                         const Path &Object,
                                         const CallSite &Via) {
  const CXXRecordDecl *R = T.isNull() ? nullptr : T->getAsCXXRecordDecl();
  if (!R || !(R = R->getDefinition()) || R->isInvalidDecl())
    return;
  CallSite Site;
  Site.Class = R;
  Site.Object = Object;
  Site.Args.assign(Args.begin(), Args.end());
  Site.Where = Via.Where;
  Site.Name = plainName(*R);
  const RecordInfo &Info = S.Types.record(R);
  if (Info.Modelled) {
    if (const CallEffects *Effects = S.effects(R, "(constructor)"))
      applyEffects(Site, *Effects);
    return;
  }
  if (Info.System)
    return;
  // The only constructor that takes so many; among several, we do not know.
  const CXXConstructorDecl *Match = nullptr;
  for (const CXXConstructorDecl *C : R->ctors()) {
    if (C->isDeleted() || C->isCopyOrMoveConstructor() ||
        Args.size() < C->getMinRequiredArguments() ||
        (Args.size() > C->getNumParams() && !C->isVariadic()))
      continue;
    if (Match)
      return;
    Match = C;
  }
  if (!Match)
    return;
  Site.Callee = Match;
  construct(Site, Match);
}

void FunctionExtractor::readNew(const CXXNewExpr *E) {
  remember(E).V = Value::fresh();
}

//===----------------------------------------------------------------------===//
// Variables
//===----------------------------------------------------------------------===//

/// `__attribute__((cleanup(unlock))) lock_guard guard = lock(&mutex);`: a guard
/// of C, made of a lock by a function that nobody sees.
bool FunctionExtractor::scopeGuard(const VarDecl *V, const Expr *Init) {
  const auto *Call = dyn_cast<CallExpr>(ignoreWrappers(Init));
  const FunctionDecl *Makes = Call ? Call->getDirectCallee() : nullptr;
  const auto *Ends = V->getAttr<CleanupAttr>();
  if (!Ends || !Makes || !V->getType()->isRecordType() ||
      !Ends->getFunctionDecl()->getName().contains_insensitive("lock") ||
      S.visibleBody(Makes))
    return false;
  for (const Expr *A : Call->arguments()) {
    const RecordDecl *R = nullptr;
    if (!A->getType()->isPointerType() ||
        S.Types.classify(A->getType(), &R).Role != TypeRole::Lock)
      continue;
    Value Lock = value(A);
    if (Lock.Kind == ValueKind::Copy)
      Lock = Value::address(Lock.pointee());
    // (It is the guard that has the lock.)
    if (const Outcome *Known = outcome(Call); Known && Known->Event.valid())
      Out.Events[Known->Event.index()].Hint = Event::HintTy::None;
    Event &E = emit(EventKind::GuardInit, place(V->getLocation()));
    E.Target = variable(V);
    E.Guard = Makes->getName().contains_insensitive("try") ? GuardMode::Tried
                                                           : GuardMode::Locked;
    E.Reentrant = S.Types.record(R).Reentrant;
    E.Args.push_back(std::move(Lock));
    return true;
  }
  return false;
}

void FunctionExtractor::initialise(const VarDecl *V, const Expr *Init) {
  if (V->isInvalidDecl() || Init->containsErrors() || scopeGuard(V, Init))
    return;
  QualType T = V->getType();
  VariableUse Use = Scan.Uses.lookup(V);
  Place Where = place(V->getLocation());
  // for (auto &x : c): an element of c.
  Path Element;
  if (auto It = Scan.Loops.find(V); It != Scan.Loops.end())
    if (const Expr *Range = It->second->getRangeInit())
      Element = object(Range).then(Step::element(0));
  if (T->isReferenceType()) {
    Value To = Element.known() ? Value::address(Element) : argument(Init, T);
    if (To.Kind == ValueKind::Address || To.Kind == ValueKind::Callable) {
      Aliases[V] = std::move(To);
    } else if (To.Kind != ValueKind::Unknown) {
      Event &E = emit(EventKind::Assign, Where);
      E.Target = Path::local(local(V));
      E.Args.push_back(std::move(To));
    }
    return;
  }
  const RecordDecl *R = T->getAsRecordDecl();
  const RecordInfo *Info = R ? &S.Types.record(R) : nullptr;
  const Expr *Inner = ignoreWrappers(Init);
  if (Info && Info->Role == TypeRole::Guard) {
    // What a call returned moves into the variable.
    Path From = object(Init);
    Path To = variable(V);
    if (isa<CallExpr>(Inner) && From.known() && !(From == To)) {
      Event &E = emit(EventKind::GuardMove, Where);
      E.Target = To;
      E.Args.push_back(Value::address(From));
    }
    return;
  }
  if (Info && outcome(Inner) && outcome(Inner)->P.known() &&
      outcome(Inner)->P == variable(V) && !Info->PointerLike &&
      Info->Role != TypeRole::Callable)
    return; // constructed in place
  Value Given = Element.known() ? Value::copy(Element) : value(Init);
  bool Links =
      T->isPointerType() || T->isMemberPointerType() ||
      Given.Kind == ValueKind::Callable ||
      (Info && (Info->PointerLike || Info->Role == TypeRole::Callable ||
                Given.Kind == ValueKind::Address));
  // An object that can be emptied or passed on by reference is not an alias.
  bool Stable =
      !Use.Written && !V->isStaticLocal() &&
      (!Use.AddressTaken || !Info || Given.Kind == ValueKind::Callable);
  bool Aliased = false;
  if (Stable && Links)
    switch (Given.Kind) {
    case ValueKind::Address:
    case ValueKind::Callable:
      Aliased = true;
      break;
    case ValueKind::Copy:
      Aliased = !(Info && Info->Owning) && Given.P.Root != RootKind::Local;
      break;
    default:
      break;
    }
  if (isa<InitListExpr>(Inner) && Info && Given.Kind == ValueKind::Copy)
    return; // initialised in place
  if (Aliased)
    Aliases[V] = Given;
  if (!V->hasLocalStorage() || V->isImplicit())
    return;
  if (!Info)
    noteAssigned(V, Init);
  Dependence How = dependence(Init);
  if (Element.known())
    How.On = {{Element, {}}};
  bool Tells = !How.On.empty() || Use.Written ||
               (!Aliased && Links && Given.Kind != ValueKind::Unknown) ||
               Given.Kind == ValueKind::Fresh;
  if (!Tells)
    return;
  Path Target = variable(V);
  // (An iterator that is only declared is made in place, of nothing.)
  if (Given == Value::copy(Target))
    return;
  Event &E = emit(EventKind::Assign, Where);
  E.Target = std::move(Target);
  E.Args.push_back(std::move(Given));
  std::move(How).writeTo(E);
}

//===----------------------------------------------------------------------===//
// Destruction
//===----------------------------------------------------------------------===//

void FunctionExtractor::destroy(QualType T, const Path &Object, Place Where,
                                bool Exact) {
  if (T.isNull())
    return;
  Path P = Object;
  if (const ArrayType *A = S.Ctx.getAsArrayType(T)) {
    T = S.Ctx.getBaseElementType(A);
    P = P.then(Step::element(0));
  }
  const CXXRecordDecl *R = T->getAsCXXRecordDecl();
  if (!R || !R->hasDefinition() || !S.destructorMatters(R))
    return;
  R = R->getDefinition();
  const RecordInfo &Info = S.Types.record(R);
  if (Info.Modelled && Info.Role == TypeRole::Guard) {
    Event &E = emit(EventKind::GuardEnd, Where);
    E.Target = std::move(P);
    return;
  }
  if (Info.Modelled)
    if (const CallEffects *Effects = S.effects(R, "(destructor)")) {
      CallSite Site;
      Site.Class = R;
      Site.Object = P;
      Site.Name = "~" + plainName(*R);
      Site.Where = Where;
      applyEffects(Site, *Effects);
      return;
    }
  if (Info.Owning) {
    destroy(TypeClassifier::pointee(R), P.then(Step::deref()), Where, true);
    return;
  }
  const CXXDestructorDecl *D = R->getDestructor();
  if (Info.System || !D)
    return;
  S.use(D);
  EntityId Callee = S.Entities.function(D);
  Event &E = emit(EventKind::Call, Where);
  E.Callee = Callee;
  E.Target = std::move(P);
  E.Text = "~" + plainName(*R);
  E.Virtual = !Exact && D->isVirtual() && !R->isEffectivelyFinal();
  E.IsDestructor = true;
}

void FunctionExtractor::endVariable(const VarDecl *V, const Stmt *Trigger) {
  if (V == ReturnedVariable)
    return;
  QualType T = V->getType().getNonReferenceType();
  const CXXRecordDecl *R = T->getBaseElementTypeUnsafe()->getAsCXXRecordDecl();
  if (!R || !R->hasDefinition() || !S.destructorMatters(R))
    return;
  SourceLocation End = Trigger ? Trigger->getEndLoc() : V->getLocation();
  destroy(T, variable(V), place(End), /*Exact=*/true);
}

void FunctionExtractor::endTemporary(const CXXBindTemporaryExpr *E) {
  if (!E)
    return;
  const CXXRecordDecl *R = E->getType()->getAsCXXRecordDecl();
  if (!R || !R->hasDefinition() || !S.destructorMatters(R))
    return;
  // Before C++17 the temporary of `T x = T();` is destroyed in theory. A thread
  // that is assigned has its new name at once, and ends with that.
  switch (Scan.Destinations.lookup(ignoreWrappers(E)).Kind) {
  case Destination::None:
    break;
  case Destination::Assigned:
    if (S.Entities.type(E->getType()).Role != TypeRole::Thread)
      break;
    return;
  default:
    return;
  }
  destroy(E->getType(), object(E), place(E->getEndLoc()), /*Exact=*/true);
}

void FunctionExtractor::readDelete(const CXXDeleteExpr *E) {
  QualType T = E->getDestroyedType();
  if (T.isNull() || T->isDependentType())
    return;
  const CXXRecordDecl *R = T->getAsCXXRecordDecl();
  if (!R || !R->hasDefinition() || !S.destructorMatters(R))
    return;
  destroy(T, value(E->getArgument()).pointee(), place(E), /*Exact=*/false);
}
