//===- Remap.cpp - facts in other numbers ---------------------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "solve/Remap.h"

using namespace concurrency;

void Remapping::apply(EntityId &E) const {
  if (E.valid())
    E = Entities[E.index()];
}

void Remapping::apply(Place &P) const {
  if (P.File.valid())
    P.File = Files[P.File.index()];
}

void Remapping::apply(Path &P) const {
  if (P.Root == RootKind::Global)
    P.Index = Entities[P.Index].index();
  for (Step &S : P.Steps)
    if (S.Kind == StepKind::Field)
      S.Index = Entities[S.Index].index();
}

void Remapping::apply(List<Dep> &Deps) const {
  for (Dep &D : Deps)
    apply(D.P);
}

void Remapping::apply(Entity &E) const {
  apply(E.Parent);
  apply(E.Type);
  for (EntityId &B : E.Bases)
    apply(B);
  for (EntityId &F : E.Fields)
    apply(F);
  for (Annotation &A : E.Annotations)
    apply(A.Lock);
  apply(E.Where);
}

void Remapping::apply(Function &F) const {
  apply(F.Self);
  apply(F.Where);
  for (Variable &V : F.Params)
    apply(V.Type);
  for (Variable &V : F.Locals)
    apply(V.Type);
  for (Callable &C : F.Callables) {
    apply(C.Target);
    apply(C.Holder);
    apply(C.This);
    for (Value &V : C.Bound)
      apply(V);
    for (Value &V : C.Captures)
      apply(V);
  }
  for (Event &E : F.Events) {
    apply(E.Where);
    apply(E.Target);
    for (Value &V : E.Args)
      apply(V);
    apply(E.Callee);
    apply(E.Deps);
  }
  for (Block &B : F.Blocks) {
    if (!B.If)
      continue;
    apply(B.If->P);
    apply(B.If->Tested);
    apply(B.If->Compared);
    apply(B.If->Deps);
  }
}
