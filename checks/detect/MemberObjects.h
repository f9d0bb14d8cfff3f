//===- MemberObjects.h - objects in those that threads have ----*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A thread that runs on an object comes by its members as well: methods that
/// are called on one of them, in the thread and outside of it, have the same
/// object if they have the same member.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_DETECT_MEMBEROBJECTS_H
#define CONCURRENCY_DETECT_MEMBEROBJECTS_H

#include "solve/Threads.h"
#include "llvm/ADT/DenseMap.h"

namespace concurrency {

class MemberObjects {
public:
  MemberObjects(const Solution &S, const Threads &Running,
                const AccessMap &Accesses);

  /// A context of a method, and which member its object is of the one that the
  /// threads in view were started on: a path that begins with This.
  struct Use {
    int Root; ///< or Threads::OutsideThreads, of a method of the same class
    Path Member;
    FunctionId Caller; ///< where the member is named
    EventId At;
    friend bool operator==(const Use &, const Use &) = default;
  };
  llvm::ArrayRef<Use> operator[](FunctionId Method) const {
    auto It = Uses.find(Method);
    return It == Uses.end() ? llvm::ArrayRef<Use>() : It->second;
  }

private:
  void add(FunctionId Method, Use U);
  void addCalls(FunctionId Caller, int Root);
  bool isSettled(EntityId Pointer) const;

  const Solution &S;
  const Program &P;
  const AccessMap &Accesses;
  llvm::DenseMap<FunctionId, llvm::SmallVector<Use, 2>> Uses;
};

} // namespace concurrency

#endif // CONCURRENCY_DETECT_MEMBEROBJECTS_H
