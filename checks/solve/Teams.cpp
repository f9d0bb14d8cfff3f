//===- Teams.cpp - threads that run one body together ---------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "solve/Teams.h"
#include "solve/Threads.h"
#include "llvm/ADT/STLExtras.h"
#include <deque>
#include <set>

using namespace concurrency;

/// Regions within regions; circles of tasks that start each other have no end.
static constexpr unsigned MaxNesting = 8;
/// Phases grow along calls; real programs settle at once.
static constexpr unsigned MaxVisits = 12;
/// Of longer loops, these are tried.
static constexpr int64_t MaxTurns = 1000;

Teams::Teams(const Solution &S, llvm::ArrayRef<ThreadRoot> Roots,
             std::vector<int> Parents)
    : S(S), P(S.program()), Roots(Roots), Parents(std::move(Parents)) {
  for (unsigned R = 0; R != Roots.size(); ++R)
    IsTeam.push_back(spawnOf(R).Joined && spawnOf(R).Many);
  for (unsigned R = 0; R != Roots.size(); ++R)
    Within.push_back(
        llvm::any_of(chain(R), [&](unsigned Q) { return IsTeam[Q]; }));
  if (llvm::is_contained(IsTeam, true))
    findPhases();
}

const Event &Teams::spawnOf(unsigned Root) const {
  return P[Roots[Root].Spawner].Events[Roots[Root].Spawn.index()];
}

llvm::SmallVector<unsigned, 4> Teams::chain(int Root) const {
  llvm::SmallVector<unsigned, 4> Chain;
  for (; Root >= 0 && Chain.size() != MaxNesting; Root = Parents[Root])
    Chain.push_back(Root);
  std::reverse(Chain.begin(), Chain.end());
  return Chain;
}

//===----------------------------------------------------------------------===//
// Phases
//===----------------------------------------------------------------------===//

/// A barrier: it is signalled and awaited at once.
static bool isMeeting(const Function &F, uint32_t Await) {
  return Await != 0 && F.Events[Await].Kind == EventKind::Await &&
         F.Events[Await - 1].Kind == EventKind::Signal &&
         F.Events[Await - 1].Target == F.Events[Await].Target;
}

void Teams::flowThrough(FunctionId Id) {
  const Function &F = P[Id];
  Phases &Own = Of[Id.index()];
  if (F.Blocks.empty())
    return;
  Own.At.assign(F.Events.size(), SharedSets::Empty);
  Own.AtExit = SharedSets::Empty;
  llvm::ArrayRef<RunEdge> Runs = S[Id].Runs;
  std::vector<Set> In(F.Blocks.size(), SharedSets::Empty);
  std::vector<bool> Reached(F.Blocks.size());
  In[0] = Own.AtEntry;
  Reached[0] = true;
  std::set<uint32_t> Pending{0};
  while (!Pending.empty()) {
    uint32_t Index = *Pending.begin();
    Pending.erase(Pending.begin());
    const Block &B = F.Blocks[Index];
    Set Now = In[Index];
    for (uint32_t J = B.FirstEvent; J != B.EndEvent; ++J) {
      Own.At[J] = Sets.unite(Own.At[J], Now);
      if (isMeeting(F, J)) {
        Now = Sets.single(
            Barriers
                .try_emplace({Id, EventId(J)}, Roots.size() + Barriers.size())
                .first->second);
        Own.Meets = true;
      }
      for (const RunEdge &R : Runs)
        if (R.At.index() == J && Of[R.Callee.index()].Meets) {
          Now = Of[R.Callee.index()].AtExit;
          Own.Meets = true;
        }
    }
    if (B.Succs.empty())
      Own.AtExit = Sets.unite(Own.AtExit, Now);
    for (uint32_t Succ : B.Succs) {
      Set More = Sets.unite(In[Succ], Now);
      if (More != In[Succ] || !Reached[Succ]) {
        In[Succ] = More;
        Reached[Succ] = true;
        Pending.insert(Succ);
      }
    }
  }
}

void Teams::findPhases() {
  size_t N = P.functions().size();
  Of.resize(N);
  std::deque<FunctionId> Work;
  std::vector<uint8_t> Visits(N);
  std::vector<std::vector<FunctionId>> Callers(N);
  auto Enter = [&](FunctionId F, Set Phase) {
    Phases &To = Of[F.index()];
    Set More = Sets.unite(To.AtEntry, Phase);
    if (More == To.AtEntry)
      return;
    To.AtEntry = More;
    Work.push_back(F);
  };
  for (auto [R, Root] : llvm::enumerate(Roots))
    if (IsTeam[R])
      Enter(Root.Body, Sets.single(R));
  while (!Work.empty()) {
    FunctionId F = Work.front();
    Work.pop_front();
    if (Visits[F.index()]++ == MaxVisits)
      continue;
    Set Before = Of[F.index()].AtExit;
    bool Met = Of[F.index()].Meets;
    flowThrough(F);
    for (const RunEdge &R : S[F].Runs) {
      std::vector<FunctionId> &By = Callers[R.Callee.index()];
      if (!llvm::is_contained(By, F))
        By.push_back(F);
      if (!Of[F.index()].At.empty())
        Enter(R.Callee, Of[F.index()].At[R.At.index()]);
    }
    const Phases &Now = Of[F.index()];
    if (Now.Meets && (Now.AtExit != Before || !Met))
      for (FunctionId Caller : Callers[F.index()])
        Work.push_back(Caller);
  }
}

Teams::Set Teams::phaseAt(FunctionId F, EventId E) const {
  const Phases &Own = Of[F.index()];
  return Own.At.empty() ? Own.AtEntry : Own.At[E.index()];
}

//===----------------------------------------------------------------------===//
// Questions
//===----------------------------------------------------------------------===//

std::optional<bool> Teams::together(const Point &A, const Point &B,
                                    FunctionId Owner) const {
  llvm::SmallVector<unsigned, 4> X = chain(A.Context), Y = chain(B.Context);
  size_t Level = 0;
  if (Owner.valid())
    for (size_t I = 0; I != X.size(); ++I)
      if (Roots[X[I]].Body == Owner)
        Level = I + 1;
  for (; Level < X.size() && Level < Y.size() && X[Level] == Y[Level];
       ++Level) {
    if (!IsTeam[X[Level]])
      continue;
    auto Next = [&](llvm::ArrayRef<unsigned> Chain) {
      return Level + 1 < Chain.size() ? int(Chain[Level + 1]) : -1;
    };
    auto Phase = [&](const Point &At, int Part) {
      return Part < 0 ? phaseAt(At.In, At.At)
                      : phaseAt(Roots[Part].Spawner, Roots[Part].Spawn);
    };
    int PartA = Next(X), PartB = Next(Y);
    if (Sets.intersect(Phase(A, PartA), Phase(B, PartB)) == SharedSets::Empty)
      return false;
    bool First = PartA >= 0 && PartB >= 0 && spawnOf(PartA).ByFirst &&
                 spawnOf(PartB).ByFirst;
    if (PartA >= 0 && PartA == PartB && (First || spawnOf(PartA).ByOne))
      continue; // one thread, and those that it starts
    return !First;
  }
  return std::nullopt;
}

//===----------------------------------------------------------------------===//
// Elements
//===----------------------------------------------------------------------===//

/// The subscripts of an access, as far as they are known.
static std::optional<llvm::SmallVector<Subscript, 4>>
subscriptsOf(const Function &F, EventId At) {
  llvm::SmallVector<Subscript, 4> Found;
  auto First = llvm::lower_bound(
      F.Subscripts, At.index(),
      [](const Subscript &X, uint32_t E) { return X.At.index() < E; });
  for (; First != F.Subscripts.end() && First->At == At; ++First)
    Found.push_back(*First);
  if (!Found.empty())
    return Found;
  const Path &Target = F.Events[At.index()].Target;
  for (const Step &T : Target.Steps) {
    if (T.Kind != StepKind::Element)
      continue;
    if (!T.isKnownElement())
      return std::nullopt;
    Found.emplace_back().Offset = int64_t(T.Index) - 1;
  }
  // `*p` is `p[0]`.
  if (Found.empty() && !Target.Steps.empty() &&
      Target.Steps.back().Kind == StepKind::Deref)
    Found.emplace_back();
  return Found;
}

/// Turns of one loop that lead to the same element, and are not the same.
static bool turnsMeet(const Subscript &X, const Subscript &Y) {
  for (int64_t Turn = 0; Turn <= std::min(X.Last, MaxTurns); ++Turn) {
    int64_t Element = 0, Rest = 0;
    if (llvm::MulOverflow(X.Stride, Turn, Element) ||
        llvm::AddOverflow(Element, X.Offset, Element) ||
        llvm::SubOverflow(Element, Y.Offset, Rest))
      return false;
    int64_t Other = Rest / Y.Stride;
    if (Rest % Y.Stride == 0 && Other != Turn && Other >= 0 && Other <= Y.Last)
      return true;
  }
  return false;
}

bool concurrency::mayBeOneElement(const Function &F, EventId A,
                                  const Function &G, EventId B) {
  auto X = subscriptsOf(F, A), Y = subscriptsOf(G, B);
  if (!X || !Y || X->size() != Y->size())
    return false;
  if (X->empty())
    return true;
  // How many turns apart the two are; none where any distance will do.
  std::map<uint32_t, int64_t> Apart;
  unsigned Nest = 0;
  bool AnyTurns = false;
  for (auto [C, D] : llvm::zip(*X, *Y)) {
    Nest = std::max({Nest, C.Nest, D.Nest});
    if (C.Loop && D.Loop) {
      if (C.Loop != D.Loop || C.Rest != D.Rest)
        return false;
      if (C.Stride != D.Stride) {
        if (X->size() != 1 || !turnsMeet(C, D))
          return false;
        AnyTurns = true;
        continue;
      }
      int64_t Difference = 0;
      if (llvm::SubOverflow(D.Offset, C.Offset, Difference) ||
          Difference % C.Stride != 0)
        return false;
      int64_t Turns = Difference / C.Stride;
      if (C.Bounded && std::abs(Turns) > C.Last)
        return false;
      if (!Apart.try_emplace(C.Loop, Turns).second && Apart[C.Loop] != Turns)
        return false;
    } else if (C.Loop || D.Loop) {
      const Subscript &Turn = C.Loop ? C : D, &Fixed = C.Loop ? D : C;
      int64_t Difference = 0;
      if (Turn.Rest || Fixed.Rest ||
          llvm::SubOverflow(Fixed.Offset, Turn.Offset, Difference) ||
          Difference % Turn.Stride != 0)
        return false;
      int64_t At = Difference / Turn.Stride;
      if (At < 0 || At > Turn.Last || Turn.Last == 0)
        return false;
      AnyTurns = true;
    } else if (C.Rest != D.Rest || C.Ranges != D.Ranges ||
               (!C.Ranges && C.Offset != D.Offset)) {
      return false;
    }
  }
  if (AnyTurns || Apart.empty() || Apart.size() < Nest)
    return true;
  return llvm::any_of(Apart, [](const auto &T) { return T.second != 0; });
}
