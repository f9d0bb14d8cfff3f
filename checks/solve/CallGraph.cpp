//===- CallGraph.cpp - who calls whom -------------------------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "solve/CallGraph.h"
#include "solve/IndirectCalls.h"
#include "llvm/ADT/STLExtras.h"

using namespace concurrency;

namespace {
/// Tarjan's algorithm with an explicit stack: call chains of real programs are
/// deeper than a thread's stack. (llvm::scc_iterator wants a single entry
/// node; a program has as many as it has roots.)
class Tarjan {
public:
  Tarjan(llvm::ArrayRef<std::vector<FunctionId>> Callees,
         std::vector<CallGraph::Component> &Components)
      : Callees(Callees), Components(Components), Number(Callees.size()),
        Low(Callees.size()), OnStack(Callees.size()) {}

  void run() {
    for (uint32_t F = 0; F != Callees.size(); ++F)
      if (!Number[F])
        visit(F);
  }

private:
  struct Visit {
    uint32_t Node;
    size_t Next = 0;
  };

  void enter(uint32_t Node) {
    Number[Node] = Low[Node] = ++Count;
    Stack.push_back(Node);
    OnStack[Node] = true;
    Work.push_back({Node});
  }

  void visit(uint32_t Root) {
    enter(Root);
    while (!Work.empty()) {
      Visit &V = Work.back();
      if (V.Next != Callees[V.Node].size()) {
        uint32_t To = Callees[V.Node][V.Next++].index();
        if (!Number[To])
          enter(To);
        else if (OnStack[To])
          Low[V.Node] = std::min(Low[V.Node], Number[To]);
        continue;
      }
      uint32_t Node = V.Node;
      Work.pop_back();
      if (!Work.empty())
        Low[Work.back().Node] = std::min(Low[Work.back().Node], Low[Node]);
      if (Low[Node] != Number[Node])
        continue;
      CallGraph::Component &C = Components.emplace_back();
      uint32_t Member;
      do {
        Member = Stack.pop_back_val();
        OnStack[Member] = false;
        C.push_back(FunctionId(Member));
      } while (Member != Node);
      llvm::sort(C);
    }
  }

  llvm::ArrayRef<std::vector<FunctionId>> Callees;
  std::vector<CallGraph::Component> &Components;
  std::vector<unsigned> Number, Low;
  std::vector<bool> OnStack;
  llvm::SmallVector<uint32_t, 64> Stack;
  std::vector<Visit> Work;
  unsigned Count = 0;
};
} // namespace

CallGraph::CallGraph(const Solution &S, bool WithPossible) {
  const Program &P = S.program();
  Callees.resize(P.functions().size());
  for (auto [I, F] : llvm::enumerate(P.functions())) {
    std::vector<FunctionId> &To = Callees[I];
    for (const Event &E : F.Events)
      if (std::optional<CallTarget> T = S.target(F, E))
        To.push_back(T->Callee);
      else if (WithPossible)
        for (FunctionId Body : S.Indirect->candidates(F, E)) {
          To.push_back(Body);
          HasPossible = true;
        }
    for (const Callable &C : F.Callables)
      if (FunctionId Body = P.body(C.Target); Body.valid())
        To.push_back(Body);
    llvm::sort(To);
    To.erase(llvm::unique(To), To.end());
  }
  Tarjan(Callees, Components).run();
}

bool CallGraph::recursive(const Component &C) const {
  return C.size() > 1 || llvm::is_contained(callees(C.front()), C.front());
}
