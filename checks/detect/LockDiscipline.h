//===- LockDiscipline.h - how far a class keeps to locks --------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Methods of a class whose state changes under its locks may be called by any
/// thread. A class that changes most of its state without any lock, and a
/// little under one, has an owner: some thread for which it is, beside which
/// others only have to do with that little. (RacerD is told by an annotation,
/// @ThreadSafe.)
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_DETECT_LOCKDISCIPLINE_H
#define CONCURRENCY_DETECT_LOCKDISCIPLINE_H

#include "solve/Accesses.h"
#include "llvm/ADT/DenseMap.h"
#include <map>

namespace concurrency {

class LockDiscipline {
public:
  LockDiscipline(const Solution &S, const AccessMap &Accesses);

  /// Pieces of state that change once they are set up. (Atomics are no matter
  /// of locks.)
  struct Counts {
    unsigned Locked = 0;   ///< only ever under some lock
    unsigned Unlocked = 0; ///< somewhere for certain without any
  };
  /// Of the other members of the class that the state is a member of; of the
  /// other globals of its file.
  Counts beside(StateKey State) const;
  /// So many others change without any lock that it is somebody's: only that
  /// thread decides by the state, others look.
  bool hasOwner(StateKey State) const;

private:
  /// The class, or the file of a global.
  using Group = std::pair<EntityId, FileId>;
  enum class Change : uint8_t { None, Locked, Unlocked };

  Group groupOf(StateKey State) const;

  const Program &P;
  std::map<Group, Counts> Groups;
  std::map<StateKey, Change> States;
};

} // namespace concurrency

#endif // CONCURRENCY_DETECT_LOCKDISCIPLINE_H
