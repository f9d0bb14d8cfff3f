//===- Directives.cpp - OpenMP's directives as events ---------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A team is a spawn of many threads that are waited for right there. In its
/// body, what one thread does alone is a spawn by one; a task is a spawn, and
/// taskwait joins; a critical section is a call under a global lock; a barrier
/// is an object of its own that each thread signals and awaits.
///
/// The CFG has a directive after the statement under it, so all of this is
/// written where the statement has ended.
///
//===----------------------------------------------------------------------===//

#include "Compat.h"
#include "extract/FunctionExtractor.h"

using namespace clang;
using namespace concurrency;

static llvm::StringRef inWords(OpenMPRole Role) {
  switch (Role) {
  case OpenMPRole::Single:
    return "single block";
  case OpenMPRole::Master:
    return "master block";
  case OpenMPRole::Section:
    return "section";
  case OpenMPRole::Task:
  case OpenMPRole::TaskLoop:
    return "task";
  case OpenMPRole::Critical:
    return "critical section";
  default:
    return "parallel region";
  }
}

void FunctionExtractor::findDirectives(const Stmt *Root) {
  if (!Scan.HasDirectives && !Part)
    return;
  Directives = std::make_unique<OpenMPScan>(S.Ctx, Root, Part);
  for (const auto &[Key, Body] : Directives->Bodies)
    for (const OpenMPBody::Capture &C : Body->Captures)
      if (!C.ByCopy)
        Scan.Uses[C.V].AddressTaken = true;
}

bool FunctionExtractor::isElsewhere(const CFGElement &Element) const {
  if (auto Statement = Element.getAs<CFGStmt>())
    return Directives->isElsewhere(Statement->getStmt());
  if (auto End = Element.getAs<CFGAutomaticObjDtor>())
    return Directives->isElsewhere(End->getVarDecl());
  if (auto End = Element.getAs<CFGCleanupFunction>())
    return Directives->isElsewhere(End->getVarDecl());
  if (auto End = Element.getAs<CFGTemporaryDtor>())
    return Directives->isElsewhere(End->getBindTemporaryExpr());
  return false;
}

void FunctionExtractor::describeBody() {
  Out.Self = Part->Self;
  Out.Kind = FunctionKind::Lambda;
  Out.Where = place(Part->Code->getBeginLoc());
  Out.Internal = true;
  Out.Instantiated = isInstantiated();
  for (const OpenMPBody::Capture &C : Part->Captures) {
    Captures[C.V] = Out.Params.size();
    addParam(C.V, C.V->getType(),
             !C.ByCopy || C.V->getType()->isReferenceType());
  }
}

Path FunctionExtractor::privateCopy(const Stmt *Directive, const VarDecl *V) {
  auto [It, New] = PrivateCopies.try_emplace({Directive, V}, Out.Locals.size());
  if (New) {
    Variable &Var = Out.Locals.emplace_back();
    Var.Name = V->getNameAsString();
    Var.Type = S.Entities.type(V->getType());
  }
  return Path::local(It->second);
}

CallableId FunctionExtractor::bodyCallable(OpenMPBody &Body) {
  Body.Around = F;
  Body.InTeam = Body.Role == OpenMPRole::Team || (Part && Part->InTeam);
  Body.Self = S.Entities.body(F, inWords(Body.Role), Body.Code->getBeginLoc());
  Body.Subscripts = Part ? Part->Subscripts : nullptr;
  if (!Body.Subscripts && Body.Directive && Body.Role == OpenMPRole::Team)
    Body.Subscripts = std::make_shared<OpenMPSubscripts>(
        S.Ctx, S.Numbers, *Body.Directive, Scan, S.Options);
  Callable C;
  C.Target = Body.Self;
  if (Method && !Out.Static)
    C.This =
        Value::address(CopiedThis ? Path::param(*CopiedThis) : Path::self());
  for (const OpenMPBody::Capture &Captured : Body.Captures) {
    Path P = object(Captured.Use);
    C.Captures.push_back(Captured.ByCopy ? Value::copy(std::move(P))
                                         : Value::address(std::move(P)));
  }
  return addCallable(std::move(C));
}

void FunctionExtractor::runUnder(llvm::StringRef Lock, CallableId Body,
                                 Place Where) {
  Path P;
  if (!Lock.empty()) {
    P = Path::global(S.Entities.namedLock(Lock));
    Event &A = emit(EventKind::Acquire, Where);
    A.Target = P;
    A.Reentrant = Reentrancy::No;
  }
  emit(EventKind::Call, Where).Callable = Body;
  if (!Lock.empty())
    emit(EventKind::Release, Where).Target = P;
}

/// All threads of the team come here before one goes on.
void FunctionExtractor::meet(Place Where) {
  Path Barrier = Path::local(Out.Locals.size());
  Out.Locals.emplace_back().Name = "barrier";
  emit(EventKind::Signal, Where).Target = Barrier;
  emit(EventKind::Await, Where).Target = Barrier;
}

/// Tasks have no handle: one of unknown name stands for all of this function's.
void FunctionExtractor::joinTasks(Place Where) {
  emit(EventKind::Join, Where).Text = "taskwait";
}

void FunctionExtractor::startBody(const std::shared_ptr<OpenMPBody> &Started) {
  OpenMPBody &Body = *Started;
  S.Bodies.push_back(Started);
  Place Where = place(Body.Directive ? Body.Directive->getBeginLoc()
                                     : Body.Code->getBeginLoc());
  CallableId Id = bodyCallable(Body);
  if (Body.Role == OpenMPRole::Critical) {
    const auto *Critical = cast<OMPCriticalDirective>(Body.Directive);
    std::string Name = Critical->getDirectiveName().getAsString();
    runUnder(Name.empty() ? CriticalLock.str()
                          : CriticalLock.str() + " " + Name,
             Id, Where);
    return;
  }
  // A program begins with one thread, and it runs all tasks until it starts
  // others.
  bool Nobody = (Part || F->isMain()) && !Body.InTeam;
  if (Body.Role == OpenMPRole::Alone || Nobody) {
    runUnder("", Id, Where);
    joinTasks(Where);
    return;
  }
  bool NoGroup = Body.Directive && hasClause<OMPNogroupClause>(*Body.Directive);
  bool Many = Body.Role == OpenMPRole::Team ||
              Body.Role == OpenMPRole::TaskLoop ||
              (Body.Role == OpenMPRole::Task && inLoop());
  Event &E = emit(EventKind::Spawn, Where);
  E.Callable = Id;
  E.Many = Many;
  E.Joined = Body.Role != OpenMPRole::Task && !NoGroup;
  E.ByFirst = Body.Role == OpenMPRole::Master;
  E.ByOne = Body.Role == OpenMPRole::Single || Body.Role == OpenMPRole::Section;
}

void FunctionExtractor::startFirstSection(const OMPExecutableDirective *D) {
  const Stmt *Code = statementUnder(*D);
  const auto *All = dyn_cast_or_null<CompoundStmt>(Code);
  if (!Directives || !All || All->body_empty())
    return;
  auto It = Directives->Bodies.find(All->body_front());
  if (It == Directives->Bodies.end() || It->second->Directive)
    return;
  startBody(It->second);
}

void FunctionExtractor::findEndless(llvm::ArrayRef<const CFGBlock *> Order) {
  for (const auto &[Key, Body] : Directives->Bodies)
    if (Key == Body->Directive)
      Endless.insert(Key);
  for (const CFGBlock *B : Order)
    for (const CFGElement &Element : *B)
      if (auto Statement = Element.getAs<CFGStmt>())
        Endless.erase(Statement->getStmt());
}

/// Such a body starts where its first statement stands.
void FunctionExtractor::startEndless(const CFGElement &Element) {
  auto Statement = Element.getAs<CFGStmt>();
  if (Endless.empty() || !Statement)
    return;
  const Stmt *Key = Directives->bodyOf(Statement->getStmt());
  if (Endless.erase(Key))
    startBody(Directives->Bodies.find(Key)->second);
}

/// `x` is what the directive is about; what is read to change it is not.
void FunctionExtractor::readAtomicDirective(const OMPAtomicDirective *D) {
  const Expr *X = D->getX();
  if (!X)
    return;
  Path P = object(X);
  Place First = place(D->getRawStmt()->getBeginLoc());
  Place Last = place(D->getRawStmt()->getEndLoc());
  for (Event &E : llvm::reverse(Out.Events)) {
    if (E.Where.File != First.File || E.Where < First || Last < E.Where)
      break;
    if (E.Kind == EventKind::Access && P.known() && E.Target == P)
      E.Atomic = true;
  }
}

/// At the end of a loop, each thread adds its share, one at a time.
void FunctionExtractor::combineReductions(const OMPExecutableDirective *D) {
  for (const auto *C : D->getClausesOfKind<OMPReductionClause>())
    for (const Expr *E : compat::variables(C))
      if (const auto *Ref = dyn_cast<DeclRefExpr>(E->IgnoreParenImpCasts()))
        if (Event *A = access(object(Ref), AccessKind::Update,
                              place(D->getBeginLoc())))
          A->Atomic = true;
}

void FunctionExtractor::readDirective(const OMPExecutableDirective *D) {
  Place Where = place(D->getBeginLoc());
  bool Waits = !hasClause<OMPNowaitClause>(*D);
  if (Directives) {
    if (auto It = Directives->Bodies.find(D); It != Directives->Bodies.end()) {
      startBody(It->second);
      if (It->second->Role == OpenMPRole::Single && Waits)
        meet(Where);
      return;
    }
  }
  switch (D->getDirectiveKind()) {
  case llvm::omp::OMPD_barrier:
    joinTasks(Where);
    meet(Where);
    return;
  case llvm::omp::OMPD_taskwait:
  case llvm::omp::OMPD_taskgroup:
    joinTasks(Where);
    return;
  case llvm::omp::OMPD_atomic:
    readAtomicDirective(cast<OMPAtomicDirective>(D));
    return;
  case llvm::omp::OMPD_sections:
    startFirstSection(D);
    if (Waits)
      meet(Where);
    return;
  case llvm::omp::OMPD_for:
  case llvm::omp::OMPD_for_simd:
  case llvm::omp::OMPD_scope:
  case llvm::omp::OMPD_loop:
    combineReductions(D);
    if (Waits)
      meet(Where);
    return;
  default:
    return;
  }
}

void FunctionExtractor::noteSubscripts(const Expr *Object,
                                       const Event *Access) {
  if (!Part || !Part->Subscripts ||
      llvm::none_of(Access->Target.Steps,
                    [](const Step &T) { return T.Kind == StepKind::Element; }))
    return;
  llvm::SmallVector<Subscript, 4> Found;
  if (!Part->Subscripts->read(Object, Found))
    return;
  for (Subscript &X : Found) {
    X.At = EventId(Access - Out.Events.data());
    Out.Subscripts.push_back(X);
  }
}
