//===- KeptCallbacks.h - what is handed over under a lock -------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// `lock(); loop.post([this] { title = text; }); unlock();`: the function runs
/// later, when nobody has the lock any more. Who wrote it there thought of the
/// lock, and not of when it runs.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_DETECT_KEPTCALLBACKS_H
#define CONCURRENCY_DETECT_KEPTCALLBACKS_H

#include "solve/Solution.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"

namespace concurrency {

class KeptCallbacks {
public:
  explicit KeptCallbacks(const Solution &S);

  /// \p F is only ever kept by those that it is handed to, by somebody who has
  /// a lock of the class \p Lock then. Or it is a helper of such functions
  /// alone.
  bool isHandedOver(FunctionId F, EntityId Lock, unsigned Depth = 3) const;

private:
  const Solution &S;
  llvm::DenseMap<FunctionId, llvm::SmallDenseSet<EntityId, 2>> Under;
};

} // namespace concurrency

#endif // CONCURRENCY_DETECT_KEPTCALLBACKS_H
