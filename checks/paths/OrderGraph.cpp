//===- OrderGraph.cpp - the orders in which locks are taken ---------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "paths/OrderGraph.h"
#include <deque>

using namespace clang;
using namespace ento;
using namespace concurrency;

/// Longer cycles are not reported.
static constexpr unsigned MaxCycle = 6;
/// Ways in which one order comes about; a few are enough if their gates differ.
static constexpr unsigned MaxWitnesses = 4;

void OrderGraph::add(const Hold &Held, const Hold &Taken,
                     llvm::ArrayRef<Hold> All, const ExplodedNode *Node,
                     CheckerContext &C) {
  DeclClass From = declClass(Held.Lock), To = declClass(Taken.Lock);
  if (!From || !To || From == To)
    return;
  auto New = std::make_unique<Edge>();
  New->From = {From.D, From.Element};
  New->To = {To.D, To.Element};
  New->Shared = Held.Mode == LockMode::Shared && Taken.Mode == LockMode::Shared;
  for (const Hold &H : All)
    if (DeclClass G = declClass(H.Lock); G && G != From && G != To)
      New->Gates.insert({G.D, G.Element});
  unsigned Witnesses = 0;
  for (const auto &E : Edges)
    if (E->From == New->From && E->To == New->To) {
      if (E->Gates == New->Gates && E->Shared == New->Shared)
        return;
      ++Witnesses;
    }
  if (Witnesses >= MaxWitnesses)
    return;
  CallDown Down = callFrom(Held.Owner, Taken.Taken, Core);
  New->In = functionOf(Held.Owner);
  const SourceManager &SM = C.getSourceManager();
  if (!Down.Site || !Held.Taken.Site || !New->In)
    return;
  // Of frames nothing is left when the file ends; of places, all.
  auto At = [&](const Expr *E) {
    return PathDiagnosticLocation(SM.getExpansionLoc(E->getBeginLoc()), SM);
  };
  New->Where = At(Down.Site);
  New->First = At(Held.Taken.Site);
  New->Message =
      describe(Pattern::OrderInversion, {name(New->To), name(New->From)});
  New->Report = std::make_unique<PathReport>(Type, New->Message, Node,
                                             New->Where, New->In);
  New->Report->about(Held.Lock);
  New->Report->about(Taken.Lock);
  Edges.push_back(std::move(New));
}

void OrderGraph::endFunction(PathSensitiveBugReporter &BR) {
  for (; Described != Edges.size(); ++Described) {
    Edge &E = *Edges[Described];
    PathSensitiveBugReport *Reports[] = {E.Report.get()};
    llvm::ArrayRef<PathSensitiveBugReport *> Same(Reports);
    E.Paths = BR.generatePathDiagnostics(BR.getPathDiagnosticConsumers(), Same);
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
  for (auto It = C.begin(); It != C.end(); ++It)
    for (auto Other = std::next(It); Other != C.end(); ++Other)
      if (!Core.mayOverlap((*It)->In, (*It)->Where.asLocation(), (*Other)->In,
                           (*Other)->Where.asLocation()))
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
  if (Watch && llvm::all_of(C, [](const Edge *E) {
        return isa<VarDecl>(E->From.first);
      }))
    Watch->settled(Main.Where.asLocation());
  PathPieces Others;
  auto Note = [&](const PathDiagnosticLocation &At, std::string Text) {
    Others.push_back(std::make_shared<PathDiagnosticNotePiece>(At, Text));
  };
  for (const Edge *E : llvm::drop_begin(C)) {
    Note(E->First, describe(BugStepKind::HeldHere, {name(E->From)}));
    Note(E->Where,
         describe(BugStepKind::OtherOrder, {name(E->From), name(E->To)}));
  }
  for (const auto &Consumer : BR.getPathDiagnosticConsumers()) {
    auto It = Main.Paths->find(Consumer.get());
    if (It == Main.Paths->end() || !It->second)
      continue;
    PathPieces &Pieces = It->second->getMutablePieces();
    if (Pieces.empty()) // a consumer without paths
      It->second->setEndOfPath(
          std::make_shared<PathDiagnosticEventPiece>(Main.Where, Main.Message));
    for (const PathDiagnosticPieceRef &Piece : llvm::reverse(Others))
      Pieces.push_front(Piece);
    Consumer->HandlePathDiagnostic(std::move(It->second));
  }
  Main.Paths.reset();
}

void OrderGraph::endFile(BugReporter &BR) {
  std::set<std::set<Node>> Reported;
  for (const auto &E : Edges) {
    Cycle Way = back(E->To, E->From);
    if (Way.empty())
      continue;
    Way.insert(Way.begin(), E.get());
    std::set<Node> Nodes;
    for (const Edge *Each : Way)
      Nodes.insert(Each->From);
    if (Reported.count(Nodes))
      continue;
    // Another witness of an edge may share no gate.
    for (Edge *&Each : llvm::drop_begin(Way))
      for (const auto &Other : Edges)
        if (Other->From == Each->From && Other->To == Each->To &&
            excluded(Way) && Other->Gates.size() < Each->Gates.size())
          Each = Other.get();
    if (excluded(Way))
      continue;
    Reported.insert(Nodes);
    report(std::move(Way), BR);
  }
  Edges.clear();
  Described = 0;
}
