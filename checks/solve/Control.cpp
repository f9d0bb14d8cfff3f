//===- Control.cpp - what a branch decides, and what it depends on --------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "solve/Control.h"
#include "llvm/ADT/STLExtras.h"

using namespace concurrency;

Control::Control(const Function &F) : F(F), BlockOf(F.Events.size()) {
  for (auto [I, B] : llvm::enumerate(F.Blocks))
    for (uint32_t E = B.FirstEvent; E != B.EndEvent; ++E)
      BlockOf[E] = I;
}

llvm::BitVector concurrency::reachableBlocks(
    const Function &F,
    llvm::function_ref<llvm::ArrayRef<uint32_t>(const Block &)> Next,
    uint32_t From) {
  llvm::BitVector Seen(F.Blocks.size());
  llvm::SmallVector<uint32_t, 16> Work{From};
  Seen.set(From);
  while (!Work.empty())
    for (uint32_t To : Next(F.Blocks[Work.pop_back_val()]))
      if (!Seen.test(To)) {
        Seen.set(To);
        Work.push_back(To);
      }
  return Seen;
}

const llvm::BitVector &Control::reachable(uint32_t From) const {
  llvm::BitVector &Known = Reachable[From];
  if (Known.empty())
    Known = reachableBlocks(
        F, [](const Block &B) -> llvm::ArrayRef<uint32_t> { return B.Succs; },
        From);
  return Known;
}

bool Control::reaches(uint32_t From, uint32_t To) const {
  return llvm::any_of(F.Blocks[From].Succs, [&](uint32_t Succ) {
    return reachable(Succ).test(To);
  });
}

std::vector<bool> Control::loopAround(uint32_t Block) const {
  std::vector<bool> Ahead(F.Blocks.size()), Back(F.Blocks.size());
  auto Spread = [](std::vector<bool> &Seen, uint32_t From, auto Next) {
    llvm::SmallVector<uint32_t, 16> Work{From};
    while (!Work.empty())
      for (uint32_t To : Next(Work.pop_back_val()))
        if (!Seen[To]) {
          Seen[To] = true;
          Work.push_back(To);
        }
  };
  std::vector<llvm::SmallVector<uint32_t, 2>> Preds(F.Blocks.size());
  for (auto [I, B] : llvm::enumerate(F.Blocks))
    for (uint32_t Succ : B.Succs)
      Preds[Succ].push_back(I);
  Spread(Ahead, Block, [&](uint32_t B) -> llvm::ArrayRef<uint32_t> {
    return F.Blocks[B].Succs;
  });
  Spread(Back, Block,
         [&](uint32_t B) -> llvm::ArrayRef<uint32_t> { return Preds[B]; });
  for (size_t I = 0; I != Ahead.size(); ++I)
    Ahead[I] = Ahead[I] && Back[I];
  return Ahead;
}

/// Cooper, Harvey and Kennedy, "A Simple, Fast Dominance Algorithm".
Control::Dominators::Dominators(const Function &F)
    : Preds(F.Blocks.size()), Parent(F.Blocks.size()), Enter(F.Blocks.size()),
      Leave(F.Blocks.size()) {
  std::vector<uint32_t> PostOrder, Number(F.Blocks.size());
  std::vector<bool> Seen(F.Blocks.size());
  llvm::SmallVector<std::pair<uint32_t, unsigned>, 16> Stack{{0, 0}};
  Seen[0] = true;
  while (!Stack.empty()) {
    auto &[B, Next] = Stack.back();
    if (Next == F.Blocks[B].Succs.size()) {
      Number[B] = PostOrder.size();
      PostOrder.push_back(B);
      Stack.pop_back();
      continue;
    }
    uint32_t Succ = F.Blocks[B].Succs[Next++];
    Preds[Succ].push_back(B);
    if (!Seen[Succ]) {
      Seen[Succ] = true;
      Stack.push_back({Succ, 0});
    }
  }
  for (uint32_t B = 0; B != Parent.size(); ++B)
    Parent[B] = B;
  auto Common = [&](uint32_t A, uint32_t B) {
    while (A != B)
      if (Number[A] < Number[B])
        A = Parent[A];
      else
        B = Parent[B];
    return A;
  };
  for (bool Changed = true; Changed;) {
    Changed = false;
    for (uint32_t B : llvm::reverse(PostOrder)) {
      uint32_t New = B;
      for (uint32_t Pred : Preds[B])
        if (B != 0 && reached(Pred))
          New = New == B ? Pred : Common(New, Pred);
      Changed |= New != Parent[B];
      Parent[B] = New;
    }
  }
  // A subtree's size is known before its parent's; then room is given out from
  // the root down.
  std::vector<uint32_t> Size(F.Blocks.size(), 1);
  for (uint32_t B : PostOrder)
    if (B != 0)
      Size[Parent[B]] += Size[B];
  Leave[0] = Size.empty() ? 0 : Size[0];
  std::vector<uint32_t> Free(F.Blocks.size(), 1);
  for (uint32_t B : llvm::reverse(PostOrder))
    if (B != 0) {
      Enter[B] = Free[Parent[B]];
      Free[Parent[B]] += Size[B];
      Free[B] = Enter[B] + 1;
      Leave[B] = Enter[B] + Size[B];
    }
}

bool Control::Dominators::isOnlyWay(uint32_t From, uint32_t To) const {
  // (The entry is reached without any edge.)
  return To != 0 && reached(From) &&
         llvm::all_of(Preds[To], [&](uint32_t Pred) {
           return Pred == From || dominates(To, Pred);
         });
}

std::vector<bool> Control::innermostLoop(uint32_t Block) const {
  if (!Tree)
    Tree.emplace(F);
  std::vector<bool> Body;
  for (uint32_t Head = Block; Tree->reached(Head); Head = Tree->Parent[Head]) {
    Body.assign(F.Blocks.size(), false);
    Body[Head] = true;
    llvm::SmallVector<uint32_t, 16> Work;
    auto Add = [&](uint32_t B) {
      if (!Body[B]) {
        Body[B] = true;
        Work.push_back(B);
      }
    };
    bool Repeats = false;
    for (uint32_t Last : Tree->Preds[Head])
      if (Tree->dominates(Head, Last)) {
        Repeats = true;
        Add(Last);
      }
    while (!Work.empty())
      llvm::for_each(Tree->Preds[Work.pop_back_val()], Add);
    if (Repeats && Body[Block])
      return Body;
    if (Head == 0)
      break;
  }
  Body.assign(F.Blocks.size(), false);
  return Body;
}

std::vector<bool> Control::decided(uint32_t Branch) const {
  std::vector<bool> Decided(F.Blocks.size());
  for (uint32_t I = 0; I != F.Blocks.size(); ++I)
    Decided[I] = decides(Branch, I);
  return Decided;
}

bool Control::decides(uint32_t Branch, uint32_t Block) const {
  const concurrency::Block &B = F.Blocks[Branch];
  if (B.Succs.size() != 2 || B.Succs[0] == B.Succs[1] || Block == Branch)
    return false;
  if (!Tree)
    Tree.emplace(F);
  return !Tree->reached(Block) || llvm::any_of(B.Succs, [&](uint32_t Way) {
    return Tree->dominates(Way, Block) && Tree->isOnlyWay(Branch, Way);
  });
}

bool Control::isLoopCondition(uint32_t Branch) const {
  const Block &B = F.Blocks[Branch];
  if (B.Succs.size() != 2)
    return false;
  bool Back0 = reachable(B.Succs[0])[Branch];
  bool Back1 = reachable(B.Succs[1])[Branch];
  return Back0 != Back1;
}

bool Control::canFollow(EventId Earlier, EventId Later) const {
  uint32_t A = blockOf(Earlier), B = blockOf(Later);
  return (A == B && Earlier < Later) || reaches(A, B);
}

bool Control::isAlwaysBefore(EventId Earlier, EventId At) const {
  uint32_t A = blockOf(Earlier), B = blockOf(At);
  if (A == B)
    return Earlier < At;
  if (!Tree)
    Tree.emplace(F);
  return Tree->reached(B) && Tree->dominates(A, B);
}

void Control::addSources(const List<Dep> &Deps, uint32_t Before,
                         std::vector<EventId> &Out, unsigned Depth) const {
  auto Add = [&](EventId E) {
    if (!llvm::is_contained(Out, E))
      Out.push_back(E);
  };
  for (const Dep &D : Deps) {
    if (D.Result.valid()) {
      Add(D.Result);
      continue;
    }
    if (!D.P.known())
      continue;
    // The read itself stands shortly before its use.
    bool Found = false;
    for (uint32_t I = Before; I-- > 0 && !Found;) {
      const Event &E = F.Events[I];
      if (E.Kind == EventKind::Access && E.Target == D.P &&
          E.Rw != AccessKind::Write) {
        Add(EventId(I));
        Found = true;
      }
    }
    if (Found || D.P.Root == RootKind::Global || Depth == 0)
      continue;
    // A local variable: what it was made from just before, or else wherever
    // it was made.
    uint32_t Start =
        Before ? F.Blocks[blockOf(EventId(Before - 1))].FirstEvent : 0;
    for (uint32_t I = Before; I-- > 0;) {
      const Event &E = F.Events[I];
      if (E.Kind != EventKind::Assign || !(E.Target == D.P))
        continue;
      addSources(E.Deps, I, Out, Depth - 1);
      if (I >= Start)
        break;
    }
  }
}

std::vector<EventId> Control::sources(const List<Dep> &Deps,
                                      EventId At) const {
  std::vector<EventId> Out;
  addSources(Deps, At.index(), Out, 3);
  return Out;
}

std::vector<EventId> Control::deciding(EventId At) const {
  std::vector<EventId> Out;
  for (uint32_t B = 0; B != F.Blocks.size(); ++B)
    if (F.Blocks[B].If && decides(B, blockOf(At)))
      llvm::append_range(Out, sources(B));
  return Out;
}

std::vector<EventId> Control::sources(uint32_t Branch) const {
  std::vector<EventId> Out;
  const Block &B = F.Blocks[Branch];
  if (!B.If)
    return Out;
  // Where the very event is known, older values of the variable are not meant.
  if (B.If->Result.valid())
    Out.push_back(B.If->Result);
  else
    addSources(B.If->Deps, B.EndEvent, Out, 3);
  return Out;
}
