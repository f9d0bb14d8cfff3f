//===- PathChecker.cpp - locks and guards along paths ---------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "paths/PathChecker.h"
#include "solve/Conventions.h"
#include "clang/StaticAnalyzer/Core/PathSensitive/AnalysisManager.h"

using namespace clang;
using namespace ento;
using namespace concurrency;

void PathChecker::checkASTDecl(const TranslationUnitDecl *D,
                               AnalysisManager &Mgr, BugReporter &BR) const {
  Core.reset();
  SeenToBlock.clear();
  ReportedIo.clear();
  ReportedState.clear();
  ASTContext &Ctx = Mgr.getASTContext();
  FileFacts Facts = readFacts(Ctx, Options.ModelFile);
  reportMistakes(Ctx.getDiagnostics(), Facts);
  if (!Facts.Models)
    return;
  Core = std::make_unique<CoreView>(Ctx, std::move(Facts), Options.Index);
  if (llvm::StringRef Complaint = Core->indexComplaint(); !Complaint.empty()) {
    DiagnosticsEngine &Diags = Ctx.getDiagnostics();
    Diags.Report(Diags.getCustomDiagID(DiagnosticsEngine::Warning, "%0"))
        << Complaint;
  }
  if (!Core->concurrent())
    Core.reset();
  else
    Orders = std::make_unique<OrderGraph>(*Core, LockOrderBug, Watch);
}

bool PathChecker::isInUserCode(const CheckerContext &C) const {
  const FunctionDecl *F = functionOf(C.getStackFrame());
  return !F || !Core->isSystem(F);
}

//===----------------------------------------------------------------------===//
// Calls, accesses, ends
//===----------------------------------------------------------------------===//

void PathChecker::checkPreCall(const CallEvent &Call, CheckerContext &C) const {
  if (!Core)
    return;
  if (Watch) {
    if (watchEnd(C.getCFGElementRef().getIndexInBlock(), C))
      return;
    watchCall(Call, C);
  }
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
  if (Watch)
    watchReturn(Shape, C);
  if (!Shape.Callee || !isInUserCode(C))
    return;
  if (!C.wasInlined && !Shape.Effects)
    applyHint(Shape, C);
  ProgramStateRef State = C.getState();
  Outcome Out{C.wasInlined ? State : expose(Shape, applySummary(Shape, State)),
              {},
              {},
              holds(State),
              false};
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
  const ExplodedNode *Node = C.getPredecessor();
  if (Out.State != State) {
    Node = C.addTransition(Out.State, lockNote(C, Out.Steps));
    if (Node)
      addOrders(Out, Node, C);
  }
  if (!Node || C.wasInlined || Shape.Effects)
    return;
  if (LockOrder.isEnabled())
    Orders->addCall(Call, Out.Before, Node, C);
  checkNotEntered(Call, holds(Out.State), Node, C);
}

ProgramStateRef PathChecker::expose(const CallShape &Shape,
                                    ProgramStateRef State) const {
  LockMode Mode;
  if (Shape.Effects || Shape.Callee->hasBody() || Shape.hint(Mode) ||
      Core->isSystem(Shape.Callee) || !anyHold(State))
    return State;
  llvm::SmallVector<const MemRegion *, 4> Given = {Shape.This.getAsRegion()};
  for (unsigned I = 0; I != Shape.Call.getNumArgs(); ++I)
    Given.push_back(Shape.Call.getArgSVal(I).getAsRegion());
  llvm::SmallVector<Hold, 4> Holds = holds(State);
  bool Any = false;
  for (Hold &H : Holds)
    if (!H.Exposed && isa<FieldRegion>(H.Lock))
      Any |= H.Exposed = llvm::any_of(Given, [&](const MemRegion *R) {
        return leadsFrom(R, H.Lock->getBaseRegion());
      });
  return Any ? setHolds(State, Holds) : State;
}

void PathChecker::checkLocation(SVal Location, bool IsLoad, const Stmt *S,
                                CheckerContext &C) const {
  const auto *E = dyn_cast_or_null<Expr>(S);
  const MemRegion *R = Location.getAsRegion();
  if (!Core || !E || !R || !isInUserCode(C))
    return;
  if (IsLoad)
    forgetVolatile(Location, C);
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
  ProgramStateRef State =
      StaleReads::handOn(Source, R, nullptr, nullptr, C.getState());
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
      State = StaleReads::handOn(
          R->getRetValue(), nullptr, Call,
          C.getStackFrame()->getParent()->getStackFrame(), State);
  State = StaleReads::endFrame(State, C.getStackFrame());
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
  auto MeansIt = [&](const Hold &H) {
    return Wraps || H.Taken.Frame != Frame || !Graph || Graph->isLinear();
  };
  // Left behind on one branch, where somebody else may have released it.
  const size_t All = Holds.size();
  llvm::erase_if(Holds, [&](const Hold &H) {
    return H.Owner == Frame && H.Exposed && !MeansIt(H);
  });
  if (Holds.size() != All)
    Out.State = setUncertain(Out.State);
  for (Hold &H : Holds) {
    if (H.Owner != Frame)
      continue;
    H.Owner = Frame->getParent()->getStackFrame();
    // A function without branches means it.
    if (!MeansIt(H))
      Out.Steps.push_back({BugStepKind::NotReleased, H.Lock});
  }
  Out.State = setHolds(Out.State, Holds);
  // (A note needs a place, and a function's closing brace is none to Clang.)
  C.addTransition(Out.State, R ? lockNote(C, Out.Steps) : nullptr);
}

void PathChecker::checkDeadSymbols(SymbolReaper &Live,
                                   CheckerContext &C) const {
  if (!Core)
    return;
  ProgramStateRef State =
      forgetDead(StaleReads::forgetDead(C.getState(), Live), Live);
  if (State != C.getState())
    C.addTransition(State);
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
