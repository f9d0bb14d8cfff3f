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

/// The class is derived from one of a library, which may know what to call.
static bool isLibrarys(const Program &P, EntityId Class, unsigned Depth = 8) {
  return !Class.valid() || P[Class].Incomplete || !Depth ||
         llvm::any_of(P[Class].Bases, [&](EntityId Base) {
           return isLibrarys(P, Base, Depth - 1);
         });
}

/// Templates of libraries call methods, and language does, of which nobody sees
/// the calls: operators, and what is asked of a container, an iterator, a lock.
static bool hasNameOfConcept(llvm::StringRef Method) {
  static constexpr llvm::StringLiteral Names[] = {
      // Containers and iterators.
      "begin", "end", "cbegin", "cend", "rbegin", "rend", "size", "empty",
      "data", "insert", "emplace", "emplace_back", "push_back", "push_front",
      "pop_back", "pop_front", "front", "back", "erase", "clear", "swap",
      "allocate", "deallocate",
      // Locks and conditions.
      "lock", "unlock", "try_lock", "try_lock_for", "try_lock_until",
      "lock_shared", "unlock_shared", "try_lock_shared", "try_lock_shared_for",
      "try_lock_shared_until", "wait", "wait_for", "wait_until", "notify",
      "notify_one", "notify_all",
      // Coroutines.
      "get_return_object", "initial_suspend", "final_suspend", "return_void",
      "return_value", "unhandled_exception", "yield_value", "await_transform",
      "await_ready", "await_suspend", "await_resume",
      // What else a template may ask.
      "reset", "get", "what", "str", "c_str", "count", "hash", "load", "save",
      "serialize", "read", "write", "format", "parse"};
  return Method.starts_with("operator") || llvm::is_contained(Names, Method);
}

/// It starts by itself, or by ways that no call shows: through its address, a
/// base class, a declaration; or it is internal, as what a variable begins with
/// is.
static bool startsByItself(const Program &P, const Function &F) {
  if (F.Main || F.AddressTaken || F.Virtual || !P.isReachableFromElsewhere(F))
    return true;
  if (F.Kind == FunctionKind::Method)
    return F.Instantiated || hasNameOfConcept(P[F.Self].shortName()) ||
           isLibrarys(P, P.recordOf(F.Self));
  return F.Kind != FunctionKind::Function;
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
