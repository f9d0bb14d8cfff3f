//===- NewObjects.cpp - what nobody else knows yet ------------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "solve/NewObjects.h"
#include "solve/Conventions.h"
#include "solve/Summarize.h"
#include "llvm/ADT/STLExtras.h"

using namespace concurrency;

NewObjects::NewObjects(const Solution &S, FunctionId In)
    : S(S), F(S.program()[In]), Pointers(F.Locals.size()),
      Published(F.Locals.size(), Unasked) {
  for (const Event &E : F.Events) {
    if (E.Kind != EventKind::Assign || E.Target.Root != RootKind::Local ||
        !E.Target.Steps.empty() || E.Args.empty())
      continue;
    Pointer &L = Pointers[E.Target.Index];
    const Value &V = E.Args[0];
    // (`++p` leads to another part of the same.)
    bool Moves = V.Kind == ValueKind::Unknown && !E.Deps.empty() &&
                 llvm::all_of(E.Deps, [&](const Dep &D) {
                   return D.P == E.Target && !D.Result.valid();
                 });
    if (V.Kind == ValueKind::Constant || Moves)
      continue;
    ++L.Assignments;
    // A part of what was made here, or another pointer to it, is as new.
    bool OfFresh = V.P.Root == RootKind::Local && Pointers[V.P.Index].Fresh &&
                   (V.Kind == ValueKind::Copy
                        ? V.P.Steps.empty()
                        : V.Kind == ValueKind::Address && V.P.hasDeref());
    if (OfFresh && V.P.Index != E.Target.Index)
      L.Whole = V.P.Index;
    bool Allocated = V.Kind == ValueKind::Copy &&
                     V.P.Root == RootKind::Result && V.P.Steps.empty() &&
                     allocatesByName(F.Events[V.P.Index].Text);
    L.Fresh = (V.Kind == ValueKind::Fresh || OfFresh || Allocated) &&
              (L.Assignments == 1 || L.Fresh);
    L.Pointee = V.pointee();
    L.Source = V.P;
  }
}

uint32_t NewObjects::publishedAt(uint32_t Local) const {
  uint32_t &At = Published[Local];
  if (At != Unasked)
    return At;
  for (At = 0; At != F.Events.size(); ++At)
    if (publishes(S, F, F.Events[At], Path::local(Local)))
      break;
  if (At == F.Events.size())
    At = ~0u;
  if (uint32_t Whole = Pointers[Local].Whole; Whole < Local)
    At = std::min(At, publishedAt(Whole));
  return At;
}
