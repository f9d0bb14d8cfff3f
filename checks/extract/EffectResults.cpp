//===- EffectResults.cpp - calls that a model describes, continued --------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Effects that run callables, block, touch data, or say what a call returns.
///
//===----------------------------------------------------------------------===//

#include "extract/CallConditions.h"
#include "extract/DeclNames.h"
#include "extract/FunctionExtractor.h"

using namespace clang;
using namespace concurrency;

void FunctionExtractor::applyRun(CallSite &Site, const CallEffect &Effect,
                                 Outcome &Result) {
  Path Flag;
  if (Effect.Kind == CallEffect::RunOnce)
    Flag = operandPath(Site, Effect.Target);
  for (const Expr *Entry : operands(Site, Effect.Entry)) {
    CallableId Id = entry(Effect, Site, Entry);
    if (!Id.valid()) {
      // Of several arguments, not all are callables; a single one must be.
      if (Effect.Entry.Kind == Operand::AllFrom)
        continue;
    }
    if (Effect.Kind == CallEffect::RunLater) {
      if (!Id.valid())
        continue;
      Event &E = emit(EventKind::Escape, Site.Where);
      E.Args.push_back(Value::callable(Id));
      E.Text = Site.Name;
      E.ByFirst = Effect.InLoop;
      continue;
    }
    List<Value> Args;
    if (Effect.Bound.Kind != Operand::None && Id.valid()) {
      Callable C = Out.Callables[Id.index()];
      C.Bound.resize(C.Bound.size() + Effect.BoundAt);
      if (Effect.Kind == CallEffect::RunOnce ||
          Effect.Entry.Kind != Operand::This) {
        bindArguments(C, operands(Site, Effect.Bound));
        Id = addCallable(std::move(C));
      } else {
        for (const Expr *A : operands(Site, Effect.Bound))
          Args.push_back(argument(A, QualType()));
      }
    }
    Event &E = emit(EventKind::Call, Site.Where);
    E.Callable = Id;
    E.Target = Flag;
    E.Args = std::move(Args);
    E.Text = Site.Name;
    Result.Event = lastEvent();
    // In this thread, under its locks, and in others beside it.
    if (Effect.Many && Id.valid()) {
      Event &Others = emit(EventKind::Spawn, Site.Where);
      Others.Callable = Id;
      Others.Many = true;
      Others.Joined = true;
      Others.Text = Site.Name;
    }
  }
}

/// `loud ? stdout : stderr`: what the variables that it can be imply together.
std::optional<BlockKind> FunctionExtractor::chosenKind(const Expr *E,
                                                       unsigned Depth) {
  E = ignoreWrappers(E)->IgnoreParenImpCasts();
  if (const auto *C = dyn_cast<ConditionalOperator>(E); C && Depth < 4) {
    if (std::optional<bool> Chosen = constantTruth(C->getCond()))
      return chosenKind(*Chosen ? C->getTrueExpr() : C->getFalseExpr(),
                        Depth + 1);
    return kindOfEither(chosenKind(C->getTrueExpr(), Depth + 1),
                        chosenKind(C->getFalseExpr(), Depth + 1));
  }
  EntityId Global = value(E).P.global();
  const TypeModel *T = Global.valid() ? S.globalModel(Global) : nullptr;
  return T ? T->Blocks : std::nullopt;
}

/// What kind of blocking the handle at hand implies, if any.
std::optional<BlockKind> FunctionExtractor::handleKind(const CallSite &Site,
                                                       const Operand &O,
                                                       const Path &Handle) {
  if (EntityId Global = Handle.global(); Global.valid())
    if (const TypeModel *T = S.globalModel(Global); T && T->Blocks)
      return T->Blocks;
  const RecordDecl *R = nullptr;
  if (O.Kind == Operand::This) {
    R = Site.Class;
  } else if (llvm::SmallVector<const Expr *, 4> E = operands(Site, O);
             !E.empty()) {
    if (std::optional<BlockKind> Chosen = chosenKind(E[0]))
      return Chosen;
    R = classOf(E[0]);
  }
  if (R)
    for (const auto &[Name, Type] : S.Types.record(R).Models)
      if (Type->Blocks)
        return Type->Blocks;
  return std::nullopt;
}

void FunctionExtractor::applyBlock(CallSite &Site, const CallEffect &Effect,
                                   Outcome &Result) {
  Path Handle = operandPath(Site, Effect.Target, /*Handle=*/true);
  if (Effect.Kind == CallEffect::NonBlockingHandle) {
    if (!Handle.known())
      return;
    // Of an array of descriptors, each.
    if (auto E = operands(Site, Effect.Target);
        !E.empty() && E[0]->IgnoreParenImpCasts()->getType()->isArrayType() &&
        !Handle.Steps.empty() && Handle.Steps.back().Kind == StepKind::Element)
      Handle.Steps.pop_back();
    // For those who use the handle in other functions.
    Event &E = emit(EventKind::Block, Site.Where);
    E.Target = Handle;
    E.NonBlocking = true;
    E.Text = Site.Name;
    NonBlocking.push_back(std::move(Handle));
    return;
  }
  BlockKind Kind =
      handleKind(Site, Effect.Target, Handle).value_or(Effect.Blocks);
  bool Known = Handle.known() && llvm::any_of(NonBlocking, [&](const Path &P) {
                 return Handle.startsWith(P);
               });
  Event &E = emit(EventKind::Block, Site.Where);
  E.Target = std::move(Handle);
  E.Blocks = Kind;
  E.Timed = Effect.Timed;
  E.NonBlocking = Known;
  E.Text = Site.Name;
  // Which of the two processes this is.
  if (Kind == BlockKind::Process)
    Result.Event = lastEvent();
}

/// The expression that holds the name, behind the conversions to whatever the
/// function takes: `std::string name_` given as a path, `name_.c_str()`.
static const Expr *nameExpr(const Expr *E) {
  for (unsigned I = 0; I != 16; ++I) {
    E = ignoreWrappers(E)->IgnoreParenImpCasts();
    if (const auto *C = dyn_cast<CXXConstructExpr>(E);
        C && C->getNumArgs() >= 1)
      E = C->getArg(0);
    else if (const auto *M = dyn_cast<CXXMemberCallExpr>(E);
             M && M->getNumArgs() == 0)
      E = M->getImplicitObjectArgument();
    else if (isa<FullExpr, MaterializeTemporaryExpr, CXXBindTemporaryExpr,
                 CXXFunctionalCastExpr>(E) &&
             ignoreWrappers(E) != E)
      E = ignoreWrappers(E);
    else if (const auto *C = dyn_cast<CastExpr>(E))
      E = C->getSubExpr();
    else
      break;
  }
  return E;
}

/// Whatever a container's method returns as an object; but insert() into a map
/// returns a pair.
static bool returnsIterator(QualType T) {
  const RecordDecl *R = T->getAsRecordDecl();
  if (!R || !R->getDefinition())
    return false;
  R = R->getDefinition();
  return R->field_empty() || !R->field_begin()->getIdentifier() ||
         R->field_begin()->getName() != "first";
}

static bool isPathOperation(Operation Op) {
  return Op == Operation::PathTest || Op == Operation::PathUse ||
         Op == Operation::PathOpen;
}

void FunctionExtractor::applyAccess(CallSite &Site, const CallEffect &Effect,
                                    Outcome &Result) {
  if (isPathOperation(Effect.Op)) {
    llvm::SmallVector<const Expr *, 4> E = operands(Site, Effect.Target);
    if (E.empty())
      return;
    const Expr *Name = nameExpr(E[0]);
    Path P;
    std::string Text;
    if (const auto *L = dyn_cast<StringLiteral>(Name)) {
      if (L->isOrdinary())
        Text = L->getString().str();
    } else if (Name->isGLValue()) {
      P = object(Name);
    }
    if (!P.known() && Text.empty())
      return;
    Event &A = emit(EventKind::Access, Site.Where);
    A.Target = std::move(P);
    A.Rw = Effect.Rw;
    A.Op = Effect.Op;
    A.Text = Text.empty() ? Site.Name : Text;
    Result.Event = lastEvent();
    // What it finds out is filled in: `stat(path, &st)`.
    if (Effect.Op == Operation::PathTest)
      for (const Expr *Argument : Site.Args)
        if (Value V = value(Argument); V.Kind == ValueKind::Address &&
                                       V.P.Root == RootKind::Local &&
                                       V.P.Steps.empty()) {
          Event &Filled = emit(EventKind::Assign, Site.Where);
          Filled.Target = V.P;
          Filled.Args.push_back(Value::unknown());
          Filled.Deps.push_back({Path::unknown(), Result.Event});
        }
    return;
  }
  Path P = operandPath(Site, Effect.Target);
  // What a wrapper of references is accessed for is behind it.
  if (Effect.Atomic && Effect.Target.Kind == Operand::This && Site.Class &&
      S.Types.record(Site.Class).PointerLike)
    P = value(Site.Receiver).pointee();
  bool Relaxed = false;
  if (Effect.Atomic)
    for (const Expr *A : Site.Args)
      if (A->getType()->isEnumeralType() && !isa<CXXDefaultArgExpr>(A))
        Relaxed |= isRelaxed(A);
  List<Dep> Deps;
  llvm::SmallVector<Value, 2> Given;
  if (Effect.Rw != AccessKind::Read)
    for (const Expr *A : Site.Args) {
      if (isa<CXXDefaultArgExpr>(A))
        continue;
      for (Dep &D : deps(A))
        if (Deps.size() < 8 && !llvm::is_contained(Deps, D))
          Deps.push_back(std::move(D));
    }
  Operation Op = Effect.Op;
  if (Op == Operation::Store)
    for (const Dep &D : Deps)
      if (D.Result.valid() && D.Result.index() < Out.Events.size() &&
          Out.Events[D.Result.index()].Op == Operation::Load &&
          Out.Events[D.Result.index()].Target == P && P.known())
        Op = Operation::SplitUpdate;
  Place Where = Site.Where;
  if (Effect.Target.Kind == Operand::This && Site.Receiver)
    Where = place(ignoreWrappers(Site.Receiver));
  // Smart pointers and wrappers of callables: what they hold from now on.
  Value Held;
  if (Effect.Rw == AccessKind::Write && Effect.Target.Kind == Operand::This &&
      Site.Class && Site.Args.size() == 1) {
    const RecordInfo &Info = S.Types.record(Site.Class);
    if ((Info.PointerLike || Info.Role == TypeRole::Callable) && !Effect.Atomic)
      Held = value(Site.Args[0]);
    // An optional's new value is no pointer.
    if (Held.Kind != ValueKind::Callable && Held.Kind != ValueKind::Fresh &&
        Info.Role != TypeRole::Callable &&
        S.Types.indirection(Site.Args[0]->getType().getNonReferenceType())
            .isNull())
      Held = Value();
  }
  Event *E = access(P, Effect.Rw, Where);
  // What a weak pointer leads to is others', whosever the pointer is.
  if (!E && P.known() &&
      (Op == Operation::Expired || Op == Operation::LockWeak)) {
    E = &emit(EventKind::Access, Where);
    E->Target = P;
  }
  if (Held.Kind != ValueKind::Unknown && P.known()) {
    if (E)
      E->Args.push_back(Held);
    Event &A = emit(EventKind::Assign, Where);
    A.Target = P;
    A.Args.push_back(std::move(Held));
    E = E ? &Out.Events[Out.Events.size() - 2] : nullptr;
  }
  if (E && Effect.Atomic && Effect.Rw == AccessKind::Write && !Site.Args.empty())
    if (Value V = value(Site.Args[0]); V.Kind == ValueKind::Constant)
      E->Args.push_back(std::move(V));
  if (E) {
    E->Op = Op;
    E->Atomic = Effect.Atomic;
    E->Relaxed = Relaxed;
    E->Deps = std::move(Deps);
    E->Text = Site.Name;
    if (Op != Operation::None || !Result.Event.valid())
      Result.Event = EventId(E - Out.Events.data());
  }
  if (Effect.Op == Operation::Insert)
    escapeInserted(Site, P);
  // erase() and insert() return iterators, where they return objects.
  if ((Effect.Op == Operation::Insert || Effect.Op == Operation::Remove) &&
      Site.E && P.known() && returnsIterator(Site.E->getType()))
    Result.V = Value::address(P.then(Step::element(0)));
  // A guard in an optional or unique_ptr is replaced, or ended.
  const RecordInfo *Info = Site.Class ? &S.Types.record(Site.Class) : nullptr;
  if (Info && Info->Owning && Effect.Rw == AccessKind::Write && Site.Callee &&
      Effect.Target.Kind == Operand::This) {
    QualType T = TypeClassifier::pointee(Site.Class);
    const RecordDecl *Inner = T.isNull() ? nullptr : T->getAsRecordDecl();
    if (!Inner || !S.Types.holdsGuard(Inner))
      return;
    Path Pointee = P.then(Step::deref());
    destroy(T, Pointee, Site.Where, /*Exact=*/true);
    if (Site.Callee->getPrimaryTemplate() &&
        !Site.Callee->isOverloadedOperator())
      constructInPlace(T, Site.Args, Pointee, Site);
  }
}

/// What goes into a container is known to whoever has the container; and a
/// thread may start in it.
void FunctionExtractor::escapeInserted(const CallSite &Site,
                                       const Path &Container) {
  QualType Element;
  if (Site.Receiver)
    Element = S.Types.element(Site.Receiver->getType()->isPointerType()
                                  ? Site.Receiver->getType()->getPointeeType()
                                  : Site.Receiver->getType());
  const RecordDecl *R = Element.isNull() ? nullptr : Element->getAsRecordDecl();
  Path Slot = Container.then(Step::element(0));
  if (R && S.Types.record(R).Role == TypeRole::Thread) {
    for (const Expr *A : Site.Args) {
      const Expr *Inner = ignoreWrappers(A);
      const RecordDecl *Given = Inner->getType()->getAsRecordDecl();
      if (!Given || S.Types.record(Given).Role != TypeRole::Thread)
        continue;
      // The thread made for this call has the container's element as handle.
      Path Handle = object(A);
      bool Found = false;
      for (Event &E : llvm::reverse(Out.Events))
        if (E.Kind == EventKind::Spawn && E.Target == Handle &&
            !Inner->isGLValue()) {
          E.Target = Slot;
          Found = true;
          break;
        }
      if (!Found && Handle.known() && Slot.known()) {
        Event &E = emit(EventKind::Assign, Site.Where);
        E.Target = Slot;
        E.Args.push_back(Value::copy(std::move(Handle)));
      }
      return;
    }
    if (!Site.Args.empty() && callable(Site.Args[0]).valid())
      constructInPlace(Element, Site.Args, Slot, Site);
    return;
  }
  for (const Expr *A : Site.Args) {
    QualType T = A->getType();
    bool Links = T->isPointerType() || T->isFunctionType();
    if (const RecordDecl *Given = T->getAsRecordDecl()) {
      const RecordInfo &Info = S.Types.record(Given);
      Links |= Info.PointerLike || Info.Role == TypeRole::Callable;
    }
    if (!Links)
      continue;
    Value V = value(A);
    if (V.Kind == ValueKind::Unknown || V.Kind == ValueKind::Constant)
      continue;
    Event &E = emit(EventKind::Escape, Site.Where);
    E.Args.push_back(std::move(V));
    E.Target = Slot;
  }
}

void FunctionExtractor::applyResult(CallSite &Site, const CallEffect &Effect,
                                    Outcome &Result) {
  bool GlValue = Site.E && Site.E->isGLValue();
  llvm::SmallVector<const Expr *, 4> Exprs = operands(Site, Effect.Target);
  const Expr *Of = Exprs.empty() ? nullptr : Exprs[0];
  switch (Effect.Kind) {
  case CallEffect::Deref: {
    Path Holder = operandPath(Site, Effect.Target);
    if (!Result.Event.valid())
      access(Holder, AccessKind::Read, Site.Where);
    Value V = Of ? value(Of) : Value::copy(Holder);
    Path Pointee = V.Kind == ValueKind::Address ? V.P
                   : V.Kind == ValueKind::Copy  ? V.P.then(Step::deref())
                                                : Holder.then(Step::deref());
    // Only the smart pointer's own step: a plain pointer to it is no step.
    if (Of && Of->getType()->isPointerType())
      Pointee = Holder.then(Step::deref());
    if (GlValue)
      Result.P = std::move(Pointee);
    else
      Result.V = Value::address(std::move(Pointee));
    return;
  }
  case CallEffect::Element: {
    Path Container = operandPath(Site, Effect.Target);
    // An iterator, or a pointer to elements, is an element already.
    llvm::SmallVector<const Expr *, 4> Index = operands(Site, Effect.Index);
    Path P = Index.empty() ? Container.then(Step::element(0))
                           : element(Container, Index[0]);
    if (GlValue)
      Result.P = std::move(P);
    else
      Result.V = Value::address(std::move(P));
    return;
  }
  case CallEffect::Move: {
    Path P = operandPath(Site, Effect.Target);
    Result.Class = Of ? classOf(Of) : Site.Class;
    Value V = Of ? value(Of) : Value::unknown();
    if (GlValue) {
      Result.P = std::move(P);
      if (V.Kind == ValueKind::Callable)
        Result.V = std::move(V);
      return;
    }
    bool SameKind =
        Of && Site.E && V.Kind != ValueKind::Unknown &&
        !(Effect.Target.Kind == Operand::This) &&
        (Of->getType()->isPointerType() ||
         (Of->getType()->isRecordType() && Site.E->getType()->isRecordType() &&
          S.Types.record(Of->getType()->getAsRecordDecl()).PointerLike ==
              S.Types.record(Site.E->getType()->getAsRecordDecl())
                  .PointerLike));
    Result.V = SameKind ? std::move(V) : Value::address(std::move(P));
    return;
  }
  case CallEffect::Fresh: {
    Result.V = Value::fresh();
    if (!Site.E)
      return;
    QualType T = S.Types.indirection(Site.E->getType());
    const RecordDecl *R = T.isNull() ? nullptr : T->getAsRecordDecl();
    if (!R || !Site.E->getType()->isRecordType())
      return;
    Path Holder = destination(Site.E);
    constructInPlace(T, Site.Args, Holder.then(Step::deref()), Site);
    return;
  }
  case CallEffect::Bind: {
    llvm::SmallVector<const Expr *, 4> Entry = operands(Site, Effect.Entry);
    CallableId Inner = Entry.empty() ? CallableId() : callable(Entry[0]);
    if (!Inner.valid())
      return;
    Callable C = Out.Callables[Inner.index()];
    bindArguments(C, operands(Site, Effect.Bound));
    Result.V = Value::callable(addCallable(std::move(C)));
    return;
  }
  default:
    return;
  }
}

void FunctionExtractor::applyAsMethod(CallSite &Site, const CallEffect &Effect,
                                      Outcome &Result, unsigned Depth) {
  llvm::SmallVector<const Expr *, 4> Exprs = operands(Site, Effect.Target);
  if (Exprs.empty() || Depth > 2)
    return;
  CallSite Inner;
  Inner.E = Site.E;
  Inner.Callee = Site.Callee;
  Inner.Receiver = Exprs[0];
  Inner.Class = classOf(Exprs[0]);
  Inner.Object = referent(Exprs[0]);
  Inner.Name = Effect.Name;
  Inner.Where = Site.Where;
  for (const Expr *A : Site.Args)
    if (A != Exprs[0])
      Inner.Args.push_back(A);
  // The effects come out with the outcome of the method.
  const CallEffects *Effects = nullptr;
  if (EntityId Global = Inner.Object.global();
      Global.valid() && Inner.Object.Steps.empty())
    if (const TypeModel *T = S.globalModel(Global))
      Effects = T->method(Effect.Name);
  if (!Effects && Inner.Class)
    Effects = S.effects(Inner.Class, Effect.Name);
  if (Effects && applyEffects(Inner, *Effects, Depth + 1) && Site.E)
    Result = remember(Site.E);
  else
    accessArguments(Site);
  // Free functions around a stream return it.
  if (Site.E && Site.E->isGLValue() && !Result.P.known()) {
    Result.P = Inner.Object;
    Result.Class = Inner.Class;
  }
}
