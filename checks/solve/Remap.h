//===- Remap.h - facts in other numbers -------------------------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Rewrites the entity and file indices of one unit into those of a program.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_SOLVE_REMAP_H
#define CONCURRENCY_SOLVE_REMAP_H

#include "facts/Facts.h"

namespace concurrency {

/// Old index → new one, for every entity and file of a unit.
struct Remapping {
  List<EntityId> Entities;
  std::vector<FileId> Files;

  void apply(EntityId &E) const;
  void apply(Place &P) const;
  void apply(Path &P) const;
  void apply(Entity &E) const;
  void apply(Function &F) const;

private:
  void apply(TypeFacts &T) const { apply(T.Record); }
  void apply(Value &V) const { apply(V.P); }
  void apply(List<Dep> &Deps) const;
};

} // namespace concurrency

#endif // CONCURRENCY_SOLVE_REMAP_H
