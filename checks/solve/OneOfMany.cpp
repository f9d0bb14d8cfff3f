//===- OneOfMany.cpp - what is made or ended is not alone -----------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "solve/OneOfMany.h"
#include "solve/Conventions.h"
#include "llvm/ADT/STLExtras.h"

using namespace concurrency;

/// A destructor of the class takes it from there again, or counts it down.
static bool isTakenBack(const Program &P, EntityId Class, EntityId Shared) {
  return llvm::any_of(P.functions(), [&](const Function &F) {
    return F.Kind == FunctionKind::Destructor && P.recordOf(F.Self) == Class &&
           llvm::any_of(F.Events, [&](const Event &E) {
             return E.Kind == EventKind::Access && E.Rw != AccessKind::Read &&
                    E.Target.global() == Shared && E.Op != Operation::Insert;
           });
  });
}

/// The access puts the object among others of its kind, takes it from there, or
/// counts it.
static bool isAmongOthers(const Program &P, const Function &F, const Event &E) {
  const TypeFacts &Shared = P[E.Target.global()].Type;
  const bool InContainer =
      E.Op == Operation::Insert || E.Op == Operation::Remove;
  const bool Counts = E.Target.Steps.empty() && E.Rw == AccessKind::Update &&
                      Shared.Scalar && !Shared.Indirect;
  if (InContainer || Counts) {
    // (What only registers itself does so before anything else runs.)
    if (EntityId Class = P.recordOf(F.Self); Class.valid())
      return E.Text != "clear" && (F.Kind == FunctionKind::Destructor ||
                                   isTakenBack(P, Class, E.Target.global()));
    if (Counts)
      return true;
  }
  auto IsObject = [&](const Value &V) {
    // (Its own, one that it is given, or one that it has just made.)
    if ((V.Kind != ValueKind::Copy && V.Kind != ValueKind::Address) ||
        V.P.Root == RootKind::Global)
      return false;
    EntityId Class = P.rootRecord(F, V.P);
    return Class.valid() &&
           (InContainer || (E.Rw == AccessKind::Write && Shared.Indirect &&
                            Shared.Record == Class && P.isLinked(Class)));
  };
  return llvm::any_of(E.Args, IsObject);
}

static bool makesNew(const Function &F) {
  return llvm::any_of(F.Events, [](const Event &E) {
    return E.Kind == EventKind::Assign && !E.Args.empty() &&
           E.Args[0].Kind == ValueKind::Fresh;
  });
}

/// It makes or ends an object. (What initialises may fill a list before there
/// is anybody to look.)
static bool hasObject(const Program &P, const Function &F) {
  if (F.Kind == FunctionKind::Constructor || F.Kind == FunctionKind::Destructor)
    return true;
  llvm::StringRef Name = P[F.Self].shortName();
  return !initializesByName(Name) &&
         (makesNew(F) ||
          (endsByName(Name) && llvm::any_of(F.Params, [](const Variable &V) {
             return V.Type.Indirect && V.Type.Record.valid();
           })));
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
