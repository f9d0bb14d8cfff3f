//===- Program.cpp - linked facts -----------------------------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "solve/Program.h"
#include "facts/Visit.h"
#include "solve/Remap.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/ADT/StringMap.h"

using namespace concurrency;

/// Keeps of two descriptions of one entity the one that says more: a class seen
/// in full, annotations on one of several declarations.
static void merge(Entity &Into, const Entity &From) {
  if (Into.Fields.empty() && !From.Fields.empty())
    Into.Incomplete = From.Incomplete;
  // Each has the fields that matter where it is from.
  if (Into.Fields != From.Fields)
    for (EntityId Field : From.Fields)
      if (!llvm::is_contained(Into.Fields, Field))
        Into.Fields.push_back(Field);
  if (Into.Bases.empty())
    Into.Bases = From.Bases;
  if (Into.Annotations.empty())
    Into.Annotations = From.Annotations;
  Into.AddressTaken |= From.AddressTaken;
  Into.LockLike |= From.LockLike;
  Into.HasFriends |= From.HasFriends;
  if (!isSettled(Into.Type.Reentrant) && isSettled(From.Type.Reentrant))
    Into.Type.Reentrant = From.Type.Reentrant;
}

Program::Program(std::vector<TranslationUnit> Units) {
  Linker L;
  for (TranslationUnit &Unit : Units)
    L.add(std::move(Unit));
  *this = std::move(L).finish();
}

Program::Program(TranslationUnit Unit)
    : Files(std::move(Unit.Files)), Entities(std::move(Unit.Entities)),
      Functions(std::move(Unit.Functions)) {
  indexBodies();
  findCalled();
}

void Program::findCalled() {
  CalledByOthers.resize(Entities.size());
  for (const Function &F : Functions) {
    for (const Event &E : F.Events)
      if (E.Kind == EventKind::Call && E.Callee.valid() && E.Callee != F.Self)
        CalledByOthers[E.Callee.index()] = true;
    for (const Callable &C : F.Callables)
      if (C.Target.valid())
        CalledByOthers[C.Target.index()] = true;
  }
}

void Program::indexBodies() {
  Bodies.assign(Entities.size(), FunctionId());
  for (auto [I, F] : llvm::enumerate(Functions))
    if (FunctionId &Body = Bodies[F.Self.index()]; !Body.valid())
      Body = FunctionId(I);
}

/// Programs of one database may define the same name differently: each has a
/// main, many have a usage(). The later one is this unit's own.
void Linker::separate(TranslationUnit &Unit, const Remapping &Map) {
  for (const Function &F : Unit.Functions) {
    Entity &Self = Unit.Entities[F.Self.index()];
    auto Known = EntityOf.find(Self.Key);
    if (Known == EntityOf.end() || !F.Where.File.valid())
      continue;
    FunctionId Body = P.body(EntityId(Known->second));
    if (Body.valid() && P[Body].Where.File != Map.Files[F.Where.File.index()])
      Self.Key = Unit.MainFile + "|" + Self.Key;
  }
}

template <typename T>
void Linker::makeRoom(std::vector<T> &Items, size_t More) {
  size_t Needed = Items.size() + More;
  if (Needed <= Items.capacity() || Units + 1 >= Expected || Units < 16)
    return;
  // With an eighth for later units that are larger.
  size_t InAll = Needed / (Units + 1) * Expected;
  Items.reserve(InAll + InAll / 8);
}

void Linker::add(TranslationUnit Unit, bool Earlier) {
  makeRoom(P.Entities, Unit.Entities.size());
  makeRoom(P.Bodies, Unit.Entities.size());
  makeRoom(P.Functions, Unit.Functions.size());
  makeRoom(UnitOf, Unit.Functions.size());
  Remapping Map;
  for (std::string &Name : Unit.Files) {
    auto [It, New] = FileOf.try_emplace(Name, P.Files.size());
    if (New)
      P.Files.push_back(std::move(Name));
    Map.Files.push_back(FileId(It->second));
  }
  separate(Unit, Map);
  for (const Entity &E : Unit.Entities)
    Map.Entities.push_back(
        EntityId(EntityOf.try_emplace(E.Key, EntityOf.size()).first->second));
  for (auto [I, E] : llvm::enumerate(Unit.Entities)) {
    Map.apply(E);
    uint32_t Index = Map.Entities[I].index();
    if (Index >= P.Entities.size())
      P.Entities.push_back(std::move(E));
    else if (!Earlier)
      merge(P.Entities[Index], E);
    else
      P.Entities[Index].AddressTaken |= E.AddressTaken;
  }
  P.Bodies.resize(P.Entities.size());
  for (Function &F : Unit.Functions) {
    FunctionId &Body = P.Bodies[Map.Entities[F.Self.index()].index()];
    bool New = !Body.valid();
    bool Better = !New && P.Functions[Body.index()].Truncated && !F.Truncated;
    if (!New && !Better)
      continue;
    Map.apply(F);
    if (New) {
      Body = FunctionId(P.Functions.size());
      P.Functions.push_back(std::move(F));
      UnitOf.push_back(Units);
    } else {
      P.Functions[Body.index()] = std::move(F);
      UnitOf[Body.index()] = Units;
    }
  }
  ++Units;
}

/// What one unit supposed of a function because it did not see its body.
static void forgetGuesses(Function &F, uint32_t Call) {
  for (uint32_t I = Call; I-- != 0;) {
    Event &E = F.Events[I];
    if (E.Kind != EventKind::Access || E.Op != Operation::None ||
        !(E.Opaque || (!E.Text.empty() && E.Text == F.Events[Call].Text)))
      return;
    E.Target = Path::unknown();
  }
}

Program Linker::finish() && {
  EntityOf = {};
  FileOf = {};
  for (Function &F : P.Functions) {
    F.AddressTaken |= P[F.Self].AddressTaken;
    for (auto [I, E] : llvm::enumerate(F.Events))
      if (E.Kind == EventKind::Call && !E.Virtual && P.body(E.Callee).valid())
        forgetGuesses(F, I);
  }
  P.findCalled();
  return std::move(P);
}

bool Program::isInHeader(const Place &Where) const {
  if (!Where.File.valid())
    return true;
  llvm::StringRef Name = Files[Where.File.index()];
  return !llvm::is_contained(
      {"c", "cc", "cpp", "cxx", "c++", "cp", "C", "m", "mm", "cu"},
      Name.rsplit('.').second);
}

bool Program::hasManyFiles() const {
  FileId First;
  return llvm::any_of(Functions, [&](const Function &F) {
    if (isInHeader(F.Where))
      return false;
    if (!First.valid())
      First = F.Where.File;
    return F.Where.File != First;
  });
}

FunctionId Program::addCopy(FunctionId Of, Function Body,
                            bool LeavesLocking) {
  Entity Self = (*this)[Body.Self];
  Self.Key += "#" + std::to_string(CopyOf.size());
  Body.Self = EntityId(Entities.size());
  FunctionId Copy(Functions.size());
  Entities.push_back(std::move(Self));
  Bodies.push_back(Copy);
  Functions.push_back(std::move(Body));
  CopyOf.push_back({Of, LeavesLocking});
  return Copy;
}

void Program::insertAfter(FunctionId Id,
                          std::vector<std::pair<EventId, Event>> More) {
  Function &F = Functions[Id.index()];
  llvm::stable_sort(More, [](const auto &A, const auto &B) {
    return A.first.index() < B.first.index();
  });
  // Where the events are then.
  std::vector<uint32_t> Now(F.Events.size());
  for (uint32_t I = 0, Added = 0; I != Now.size(); ++I) {
    Now[I] = I + Added;
    while (Added != More.size() && More[Added].first.index() == I)
      ++Added;
  }
  auto Move = Overloaded{
      [&](EventId &E) {
        if (E.valid())
          E = EventId(Now[E.index()]);
      },
      [&](Path &Q) {
        if (Q.Root == RootKind::Result && EventId(Q.Index).valid())
          Q.Index = Now[Q.Index];
      },
      [](auto &) {}};
  for (auto &[At, E] : llvm::reverse(More))
    F.Events.insert(F.Events.begin() + At.index() + 1, std::move(E));
  visitRefs(F, Move);
  for (Block &B : F.Blocks) {
    if (B.FirstEvent == B.EndEvent) {
      B.FirstEvent = B.EndEvent = 0;
      continue;
    }
    // Behind the last event of a block is still in that block.
    uint32_t Last = B.EndEvent - 1;
    B.EndEvent = Now[Last] + 1 + llvm::count_if(More, [&](const auto &M) {
                   return M.first.index() == Last;
                 });
    B.FirstEvent = Now[B.FirstEvent];
  }
}

CallableId Program::addCallable(FunctionId F, Callable C) {
  List<Callable> &All = Functions[F.index()].Callables;
  All.push_back(std::move(C));
  return CallableId(All.size() - 1);
}

EntityId Program::recordOf(EntityId Member) const {
  if (!Member.valid())
    return EntityId();
  EntityId Parent = (*this)[Member].Parent;
  return Parent.valid() && (*this)[Parent].Kind == EntityKind::Record
             ? Parent
             : EntityId();
}

EntityId Program::rootRecord(const Function &In, const Path &Of) const {
  switch (Of.Root) {
  case RootKind::This:
    return recordOf(In.Self);
  case RootKind::Param:
    return Of.Index < In.Params.size() ? In.Params[Of.Index].Type.Record
                                       : EntityId();
  case RootKind::Local:
    return Of.Index < In.Locals.size() ? In.Locals[Of.Index].Type.Record
                                       : EntityId();
  case RootKind::Global:
    return Of.global().valid() ? (*this)[Of.global()].Type.Record : EntityId();
  default:
    return EntityId();
  }
}

bool Program::isLinked(EntityId Record) const {
  return llvm::any_of((*this)[Record].Fields, [&](EntityId Field) {
    const TypeFacts &Type = (*this)[Field].Type;
    return Type.Record == Record && Type.Indirect;
  });
}

bool Program::isReachableFromElsewhere(const Function &F) const {
  bool Private = recordOf(F.Self).valid() && F.Access == AccessSpec::Private &&
                 F.Kind == FunctionKind::Method;
  // (Who calls it as nobody else does has forgotten to keep it to the file.)
  bool Own = F.Unannounced && F.Self.index() < CalledByOthers.size() &&
             CalledByOthers[F.Self.index()];
  return !F.Internal && !Private && !Own;
}

/// Asked of the class itself, too.
bool Program::anyAncestor(EntityId Record,
                          llvm::function_ref<bool(EntityId)> Is) const {
  llvm::SmallVector<EntityId, 8> Work{Record};
  // Diamonds are rare and classes are few: a depth bound keeps broken input
  // (a class deriving from itself) finite.
  for (unsigned Steps = 0; !Work.empty() && Steps != 256; ++Steps) {
    EntityId R = Work.pop_back_val();
    if (!R.valid())
      continue;
    if (Is(R))
      return true;
    llvm::append_range(Work, (*this)[R].Bases);
  }
  return false;
}

bool Program::derives(EntityId Record, EntityId Base) const {
  return anyAncestor(Record, [&](EntityId R) { return R == Base; });
}

bool Program::areSiblings(EntityId A, EntityId B) const {
  return !derives(A, B) && !derives(B, A) &&
         anyAncestor(A, [&](EntityId Base) { return derives(B, Base); });
}
