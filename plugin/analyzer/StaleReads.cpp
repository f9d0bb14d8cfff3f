//===- StaleReads.cpp - decisions that may be out of date -----------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "StaleReads.h"
#include "clang/StaticAnalyzer/Core/PathSensitive/CallEvent.h"
#include "clang/StaticAnalyzer/Core/PathSensitive/ProgramStateTrait.h"

using namespace clang;
using namespace ento;
using namespace concurrency;

REGISTER_MAP_WITH_PROGRAMSTATE(ReadValues, SymbolRef, StateRead)
REGISTER_MAP_WITH_PROGRAMSTATE(ReadObjects, const MemRegion *, StateRead)
REGISTER_LIST_WITH_PROGRAMSTATE(Decisions, StateRead)

void StateRead::Profile(llvm::FoldingSetNodeID &ID) const {
  ID.AddPointer(State);
  ID.AddPointer(Lock);
  ID.AddPointer(Section.Frame);
  ID.AddPointer(Section.Site);
  ID.AddInteger(Section.Visit);
  ID.AddPointer(Where);
  ID.AddPointer(Branch);
  ID.AddPointer(Frame);
}

std::optional<StateRead> StaleReads::guarded(const MemRegion *R,
                                             const Expr *Where,
                                             const ProgramStateRef &State,
                                             CoreView &Core) {
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
        if (DeclClass L = declClass(H.Lock); L && Core.isGuardedBy(D, L.D))
          return StateRead{R, H.Lock, H.Taken, Where, nullptr, nullptr};
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
  SymbolRef Result = Call.getReturnValue().getAsSymbol();
  if (!Result || State->get<ReadObjects>().isEmpty())
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
  return Read ? State->set<ReadValues>(Result, *Read) : State;
}

ProgramStateRef StaleReads::decide(const Expr *Condition, ProgramStateRef State,
                                   CheckerContext &C) {
  if (State->get<ReadValues>().isEmpty())
    return State;
  llvm::SmallVector<StateRead, 2> Found;
  auto Add = [&](SVal V) {
    SymbolRef Sym = V.getAsSymbol();
    if (!Sym)
      return;
    for (SymbolRef Part : Sym->symbols())
      if (const StateRead *Read = State->get<ReadValues>(Part);
          Read && !llvm::is_contained(Found, *Read) && Found.size() < 4)
        Found.push_back(*Read);
  };
  Add(C.getSVal(Condition));
  // The value of a comparison may be known already; its operands tell.
  if (const auto *B = dyn_cast<BinaryOperator>(Condition->IgnoreParenCasts())) {
    Add(C.getSVal(B->getLHS()));
    Add(C.getSVal(B->getRHS()));
  }
  if (Found.empty())
    return State;
  llvm::SmallVector<Hold, 4> Held = holds(State);
  llvm::SmallVector<StateRead, 4> All;
  for (const StateRead &D : State->get<Decisions>()) {
    // Tested again, in the section of the lock that is held now: what was
    // decided before does not matter any more.
    bool Again = llvm::any_of(Found, [&](const StateRead &F) {
      const Hold *H = concurrency::findHold(Held, F.Lock);
      return F.State == D.State && H && H->Taken == F.Section;
    });
    if (!Again)
      All.push_back(D);
  }
  const auto *Block = dyn_cast_or_null<CFGBlock>(
      C.getCFGElementRef().getParent());
  for (StateRead Read : Found) {
    Read.Branch = Block;
    Read.Frame = C.getStackFrame();
    if (All.size() < 8 && !llvm::is_contained(All, Read))
      All.push_back(Read);
  }
  auto &Factory = State->get_context<Decisions>();
  llvm::ImmutableList<StateRead> List = Factory.getEmptyList();
  for (const StateRead &D : llvm::reverse(All))
    List = Factory.add(D, List);
  return State->set<Decisions>(List);
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

std::optional<StateRead> StaleReads::stale(const StateRead &Act,
                                           CheckerContext &C) {
  for (const StateRead &D : C.getState()->get<Decisions>()) {
    if (D.State != Act.State || D.Lock != Act.Lock || D.Section == Act.Section)
      continue;
    const CFGBlock *At = blockIn(D.Frame, C);
    if (!At || !D.Branch || At == D.Branch)
      continue;
    CFG *Graph = D.Frame->getAnalysisDeclContext()->getCFG();
    auto &Of = Control[Graph];
    if (!Of)
      Of = std::make_unique<ControlDependencyCalculator>(Graph);
    // The next turn of a loop tests again.
    bool Loop = D.Branch->getLoopTarget() ||
                isa_and_nonnull<WhileStmt, ForStmt, DoStmt, CXXForRangeStmt>(
                    D.Branch->getTerminatorStmt());
    if (!Loop && llvm::is_contained(
                     Of->getControlDependencies(const_cast<CFGBlock *>(At)),
                     D.Branch))
      return D;
  }
  return std::nullopt;
}
