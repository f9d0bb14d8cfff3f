//===- LockState.cpp - locks and guards on a path -------------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "paths/LockState.h"
#include "extract/DeclNames.h"
#include "clang/StaticAnalyzer/Core/PathSensitive/ProgramStateTrait.h"

using namespace clang;
using namespace ento;
using namespace concurrency;

// Every file that expands these macros has a state of its own, so nobody else
// does.
REGISTER_LIST_WITH_PROGRAMSTATE(HoldList, Hold)
REGISTER_LIST_WITH_PROGRAMSTATE(GuardList, Managed)
REGISTER_SET_WITH_PROGRAMSTATE(NonBlockingHandles, SymbolRef)
REGISTER_SET_WITH_PROGRAMSTATE(NonBlockingArrays, const MemRegion *)
REGISTER_MAP_WITH_PROGRAMSTATE(TestedConditions, unsigned, bool)
REGISTER_TRAIT_WITH_PROGRAMSTATE(Uncertain, bool)
REGISTER_TRAIT_WITH_PROGRAMSTATE(AddressOrder, bool)
REGISTER_TRAIT_WITH_PROGRAMSTATE(LeftToCaller, bool)

void Hold::Profile(llvm::FoldingSetNodeID &ID) const {
  ID.AddPointer(Lock);
  ID.AddPointer(Taken.Frame);
  ID.AddPointer(Taken.Site);
  ID.AddInteger(Taken.Visit);
  ID.AddPointer(Owner);
  ID.AddInteger(unsigned(Mode));
  ID.AddInteger(unsigned(Reentrant));
  ID.AddBoolean(Grouped);
  ID.AddInteger(Condition);
  ID.AddBoolean(ConditionWas);
  ID.AddBoolean(Exposed);
}

void Managed::Profile(llvm::FoldingSetNodeID &ID) const {
  ID.AddPointer(Guard);
  ID.AddPointer(Lock);
  ID.AddInteger(unsigned(Mode));
  ID.AddBoolean(Owns);
}

template <typename Trait, typename T>
static llvm::SmallVector<T, 4> listOf(const ProgramStateRef &State) {
  llvm::SmallVector<T, 4> All;
  for (const T &Each : State->get<Trait>())
    All.push_back(Each);
  return All;
}

template <typename Trait, typename T>
static ProgramStateRef setList(const ProgramStateRef &State,
                               llvm::ArrayRef<T> All) {
  auto &Factory = State->get_context<Trait>();
  llvm::ImmutableList<T> List = Factory.getEmptyList();
  for (const T &Each : llvm::reverse(All))
    List = Factory.add(Each, List);
  return State->set<Trait>(List);
}

llvm::SmallVector<Hold, 4> concurrency::holds(const ProgramStateRef &State) {
  return listOf<HoldList, Hold>(State);
}

ProgramStateRef concurrency::setHolds(const ProgramStateRef &State,
                                      llvm::ArrayRef<Hold> Holds) {
  ProgramStateRef New = setList<HoldList, Hold>(State, Holds);
  return Holds.empty() ? New->remove<TestedConditions>() : New;
}

llvm::SmallVector<Managed, 4>
concurrency::guards(const ProgramStateRef &State) {
  return listOf<GuardList, Managed>(State);
}

ProgramStateRef concurrency::setGuards(const ProgramStateRef &State,
                                       llvm::ArrayRef<Managed> Guards) {
  return setList<GuardList, Managed>(State, Guards);
}

bool concurrency::anyHold(const ProgramStateRef &State) {
  return !State->get<HoldList>().isEmpty();
}

bool concurrency::anyGuard(const ProgramStateRef &State) {
  return !State->get<GuardList>().isEmpty();
}

const Hold *concurrency::findHold(llvm::ArrayRef<Hold> Holds,
                                  const MemRegion *Lock) {
  auto It = llvm::find_if(Holds, [&](const Hold &H) { return H.Lock == Lock; });
  return It == Holds.end() ? nullptr : It;
}

bool concurrency::isUncertain(const ProgramStateRef &State) {
  return State->get<Uncertain>();
}

ProgramStateRef concurrency::setUncertain(const ProgramStateRef &State) {
  return State->set<Uncertain>(true);
}

bool concurrency::isLeftToCaller(const ProgramStateRef &State) {
  return State->get<LeftToCaller>();
}

ProgramStateRef concurrency::setLeftToCaller(const ProgramStateRef &State) {
  return State->set<LeftToCaller>(true);
}

bool concurrency::ordersByAddress(const ProgramStateRef &State) {
  return State->get<AddressOrder>();
}

ProgramStateRef concurrency::setOrdersByAddress(const ProgramStateRef &State) {
  return State->set<AddressOrder>(true);
}

std::optional<bool> concurrency::tested(const ProgramStateRef &State,
                                        unsigned Condition) {
  const bool *Was = State->get<TestedConditions>(Condition);
  return Was ? std::optional(*Was) : std::nullopt;
}

ProgramStateRef concurrency::setTested(const ProgramStateRef &State,
                                       unsigned Condition, bool Was) {
  return State->set<TestedConditions>(Condition, Was);
}

ProgramStateRef concurrency::forgetTests(const ProgramStateRef &State) {
  return State->remove<TestedConditions>();
}

/// The array that it is an element of, or what it is.
static const MemRegion *arrayOf(const MemRegion *R) {
  R = R->StripCasts();
  const auto *E = dyn_cast<ElementRegion>(R);
  return E ? E->getSuperRegion()->StripCasts() : R;
}

bool concurrency::isNonBlocking(const ProgramStateRef &State, SVal Handle) {
  SymbolRef Sym = Handle.getAsSymbol();
  if (!Sym)
    return false;
  const MemRegion *From = Sym->getOriginRegion();
  return State->contains<NonBlockingHandles>(Sym) ||
         (From && State->contains<NonBlockingArrays>(arrayOf(From)));
}

ProgramStateRef concurrency::setNonBlocking(const ProgramStateRef &State,
                                            SVal Handle) {
  ProgramStateRef New = State;
  if (SymbolRef Sym = Handle.getAsSymbol())
    New = New->add<NonBlockingHandles>(Sym);
  if (const MemRegion *Both = Handle.getAsRegion())
    New = New->add<NonBlockingArrays>(arrayOf(Both));
  return New;
}

ProgramStateRef concurrency::forgetDead(const ProgramStateRef &State,
                                        SymbolReaper &Live) {
  ProgramStateRef New = State;
  for (SymbolRef Sym : State->get<NonBlockingHandles>())
    if (Live.isDead(Sym))
      New = New->remove<NonBlockingHandles>(Sym);
  return New;
}

//===----------------------------------------------------------------------===//
// Regions
//===----------------------------------------------------------------------===//

const MemRegion *concurrency::lockRegion(const MemRegion *R, CoreView &Core) {
  if (!R)
    return nullptr;
  R = R->StripCasts();
  while (const auto *F = dyn_cast<FieldRegion>(R)) {
    const RecordInfo &Owner = Core.record(F->getDecl()->getParent());
    if (!(Owner.LockLike && !Owner.GuardLike) &&
        !Core.isWrapped(F->getDecl()))
      break;
    R = F->getSuperRegion()->StripCasts();
  }
  // A pointer to the first element and the array's name are the same lock.
  return R;
}

const MemRegion *concurrency::lockRegion(SVal V, CoreView &Core) {
  return lockRegion(V.getAsRegion(), Core);
}

DeclClass concurrency::declClass(const MemRegion *R) {
  DeclClass C;
  for (unsigned I = 0; R && I != 16; ++I) {
    R = R->StripCasts();
    if (const auto *F = dyn_cast<FieldRegion>(R)) {
      C.D = F->getDecl();
      return C;
    }
    if (const auto *V = dyn_cast<VarRegion>(R)) {
      C.D = V->getDecl();
      return V->getDecl()->hasGlobalStorage() ? C : DeclClass();
    }
    const auto *E = dyn_cast<ElementRegion>(R);
    if (!E)
      break;
    if (auto N = E->getIndex().getAs<nonloc::ConcreteInt>())
      C.Element = N->getValue()->getLimitedValue(1u << 16) + 1;
    R = E->getSuperRegion();
  }
  return DeclClass();
}

static bool derives(const RecordDecl *From, const RecordDecl *To) {
  for (unsigned Depth = 0; From && Depth != 16; ++Depth) {
    From = From->getDefinition();
    if (!From || From->getCanonicalDecl() == To->getCanonicalDecl())
      return From;
    if (const auto *Class = dyn_cast<CXXRecordDecl>(From)) {
      const auto *Base = dyn_cast_or_null<CXXRecordDecl>(To->getDefinition());
      return Base && Class->isDerivedFrom(Base);
    }
    if (From->field_empty())
      return false;
    From = From->field_begin()->getType()->getAsRecordDecl();
  }
  return false;
}

const RecordDecl *concurrency::ownerType(const MemRegion *Lock) {
  const auto *F = dyn_cast_or_null<FieldRegion>(Lock);
  if (!F)
    return nullptr;
  const MemRegion *Object = F->getSuperRegion()->StripCasts();
  QualType Type;
  if (const auto *S = dyn_cast<SymbolicRegion>(Object))
    Type = S->getSymbol()->getType()->getPointeeType();
  else if (const auto *V = dyn_cast<TypedValueRegion>(Object))
    Type = V->getValueType();
  const RecordDecl *Declares = F->getDecl()->getParent();
  const RecordDecl *R = Type.isNull() ? nullptr : Type->getAsRecordDecl();
  return R && R->getCanonicalDecl() != Declares->getCanonicalDecl() &&
                 derives(R, Declares)
             ? R
             : nullptr;
}

bool concurrency::areUnrelated(const RecordDecl *A, const RecordDecl *B) {
  return A && B && !derives(A, B) && !derives(B, A);
}

bool concurrency::leadsFrom(const MemRegion *R, const MemRegion *Object) {
  for (unsigned I = 0; R && I != 2; ++I) {
    R = R->getBaseRegion();
    if (R == Object)
      return true;
    const auto *S = dyn_cast<SymbolicRegion>(R);
    R = S ? S->getSymbol()->getOriginRegion() : nullptr;
  }
  return false;
}

std::string concurrency::regionName(const MemRegion *R) {
  std::string Name;
  for (unsigned I = 0; R && I != 16; ++I) {
    R = R->StripCasts();
    if (const auto *F = dyn_cast<FieldRegion>(R)) {
      llvm::StringRef Field = F->getDecl()->getName();
      if (!Field.empty())
        Name = Name.empty() ? Field.str() : (Field + "." + Name).str();
      R = F->getSuperRegion();
      continue;
    }
    if (!Name.empty())
      return Name;
    if (const auto *E = dyn_cast<ElementRegion>(R)) {
      R = E->getSuperRegion();
      continue;
    }
    if (const auto *V = dyn_cast<VarRegion>(R))
      return V->getDecl()->getNameAsString();
    if (const auto *S = dyn_cast<SymbolicRegion>(R)) {
      R = S->getSymbol()->getOriginRegion();
      continue;
    }
    break;
  }
  return Name.empty() ? "a lock" : Name;
}
