//===- Blocks.cpp - the graph of events -----------------------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "extract/FunctionExtractor.h"
#include "clang/Basic/SourceManager.h"

using namespace clang;
using namespace concurrency;

uint32_t FunctionExtractor::openBlock() {
  if (!Out.Blocks.empty())
    Out.Blocks.back().EndEvent = Out.Events.size();
  CurrentBlock = Out.Blocks.size();
  Block &B = Out.Blocks.emplace_back();
  B.FirstEvent = B.EndEvent = Out.Events.size();
  return CurrentBlock;
}

/// Cheap to decide, unlike Clang's own evaluation: made of constants only.
static bool looksConstant(const Expr *E, unsigned Depth = 0) {
  if (Depth > 4)
    return false;
  E = E->IgnoreParenImpCasts();
  switch (E->getStmtClass()) {
  case Stmt::IntegerLiteralClass:
  case Stmt::CXXBoolLiteralExprClass:
  case Stmt::CharacterLiteralClass:
  case Stmt::UnaryExprOrTypeTraitExprClass:
  case Stmt::TypeTraitExprClass:
  case Stmt::ConstantExprClass:
  case Stmt::SubstNonTypeTemplateParmExprClass:
    return true;
  case Stmt::DeclRefExprClass: {
    const ValueDecl *D = cast<DeclRefExpr>(E)->getDecl();
    const auto *V = dyn_cast<VarDecl>(D);
    return isa<EnumConstantDecl>(D) ||
           (V && V->getType().isConstQualified() && V->hasGlobalStorage() &&
            V->getType()->isIntegralOrEnumerationType());
  }
  case Stmt::UnaryOperatorClass:
    return looksConstant(cast<UnaryOperator>(E)->getSubExpr(), Depth + 1);
  case Stmt::BinaryOperatorClass:
    return looksConstant(cast<BinaryOperator>(E)->getLHS(), Depth + 1) &&
           looksConstant(cast<BinaryOperator>(E)->getRHS(), Depth + 1);
  default:
    return false;
  }
}

/// What a condition always is: one of constants, or of a variable that never
/// has another value.
std::optional<bool> FunctionExtractor::constantTruth(const Expr *E,
                                                     unsigned Depth) {
  if (E->isValueDependent() || Depth > 4)
    return std::nullopt;
  const Expr *Inner = E->IgnoreParenImpCasts();
  if (const auto *U = dyn_cast<UnaryOperator>(Inner);
      U && U->getOpcode() == UO_LNot) {
    std::optional<bool> Not = constantTruth(U->getSubExpr(), Depth + 1);
    return Not ? std::optional(!*Not) : std::nullopt;
  }
  const auto *D = dyn_cast<DeclRefExpr>(Inner);
  const auto *V = D ? dyn_cast<VarDecl>(D->getDecl()) : nullptr;
  if (V && V->hasLocalStorage() && !isa<ParmVarDecl>(V) && V->hasInit() &&
      V->getType()->isIntegralOrEnumerationType() &&
      !V->getType().isVolatileQualified() && !Captures.contains(V)) {
    VariableUse Use = Scan.Uses.lookup(V);
    return Use.Written || Use.AddressTaken
               ? std::nullopt
               : constantTruth(V->getInit(), Depth + 1);
  }
  bool Holds = false;
  if (!looksConstant(E) || !E->EvaluateAsBooleanCondition(Holds, S.Ctx))
    return std::nullopt;
  return Holds;
}

/// Of `while (true)` and `do … while (0)`, the side that is not taken.
const CFGBlock *FunctionExtractor::neverTaken(const CFGBlock &B) {
  if (B.succ_size() != 2)
    return nullptr;
  const Expr *E = lastCondition(B);
  std::optional<bool> Holds = E ? constantTruth(E) : std::nullopt;
  if (!Holds)
    return nullptr;
  const CFGBlock *Taken = *(B.succ_begin() + (*Holds ? 0 : 1));
  const CFGBlock *Other = *(B.succ_begin() + (*Holds ? 1 : 0));
  return Taken == Other ? nullptr : Other;
}

/// The blocks in an order in which operands come before what uses them.
static std::vector<const CFGBlock *> executionOrder(const CFG &Cfg) {
  std::vector<const CFGBlock *> Order;
  llvm::BitVector Seen(Cfg.getNumBlockIDs());
  auto Visit = [&](const CFGBlock *Root) {
    if (!Root || Seen.test(Root->getBlockID()))
      return;
    std::vector<const CFGBlock *> PostOrder;
    llvm::SmallVector<
        std::pair<const CFGBlock *, CFGBlock::const_succ_iterator>, 32>
        Stack;
    Seen.set(Root->getBlockID());
    Stack.push_back({Root, Root->succ_begin()});
    while (!Stack.empty()) {
      auto &[B, Next] = Stack.back();
      if (Next == B->succ_end()) {
        PostOrder.push_back(B);
        Stack.pop_back();
        continue;
      }
      const CFGBlock *Succ = *Next++;
      if (Succ && !Seen.test(Succ->getBlockID())) {
        Seen.set(Succ->getBlockID());
        Stack.push_back({Succ, Succ->succ_begin()});
      }
    }
    Order.insert(Order.end(), PostOrder.rbegin(), PostOrder.rend());
  };
  Visit(&Cfg.getEntry());
  // Nothing leads to handlers but throw expressions.
  for (const CFGBlock *Dispatch : Cfg.try_blocks())
    Visit(Dispatch);
  return Order;
}

/// A throw leaves the block to where no destructor is shown to run; handlers
/// are entered from the beginning of their try block instead.
static bool endsInThrow(const CFGBlock &B) {
  for (auto I = B.rbegin(), E = B.rend(); I != E; ++I)
    if (std::optional<CFGStmt> S = I->getAs<CFGStmt>())
      return isa<CXXThrowExpr>(S->getStmt());
  return false;
}

/// Methods of a widget are run by the thread of the user interface.
void FunctionExtractor::noteThreadOfClass() {
  if (Part || !Method || Method->isStatic() ||
      isa<CXXConstructorDecl, CXXDestructorDecl>(Method))
    return;
  if (llvm::StringRef Thread = S.Types.record(Method->getParent()).Thread;
      !Thread.empty())
    emit(EventKind::Confined, place(F->getLocation())).Text = Thread.str();
}

void FunctionExtractor::readBlocks(const CFG &Cfg) {
  std::vector<const CFGBlock *> Order = executionOrder(Cfg);
  S.Stats.Blocks += Order.size();
  if (Directives)
    findEndless(Order);
  Out.Blocks.reserve(Order.size() + Scan.Tries.size());
  Out.Events.reserve(std::min(Scan.nodes() / 6, S.Options.MaxEvents));
  BlockIds.reserve(Order.size());
  for (const CFGBlock *B : Order) {
    Current = B;
    CurrentNoReturn = B->hasNoReturnElement() || endsInThrow(*B);
    uint32_t First = openBlock();
    if (First == 0 && Part && Part->Directive)
      startFirstSection(Part->Directive);
    if (First == 0)
      noteThreadOfClass();
    readBlock(*B);
    Out.Blocks[CurrentBlock].NoReturn = CurrentNoReturn;
    Out.Blocks[CurrentBlock].Throws = endsInThrow(*B);
    BlockIds[B] = {First, CurrentBlock};
  }
  Out.Blocks.back().EndEvent = Out.Events.size();
  llvm::DenseMap<const Stmt *, uint32_t> Dispatches;
  for (const CFGBlock *B : Cfg.try_blocks())
    if (auto It = BlockIds.find(B);
        It != BlockIds.end() && B->getTerminatorStmt())
      Dispatches[B->getTerminatorStmt()] = It->second.first;
  for (const CFGBlock *B : Order) {
    Block &Last = Out.Blocks[BlockIds[B].second];
    if (Last.NoReturn)
      continue;
    bool Dispatch = isa_and_nonnull<CXXTryStmt>(B->getTerminatorStmt());
    const CFGBlock *Never = neverTaken(*B);
    for (const CFGBlock *Succ : B->succs()) {
      auto It = BlockIds.find(Succ);
      if (!Succ || It == BlockIds.end())
        continue;
      // An exception that no handler takes does not return.
      if (Dispatch && Succ == &Cfg.getExit())
        continue;
      if (Never && Succ == Never)
        continue;
      Last.Succs.push_back(It->second.first);
    }
    if (Last.Succs.size() != 2)
      Last.If.reset();
    if (Dispatch && Last.Succs.empty())
      Last.NoReturn = true;
  }
  decideLater();
  for (auto [Block, Try] : TryEntries) {
    auto It = Dispatches.find(Try);
    if (It != Dispatches.end())
      Out.Blocks[Block].Succs.push_back(It->second);
  }
  simplify(Out);
}

static void addStatements(const Stmt *S,
                          llvm::SmallPtrSetImpl<const Stmt *> &Into) {
  if (S && Into.insert(S).second)
    for (const Stmt *Child : S->children())
      addStatements(Child, Into);
}

/// The expressions that decide only whether the program dies after \p B.
static llvm::SmallPtrSet<const Stmt *, 16> assertedIn(const CFGBlock &B) {
  llvm::SmallPtrSet<const Stmt *, 16> Asserted;
  if (B.succ_size() == 2 && llvm::any_of(B.succs(), [](const CFGBlock *Next) {
        return Next && Next->hasNoReturnElement();
      }))
    addStatements(B.getTerminatorCondition(), Asserted);
  return Asserted;
}

void FunctionExtractor::readBlock(const CFGBlock &B) {
  // What holds of assigned locals at the end of the only block before.
  Assigned.clear();
  ReturnedVariable = nullptr;
  if (B.pred_size() == 1)
    if (const CFGBlock *Before = *B.pred_begin()) {
      if (auto It = AssignedAtEnd.find(Before); It != AssignedAtEnd.end())
        Assigned = It->second;
      ReturnedVariable = ReturnedAtEnd.lookup(Before);
    }
  const llvm::SmallPtrSet<const Stmt *, 16> Asserted = assertedIn(B);
  for (const CFGElement &Element : B) {
    size_t First = Out.Events.size();
    readElement(Element);
    auto Statement = Element.getAs<CFGStmt>();
    if (Statement && Asserted.contains(Statement->getStmt()))
      for (Event &E : llvm::drop_begin(Out.Events, First))
        E.Asserts = E.Kind == EventKind::Call ||
                    (E.Kind == EventKind::Access && E.Rw == AccessKind::Read);
  }
  if (!Directives || !Directives->isElsewhere(B.getTerminatorStmt()))
    readBranch(B);
  if (!Assigned.empty())
    AssignedAtEnd[&B] = Assigned;
  if (ReturnedVariable)
    ReturnedAtEnd[&B] = ReturnedVariable;
}

void FunctionExtractor::startTries(const Stmt *At) {
  SourceLocation Loc = At->getBeginLoc();
  const SourceManager &SM = S.Ctx.getSourceManager();
  if (Loc.isInvalid())
    return;
  Loc = SM.getExpansionLoc(Loc);
  uint32_t Before = CurrentBlock;
  bool Started = false;
  for (const CXXTryStmt *T : Scan.Tries) {
    const CompoundStmt *Body = T->getTryBlock();
    SourceLocation Begin = SM.getExpansionLoc(Body->getBeginLoc());
    SourceLocation End = SM.getExpansionLoc(Body->getEndLoc());
    if (StartedTries.contains(T) || SM.isBeforeInTranslationUnit(Loc, Begin) ||
        SM.isBeforeInTranslationUnit(End, Loc))
      continue;
    StartedTries.insert(T);
    TryEntries.push_back({Before, T});
    Started = true;
  }
  if (!Started)
    return;
  uint32_t Next = openBlock();
  Out.Blocks[Before].Succs.push_back(Next);
}

/// Strongly connected components (Tarjan, 1972), for all blocks at once.
void FunctionExtractor::findCycles() {
  const CFG *Graph = Current->getParent();
  struct Visit {
    const CFGBlock *Block;
    CFGBlock::const_succ_iterator Next;
    const CFGBlock *Never;
  };
  unsigned Count = 0;
  std::vector<unsigned> Number(Graph->getNumBlockIDs()), Low(Number.size());
  llvm::BitVector Open(Number.size());
  llvm::SmallVector<Visit, 32> Way;
  llvm::SmallVector<unsigned, 32> Stack;
  Cyclic.resize(Number.size());
  auto Enter = [&](const CFGBlock *B) {
    unsigned Id = B->getBlockID();
    Number[Id] = Low[Id] = ++Count;
    Open.set(Id);
    Stack.push_back(Id);
    Way.push_back({B, B->succ_begin(), neverTaken(*B)});
  };
  for (const CFGBlock *Start : *Graph) {
    if (!Number[Start->getBlockID()])
      Enter(Start);
    while (!Way.empty()) {
      Visit &V = Way.back();
      unsigned Id = V.Block->getBlockID();
      if (V.Next != V.Block->succ_end()) {
        const CFGBlock *Succ = *V.Next++;
        if (!Succ || Succ == V.Never)
          continue;
        unsigned To = Succ->getBlockID();
        if (To == Id)
          Cyclic.set(Id);
        else if (!Number[To])
          Enter(Succ);
        else if (Open.test(To))
          Low[Id] = std::min(Low[Id], Number[To]);
        continue;
      }
      Way.pop_back();
      if (!Way.empty()) {
        unsigned &Outer = Low[Way.back().Block->getBlockID()];
        Outer = std::min(Outer, Low[Id]);
      }
      if (Low[Id] != Number[Id])
        continue;
      bool Several = Stack.back() != Id;
      for (unsigned Member = ~0u; Member != Id;) {
        Member = Stack.pop_back_val();
        Open.reset(Member);
        if (Several)
          Cyclic.set(Member);
      }
    }
  }
}

bool FunctionExtractor::inLoop() {
  if (!Current)
    return false;
  if (Cyclic.empty())
    findCycles();
  return Cyclic.test(Current->getBlockID());
}
