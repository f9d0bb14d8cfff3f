//===- FunctionExtractor.cpp - blocks and elements ------------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "extract/FunctionExtractor.h"
#include "extract/DeclNames.h"
#include "facts/Words.h"
#include "clang/AST/DeclTemplate.h"

using namespace clang;
using namespace concurrency;

/// Who tells ThreadSanitizer to look away means what races there are.
static bool meansToRace(const FunctionDecl *F) {
  return llvm::any_of(F->specific_attrs<NoSanitizeAttr>(),
                      [](const NoSanitizeAttr *A) {
                        return llvm::is_contained(A->sanitizers(), "thread");
                      });
}

FunctionExtractor::FunctionExtractor(Session &S, const FunctionDecl *F)
    : S(S), F(F), Method(dyn_cast<CXXMethodDecl>(F)),
      MeansToRace(meansToRace(F)), Scan(S.Options, S.Ctx) {}

FunctionExtractor::FunctionExtractor(Session &S, const OpenMPBody &Body)
    : S(S), F(Body.Around), Method(dyn_cast<CXXMethodDecl>(F)), Part(&Body),
      MeansToRace(meansToRace(F)), Scan(S.Options, S.Ctx) {}

Event &FunctionExtractor::emit(EventKind Kind, Place Where) {
  if (Out.Events.size() >= S.Options.MaxEvents) {
    // The rest is written into one event, again and again.
    Out.Truncated = true;
    Out.Events.pop_back();
  }
  Event &E = Out.Events.emplace_back();
  E.Kind = Kind;
  E.Where = Where;
  return E;
}

void FunctionExtractor::addParam(const ValueDecl *D, QualType T,
                                 bool Reference) {
  Variable Var;
  Var.Name = D->getNameAsString();
  Var.Type = S.Entities.type(T);
  Var.Reference = Reference;
  if (const auto *V = dyn_cast<VarDecl>(D))
    Var.AddressTaken = Scan.Uses.lookup(V).AddressTaken;
  Out.Params.push_back(std::move(Var));
}

/// An instantiation, or something in one.
bool FunctionExtractor::isInstantiated() const {
  if (F->isTemplateInstantiation() || F->getTemplateSpecializationInfo())
    return true;
  if (!Method)
    return false;
  for (const DeclContext *DC = Method->getParent(); DC; DC = DC->getParent())
    if (const auto *Spec = dyn_cast<ClassTemplateSpecializationDecl>(DC)) {
      if (!Spec->isExplicitSpecialization())
        return true;
    } else if (const auto *Outer = dyn_cast<FunctionDecl>(DC)) {
      if (Outer->isTemplateInstantiation())
        return true;
    }
  return false;
}

void FunctionExtractor::describeFunction() {
  if (Part)
    return describeBody();
  Out.Self = S.Entities.function(F);
  Out.Where = place(F->getLocation());
  switch (F->getAccess()) {
  case AS_private:
    Out.Access = AccessSpec::Private;
    break;
  case AS_protected:
    Out.Access = AccessSpec::Protected;
    break;
  default:
    break;
  }
  Out.Internal = isInternal(*F) && !F->isMain();
  Out.Unannounced = !Out.Internal && isUnannounced(*F);
  Out.Main = F->isMain();
  Out.Instantiated = isInstantiated();
  Out.Defaulted = F->isDefaulted();
  Out.Variadic = F->isVariadic();
  Out.NumParams = F->getNumParams();
  // A guard that is handed over by value is the caller's temporary.
  for (const ParmVarDecl *P : F->parameters())
    addParam(P, P->getType(),
             P->getType()->isReferenceType() ||
                 S.Types.classify(P->getType()).Role == TypeRole::Guard);
  if (!Method)
    return;
  const CXXRecordDecl *Class = Method->getParent();
  Out.Static = Method->isStatic();
  Out.Const = Method->isConst();
  Out.Virtual = Method->isVirtual();
  if (Class->isLambda()) {
    Out.Kind = FunctionKind::Lambda;
    Out.Static = false;
    auto Fields = Class->field_begin();
    for (const LambdaCapture &C : Class->captures()) {
      uint32_t Index = Out.Params.size();
      if (C.capturesVariable()) {
        const ValueDecl *V = C.getCapturedVar();
        bool ByRef = C.getCaptureKind() == LCK_ByRef;
        Captures[V] = Index;
        addParam(V, V->getType(), ByRef || V->getType()->isReferenceType());
        // A reference captured by copy is a copy of what it refers to.
        if (!ByRef && !cast<ValueDecl>(V)->isInitCapture())
          Out.Params.back().Reference = false;
      } else {
        if (C.getCaptureKind() == LCK_StarThis)
          CopiedThis = Index;
        Variable Var;
        Var.Name = "this";
        if (Fields != Class->field_end())
          Var.Type = S.Entities.type(Fields->getType());
        Out.Params.push_back(std::move(Var));
      }
      if (Fields != Class->field_end())
        ++Fields;
    }
    return;
  }
  S.Entities.record(Class, /*Complete=*/true);
  if (isa<CXXConstructorDecl>(F))
    Out.Kind = FunctionKind::Constructor;
  else if (isa<CXXDestructorDecl>(F))
    Out.Kind = FunctionKind::Destructor;
  else
    Out.Kind = FunctionKind::Method;
}

Function FunctionExtractor::describeEmpty() {
  describeFunction();
  Out.Blocks.emplace_back();
  return take();
}

std::unique_ptr<CFG> FunctionExtractor::buildCfg() {
  CFG::BuildOptions Options;
  Options.AddImplicitDtors = true;
  Options.AddTemporaryDtors = true;
  Options.AddInitializers = true;
  Options.AddCXXDefaultInitExprInCtors = true;
  // Clang would evaluate every condition. See isNever().
  Options.PruneTriviallyFalseEdges = false;
  // What readStmt() knows how to read is an element of its own; names, members
  // and literals are read off the syntax around them.
  for (Stmt::StmtClass C : {Stmt::CallExprClass,
                            Stmt::CXXMemberCallExprClass,
                            Stmt::CXXOperatorCallExprClass,
                            Stmt::UserDefinedLiteralClass,
                            Stmt::CXXConstructExprClass,
                            Stmt::CXXTemporaryObjectExprClass,
                            Stmt::CXXInheritedCtorInitExprClass,
                            Stmt::CXXNewExprClass,
                            Stmt::CXXDeleteExprClass,
                            Stmt::LambdaExprClass,
                            Stmt::BinaryOperatorClass,
                            Stmt::CompoundAssignOperatorClass,
                            Stmt::UnaryOperatorClass,
                            Stmt::ImplicitCastExprClass,
                            Stmt::CStyleCastExprClass,
                            Stmt::CXXFunctionalCastExprClass,
                            Stmt::CXXStaticCastExprClass,
                            Stmt::AtomicExprClass,
                            Stmt::InitListExprClass,
                            Stmt::DeclStmtClass,
                            Stmt::ReturnStmtClass,
                            Stmt::CoreturnStmtClass,
                            Stmt::CoawaitExprClass,
                            Stmt::CoyieldExprClass,
                            Stmt::CXXThrowExprClass,
                            Stmt::CXXDefaultArgExprClass,
                            Stmt::CXXDefaultInitExprClass})
    Options.setAlwaysAdd(C);
  // (The constructor whose part it is would bring its initialisers.)
  if (Part)
    return CFG::buildCFG(nullptr, const_cast<Stmt *>(Part->Code), &S.Ctx,
                         Options);
  Stmt *Body = F->getBody();
  if (auto *Coroutine = dyn_cast_or_null<CoroutineBodyStmt>(Body)) {
    Out.Coroutine = true;
    Body = Coroutine->getBody();
  }
  return Body ? CFG::buildCFG(F, Body, &S.Ctx, Options) : nullptr;
}

bool FunctionExtractor::run() {
  if (Part)
    Scan.scan(Part->Code);
  else
    Scan.scan(F);
  Out.AsksWouldBlock = Scan.AsksWouldBlock;
  Out.AsksExists = Scan.AsksExists;
  if (Scan.Broken || Scan.TooBig) {
    ++S.Stats.Skipped;
    return false;
  }
  findDirectives(Part ? Part->Code : F->getBody());
  if (!Scan.Interesting && !Part) {
    ++S.Stats.Dropped;
    return false;
  }
  std::unique_ptr<CFG> Cfg = buildCfg();
  if (!Cfg || Cfg->getNumBlockIDs() > S.Options.MaxBlocks) {
    ++S.Stats.Skipped;
    return false;
  }
  describeFunction();
  readBlocks(*Cfg);
  dropLocalSources();
  return true;
}

//===----------------------------------------------------------------------===//
// Elements
//===----------------------------------------------------------------------===//

/// `block_t end __attribute__((cleanup(run_block))) = ^{ unlock(lock); };`:
/// what runs at the end stands here.
static const Stmt *blockToRun(const VarDecl *V) {
  const Expr *Init = V->getInit();
  const auto *B =
      Init ? dyn_cast<BlockExpr>(Init->IgnoreParenImpCasts()) : nullptr;
  return B ? B->getBody() : nullptr;
}

/// The function calls what it is given, by a pointer or as a block; or it is
/// not seen.
static bool callsArgument(const FunctionDecl *F) {
  auto Calls = [](auto &Self, const Stmt *Node) -> bool {
    const auto *Call = dyn_cast_or_null<CallExpr>(Node);
    return (Call && !Call->getDirectCallee()) ||
           (Node && llvm::any_of(Node->children(), [&](const Stmt *Child) {
              return Self(Self, Child);
            }));
  };
  return !F || Calls(Calls, F->getBody());
}

void FunctionExtractor::readElement(const CFGElement &Element) {
  if (Directives && isElsewhere(Element))
    return startEndless(Element);
  switch (Element.getKind()) {
  case CFGElement::Statement:
  case CFGElement::Constructor:
  case CFGElement::CXXRecordTypedCall: {
    const Stmt *S = Element.castAs<CFGStmt>().getStmt();
    if (!Scan.Tries.empty() && StartedTries.size() != Scan.Tries.size())
      startTries(S);
    readStmt(S);
    break;
  }
  case CFGElement::Initializer:
    readInitializer(Element.castAs<CFGInitializer>().getInitializer());
    break;
  case CFGElement::AutomaticObjectDtor: {
    auto D = Element.castAs<CFGAutomaticObjDtor>();
    endVariable(D.getVarDecl(), D.getTriggerStmt());
    break;
  }
  case CFGElement::TemporaryDtor:
    endTemporary(Element.castAs<CFGTemporaryDtor>().getBindTemporaryExpr());
    break;
  case CFGElement::MemberDtor: {
    const FieldDecl *Field = Element.castAs<CFGMemberDtor>().getFieldDecl();
    if (!Field->getType()->isReferenceType())
      destroy(Field->getType(), fieldOf(Path::self(), Field),
              place(F->getBody()->getEndLoc()), /*Exact=*/true);
    break;
  }
  case CFGElement::BaseDtor:
    destroy(Element.castAs<CFGBaseDtor>().getBaseSpecifier()->getType(),
            Path::self(), place(F->getBody()->getEndLoc()), /*Exact=*/true);
    break;
  case CFGElement::CleanupFunction: {
    // __attribute__((cleanup(f))): C's destructors.
    auto C = Element.castAs<CFGCleanupFunction>();
    if (const Stmt *Body = blockToRun(C.getVarDecl());
        Body && callsArgument(S.visibleBody(C.getFunctionDecl()))) {
      readNested(Body);
      break;
    }
    CallSite Site;
    Site.Callee = C.getFunctionDecl();
    Site.Where = place(C.getVarDecl()->getLocation());
    if (Site.Callee) {
      S.use(Site.Callee);
      EntityId Callee = S.Entities.function(Site.Callee);
      Path P = variable(C.getVarDecl());
      // A variable that refers to a guard ends it (g_autoptr(GMutexLocker)).
      for (const Path &Guard : {P, P.then(Step::deref())})
        if (llvm::any_of(Out.Events, [&](const Event &E) {
              return E.Kind == EventKind::GuardInit && E.Target == Guard;
            }))
          emit(EventKind::GuardEnd, Site.Where).Target = Guard;
      if (unlocksByName(C)) {
        auto Known = Aliases.find(C.getVarDecl());
        emit(EventKind::Release, Site.Where).Target =
            Known != Aliases.end() ? Known->second.pointee()
                                   : P.then(Step::deref());
        break;
      }
      Event &E = emit(EventKind::Call, Site.Where);
      E.Callee = Callee;
      E.Args.push_back(Value::address(P));
      E.IsDestructor = true;
    }
    break;
  }
  default:
    break; // delete expressions are read as such
  }
}

/// `__attribute__((cleanup(cleanup_mutex_unlock))) mutex *lock = &…;`, where
/// the function is not seen.
bool FunctionExtractor::unlocksByName(const CFGCleanupFunction &C) {
  const FunctionDecl *Ends = C.getFunctionDecl();
  return !S.visibleBody(Ends) && releasesByName(Ends->getName()) &&
         C.getVarDecl()->getType()->isPointerType() &&
         S.Types.classify(C.getVarDecl()->getType()).Role == TypeRole::Lock;
}

/// void("__concurrency_point_NAME") marks a place for tests.
static llvm::StringRef testPoint(const CastExpr *C) {
  if (C->getCastKind() != CK_ToVoid)
    return {};
  const auto *L =
      dyn_cast<StringLiteral>(C->getSubExpr()->IgnoreParenImpCasts());
  if (!L || !L->isOrdinary())
    return {};
  llvm::StringRef Text = L->getString();
  return Text.consume_front("__concurrency_point_") ? Text : llvm::StringRef();
}

void FunctionExtractor::readStmt(const Stmt *Node) {
  switch (Node->getStmtClass()) {
  case Stmt::CallExprClass:
  case Stmt::CXXMemberCallExprClass:
  case Stmt::CXXOperatorCallExprClass:
  case Stmt::UserDefinedLiteralClass:
    readCall(cast<CallExpr>(Node));
    break;
  case Stmt::CXXConstructExprClass:
  case Stmt::CXXTemporaryObjectExprClass:
    readConstruct(cast<CXXConstructExpr>(Node));
    break;
  case Stmt::CXXInheritedCtorInitExprClass: {
    const auto *I = cast<CXXInheritedCtorInitExpr>(Node);
    CallSite Site;
    Site.E = I;
    Site.Callee = I->getConstructor();
    Site.Class = I->getConstructor()->getParent();
    Site.Object = destination(I);
    Site.Where = place(I);
    construct(Site, I->getConstructor());
    break;
  }
  case Stmt::CXXNewExprClass:
    readNew(cast<CXXNewExpr>(Node));
    break;
  case Stmt::CXXDeleteExprClass:
    readDelete(cast<CXXDeleteExpr>(Node));
    break;
  case Stmt::LambdaExprClass:
    lambda(cast<LambdaExpr>(Node));
    break;
  case Stmt::BinaryOperatorClass:
  case Stmt::CompoundAssignOperatorClass:
    if (const auto *B = cast<BinaryOperator>(Node); B->isAssignmentOp())
      readAssignment(B);
    else if (B->getOpcode() == BO_And)
      noteMask(B);
    break;
  case Stmt::UnaryOperatorClass:
    if (const auto *U = cast<UnaryOperator>(Node); U->isIncrementDecrementOp())
      readIncrement(U);
    break;
  case Stmt::ImplicitCastExprClass:
    if (const auto *C = cast<CastExpr>(Node);
        C->getCastKind() == CK_LValueToRValue)
      readRead(C);
    break;
  case Stmt::CStyleCastExprClass:
  case Stmt::CXXFunctionalCastExprClass:
  case Stmt::CXXStaticCastExprClass:
    if (llvm::StringRef Name = testPoint(cast<CastExpr>(Node)); !Name.empty())
      emit(EventKind::Point, place(cast<Expr>(Node))).Text = Name.str();
    break;
  case Stmt::InitListExprClass:
    readInitList(cast<InitListExpr>(Node));
    break;
  case Stmt::AtomicExprClass:
    readAtomic(cast<AtomicExpr>(Node));
    break;
  case Stmt::DeclStmtClass:
    for (const Decl *D : cast<DeclStmt>(Node)->decls())
      if (const auto *V = dyn_cast<VarDecl>(D))
        readDecl(V);
    break;
  case Stmt::ReturnStmtClass:
    readReturn(Node, cast<ReturnStmt>(Node)->getRetValue());
    break;
  case Stmt::CoreturnStmtClass:
    readReturn(Node, cast<CoreturnStmt>(Node)->getOperand());
    break;
  case Stmt::CoawaitExprClass:
  case Stmt::CoyieldExprClass: {
    Path Awaited = awaitedLock(cast<CoroutineSuspendExpr>(Node)->getOperand());
    Event &E = emit(EventKind::Block, place(Node->getBeginLoc()));
    E.Blocks = BlockKind::Suspension;
    if (Awaited.known())
      E.Args.push_back(Value::address(std::move(Awaited)));
    E.Text = isa<CoawaitExpr>(Node) ? "co_await" : "co_yield";
    break;
  }
  case Stmt::CXXDefaultArgExprClass:
    // The CFG leaves these alone: their expressions stand in another function.
    readNested(cast<CXXDefaultArgExpr>(Node)->getExpr());
    break;
  case Stmt::CXXDefaultInitExprClass:
    if (!isa<CXXConstructorDecl>(F))
      readNested(cast<CXXDefaultInitExpr>(Node)->getExpr());
    break;
  default:
    if (const auto *D = dyn_cast<OMPExecutableDirective>(Node))
      readDirective(D);
    break;
  }
}

void FunctionExtractor::readNested(const Stmt *Node, unsigned Depth) {
  if (!Node || Depth > 32)
    return;
  if (const auto *E = dyn_cast<Expr>(Node))
    if (E->containsErrors() || E->isTypeDependent() || E->isValueDependent())
      return;
  if (!isa<LambdaExpr, BlockExpr, UnaryExprOrTypeTraitExpr>(Node))
    for (const Stmt *Child : Node->children())
      readNested(Child, Depth + 1);
  readStmt(Node);
}

void FunctionExtractor::readInitializer(const CXXCtorInitializer *Init) {
  const FieldDecl *Field = Init->getAnyMember();
  const Expr *E = Init->getInit();
  if (!Field || !E)
    return;
  // A thread that a member has started may know those that come after it.
  if (llvm::any_of(Out.Events, [](const Event &Before) {
        return Before.Kind == EventKind::Spawn;
      }))
    access(fieldOf(Path::self(), Field), AccessKind::Write,
           place(Init->getSourceLocation()));
  if (const auto *D = dyn_cast<CXXDefaultInitExpr>(E))
    E = D->getExpr();
  QualType T = Field->getType();
  // Constructors own their object, so other first values are no accesses. What
  // it refers to from now on matters: this is how a guard keeps its lock.
  Value V;
  if (T->isReferenceType())
    V = argument(E, T);
  else if (T->isPointerType() || T->isMemberPointerType())
    V = value(E);
  else if (const RecordDecl *R = T->getAsRecordDecl()) {
    const RecordInfo &Info = S.Types.record(R);
    if (Info.Role != TypeRole::Callable && !Info.PointerLike)
      return;
    V = value(E);
    if (V.Kind == ValueKind::Copy && V.P == fieldOf(Path::self(), Field))
      return; // constructed in place
  } else
    return;
  if (V.Kind == ValueKind::Unknown)
    return;
  Path Target = Path::self().then(Step::field(S.Entities.field(Field)));
  Event &A = emit(EventKind::Assign, place(Init->getSourceLocation()));
  A.Target = Target;
  A.Args.push_back(std::move(V));
}

/// `co_await mutex.lock()`: the lock.
Path FunctionExtractor::awaitedLock(const Expr *Operand) {
  const Outcome *Made = outcome(ignoreWrappers(Operand));
  if (!Made || !Made->Event.valid() || Made->Event.index() >= Out.Events.size())
    return Path::unknown();
  const Event &E = Out.Events[Made->Event.index()];
  return E.Kind == EventKind::Acquire ||
                 (E.Kind == EventKind::Call && E.Hint == Event::HintTy::Acquire)
             ? E.Target
             : Path::unknown();
}

/// What the members of an aggregate refer to.
void FunctionExtractor::readInitList(const InitListExpr *L) {
  const RecordDecl *R = L->getType()->getAsRecordDecl();
  if (!R || R->isUnion() || L->isTransparent() || !L->isSemanticForm())
    return;
  unsigned I = 0;
  if (const auto *C = dyn_cast<CXXRecordDecl>(R))
    I = C->getNumBases();
  for (const FieldDecl *Field : R->fields()) {
    if (Field->isUnnamedBitField())
      continue;
    if (I >= L->getNumInits() || I > 64)
      break;
    const Expr *Init = L->getInit(I++);
    QualType T = Field->getType();
    if (!Init || isa<ImplicitValueInitExpr>(Init) ||
        !(T->isPointerType() || T->isReferenceType() ||
          S.Types.classify(T).Role == TypeRole::Callable))
      continue;
    Value V = argument(Init, T);
    if (V.Kind == ValueKind::Unknown || V.Kind == ValueKind::Constant)
      continue;
    Path Target = destination(L).then(Step::field(S.Entities.field(Field)));
    if (V.Kind == ValueKind::Copy && V.P == Target)
      continue;
    Event &E = emit(EventKind::Assign, place(Init));
    E.Target = std::move(Target);
    E.Args.push_back(std::move(V));
  }
}

void FunctionExtractor::readDecl(const VarDecl *V) {
  if (V->hasLocalStorage() && inLoop())
    DeclaredInLoop.insert(V);
  const Expr *Init = V->getInit();
  if (!Init)
    return;
  initialise(V, Init);
  if (!V->isStaticLocal())
    return;
  // The initialiser of a static runs once; its events are already written.
  Place First = place(Init->getBeginLoc()), Last = place(Init->getEndLoc());
  for (Event &E : Out.Events)
    E.Once |= E.Where.File == First.File && First <= E.Where && E.Where <= Last;
}

void FunctionExtractor::readReturn(const Stmt *Node, const Expr *E) {
  Place Where = place(Node->getBeginLoc());
  if (!E || E->getType()->isVoidType()) {
    emit(EventKind::Return, Where);
    return;
  }
  Value V;
  ResultSense Sense = ResultSense::NonZero;
  const Expr *Inner = ignoreWrappers(E);
  if (E->isGLValue()) {
    V = argument(E, QualType());
  } else if (const RecordDecl *R = E->getType()->getAsRecordDecl()) {
    const auto *C = dyn_cast<CXXConstructExpr>(Inner);
    const Expr *Source = nullptr;
    if (C && C->getConstructor()->isCopyOrMoveConstructor() &&
        C->getNumArgs() >= 1)
      Source = ignoreWrappers(C->getArg(0));
    if (const auto *D = dyn_cast_or_null<DeclRefExpr>(Source))
      if (const auto *Var = dyn_cast<VarDecl>(D->getDecl());
          Var && Var->hasLocalStorage())
        ReturnedVariable = Var;
    if (S.Types.record(R).Role == TypeRole::Guard)
      V = Value::address(ReturnedVariable ? variable(ReturnedVariable)
                                          : object(E));
    else
      V = value(E);
  } else {
    V = value(notNull(E, S.Ctx));
    if (V.Kind == ValueKind::Unknown && E->getType()->isIntegralType(S.Ctx)) {
      // return pthread_mutex_trylock(&mu) == 0;
      Branch If;
      condition(E, If, false, 0);
      if (If.Result.valid()) {
        V = Value::copy(Path::result(If.Result));
        Sense = If.Negated ? ResultSense::Zero : ResultSense::NonZero;
      }
    }
  }
  List<Dep> Deps = deps(E);
  Event &R = emit(EventKind::Return, Where);
  R.Args.push_back(std::move(V));
  R.Sense = Sense;
  R.Deps = std::move(Deps);
}
