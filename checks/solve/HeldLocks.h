//===- HeldLocks.h - the lockset dataflow of one function -------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Computes the locks held before every event of a function, given the
/// summaries of its callees.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_SOLVE_HELDLOCKS_H
#define CONCURRENCY_SOLVE_HELDLOCKS_H

#include "solve/Conditions.h"

namespace concurrency {

/// A point at which the function returns, and the state there.
struct ReturnPoint {
  LockSet State;
};

struct HeldLocksResult {
  List<LockSet> States;
  List<uint32_t> Before;
  std::vector<ReturnPoint> Returns;
  /// Locks released that nobody here had acquired, in the function's frame.
  List<HeldLock> ReleasedUnheld;
  List<KeptOnOneWay> Kept;
};

class HeldLocks {
public:
  HeldLocks(Solution &S, FunctionId F);

  /// \p Entry: locks that the function can count on.
  HeldLocksResult run(llvm::ArrayRef<HeldLock> Entry);

  /// The lock path with results of calls and wrappers resolved.
  Path resolve(const Path &P) const;
  /// The function has releases of such a lock, its own or by what it calls.
  bool releases(const Path &Lock) const;

  /// The kind of a lock of this function.
  Reentrancy reentrancy(const Path &Lock, Reentrancy AtEvent) const;
  /// What a pointer that is set more than once can lead to; empty if it leads
  /// to one thing, or if that is not all known.
  List<Path> candidates(const Path &Lock) const;

private:
  Path throughPointer(const Path &P) const;
  Path throughMember(const Path &P) const;
  List<LockSet> flow(const Assumptions &As);
  void note(const List<LockSet> &In, const Assumptions &As);
  void noteKept(const LockSet &State, const LockSet &At, uint32_t To);
  LockSet leaving(const LockSet &State, const Block &B, uint32_t Succ) const;
  void transfer(LockSet &State, EventId E);
  void call(LockSet &State, const Event &E, EventId Id);
  bool annotatedCall(LockSet &State, const Event &E);
  bool guardCall(LockSet &State, const Event &E, const Function &Callee,
                 const Frame &Bindings, const Summary &Effects);
  void hintedCall(LockSet &State, const Event &E);
  void unseenCall(LockSet &State, const Event &E);
  void initGuard(LockSet &State, GuardState Guard, GuardMode Mode,
                 const Trace *Via);
  void lockGuard(LockSet &State, const Path &Guard, Holding To,
                 const Trace *Via);
  void unlockGuard(LockSet &State, const Path &Guard);
  void endGuard(LockSet &State, const Path &Guard);
  void carryGuards(LockSet &State, const Path &From, const Path &To) const;
  void doubtGuard(LockSet &State, const Path &Guard);
  void abandonGuard(LockSet &State, const Path &Guard, EventId At);
  void moveGuard(LockSet &State, const Path &To, const Path &From);
  void returned(LockSet &State, const Event &E, EventId Id);
  void acquire(LockSet &State, const Path &Lock, LockMode Mode,
               Reentrancy Reentrant, HoldSource Source, bool Must,
               const Trace *Via, uint32_t Group = 0);
  void assertHeld(LockSet &State, const Path &Lock, const Event &E);
  void release(LockSet &State, const Path &Lock);
  /// The caller must have it.
  void expectHeld(const Path &Lock);
  bool isFollowed(const Path &Variable) const;
  void rename(LockSet &State, const Path &From, const Path &To) const;
  Path ofCallee(const Frame &Bindings, const Path &Lock, EventId Call) const;
  void reassigned(LockSet &State, const Path &Pointer) const;
  void follow(LockSet &State, const Branch &If, bool Taken) const;
  const Trace *here(const Event &E, const Trace *Next = nullptr);

  Solution &S;
  const Program &P;
  FunctionId Self;
  const Function &F;
  /// In a constructor: what its pointer and reference members were given.
  std::vector<std::pair<Step, Path>> Stored;
  /// What local pointers lead to for good; unknown for those of which that
  /// cannot be said.
  mutable llvm::DenseMap<uint32_t, Path> Pointees;
  llvm::ArrayRef<HeldLock> AtEntry;
  HeldLocksResult *Out = nullptr;
};

/// Of an assignment: a variable that paths can lead through gets another value.
inline bool changesVariable(const Event &E) {
  return E.Target.Root == RootKind::Local || E.Target.Root == RootKind::Param;
}

/// The locks that \p F says it is entered with: by its annotations, and by the
/// guards it is handed. (Those go by the path of the guard: what it manages is
/// the caller's to know.)
List<HeldLock> expectedAtEntry(const Solution &S, const Function &F);

} // namespace concurrency

#endif // CONCURRENCY_SOLVE_HELDLOCKS_H
