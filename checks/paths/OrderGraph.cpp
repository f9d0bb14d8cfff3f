//===- OrderGraph.cpp - the orders in which locks are taken ---------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "paths/OrderGraph.h"
#include "clang/StaticAnalyzer/Core/PathSensitive/CallEvent.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/Path.h"
#include <deque>

using namespace clang;
using namespace ento;
using namespace concurrency;

/// Longer cycles are not reported.
static constexpr unsigned MaxCycle = 6;
/// Ways in which one order comes about; a few are enough if their gates differ.
static constexpr unsigned MaxWitnesses = 4;
/// Orders of one file that are kept; and of one function, those of which the
/// paths are put into words, which takes long.
static constexpr size_t MaxEdges = 2000, MaxDescribed = 100;

/// A few ways are enough if their gates differ.
bool OrderGraph::isNew(const Edge &New) const {
  unsigned Witnesses = 0;
  for (const auto &E : Edges)
    if (E->From == New.From && E->To == New.To) {
      if (E->Gates == New.Gates && E->Shared == New.Shared &&
          E->FromOwner == New.FromOwner && E->ToOwner == New.ToOwner)
        return false;
      ++Witnesses;
    }
  return Witnesses < MaxWitnesses && Edges.size() < MaxEdges;
}

void OrderGraph::add(std::unique_ptr<Edge> New, const Hold &Held,
                     const PathPlace &Taken, const MemRegion *TakenLock,
                     llvm::ArrayRef<Hold> All, const ExplodedNode *Node,
                     CheckerContext &C) {
  New->From = Core.lockClass(declClass(Held.Lock));
  if (!New->From.valid() || !New->To.valid() || New->From == New->To)
    return;
  New->OneObject = isa<VarDecl>(declClass(Held.Lock).D);
  New->FromOwner = ownerType(Held.Lock);
  New->ToOwner = ownerType(TakenLock);
  for (const Hold &H : All)
    if (LockClass G = Core.lockClass(declClass(H.Lock));
        G.valid() && G != New->From && G != New->To)
      New->Gates.insert(G);
  if (!isNew(*New))
    return;
  CallDown Down = callFrom(Held.Owner, Taken, Core);
  const FunctionDecl *In = functionOf(Held.Owner);
  const SourceManager &SM = C.getSourceManager();
  if (!Down.Site || !Held.Taken.Site || !In)
    return;
  // Of frames nothing is left when the file ends; of places, all.
  auto At = [&](const Expr *E) {
    return PathDiagnosticLocation(SM.getExpansionLoc(E->getBeginLoc()), SM);
  };
  New->Where = At(Down.Site);
  New->First = At(Held.Taken.Site);
  New->Event = Core.eventAt(In, New->Where.asLocation());
  New->Message =
      describe(Pattern::OrderInversion, {name(New->To), name(New->From)});
  New->Report =
      std::make_unique<PathReport>(Type, New->Message, Node, New->Where, In);
  New->Report->about(Held.Lock);
  if (TakenLock)
    New->Report->about(TakenLock);
  Edges.push_back(std::move(New));
}

void OrderGraph::add(const Hold &Held, const Hold &Taken,
                     llvm::ArrayRef<Hold> All, const ExplodedNode *Node,
                     CheckerContext &C) {
  auto New = std::make_unique<Edge>();
  New->To = Core.lockClass(declClass(Taken.Lock));
  New->Shared = Held.Mode == LockMode::Shared && Taken.Mode == LockMode::Shared;
  add(std::move(New), Held, Taken.Taken, Taken.Lock, All, Node, C);
}

static std::vector<BugStep> steps(const Solution &S, const Trace *Chain,
                                  BugStepKind Last, std::string Name) {
  Bug B;
  addChain(B, S, Chain, Last, {std::move(Name)});
  return std::move(B.Steps);
}

void OrderGraph::addCall(const CallEvent &Call, llvm::ArrayRef<Hold> All,
                         const ExplodedNode *Node, CheckerContext &C) {
  const Expr *Site = Call.getOriginExpr();
  if (All.empty() || !Site)
    return;
  const SourceManager &SM = C.getSourceManager();
  llvm::ArrayRef<LatentAtEvent> Locks =
      Core.takenElsewhere(functionOf(C.getStackFrame()),
                          dyn_cast_or_null<FunctionDecl>(Call.getDecl()),
                          SM.getExpansionLoc(Site->getBeginLoc()));
  for (const LatentAtEvent &L : Locks) {
    LockClass To = concurrency::lockClass(L.Target);
    auto Is = [&](const Hold &H, const LockClass &Class) {
      return Core.lockClass(declClass(H.Lock)) == Class;
    };
    // A lock that is held already, if it is the same object, keeps nobody
    // waiting, or is a matter of relocks.
    if (llvm::any_of(All, [&](const Hold &H) { return Is(H, To); }))
      continue;
    for (const Hold &Held : All) {
      if (llvm::any_of(L.Released, [&](const concurrency::Path &P) {
            return Is(Held, concurrency::lockClass(P));
          }))
        continue;
      auto New = std::make_unique<Edge>();
      New->To = To;
      New->Shared = Held.Mode == LockMode::Shared && L.Mode == LockMode::Shared;
      New->After =
          steps(Core.solution(), L.Via, BugStepKind::Acquires, name(To));
      add(std::move(New), Held, placeOf(Site, C, Core), nullptr, All, Node, C);
    }
  }
}

void OrderGraph::addElsewhere(const LockEdge &E) {
  auto New = std::make_unique<Edge>();
  New->From = E.From;
  New->To = E.To;
  New->Shared =
      E.Held.Mode == LockMode::Shared && E.Taken.Mode == LockMode::Shared;
  New->Gates = E.Gates;
  New->Event = {E.In, E.At};
  if (E.From == E.To || !isNew(*New))
    return;
  const Solution &S = Core.solution();
  New->Before = steps(S, E.Held.Via, BugStepKind::HeldHere, name(E.From));
  New->After = steps(S, E.Taken.Via, BugStepKind::Acquires, name(E.To));
  Edges.push_back(std::move(New));
}

void OrderGraph::endFunction(PathSensitiveBugReporter &BR) {
  for (size_t Left = MaxDescribed; Described != Edges.size(); ++Described) {
    Edge &E = *Edges[Described];
    PathSensitiveBugReport *Reports[] = {E.Report.get()};
    llvm::ArrayRef<PathSensitiveBugReport *> Same(Reports);
    if (Left && Left--)
      E.Paths =
          BR.generatePathDiagnostics(BR.getPathDiagnosticConsumers(), Same);
    E.Report.reset(); // its node goes with the function
  }
}

/// The shortest way from one lock to the other, by breadth-first search.
OrderGraph::Cycle OrderGraph::back(Node From, Node To) {
  std::map<Node, Edge *> Before;
  std::deque<std::pair<Node, unsigned>> Work{{From, 0}};
  while (!Work.empty()) {
    auto [At, Depth] = Work.front();
    Work.pop_front();
    if (At == To) {
      Cycle Way;
      for (Node N = To; N != From; N = Before[N]->From)
        Way.push_back(Before[N]);
      std::reverse(Way.begin(), Way.end());
      return Way;
    }
    if (Depth + 1 >= MaxCycle)
      continue;
    for (const auto &E : Edges)
      if (E->From == At && E->To != From &&
          Before.try_emplace(E->To, E.get()).second)
        Work.push_back({E->To, Depth + 1});
  }
  return {};
}

/// True where the edges of a cycle cannot all be taken at the same time.
bool OrderGraph::excluded(llvm::ArrayRef<Edge *> C) const {
  std::set<Node> Gates = C.front()->Gates;
  for (const Edge *E : C)
    std::erase_if(Gates, [&](const Node &N) { return !E->Gates.count(N); });
  if (!Gates.empty() ||
      llvm::all_of(C, [](const Edge *E) { return E->Shared; }))
    return true;
  // Some lock that one takes and the next one holds is another object's.
  for (size_t I = 0; I != C.size(); ++I)
    if (areUnrelated(C[I]->ToOwner, C[(I + 1) % C.size()]->FromOwner))
      return true;
  for (auto It = C.begin(); It != C.end(); ++It)
    for (auto Other = std::next(It); Other != C.end(); ++Other)
      if (!Core.mayOverlap((*It)->Event, (*Other)->Event))
        return true;
  return false;
}

bool OrderGraph::before(const Edge *A, const Edge *B,
                        const SourceManager &SM) const {
  return SM.isBeforeInTranslationUnit(A->Where.asLocation(),
                                      B->Where.asLocation());
}

void OrderGraph::report(Cycle C, BugReporter &BR) {
  const SourceManager &SM = BR.getSourceManager();
  // At the edge that comes first in the source, if its path is to be had.
  auto First = C.end();
  for (auto It = C.begin(); It != C.end(); ++It)
    if ((*It)->Paths && !(*It)->Paths->empty() &&
        (First == C.end() || before(*It, *First, SM)))
      First = It;
  if (First == C.end())
    return;
  std::rotate(C.begin(), First, C.end());
  Edge &Main = *C.front();
  // Locks that are one object each surely meet.
  if (Watch && llvm::all_of(C, [](const Edge *E) { return E->OneObject; }))
    Watch->settled(Main.Where.asLocation());
  using Notes = llvm::SmallVector<PathDiagnosticPieceRef, 8>;
  Notes Others, OthersInOneFile;
  const FileID Here = SM.getFileID(Main.Where.asLocation());
  auto Note = [&](const PathDiagnosticLocation &At, std::string Text) {
    if (!At.isValid())
      return;
    Others.push_back(std::make_shared<PathDiagnosticNotePiece>(At, Text));
    if (SM.getFileID(At.asLocation()) == Here)
      return OthersInOneFile.push_back(Others.back());
    PresumedLoc There = SM.getPresumedLoc(At.asLocation());
    Text = llvm::formatv("{0}:{1}: {2}",
                         llvm::sys::path::filename(There.getFilename()),
                         There.getLine(), Text);
    OthersInOneFile.push_back(
        std::make_shared<PathDiagnosticNotePiece>(Main.Where, Text));
  };
  auto Place = [&](const concurrency::Place &P) {
    SourceLocation Loc = Core.open(P);
    return Loc.isValid() ? PathDiagnosticLocation(Loc, SM)
                         : PathDiagnosticLocation();
  };
  auto Steps = [&](llvm::ArrayRef<BugStep> All) {
    for (const BugStep &Step : All)
      Note(Place(Step.Where), describe(Step.Kind, Step.Names));
  };
  Steps(Main.After);
  for (const Edge *E : llvm::drop_begin(C)) {
    if (E->isOurs())
      Note(E->First, describe(BugStepKind::HeldHere, {name(E->From)}));
    Steps(E->Before);
    Note(E->isOurs() ? E->Where : Place(Core.place(E->Event)),
         describe(BugStepKind::OtherOrder, {name(E->From), name(E->To)}));
    Steps(E->After);
  }
  for (const auto &Consumer : BR.getPathDiagnosticConsumers()) {
    auto It = Main.Paths->find(Consumer.get());
    if (It == Main.Paths->end() || !It->second)
      continue;
    PathPieces &Pieces = It->second->getMutablePieces();
    if (Pieces.empty()) // a consumer without paths
      It->second->setEndOfPath(
          std::make_shared<PathDiagnosticEventPiece>(Main.Where, Main.Message));
    // Some formats leave out what has steps in several files.
    const Notes &All =
        Consumer->supportsCrossFileDiagnostics() ? Others : OthersInOneFile;
    for (const PathDiagnosticPieceRef &Piece : llvm::reverse(All))
      Pieces.push_front(Piece);
    Consumer->HandlePathDiagnostic(std::move(It->second));
  }
  Main.Paths.reset();
}

void OrderGraph::endFile(BugReporter &BR) {
  std::set<std::set<Node>> Reported;
  const size_t Ours = Edges.size();
  if (Ours)
    for (const LockEdge &E : Core.ordersElsewhere())
      addElsewhere(E);
  for (const auto &E : llvm::ArrayRef(Edges).take_front(Ours)) {
    Cycle Way = back(E->To, E->From);
    if (Way.empty())
      continue;
    Way.insert(Way.begin(), E.get());
    std::set<Node> Nodes;
    for (const Edge *Each : Way)
      Nodes.insert(Each->From);
    if (Reported.count(Nodes))
      continue;
    // Another witness of an edge may share no gate, or be of other objects.
    for (Edge *&Each : llvm::drop_begin(Way))
      for (const auto &Other : Edges) {
        if (!excluded(Way))
          break;
        Edge *Was = Each;
        if (Other->From != Was->From || Other->To != Was->To)
          continue;
        Each = Other.get();
        if (excluded(Way) && Each->Gates.size() >= Was->Gates.size())
          Each = Was;
      }
    if (excluded(Way))
      continue;
    Reported.insert(Nodes);
    report(std::move(Way), BR);
  }
  Edges.clear();
  Described = 0;
}
