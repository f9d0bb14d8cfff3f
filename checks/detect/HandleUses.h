//===- HandleUses.h - locks that serialise a handle -------------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// When blocking under a lock is what the lock is for: it serialises the very
/// handle; or nobody can be waiting for it yet, or any more.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_DETECT_HANDLEUSES_H
#define CONCURRENCY_DETECT_HANDLEUSES_H

#include "detect/Explain.h"
#include <map>

namespace concurrency {

class HandleUses {
public:
  explicit HandleUses(const Solution &S);

  /// The handle is itself what the lock guards: nearly all uses are under it.
  bool serializes(LockClass Lock, EntityId Handle) const;
  /// Who uses it, and does more than set it.
  llvm::ArrayRef<FunctionId> users(EntityId Handle) const;

private:
  struct Uses {
    unsigned Count = 0, Sets = 0, OfNew = 0;
    std::map<LockClass, unsigned> Under, SetUnder;
    std::vector<FunctionId> By;
  };
  const Program &P;
  std::map<EntityId, Uses> Handles;
};

/// Start-up and shutdown: nobody waits for the lock then.
bool isOneTime(const Solution &S, FunctionId Id);

} // namespace concurrency

#endif // CONCURRENCY_DETECT_HANDLEUSES_H
