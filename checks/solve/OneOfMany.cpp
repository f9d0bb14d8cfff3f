//===- OneOfMany.cpp - what is made or ended is not alone -----------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "solve/OneOfMany.h"
#include "llvm/ADT/STLExtras.h"

using namespace concurrency;

/// The class of the object that the function is about, by the way it has it:
/// its own, one that it is given, or one that it has just made.
static EntityId classOf(const Program &P, const Function &F,
                        const Path &Object) {
  switch (Object.Root) {
  case RootKind::This:
    return P.recordOf(F.Self);
  case RootKind::Param:
    return Object.Index < F.Params.size() ? F.Params[Object.Index].Type.Record
                                          : EntityId();
  case RootKind::Local:
    return Object.Index < F.Locals.size() ? F.Locals[Object.Index].Type.Record
                                          : EntityId();
  default:
    return EntityId();
  }
}

/// The access puts the object among others of its kind, takes it from there, or
/// counts it.
static bool isAmongOthers(const Program &P, const Function &F, const Event &E) {
  const TypeFacts &Shared = P[E.Target.global()].Type;
  if (E.Target.Steps.empty() && E.Rw == AccessKind::Update && Shared.Scalar &&
      !Shared.Indirect)
    return true;
  const bool InContainer =
      E.Op == Operation::Insert || E.Op == Operation::Remove;
  // (What a method puts somewhere at its beginning or end is its object.)
  if (InContainer && E.Text != "clear" && P.recordOf(F.Self).valid())
    return true;
  auto IsObject = [&](const Value &V) {
    if (V.Kind != ValueKind::Copy && V.Kind != ValueKind::Address)
      return false;
    EntityId Class = classOf(P, F, V.P);
    return Class.valid() &&
           (InContainer || (E.Rw == AccessKind::Write && Shared.Indirect &&
                            Shared.Record == Class && P.isLinked(Class)));
  };
  return llvm::any_of(E.Args, IsObject);
}

/// (What initialises or ends without an object is of all.)
static bool hasObject(const Program &P, const Function &F) {
  return F.Kind == FunctionKind::Constructor ||
         F.Kind == FunctionKind::Destructor ||
         llvm::any_of(F.Params,
                      [](const Variable &V) {
                        return V.Type.Indirect && V.Type.Record.valid();
                      }) ||
         llvm::any_of(F.Events, [](const Event &E) {
           return E.Kind == EventKind::Assign && !E.Args.empty() &&
                  E.Args[0].Kind == ValueKind::Fresh;
         });
}

bool concurrency::isSetUpOf(const Solution &S, const AccessSite &Site,
                            const SharedAccess &A) {
  if (!S[Site.In].At.SetUp)
    return false;
  const Program &P = S.program();
  const Function &F = P[Site.In];
  return Site.In != A.In || !A.isWrite() || A.Whole.Root != RootKind::Global ||
         A.Whole.hasDeref() || !hasObject(P, F) ||
         !isAmongOthers(P, F, F.Events[Site.At.index()]);
}
