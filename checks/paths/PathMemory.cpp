//===- PathMemory.cpp - what others may have changed, on a path -----------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The analyzer thinks of one thread and of one call of each function, and takes
/// for known what was written last on the path. Here that is taken back where
/// another thread, a signal, or an earlier call may have written since.
///
//===----------------------------------------------------------------------===//

#include "paths/PathChecker.h"
#include "llvm/ADT/SetVector.h"

using namespace clang;
using namespace ento;
using namespace concurrency;

static ProgramStateRef setAnything(ProgramStateRef State,
                                   const TypedValueRegion *R,
                                   ConstCFGElementRef Element,
                                   CheckerContext &C) {
  QualType T = R->getValueType();
  if (!T->isScalarType())
    return State->invalidateRegions({R}, Element, C.blockCount(),
                                    C.getLocationContext(),
                                    /*CausesPointerEscape=*/false);
  SVal Any = C.getSValBuilder().conjureSymbolVal(
      /*symbolTag=*/R, Element, C.getLocationContext(),
      T.getUnqualifiedType(), C.blockCount());
  return State->bindLoc(loc::MemRegionVal(R), Any, C.getLocationContext(),
                        /*notifyChanges=*/false);
}

/// A static variable is initialised by the first call only.
void PathChecker::checkPostStmt(const DeclStmt *S, CheckerContext &C) const {
  if (!Core)
    return;
  ProgramStateRef State = C.getState();
  for (const Decl *D : S->decls())
    if (const auto *V = dyn_cast<VarDecl>(D);
        V && V->isStaticLocal() && !V->getType().isConstQualified() &&
        !V->getType()->isReferenceType())
      if (const auto *R = dyn_cast_or_null<TypedValueRegion>(
              State->getLValue(V, C.getLocationContext()).getAsRegion()))
        State = setAnything(State, R, C.getCFGElementRef(), C);
  if (State != C.getState())
    C.addTransition(State);
}

/// Anybody may write to what is volatile, at any time.
void PathChecker::forgetVolatile(SVal Location, CheckerContext &C) {
  const auto *R = dyn_cast_or_null<TypedValueRegion>(Location.getAsRegion());
  if (!R || !R->getValueType().isVolatileQualified() ||
      !R->getValueType()->isScalarType())
    return;
  C.addTransition(
      setAnything(C.getState(), R, C.getCFGElementRef(), C));
}

namespace {
/// The objects that this path has written to and others may write to, too.
class Written : public StoreManager::BindingsHandler {
public:
  explicit Written(const ProgramStateRef &State) : State(State) {}

  bool HandleBinding(StoreManager &, Store, const MemRegion *R,
                     SVal) override {
    if (!R->hasMemorySpace<StackSpaceRegion>(State) &&
        isa<SymbolicRegion, VarRegion>(R))
      Found.insert(R);
    return true;
  }

  llvm::SetVector<const MemRegion *> Found;

private:
  const ProgramStateRef &State;
};
} // namespace

/// A lock is taken: since then others may have written. (What was only read is
/// mostly a setting, and stays.)
ProgramStateRef PathChecker::forgetWritten(ProgramStateRef State,
                                           const CallEvent &Call,
                                           CheckerContext &C) {
  Written Objects(State);
  C.getStoreManager().iterBindings(State->getStore(), Objects);
  if (Objects.Found.empty())
    return State;
  return State->invalidateRegions(Objects.Found.getArrayRef(),
                                  Call.getCFGElementRef(), C.blockCount(),
                                  C.getLocationContext(),
                                  /*CausesPointerEscape=*/false);
}
