//===- Writers.cpp - who writes a variable --------------------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "solve/Writers.h"
#include "llvm/ADT/STLExtras.h"

using namespace concurrency;

bool concurrency::setsZero(const Event &Write) {
  return !Write.Args.empty() && Write.Args[0].Kind == ValueKind::Constant &&
         Write.Args[0].Number == 0;
}

llvm::ArrayRef<Writers::Site> Writers::of(EntityId Written) const {
  if (!Made)
    for (auto [I, F] : llvm::enumerate(P.functions()))
      for (auto [J, E] : llvm::enumerate(F.Events))
        if (EntityId Last = E.Target.lastEntity();
            E.Kind == EventKind::Access && E.Rw != AccessKind::Read &&
            Last.valid())
          Sites[Last].push_back({FunctionId(I), EventId(J)});
  Made = true;
  auto Found = Sites.find(Written);
  return Found == Sites.end() ? llvm::ArrayRef<Site>() : Found->second;
}
