//===- PathBugs.cpp - what is wrong on a path -----------------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "paths/PathChecker.h"

using namespace clang;
using namespace ento;
using namespace concurrency;

PathDiagnosticLocation PathChecker::at(const Expr *E, CheckerContext &C) const {
  SourceLocation Loc =
      isa<CallExpr, CXXConstructExpr>(E) ? E->getBeginLoc() : E->getExprLoc();
  const SourceManager &SM = C.getSourceManager();
  return PathDiagnosticLocation(SM.getExpansionLoc(Loc), SM);
}

void PathChecker::reportRelock(const Hold &Held, const Hold &Again,
                               Outcome &Out, CheckerContext &C) const {
  Out.Deadlock = true;
  ExplodedNode *Node = C.generateErrorNode(Out.State);
  CallDown Down = callFrom(Held.Owner, Again.Taken, *Core);
  if (!Relock.isEnabled() || !Node || !Down.Site ||
      Core->isDoneBefore(
          callsFrom(Held.Owner, C.getStackFrame(), C.getSourceManager()),
          nullptr))
    return;
  bool Upgrade =
      Held.Mode == LockMode::Shared && Again.Mode == LockMode::Exclusive;
  std::vector<std::string> Names = {regionName(Held.Lock)};
  Pattern What = Upgrade ? Pattern::Upgrade : Pattern::Relock;
  if (Down.Callee) {
    What = Upgrade ? Pattern::UpgradeByCall : Pattern::RelockByCall;
    Names.push_back(CoreView::functionName(Down.Callee));
  }
  auto Report =
      std::make_unique<PathReport>(RelockBug, describe(What, Names), Node,
                                   at(Down.Site, C), Down.Frame->getDecl());
  Report->about(Held.Lock);
  C.emitReport(std::move(Report));
}

//===----------------------------------------------------------------------===//
// Orders
//===----------------------------------------------------------------------===//

void PathChecker::addOrders(const Outcome &Out, const ExplodedNode *Node,
                            CheckerContext &C) const {
  if (!LockOrder.isEnabled())
    return;
  for (const Hold &Taken : Out.Taken) {
    // What is held already keeps nobody waiting, or is a matter of relocks.
    if (llvm::any_of(Out.Before,
                     [&](const Hold &H) { return H.Lock == Taken.Lock; }))
      continue;
    for (const Hold &Held : Out.Before) {
      // Nobody else knows the locks of an object that is being made. (A guard
      // takes somebody's in its constructor.)
      const auto *Ctor =
          dyn_cast_or_null<CXXConstructorDecl>(Taken.Taken.Frame->getDecl());
      if (Ctor && !Core->record(Ctor->getParent()).GuardLike)
        continue;
      if (declClass(Held.Lock) == declClass(Taken.Lock))
        reportInstances(Held, Taken, Node, C);
      else
        Orders->add(Held, Taken, Out.Before, Node, C);
    }
  }
}

/// The object that a lock is a member of, if it is one that a caller chooses:
/// `this`, or what a parameter refers to.
static const MemRegion *peer(const MemRegion *Lock, bool &IsThis) {
  const auto *F = dyn_cast<FieldRegion>(Lock);
  const MemRegion *Object = F ? F->getSuperRegion()->StripCasts() : Lock;
  const auto *S = dyn_cast<SymbolicRegion>(Object);
  const MemRegion *Origin = S ? S->getSymbol()->getOriginRegion() : nullptr;
  if (!Origin)
    return nullptr;
  if (isa<CXXThisRegion>(Origin)) {
    IsThis = true;
    return Object;
  }
  const auto *V = dyn_cast<VarRegion>(Origin);
  return V && isa<ParmVarDecl>(V->getDecl()) ? Object : nullptr;
}

/// Two instances of one class: deadlock-prone if they can come either way
/// round, as two arguments can.
void PathChecker::reportInstances(const Hold &Held, const Hold &Taken,
                                  const ExplodedNode *Node,
                                  CheckerContext &C) const {
  bool A = false, B = false;
  if (!peer(Held.Lock, A) || !peer(Taken.Lock, B) || (A && B) ||
      !isa<FieldRegion>(Held.Lock) || ordersByAddress(C.getState()) ||
      (Held.Grouped && Held.Taken == Taken.Taken) ||
      (Held.Mode == LockMode::Shared && Taken.Mode == LockMode::Shared))
    return;
  CallDown Down = callFrom(Held.Owner, Taken.Taken, *Core);
  DeclClass Class = declClass(Held.Lock);
  if (!Down.Site || !Class ||
      areUnrelated(ownerType(Held.Lock), ownerType(Taken.Lock)) ||
      Core->keepsOneOrder(functionOf(Down.Frame),
                          at(Down.Site, C).asLocation(), Class))
    return;
  std::string Name = Core->className(Class);
  auto Report = std::make_unique<PathReport>(
      LockOrderBug, describe(Pattern::InstanceOrder, {Name, Name}), Node,
      at(Down.Site, C), Down.Frame->getDecl());
  Report->about(Held.Lock);
  Report->about(Taken.Lock);
  C.emitReport(std::move(Report));
}

//===----------------------------------------------------------------------===//
// Shared state
//===----------------------------------------------------------------------===//

/// The frame on the way here that makes the call, and the call; none if the
/// path does not come from there.
static std::pair<const StackFrameContext *, const Expr *>
findCall(SourceLocation Call, CheckerContext &C) {
  const SourceManager &SM = C.getSourceManager();
  for (const StackFrameContext *F = C.getStackFrame(); !F->inTopFrame();
       F = F->getParent()->getStackFrame())
    if (const auto *Site = dyn_cast_or_null<Expr>(F->getCallSite());
        Site && SM.getExpansionLoc(Site->getBeginLoc()) == Call)
      return {F->getParent()->getStackFrame(), Site};
  return {};
}

/// On this path, the object is being made or is about to be no more.
static bool isItsOwnLifetime(const Expr *E, CheckerContext &C) {
  const MemRegion *R = C.getSVal(E).getAsRegion();
  for (const StackFrameContext *F = C.getStackFrame(); R;
       F = F->getParent()->getStackFrame()) {
    const auto *M = dyn_cast<CXXMethodDecl>(F->getDecl());
    if (M && isa<CXXConstructorDecl, CXXDestructorDecl>(M)) {
      SVal This = C.getState()->getSVal(C.getSValBuilder().getCXXThis(M, F));
      if (const MemRegion *Object = This.getAsRegion();
          Object && leadsFrom(R, Object->StripCasts()))
        return true;
    }
    if (F->inTopFrame())
      break;
  }
  return false;
}

void PathChecker::checkAccess(const Expr *E, CheckerContext &C) const {
  E = ignoreWrappers(E)->IgnoreParenImpCasts();
  if (Watch)
    watchAccess(E, C);
  if (!SharedState.isEnabled() || isUncertain(C.getState()))
    return;
  for (const Suspect &S : Core->suspectsAt(shownLoc(E, C.getASTContext())))
    if (reportAccess(S, E, C))
      return;
}

bool PathChecker::reportAccess(const Suspect &S, const Expr *E,
                               CheckerContext &C) const {
  const Hold *Reader = nullptr;
  llvm::SmallVector<Hold, 4> Holds = holds(C.getState());
  for (const Hold &H : Holds)
    if (DeclClass L = declClass(H.Lock); L && Core->entity(L.D) == S.Guard) {
      if (H.Mode == LockMode::Exclusive ||
          S.What != Pattern::WrittenUnderReaderLock)
        return false;
      Reader = &H;
    }
  if (S.What == Pattern::WrittenUnderReaderLock ? !Reader
                                                : isLeftToCaller(C.getState()))
    return false;
  if (isItsOwnLifetime(E, C))
    return false;
  const StackFrameContext *Frame = C.getStackFrame();
  const Expr *Site = E;
  if (S.Call.isValid()) {
    std::tie(Frame, Site) = findCall(S.Call, C);
    if (!Frame)
      return false;
  }
  PathDiagnosticLocation Where = at(Site, C);
  SourceLocation &First = ReportedState[{S.In, S.Guard}];
  if (First.isValid() && First != Where.asLocation())
    return false;
  ExplodedNode *Node = C.generateNonFatalErrorNode();
  if (!Node)
    return true;
  First = Where.asLocation();
  auto Report = std::make_unique<PathReport>(
      SharedStateBug, describe(S.What, S.Names, S.Counts), Node, Where,
      Frame->getDecl());
  if (Reader)
    Report->about(Reader->Lock);
  SourceLocation Seen = Core->locate(S.Witness.Where);
  if (Seen.isValid())
    Report->addNote(describe(S.Witness.Kind, S.Witness.Names),
                    PathDiagnosticLocation(Seen, C.getSourceManager()));
  C.emitReport(std::move(Report));
  return true;
}

void PathChecker::checkAct(const MemRegion *R, const Expr *E,
                           CheckerContext &C) const {
  if (!CheckThenAct.isEnabled() || !R || isUncertain(C.getState()))
    return;
  std::optional<StateRead> Act = StaleReads::guarded(R, E, C.getState(), *Core);
  if (!Act)
    return;
  std::optional<StateRead> Test = Reads.stale(*Act, C);
  if (!Test) {
    ProgramStateRef Done = StaleReads::claim(*Act, C.getState());
    if (Done != C.getState())
      C.addTransition(Done);
    return;
  }
  if (const FunctionDecl *Decider = functionOf(Test->Frame);
      Decider && (Core->isOneTime(Decider) ||
                  Core->isOwn(Decider, declClass(Act->State).D)))
    return;
  ExplodedNode *Node = C.generateNonFatalErrorNode();
  if (!Node)
    return;
  // Where the decision is: the act may be a call away, on an object that has
  // another name there.
  const Expr *Where = ignoreWrappers(E)->IgnoreParenImpCasts();
  CallDown Down = callFrom(Test->Frame, placeOf(Where, C, *Core), *Core);
  std::string Name = regionName(Act->State);
  if (Down.Callee && Down.Site) {
    Where = Down.Site;
    if (const auto *Call = dyn_cast<CXXMemberCallExpr>(Down.Site)) {
      const Expr *Object = ignoreWrappers(Call->getImplicitObjectArgument())
                               ->IgnoreParenImpCasts();
      if (const auto *M = dyn_cast<MemberExpr>(Object))
        Name = M->getMemberDecl()->getNameAsString();
      else if (const auto *D = dyn_cast<DeclRefExpr>(Object))
        Name = D->getDecl()->getNameAsString();
    }
  }
  auto Report = std::make_unique<PathReport>(
      CheckThenActBug, describe(Pattern::ChangedSinceTested, {Name}), Node,
      at(Where, C), Test->Frame->getDecl());
  Report->about(Act->Lock);
  Report->addNote(describe(BugStepKind::TestedHere, {Name}),
                  at(ignoreWrappers(Test->Where)->IgnoreParenImpCasts(), C));
  C.emitReport(std::move(Report));
}
