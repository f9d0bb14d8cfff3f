//===- StaleReads.cpp - decisions that may be out of date -----------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "paths/StaleReads.h"
#include "clang/StaticAnalyzer/Core/PathSensitive/CallEvent.h"
#include "clang/StaticAnalyzer/Core/PathSensitive/ProgramStateTrait.h"

using namespace clang;
using namespace ento;
using namespace concurrency;

REGISTER_MAP_WITH_PROGRAMSTATE(ReadValues, SymbolRef, StateRead)
REGISTER_MAP_WITH_PROGRAMSTATE(ReadObjects, const MemRegion *, StateRead)
REGISTER_MAP_WITH_PROGRAMSTATE(ReadResults, const Expr *, StateRead)
REGISTER_LIST_WITH_PROGRAMSTATE(Decisions, StateRead)

void StateRead::Profile(llvm::FoldingSetNodeID &ID) const {
  ID.AddPointer(State);
  ID.AddPointer(Part);
  ID.AddPointer(Lock);
  ID.AddPointer(Section.Frame);
  ID.AddPointer(Section.Site);
  ID.AddInteger(Section.Visit);
  ID.AddPointer(Outer);
  ID.AddPointer(OuterSection.Frame);
  ID.AddPointer(OuterSection.Site);
  ID.AddInteger(OuterSection.Visit);
  ID.AddPointer(Where);
  ID.AddPointer(Branch);
  ID.AddPointer(Frame);
}

/// A lock and the state it guards are members of one object, or both the
/// file's.
static bool sameOwner(const MemRegion *State, const MemRegion *Lock) {
  const auto *F = dyn_cast<FieldRegion>(State),
             *L = dyn_cast<FieldRegion>(Lock);
  if (!F || !L)
    return !F && !L;
  return F->getSuperRegion()->StripCasts() == L->getSuperRegion()->StripCasts();
}

std::optional<StateRead> StaleReads::guarded(const MemRegion *R,
                                             const Expr *Where,
                                             const ProgramStateRef &State,
                                             CoreView &Core) {
  llvm::SmallVector<Hold, 4> Held = holds(State);
  if (Held.empty())
    return std::nullopt;
  const MemRegion *Part = R ? R->StripCasts() : nullptr;
  // From a part of the object to the piece of state that it belongs to.
  for (unsigned I = 0; R && I != 8; ++I) {
    R = R->StripCasts();
    const ValueDecl *D = nullptr;
    if (const auto *F = dyn_cast<FieldRegion>(R))
      D = F->getDecl();
    else if (const auto *V = dyn_cast<VarRegion>(R))
      D = V->getDecl();
    if (D)
      for (const Hold &H : holds(State))
        if (DeclClass L = declClass(H.Lock);
            L && sameOwner(R, H.Lock) && Core.isGuardedBy(D, L.D))
          return StateRead{R,
                           Part,
                           H.Lock,
                           H.Taken,
                           Held.back().Lock,
                           Held.back().Taken,
                           Where,
                           nullptr,
                           nullptr};
    const auto *Sub = dyn_cast<SubRegion>(R);
    if (!Sub || isa<VarRegion, SymbolicRegion>(R))
      break;
    R = Sub->getSuperRegion();
  }
  return std::nullopt;
}

ProgramStateRef StaleReads::remember(ProgramStateRef State,
                                     const StateRead &Read, SVal V,
                                     const MemRegion *In) {
  if (SymbolRef Sym = V.getAsSymbol())
    State = State->set<ReadValues>(Sym, Read);
  if (In)
    State = State->set<ReadObjects>(In->getBaseRegion(), Read);
  return State;
}

ProgramStateRef StaleReads::propagate(ProgramStateRef State,
                                      const CallEvent &Call) {
  if ((State->get<ReadObjects>().isEmpty() &&
       State->get<ReadResults>().isEmpty()) ||
      !Call.getResultType()->isScalarType() || !Call.getOriginExpr())
    return State;
  auto From = [&](SVal V) -> const StateRead * {
    const MemRegion *R = V.getAsRegion();
    if (auto L = V.getAs<nonloc::LazyCompoundVal>())
      R = L->getRegion();
    return R ? State->get<ReadObjects>(R->getBaseRegion()) : nullptr;
  };
  const StateRead *Read = nullptr;
  if (const auto *C = dyn_cast<CXXInstanceCall>(&Call))
    Read = From(C->getCXXThisVal());
  for (unsigned I = 0; !Read && I != Call.getNumArgs(); ++I)
    Read = From(Call.getArgSVal(I));
  if (!Read)
    return State->remove<ReadResults>(Call.getOriginExpr());
  StateRead Copy = *Read;
  Copy.Frame = Call.getLocationContext()->getStackFrame();
  return State->set<ReadResults>(Call.getOriginExpr(), Copy);
}

static bool noReads(const ProgramStateRef &State) {
  return State->get<ReadValues>().isEmpty() &&
         State->get<ReadResults>().isEmpty() &&
         State->get<ReadObjects>().isEmpty();
}

template <typename Trait, typename Test>
static ProgramStateRef eraseIf(const ProgramStateRef &State, Test Is) {
  auto Map = State->get<Trait>();
  for (const auto &[Key, Read] : State->get<Trait>())
    if (Is(Key, Read))
      Map = State->get_context<Trait>().remove(Map, Key);
  return State->set<Trait>(Map);
}

/// Leaves out what does not change whether a value is zero.
static const Expr *ignoreTests(const Expr *E) {
  for (;;) {
    const Expr *Inner = ignoreWrappers(E)->IgnoreParenImpCasts();
    if (const auto *U = dyn_cast<UnaryOperator>(Inner);
        U && U->getOpcode() == UO_LNot)
      Inner = U->getSubExpr();
    else if (const auto *R = dyn_cast<CXXRewrittenBinaryOperator>(Inner))
      Inner = R->getSemanticForm();
    if (Inner == E)
      return E;
    E = Inner;
  }
}

using ReadList = llvm::SmallVector<StateRead, 2>;

/// The reads that the value of an expression depends on.
static void readsOf(const Expr *E, ProgramStateRef State, CheckerContext &C,
                    ReadList &Found, unsigned Depth = 0) {
  auto Add = [&](const StateRead *Read) {
    if (!Read || Found.size() == 4)
      return;
    StateRead Copy = *Read;
    Copy.Frame = nullptr;
    if (!llvm::is_contained(Found, Copy))
      Found.push_back(Copy);
  };
  auto AddValue = [&](const Expr *Of) {
    if (SymbolRef Sym = C.getSVal(Of).getAsSymbol())
      for (SymbolRef Part : Sym->symbols())
        Add(State->get<ReadValues>(Part));
  };
  AddValue(E);
  E = ignoreTests(E);
  AddValue(E);
  Add(State->get<ReadResults>(E));
  if (const auto *D = dyn_cast<DeclRefExpr>(E))
    if (const auto *V = dyn_cast<VarDecl>(D->getDecl());
        V && V->hasLocalStorage())
      if (const MemRegion *R =
              State->getLValue(V, C.getLocationContext()).getAsRegion())
        Add(State->get<ReadObjects>(R));
  if (const auto *B = dyn_cast<BinaryOperator>(E); B && Depth < 3) {
    readsOf(B->getLHS(), State, C, Found, Depth + 1);
    readsOf(B->getRHS(), State, C, Found, Depth + 1);
  }
}

/// The value of \p E depends on the first of what was found.
static ProgramStateRef setResult(ProgramStateRef State, const Expr *E,
                                 ReadList &Found, CheckerContext &C) {
  Found.front().Frame = C.getStackFrame();
  return State->set<ReadResults>(E, Found.front());
}

ProgramStateRef StaleReads::compare(const BinaryOperator *E,
                                    ProgramStateRef State, CheckerContext &C) {
  // Of the operands: what is known of E itself is from an earlier turn.
  ReadList Found;
  readsOf(E->getLHS(), State, C, Found);
  readsOf(E->getRHS(), State, C, Found);
  return Found.empty() ? State->remove<ReadResults>(E)
                       : setResult(State, E, Found, C);
}

ProgramStateRef StaleReads::negate(const UnaryOperator *E,
                                   ProgramStateRef State, CheckerContext &C) {
  ReadList Found;
  readsOf(E->getSubExpr(), State, C, Found);
  return Found.empty() ? State : setResult(State, ignoreTests(E), Found, C);
}

ProgramStateRef StaleReads::handOn(const Expr *E, const MemRegion *To,
                                   const Expr *Call,
                                   const StackFrameContext *Caller,
                                   ProgramStateRef State) {
  if (State->get<ReadResults>().isEmpty())
    return State;
  const StateRead *Read = State->get<ReadResults>(ignoreTests(E));
  if (!Read)
    return State;
  StateRead Copy = *Read;
  Copy.Frame = Caller;
  return To ? State->set<ReadObjects>(To, Copy)
            : State->set<ReadResults>(Call, Copy);
}

static bool reaches(const CFGBlock *From, const CFGBlock *To) {
  llvm::SmallPtrSet<const CFGBlock *, 32> Seen;
  llvm::SmallVector<const CFGBlock *, 16> Work{From};
  while (!Work.empty())
    for (const CFGBlock *Next : Work.pop_back_val()->succs()) {
      if (Next == To)
        return true;
      if (Next && Seen.insert(Next).second)
        Work.push_back(Next);
    }
  return false;
}

template <typename List>
static ProgramStateRef setDecisions(ProgramStateRef State, const List &All) {
  auto &Factory = State->get_context<Decisions>();
  llvm::ImmutableList<StateRead> New = Factory.getEmptyList();
  for (const StateRead &D : llvm::reverse(All))
    New = Factory.add(D, New);
  return State->set<Decisions>(New);
}

/// The state without the decisions that are \p Over.
static ProgramStateRef
endDecisions(ProgramStateRef State,
             llvm::function_ref<bool(const StateRead &)> Over) {
  llvm::SmallVector<StateRead, 4> Left;
  bool Any = false;
  for (const StateRead &D : State->get<Decisions>())
    if (Over(D))
      Any = true;
    else
      Left.push_back(D);
  return Any ? setDecisions(State, Left) : State;
}

/// The next turn of a loop begins: what was decided in the last one is over.
static ProgramStateRef beginTurn(const CFGBlock *Head,
                                 const StackFrameContext *Frame,
                                 ProgramStateRef State) {
  return endDecisions(State, [&](const StateRead &D) {
    return D.Frame == Frame && D.Branch != Head && D.Branch &&
           reaches(Head, D.Branch) && reaches(D.Branch, Head);
  });
}

ProgramStateRef StaleReads::claim(const StateRead &Act, ProgramStateRef State) {
  auto IsOver = [&](const StateRead &D) {
    return D.State == Act.State && D.Lock == Act.Lock &&
           D.Section == Act.Section;
  };
  State = endDecisions(State, IsOver);
  if (noReads(State))
    return State;
  // What was read on the way is a ticket then.
  auto IsRead = [&](auto, const StateRead &Read) { return IsOver(Read); };
  State = eraseIf<ReadValues>(State, IsRead);
  State = eraseIf<ReadObjects>(State, IsRead);
  return eraseIf<ReadResults>(State, IsRead);
}

ProgramStateRef StaleReads::forgetDead(ProgramStateRef State,
                                       SymbolReaper &Live) {
  if (noReads(State))
    return State;
  State = eraseIf<ReadValues>(State, [&](SymbolRef Sym, const StateRead &) {
    return Live.isDead(Sym);
  });
  return eraseIf<ReadObjects>(State,
                              [&](const MemRegion *R, const StateRead &) {
                                return !Live.isLiveRegion(R);
                              });
}

ProgramStateRef StaleReads::endFrame(ProgramStateRef State,
                                     const StackFrameContext *Frame) {
  auto IsOf = [&](const StateRead &R) { return R.Frame == Frame; };
  State = endDecisions(State, IsOf);
  if (State->get<ReadResults>().isEmpty())
    return State;
  return eraseIf<ReadResults>(
      State, [&](const Expr *, const StateRead &R) { return IsOf(R); });
}

unsigned StaleReads::sectionNumber(const ProgramStateRef &State,
                                   const PathPlace &At) {
  llvm::SmallDenseSet<unsigned, 8> Taken;
  auto See = [&](const StateRead &R) {
    for (const PathPlace &P : {R.Section, R.OuterSection})
      if (P.Frame == At.Frame && P.Site == At.Site)
        Taken.insert(P.Visit);
  };
  for (const auto &[Key, Read] : State->get<ReadValues>())
    See(Read);
  for (const auto &[Key, Read] : State->get<ReadObjects>())
    See(Read);
  for (const auto &[Key, Read] : State->get<ReadResults>())
    See(Read);
  for (const StateRead &D : State->get<Decisions>())
    See(D);
  unsigned Number = 0;
  while (Taken.contains(Number))
    ++Number;
  return Number;
}

ProgramStateRef StaleReads::decide(const Expr *Condition, ProgramStateRef State,
                                   CheckerContext &C) {
  const CFGBlock *Block = C.getCFGElementRef().getParent();
  if (Block && isa_and_nonnull<WhileStmt, ForStmt, DoStmt, CXXForRangeStmt>(
                   Block->getTerminatorStmt()))
    State = beginTurn(Block, C.getStackFrame(), State);
  const StackFrameContext *Frame = C.getStackFrame();
  // What depends on an earlier branch that does not matter here any more.
  State = endDecisions(State, [&](const StateRead &D) {
    return D.Frame == Frame && D.Branch != Block && D.Branch && Block &&
           !controls(D.Branch, Block, Frame);
  });
  if (noReads(State))
    return State;
  ReadList Found;
  readsOf(Condition, State, C, Found);
  // Values of expressions are for the branch behind them.
  State = eraseIf<ReadResults>(State, [&](const Expr *, const StateRead &R) {
    return R.Frame == Frame;
  });
  if (Found.empty())
    return State;
  llvm::SmallVector<Hold, 4> Held = holds(State);
  auto IsCurrent = [&](const StateRead &R) {
    return llvm::any_of(Held, [&](const Hold &H) {
      return H.Lock == R.Lock && H.Taken == R.Section;
    });
  };
  // Tested again, in the section of the lock that is held now: what was decided
  // before does not matter any more, nor what it was that it is compared with.
  auto Again = [&](const StateRead &D) {
    return llvm::any_of(Found, [&](const StateRead &F) {
      return F.State == D.State && IsCurrent(F);
    });
  };
  llvm::SmallVector<StateRead, 4> All;
  for (const StateRead &D : State->get<Decisions>())
    if (!Again(D))
      All.push_back(D);
  llvm::erase_if(Found, [&](const StateRead &F) {
    return !IsCurrent(F) && Again(F);
  });
  // An assertion decides nothing: what comes after it comes anyway.
  bool Asserts = Block && llvm::any_of(Block->succs(), [](const auto &Next) {
                   return !Next.getReachableBlock() ||
                          Next.getReachableBlock()->hasNoReturnElement();
                 });
  if (Asserts)
    Found.clear();
  for (StateRead Read : Found) {
    Read.Branch = Block;
    Read.Frame = C.getStackFrame();
    if (All.size() < 8 && !llvm::is_contained(All, Read))
      All.push_back(Read);
  }
  return setDecisions(State, All);
}

/// The block of \p Frame in which the path is now, perhaps in a function that
/// was called there.
static const CFGBlock *blockIn(const StackFrameContext *Frame,
                               CheckerContext &C) {
  const StackFrameContext *F = C.getStackFrame();
  if (F == Frame)
    return C.getCFGElementRef().getParent();
  for (; F && !F->inTopFrame(); F = F->getParent()->getStackFrame())
    if (F->getParent()->getStackFrame() == Frame)
      return F->getCallSiteBlock();
  return nullptr;
}

bool StaleReads::controls(const CFGBlock *Branch, const CFGBlock *At,
                          const StackFrameContext *Frame) {
  CFG *Graph = Frame->getAnalysisDeclContext()->getCFG();
  auto &Of = Control[Graph];
  if (!Of)
    Of = std::make_unique<ControlDependencyCalculator>(Graph);
  return llvm::is_contained(
      Of->getControlDependencies(const_cast<CFGBlock *>(At)), Branch);
}

/// The members that lead from the piece of state to a part of it.
static llvm::SmallVector<const FieldDecl *, 4> membersOf(const StateRead &R) {
  llvm::SmallVector<const FieldDecl *, 4> Members;
  for (const MemRegion *Part = R.Part; Part && Part != R.State;) {
    if (const auto *F = dyn_cast<FieldRegion>(Part))
      Members.push_back(F->getDecl());
    const auto *Sub = dyn_cast<SubRegion>(Part);
    Part = Sub ? Sub->getSuperRegion()->StripCasts() : nullptr;
  }
  std::reverse(Members.begin(), Members.end());
  return Members;
}

/// One has the other in it.
static bool overlap(const StateRead &A, const StateRead &B) {
  auto Of = membersOf(A), Other = membersOf(B);
  size_t Common = std::min(Of.size(), Other.size());
  return llvm::equal(llvm::ArrayRef(Of).take_front(Common),
                     llvm::ArrayRef(Other).take_front(Common));
}

std::optional<StateRead> StaleReads::stale(const StateRead &Act,
                                           CheckerContext &C) {
  llvm::SmallVector<Hold, 4> Held = holds(C.getState());
  for (const StateRead &D : C.getState()->get<Decisions>()) {
    if (D.State != Act.State || D.Lock != Act.Lock || !overlap(D, Act))
      continue;
    // One hold, of whichever lock, lasts from the test to the act.
    if (llvm::any_of(Held, [&](const Hold &H) {
          return (H.Lock == D.Lock && H.Taken == D.Section) ||
                 (H.Lock == D.Outer && H.Taken == D.OuterSection);
        }))
      continue;
    const CFGBlock *At = blockIn(D.Frame, C);
    if (!At || !D.Branch || At == D.Branch)
      continue;
    // The next turn of a loop tests again.
    bool Loop = isa_and_nonnull<WhileStmt, ForStmt, DoStmt, CXXForRangeStmt>(
        D.Branch->getTerminatorStmt());
    if (!(Loop && reaches(At, D.Branch)) && controls(D.Branch, At, D.Frame))
      return D;
  }
  return std::nullopt;
}
