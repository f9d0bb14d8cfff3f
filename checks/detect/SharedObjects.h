//===- SharedObjects.h - objects of a spawner and its threads ---*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What a thread, and the function that starts it, do to objects that this
/// function has a name for: its locals and what its parameters refer to.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_DETECT_SHAREDOBJECTS_H
#define CONCURRENCY_DETECT_SHAREDOBJECTS_H

#include "solve/Accesses.h"
#include "solve/Threads.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include <tuple>

namespace concurrency {

/// Collects what a thread, or its spawner, does to objects that the spawner
/// has a name for: its locals and what its parameters refer to.
class SharedObjects {
public:
  struct Use {
    SharedAccess Access;
    int Root;
    std::string Name;
    bool Renamed = false; ///< the function itself has another name for it
    EventId AtRoot = {};  ///< the event of its root's body that leads there
    /// One of an array, of which each of many threads has its own.
    bool OfEach = false;
  };
  /// An object (a root of the spawner's), what it points to if that is meant,
  /// the piece of it, and the element.
  using Key =
      std::tuple<FunctionId, RootKind, uint32_t, bool, StateKey, uint32_t>;
  using ToOwner = llvm::function_ref<Path(const Path &)>;

  SharedObjects(Solution &S, const Threads &Running)
      : S(S), P(S.program()), Running(Running) {}

  void collect(FunctionId In, int Root, FunctionId Owner, ToOwner Translate,
               llvm::ArrayRef<HeldLock> Outer, EventId OwnersEvent,
               unsigned Depth);

  std::map<Key, std::vector<Use>> Uses;

private:
  /// Deep enough for a thread's lambda that calls a method that calls another.
  static constexpr unsigned MaxDepth = 3;
  static constexpr size_t MaxUses = 4000;

  bool isNameable(const Path &Object, FunctionId Owner, bool InTeam);
  bool isSetOnce(FunctionId Owner, uint32_t Local);

  std::map<std::pair<FunctionId, uint32_t>, bool> SetOnce;
  Solution &S;
  const Program &P;
  const Threads &Running;
  size_t Count = 0;
};

} // namespace concurrency

#endif // CONCURRENCY_DETECT_SHAREDOBJECTS_H
