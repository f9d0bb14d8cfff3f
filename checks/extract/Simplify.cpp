//===- Simplify.cpp - smaller graphs of the same events -------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "extract/FunctionExtractor.h"

using namespace concurrency;

static bool isEmpty(const Block &B) { return B.FirstEvent == B.EndEvent; }

/// Where control ends up behind \p B, over blocks in which nothing happens.
static uint32_t behind(const List<Block> &Blocks, uint32_t B) {
  for (unsigned Steps = 0; Steps != 64; ++Steps) {
    const Block &At = Blocks[B];
    if (!isEmpty(At) || At.NoReturn || At.Succs.size() != 1 || At.Succs[0] == B)
      return B;
    B = At.Succs[0];
  }
  return B;
}

static void skipEmpty(List<Block> &Blocks) {
  // Two rounds: a branch to one place from both sides is itself empty then.
  for (unsigned Round = 0; Round != 3; ++Round)
    for (Block &B : Blocks) {
      for (uint32_t &Succ : B.Succs)
        Succ = behind(Blocks, Succ);
      // A failed assertion: nothing happens there, and nothing comes after.
      if (B.Succs.size() == 2 &&
          !(B.If && (B.If->Result.valid() || B.If->P.known()))) {
        auto Ends = [&](uint32_t Succ) {
          return Blocks[Succ].NoReturn && isEmpty(Blocks[Succ]);
        };
        if (Ends(B.Succs[0]) != Ends(B.Succs[1])) {
          B.Succs.erase(B.Succs.begin() + (Ends(B.Succs[0]) ? 0 : 1));
          B.If.reset();
        }
      }
      if (B.Succs.size() < 2)
        continue;
      if (B.Succs.size() > 2 || B.Succs[0] == B.Succs[1]) {
        // In the order of the cases, but each once.
        llvm::SmallVector<uint32_t, 8> Once;
        llvm::DenseSet<uint32_t> Seen;
        for (uint32_t Succ : B.Succs)
          if (Seen.insert(Succ).second)
            Once.push_back(Succ);
        B.Succs.assign(Once.begin(), Once.end());
        B.If.reset();
      }
    }
}

static std::vector<unsigned> predecessors(const List<Block> &Blocks,
                                          const std::vector<bool> &Reached) {
  std::vector<unsigned> Count(Blocks.size());
  ++Count[0];
  for (size_t I = 0; I != Blocks.size(); ++I)
    if (Reached[I])
      for (uint32_t Succ : Blocks[I].Succs)
        ++Count[Succ];
  return Count;
}

static std::vector<bool> reachable(const List<Block> &Blocks) {
  std::vector<bool> Reached(Blocks.size());
  std::vector<uint32_t> Stack(1, 0);
  Reached[0] = true;
  while (!Stack.empty()) {
    uint32_t B = Stack.back();
    Stack.pop_back();
    for (uint32_t Succ : Blocks[B].Succs)
      if (!Reached[Succ]) {
        Reached[Succ] = true;
        Stack.push_back(Succ);
      }
  }
  return Reached;
}

void concurrency::simplify(Function &F) {
  List<Block> &Blocks = F.Blocks;
  if (Blocks.empty())
    return;
  skipEmpty(Blocks);
  std::vector<bool> Reached = reachable(Blocks);
  // A block that only continues the one before it, events and all.
  std::vector<unsigned> Preds = predecessors(Blocks, Reached);
  for (size_t I = 0; I != Blocks.size(); ++I) {
    if (!Reached[I])
      continue;
    Block &B = Blocks[I];
    while (B.Succs.size() == 1 && !B.NoReturn) {
      uint32_t Next = B.Succs[0];
      Block &N = Blocks[Next];
      if (Next == I || Next == 0 || Preds[Next] != 1 ||
          !(isEmpty(B) || isEmpty(N) || B.EndEvent == N.FirstEvent))
        break;
      if (isEmpty(B)) {
        B.FirstEvent = N.FirstEvent;
        B.EndEvent = N.EndEvent;
      } else if (!isEmpty(N)) {
        B.EndEvent = N.EndEvent;
      }
      B.If = std::move(N.If);
      B.NoReturn = N.NoReturn;
      B.Throws = N.Throws;
      B.Succs = std::move(N.Succs);
      N.Succs.clear();
      Reached[Next] = false;
    }
  }
  std::vector<uint32_t> NewIndex(Blocks.size());
  List<Block> Kept;
  Kept.reserve(std::count(Reached.begin(), Reached.end(), true));
  for (size_t I = 0; I != Blocks.size(); ++I)
    if (Reached[I]) {
      NewIndex[I] = Kept.size();
      Kept.push_back(std::move(Blocks[I]));
    }
  for (Block &B : Kept) {
    for (uint32_t &Succ : B.Succs)
      Succ = NewIndex[Succ];
    if (isEmpty(B))
      B.FirstEvent = B.EndEvent = 0;
  }
  Blocks = std::move(Kept);
}
