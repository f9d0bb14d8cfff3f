//===- ThreadRaces.h - two threads with no common lock ----------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// State that two threads get to, at least one of them to write it, with no
/// lock that both hold and nothing else that orders them.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_DETECT_THREADRACES_H
#define CONCURRENCY_DETECT_THREADRACES_H

#include "detect/DisjointAccesses.h"
#include "detect/DoneAtStart.h"
#include "detect/GuardRule.h"
#include "detect/MemberObjects.h"
#include <deque>
#include <set>

namespace concurrency {

class ThreadRaces {
public:
  explicit ThreadRaces(const Evidence &Known)
      : S(Known.S), P(S.program()), Map(Known.Accesses), Running(Known.Running),
        Members(Known.S, Known.Running, Map), AtStart(S, Running), Parts(S, Running),
        ManyFiles(Known.ManyFiles),
        Waits(llvm::any_of(P.functions(), [](const Function &F) {
          return llvm::any_of(F.Events, [](const Event &E) {
            return E.Kind == EventKind::Wait || E.Kind == EventKind::Await;
          });
        })) {}

  /// The whole program is in view, and it is one file: that two of its threads
  /// meet is certain, where none waits for another, which may order them.
  bool isProof() const {
    return Running.wholeProgram() && !ManyFiles && !Waits;
  }
  /// All accesses to one piece of state.
  void find(StateKey Key, llvm::ArrayRef<SharedAccess> Accesses);
  /// Objects that a function shares with the threads it starts.
  void findCaptured();
  /// Of two accesses one is in a thread in view, the other in another one or in
  /// main, and they can happen at the same time.
  bool inTwoThreads(const SharedAccess &A, const SharedAccess &B) const;
  /// Two of the accesses that \p Counts is true of can happen at once.
  bool anyTwoAtOnce(llvm::ArrayRef<SharedAccess> Accesses,
                    llvm::function_ref<bool(const SharedAccess &)> Counts) const;
  /// All threads that there are start here.
  bool seesAllThreads() const {
    return Running.wholeProgram() && !Running.roots().empty();
  }
  /// What the function does to the state has been said.
  void noteSaid(StateKey Key, FunctionId In) { Said.insert({Key, In}); }
  Bugs take() { return std::move(Found); }

private:
  /// An access in one of the threads that the program starts, or outside them.
  struct Side {
    const SharedAccess *Access;
    int Root; ///< its context; see Threads::contexts
    /// A global, or what a global pointer points to for good; or a member of
    /// the object that the threads were started on.
    Path Object = {};
    /// Where that is in the body of the root, if it is asked for; and whose the
    /// object is.
    FunctionId In = {};
    EventId At = {};
    FunctionId Owner = {};
    /// What is held is what all callers hold, and not what one of them does.
    bool ByWays = false;
  };

  /// An access as one of its callers, or one of the locks that a pointer may
  /// lead to, makes it.
  struct Variant {
    SharedAccess Access;
    AccessSite Seen; ///< where the callers' locks are known
    bool ByWays = false; ///< as in Side
  };
  bool isOneOfMany(const SharedAccess &A, const HeldLock &H) const;
  bool commonLock(const SharedAccess &A, const SharedAccess &B) const;
  void addVariants(const SharedAccess &A, std::deque<Variant> &To);
  llvm::SmallVector<int, 4> rootsOf(FunctionId F) const;
  bool handsOver(const SharedAccess &A, const SharedAccess &B) const;
  bool handsOverBySignal(const SharedAccess &First,
                         const SharedAccess &Second) const;
  FunctionId onlySignaller(EntityId Object) const;
  bool comesBy(const WayIn &Way, FunctionId To, int Root, unsigned Depth) const;
  bool lockedOnAllWays(const Side &A, const Side &B) const;
  bool mayHoldMore(const Side &Of) const;
  bool takesAll(FunctionId F, llvm::ArrayRef<HeldLock> Locks) const;
  bool mayBeLockedOutside(const Side &A, const Side &B) const;
  bool areSteps(FunctionId Setter, const ThreadRoot &R) const;
  bool mayBeSettings(const Side &A, const Side &B,
                     llvm::ArrayRef<Side> All) const;
  bool parallel(const Side &A, const Side &B) const;
  bool spawnedBefore(const Side &Thread, const Side &Outer) const;
  bool isBeforeItsJoin(const Side &A, const Side &B) const;
  void addWholeObjects(std::vector<SharedAccess> &Accesses);
  bool isSettled(const Path &Pointer);
  bool isSetUp(const SharedAccess &A) const;
  bool startsMany(int Root) const;
  Path globalObject(const SharedAccess &A);
  void report(const Side &A, const Side &B, const std::string &Name,
              bool Certain = true);
  const Event &event(const SharedAccess &A) const {
    return P[A.In].Events[A.At.index()];
  }

  Solution &S;
  const Program &P;
  const AccessMap &Map;
  const Threads &Running;
  const MemberObjects Members;
  DoneAtStart AtStart;
  DisjointAccesses Parts;
  const bool ManyFiles;
  /// Some thread waits for another one, by a condition or a semaphore.
  const bool Waits;
  /// See onlySignaller(); made when it is first asked for.
  mutable std::optional<llvm::DenseMap<EntityId, FunctionId>> Signallers;
  /// See noteSaid().
  std::set<std::pair<StateKey, FunctionId>> Said;
  /// Pointers that were asked for: see isSettled().
  std::map<StateKey, bool> Settled;
  Bugs Found;
};

} // namespace concurrency

#endif // CONCURRENCY_DETECT_THREADRACES_H
