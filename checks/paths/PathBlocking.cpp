//===- PathBlocking.cpp - blocking under a lock, on a path ----------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "paths/PathChecker.h"
#include "clang/AST/ParentMap.h"

using namespace clang;
using namespace ento;
using namespace concurrency;

/// The field or global in which a handle is kept, or null.
static const ValueDecl *handleDecl(const Expr *E, SVal V) {
  if (E) {
    E = ignoreWrappers(E)->IgnoreParenImpCasts();
    if (const auto *U = dyn_cast<UnaryOperator>(E);
        U && (U->getOpcode() == UO_AddrOf || U->getOpcode() == UO_Deref))
      E = U->getSubExpr()->IgnoreParenImpCasts();
    if (const auto *M = dyn_cast<MemberExpr>(E))
      return M->getMemberDecl();
    if (const auto *D = dyn_cast<DeclRefExpr>(E))
      if (const auto *G = dyn_cast<VarDecl>(D->getDecl());
          G && G->hasGlobalStorage())
        return G;
  }
  const MemRegion *R = V.getAsRegion();
  if (SymbolRef Sym = V.getAsSymbol())
    R = Sym->getOriginRegion();
  return declClass(R).D;
}

/// What happens once is over before anybody waits.
static bool runsOnce(const FunctionDecl *F, CoreView &Core) {
  const CallEffects *Effects = Core.effects(F, nullptr);
  return Effects && llvm::any_of(*Effects, [](const CallEffect &E) {
           return E.Kind == CallEffect::RunOnce;
         });
}

/// In the initialiser of a function's static variable.
static bool initialisesStatic(const Stmt *S, const LocationContext *Frame) {
  const ParentMap &Parents = Frame->getParentMap();
  for (; S; S = Parents.getParent(S))
    if (const auto *D = dyn_cast<DeclStmt>(S))
      return D->isSingleDecl() && isa<VarDecl>(D->getSingleDecl()) &&
             cast<VarDecl>(D->getSingleDecl())->isStaticLocal();
  return false;
}

/// In a function that runs only once, or at start-up or shutdown; or under a
/// lock that says so.
static bool happensOnce(const Stmt *Site, llvm::ArrayRef<Hold> Holds,
                        CheckerContext &C, CoreView &Core) {
  if (llvm::any_of(Holds, [&](const Hold &H) {
        return Core.isOnce(declClass(H.Lock));
      }))
    return true;
  for (const StackFrameContext *F = C.getStackFrame(); F;) {
    const FunctionDecl *D = functionOf(F);
    if ((D && (Core.isOneTime(D) || runsOnce(D, Core))) ||
        initialisesStatic(Site, F))
      return true;
    Site = F->getCallSite();
    F = F->inTopFrame() ? nullptr : F->getParent()->getStackFrame();
  }
  return false;
}

/// One that is written to run once, as in macros, is none.
static bool isLoop(const Stmt *S, const ASTContext &Ctx) {
  bool Again = true;
  if (const auto *Do = dyn_cast<DoStmt>(S))
    return Do->getCond()->isValueDependent() ||
           !Do->getCond()->EvaluateAsBooleanCondition(Again, Ctx) || Again;
  return isa<WhileStmt, ForStmt, CXXForRangeStmt>(S);
}

static bool hasLoop(const Stmt *S, const ASTContext &Ctx) {
  return S && (isLoop(S, Ctx) || llvm::any_of(S->children(), [&](const Stmt *C) {
                 return hasLoop(C, Ctx);
               }));
}

void PathChecker::checkBlocking(const CallShape &Shape,
                                const CallEffect &Effect,
                                CheckerContext &C) const {
  ProgramStateRef State = C.getState();
  if (Watch && isUncertain(State))
    watchBlocking(Shape.Call, C);
  if (!Io.isEnabled() || (!anyHold(State) && C.inTopFrame()))
    return;
  BlockKind Kind = Effect.Kind == CallEffect::Block ? Shape.blockKind(Effect)
                                                    : BlockKind::ThreadWait;
  if (!Options.Kinds.test(unsigned(Kind)))
    return;
  SVal Handle = Shape.value(Effect.Target);
  EntityId Kept = Core->entity(handleDecl(Shape.expr(Effect.Target), Handle));
  if (isNonBlocking(State, Handle) || Core->neverBlocks(Kept))
    return;
  // A descriptor that is known to be none makes the call fail at once.
  if (auto N = Handle.getAs<nonloc::ConcreteInt>();
      N && N->getValue()->isNegative())
    return;
  rememberBlocking(Kind, C);
  llvm::SmallVector<Hold, 4> Holds = holds(State);
  if (Effect.Kind == CallEffect::Wait) {
    // It gives up its own lock, and keeps the others waiting.
    const MemRegion *G = Shape.value(Effect.Guard).getAsRegion();
    llvm::SmallVector<const MemRegion *, 2> Given;
    if (G) {
      Given.push_back(lockRegion(G, *Core));
      for (const Managed &M : guards(State))
        if (M.Guard == G->StripCasts())
          Given.push_back(M.Lock);
    }
    size_t Before = Holds.size();
    llvm::erase_if(Holds, [&](const Hold &H) {
      return llvm::is_contained(Given, H.Lock);
    });
    // A wait without a lock of its own (semaphores, latches) keeps all.
    if (!Holds.empty() && Before == Holds.size() &&
        Effect.Guard.Kind != Operand::None)
      Holds.erase(Holds.begin());
  }
  if (Holds.empty())
    return;
  if (Watch)
    watchBlocking(Shape.Call, C);
  const Expr *Site = Shape.Call.getOriginExpr();
  const Hold &Held = blocked(Holds, State);
  const SourceManager &SM = C.getSourceManager();
  std::vector<CallUnderWay> Calls =
      callsFrom(Held.Owner, C.getStackFrame(), SM);
  if (happensOnce(Site, Holds, C, *Core) ||
      isForHandle(Held, Kind, Kept) || Core->isDoneBefore(Calls, nullptr) ||
      (Site && Core->isLeftOut(Calls, functionOf(C.getStackFrame()),
                               SM.getExpansionLoc(Site->getBeginLoc()), Kind,
                               Shape.name())))
    return;
  PathPlace Here = placeOf(Site, C, *Core);
  reportBlocking(Held, Kind, Shape.name(),
                 callFrom(Held.Owner, Here, *Core), C);
}

/// The lock is there to serialise what happens to the very handle. (Nobody needs
/// a lock to wait for a thread.)
bool PathChecker::isForHandle(const Hold &H, BlockKind Kind,
                              EntityId Handle) const {
  return !Options.SerializingLocks && Kind != BlockKind::ThreadWait &&
         Core->serializes(declClass(H.Lock), Handle);
}

/// A lock that others can name says more than one in a variable of a function.
const Hold &PathChecker::blocked(llvm::ArrayRef<Hold> Holds,
                                 const ProgramStateRef &State) {
  const Hold *Named = llvm::find_if(Holds, [&](const Hold &H) {
    return !H.Lock->hasMemorySpace<StackSpaceRegion>(State);
  });
  return Named == Holds.end() ? Holds.front() : *Named;
}

void PathChecker::rememberBlocking(BlockKind Kind, CheckerContext &C) const {
  for (const StackFrameContext *F = C.getStackFrame(); !F->inTopFrame();
       F = F->getParent()->getStackFrame())
    if (const FunctionDecl *D = functionOf(F))
      SeenToBlock[D->getCanonicalDecl()].set(unsigned(Kind));
}

/// The analyzer enters a function no more in which a loop once did not end. What
/// the paths into it have shown, it does on the others as well, if the core says
/// so of this call. (Others are not entered where they are too deep in calls, but
/// on paths that say more of what they do.)
void PathChecker::checkNotEntered(const CallEvent &Call,
                                  llvm::ArrayRef<Hold> Held,
                                  const ExplodedNode *Node,
                                  CheckerContext &C) const {
  const auto *Callee = dyn_cast_or_null<FunctionDecl>(Call.getDecl());
  const FunctionDecl *Caller = functionOf(C.getStackFrame());
  const Expr *Site = Call.getOriginExpr();
  if (Held.empty() || !Callee || !Caller || !Site || Watch)
    return;
  auto Seen = SeenToBlock.find(Callee->getCanonicalDecl());
  if (Seen == SeenToBlock.end() || !hasLoop(Callee->getBody(), Core->Ctx) ||
      happensOnce(Site, Held, C, *Core))
    return;
  SourceLocation Where =
      C.getSourceManager().getExpansionLoc(Site->getBeginLoc());
  for (const LatentAtEvent &L : Core->blockingAt(Caller, Where)) {
    if (!Seen->second.test(unsigned(L.Blocks)) || !L.Via)
      continue;
    llvm::SmallVector<Hold, 4> Holds(Held);
    llvm::erase_if(Holds, [&](const Hold &H) {
      return llvm::any_of(L.Released, [&](const concurrency::Path &P) {
        return concurrency::lockClass(P) == Core->lockClass(declClass(H.Lock));
      });
    });
    if (L.Waits && Holds.size() == Held.size())
      Holds.erase(Holds.begin());
    if (Holds.empty())
      continue;
    const Hold &H = blocked(Holds, C.getState());
    if (isForHandle(H, L.Blocks, L.Target.lastEntity()) ||
        Core->isDoneBefore(
            callsFrom(H.Owner, C.getStackFrame(), C.getSourceManager()), L.Via))
      continue;
    CallDown Down = callFrom(H.Owner, placeOf(Site, C, *Core), *Core);
    if (!Down.Callee)
      Down.Callee = Callee;
    Bug Chain;
    addChain(Chain, Core->solution(), L.Via->Next, BugStepKind::BlocksHere,
             {L.Text.str()});
    reportBlocking(H, L.Blocks, L.Text.str(), Down, C, Node, Chain.Steps);
  }
}

void PathChecker::reportBlocking(const Hold &Held, BlockKind Kind,
                                 std::string Call, const CallDown &Down,
                                 CheckerContext &C, const ExplodedNode *Node,
                                 llvm::ArrayRef<BugStep> Inside) const {
  if (!Down.Site || !Held.Taken.Site)
    return;
  PathDiagnosticLocation Where = at(Down.Site, C);
  SourceLocation Loc = Where.asLocation();
  if (Core->excuses(functionOf(Down.Frame), Loc, declClass(Held.Lock)))
    return;
  std::vector<std::string> Names = {std::move(Call), regionName(Held.Lock)};
  Pattern What = Pattern::BlocksUnderLock;
  if (Down.Callee) {
    What = Pattern::CallBlocksUnderLock;
    Names.push_back(CoreView::functionName(Down.Callee));
  }
  // Once for a critical section and kind; of several paths to it, the analyzer
  // chooses, but for those that do not show how it blocks.
  std::pair Said(Loc, describe(What, Names, {}, Kind));
  auto [First, New] = ReportedIo.try_emplace(
      {Held.Taken.Site->getBeginLoc(), unsigned(Kind)}, Said);
  if (!New && (Node || First->second != Said))
    return;
  // What is said there already for another section is not what this one is
  // reported for.
  if (New && llvm::any_of(ReportedIo, [&](const auto &Other) {
        return &Other != &*First && Other.second == Said;
      })) {
    ReportedIo.erase(First);
    if (Node)
      return;
  }
  if (!Node)
    Node = C.generateNonFatalErrorNode();
  if (!Node)
    return;
  auto Report = std::make_unique<PathReport>(IoBug, Said.second, Node, Where,
                                             Down.Frame->getDecl());
  Report->about(Held.Lock);
  for (const BugStep &Step : Inside)
    if (SourceLocation Loc = Core->locate(Step.Where); Loc.isValid())
      Report->addNote(describe(Step.Kind, Step.Names),
                      PathDiagnosticLocation(Loc, C.getSourceManager()));
  C.emitReport(std::move(Report));
}
