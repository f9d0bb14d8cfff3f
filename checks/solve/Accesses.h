//===- Accesses.h - every access to what may be shared ----------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Collects the accesses of a program by what they access, with the locks held
/// at each, and leaves out those on objects that nobody else knows: under
/// construction or destruction, local, or freshly made.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_SOLVE_ACCESSES_H
#define CONCURRENCY_SOLVE_ACCESSES_H

#include "solve/Solution.h"
#include <map>

namespace concurrency {

/// A piece of state: the field that leads into an object, or a global of no
/// class of the program. All that is embedded in it (sub-objects, elements)
/// belongs to it; what it points to is a piece of its own.
struct StateKey {
  EntityId Entity;
  bool Pointee = false;
  /// Of a global of a class that others have as well: the field.
  EntityId Part = {};
  friend auto operator<=>(const StateKey &, const StateKey &) = default;
};

struct SharedAccess {
  FunctionId In;
  EventId At;
  Path Whole;
  /// The object that Key is a field of; unknown for globals.
  Path Base;
  AccessKind Rw = AccessKind::Read;
  bool Atomic = false;
  /// Held here or by all callers, for certain or perhaps.
  List<HeldLock> Held;
  /// By a call: of a method whose body is elsewhere, or of one in view that
  /// uses the object and does not lock.
  bool ByCall = false;
  /// No other thread can know the object yet, or any more.
  bool Unshared = false;
  /// So it would be, of an object under construction, had this not started a
  /// thread of the object already.
  bool AfterSpawn = false;
  /// The callers are not known, and may hold anything, or the object is not
  /// known to be shared: proves that a lock is wanted, never that it is missing.
  bool UnknownOwner = false;
  /// Likewise, but only since there are callers that are not seen.
  bool UnknownCallers = false;
  /// The files of those that do not see theirs.
  FilesOf UnknownIn;
  /// These may be of the same class, or a library that has its lock: of a
  /// lambda or a private method that is handed to no function here.
  bool ByInsiders = false;
  /// So it is only by the name of the function: its callers hold the lock.
  bool LockedByName = false;
  /// So it is only since the object was found somewhere: it may have been taken
  /// out of there, and be nobody else's now.
  bool Borrowed = false;
  /// So it is only since the function stands in a table of functions, or is a
  /// lambda and handed to a function of the name Recipient, which keeps it.
  bool InTable = false;
  llvm::StringRef Recipient = {};
  /// To a part of something, only known by a pointer to the part: nobody knows
  /// of what. Only a lock inside that part can guard it.
  bool SomePart = false;
  /// The way into In that is meant, if call sites differ: see inContexts().
  const WayIn *Way = nullptr;
  /// How often it counts: once for each call site.
  unsigned Weight = 1;

  /// The steps from the object to what is accessed in it.
  llvm::ArrayRef<Step> part() const {
    return llvm::ArrayRef<Step>(Whole.Steps)
        .drop_front(Base.known() ? Base.Steps.size() : 0);
  }
  bool isDoubtful() const { return UnknownOwner || UnknownCallers; }
  bool isWrite() const { return Rw != AccessKind::Read; }
};

using AccessMap = std::map<StateKey, std::vector<SharedAccess>>;

/// All accesses, except to types that synchronise themselves, to constants and
/// to thread-local state. (What is volatile is state like any other, but who
/// wrote so had something in mind: no vote is taken on it.)
AccessMap collectAccesses(Solution &S);

/// The accesses once for each way into their functions, where the callers of a
/// helper differ in what they hold.
std::vector<SharedAccess> inContexts(const Solution &S,
                                     llvm::ArrayRef<SharedAccess> Accesses);

/// The access, and the calls that lead to it where it stands for one way in,
/// innermost first.
llvm::SmallVector<AccessSite, 2> sitesOf(const Solution &S,
                                         const SharedAccess &A);

/// The access stands for a method whose body is elsewhere, which may well lock
/// by itself. (The extractor writes it before the call.)
bool isOpaqueCall(const Function &F, EventId Access);

/// Splits a path into the piece of state it accesses and the object around it.
StateKey stateKey(const Solution &S, const Path &Whole, Path &Base);

} // namespace concurrency

#endif // CONCURRENCY_SOLVE_ACCESSES_H
