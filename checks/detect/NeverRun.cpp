//===- NeverRun.cpp - functions that a whole program leaves out -----------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "detect/NeverRun.h"
#include "llvm/ADT/STLExtras.h"

using namespace concurrency;

/// One public function of so many may be left over; and small programs say
/// nothing.
static constexpr unsigned MostUnused = 2, LargeProgram = 200;

/// It starts by itself, or by ways that no call shows: through its address, a
/// base class, a declaration; or it is internal, as what a variable begins with
/// is.
static bool startsByItself(const Program &P, const Function &F) {
  return F.Main || F.AddressTaken || F.Virtual ||
         F.Kind != FunctionKind::Function || !P.isReachableFromElsewhere(F);
}

llvm::BitVector concurrency::neverRun(const Solution &S) {
  const Program &P = S.program();
  llvm::BitVector Left(P.functions().size());
  if (!S.SeesAllCallers)
    return Left;
  Left.set();
  llvm::SmallVector<FunctionId, 64> Work;
  auto Runs = [&](FunctionId F) {
    if (F.valid() && Left.test(F.index())) {
      Left.reset(F.index());
      Work.push_back(F);
    }
  };
  for (auto [I, F] : llvm::enumerate(P.functions()))
    if (startsByItself(P, F))
      Runs(FunctionId(I));
  while (!Work.empty()) {
    FunctionId Id = Work.pop_back_val();
    const Function &F = P[Id];
    for (const Event &E : F.Events)
      Runs(P.body(E.Callee));
    for (const Callable &C : F.Callables)
      Runs(P.body(C.Target));
    for (const RunEdge &R : S[Id].Runs)
      Runs(R.Callee);
    Runs(P.original(Id));
  }
  unsigned Public = 0, Unused = 0;
  for (auto [I, F] : llvm::enumerate(P.functions()))
    if (!startsByItself(P, F)) {
      ++Public;
      Unused += Left.test(I);
    }
  if (Public < LargeProgram || Unused * MostUnused > Public)
    Left.reset();
  return Left;
}
