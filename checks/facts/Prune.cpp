//===- Prune.cpp - facts without what nobody asks for ---------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "facts/Prune.h"
#include "facts/Visit.h"
#include "llvm/ADT/STLExtras.h"

using namespace concurrency;

//===----------------------------------------------------------------------===//
// What matters by itself
//===----------------------------------------------------------------------===//

namespace {
/// Which entities have to do with concurrency, whoever uses them.
class Concerns {
public:
  explicit Concerns(const TranslationUnit &Unit)
      : Unit(Unit), Known(Unit.Entities.size(), Answer::None) {}

  bool operator()(EntityId E);

private:
  enum class Answer : uint8_t { None, No, Yes };

  bool type(const TypeFacts &T);
  bool find(const Entity &E);

  const TranslationUnit &Unit;
  std::vector<Answer> Known;
};
} // namespace

bool Concerns::type(const TypeFacts &T) {
  switch (T.Role) {
  case TypeRole::Lock:
  case TypeRole::Guard:
  case TypeRole::Atomic:
  case TypeRole::Synchronized:
  case TypeRole::Thread:
  case TypeRole::Condition:
  case TypeRole::OnceFlag:
    return true;
  default:
    return T.Record.valid() && (Unit.Entities[T.Record.index()].LockLike ||
                                (!T.Indirect && (*this)(T.Record)));
  }
}

bool Concerns::find(const Entity &E) {
  if (!E.Annotations.empty() || E.Volatile || E.LockLike || type(E.Type))
    return true;
  switch (E.Kind) {
  case EntityKind::Function:
    return false;
  case EntityKind::Global:
    return !E.ThreadLocal && !E.Type.Const;
  case EntityKind::Field:
    return E.Parent.valid() && (*this)(E.Parent);
  case EntityKind::Record:
    // Of fields what they are, not where: they ask their record in turn.
    return llvm::any_of(E.Bases, *this) ||
           llvm::any_of(E.Fields, [&](EntityId F) {
             const Entity &Field = Unit.Entities[F.index()];
             return !Field.Annotations.empty() || type(Field.Type);
           });
  }
  return false;
}

bool Concerns::operator()(EntityId E) {
  if (Known[E.index()] == Answer::None) {
    Known[E.index()] = Answer::No; // of broken code: a class inside itself
    bool Found = find(Unit.Entities[E.index()]);
    Known[E.index()] = Found ? Answer::Yes : Answer::No;
  }
  return Known[E.index()] == Answer::Yes;
}

/// Something that other functions, or other threads, may have to do with.
static bool isOfNote(const Event &E) {
  switch (E.Kind) {
  case EventKind::Access:
    return E.Atomic;
  case EventKind::Call:
    return E.Hint != Event::HintTy::None;
  case EventKind::Block:
  case EventKind::Assign:
  case EventKind::Escape:
  case EventKind::Return:
  case EventKind::Point:
    return false;
  default:
    return true;
  }
}

//===----------------------------------------------------------------------===//
// What that leads to
//===----------------------------------------------------------------------===//

/// Calls \p Visit on the entities that a path names.
template <typename Fn> static void forEachEntity(const Path &P, Fn Visit) {
  if (EntityId Global = P.global(); Global.valid())
    Visit(Global);
  for (const Step &S : P.Steps)
    if (S.Kind == StepKind::Field)
      Visit(S.entity());
}

namespace {
class Pruner {
public:
  Pruner(TranslationUnit &Unit, const llvm::BitVector &Spare)
      : Unit(Unit), Concerning(Unit), Spare(Spare),
        Bodies(Unit.Entities.size(), None),
        KeptFunctions(Unit.Functions.size()),
        KeptEntities(Unit.Entities.size()), KeptFiles(Unit.Files.size()) {}

  void run();

private:
  static constexpr uint32_t None = ~0u;

  bool matters(const Function &F);
  void keepFunction(uint32_t Index);
  void keepBody(EntityId Of) {
    if (Of.valid() && Bodies[Of.index()] != None)
      keepFunction(Bodies[Of.index()]);
  }
  void keep(EntityId E) {
    if (E.valid() && !KeptEntities.test(E.index())) {
      KeptEntities.set(E.index());
      Entities.push_back(E.index());
    }
  }
  void followFunction(const Function &F);
  void followEntity(const Entity &E);
  void keepFields();
  void keepPlace(const Place &P) {
    if (P.File.valid())
      KeptFiles.set(P.File.index());
  }
  void removeRest();

  TranslationUnit &Unit;
  Concerns Concerning;
  const llvm::BitVector &Spare;
  std::vector<uint32_t> Bodies;      ///< by entity, the function
  std::vector<uint32_t> Destructors; ///< functions
  llvm::BitVector KeptFunctions, KeptEntities, KeptFiles;
  std::vector<uint32_t> Functions, Entities; ///< to be followed
};
} // namespace

bool Pruner::matters(const Function &F) {
  // Whoever calls it may be anywhere.
  if (F.Main || F.AddressTaken)
    return true;
  // One step of a lock's or a condition's, and nothing beside it: that is
  // something only together with what its callers do.
  if (llvm::count_if(
          F.Events,
          [](const Event &E) { return E.Kind != EventKind::Return; }) == 1 &&
      F.Events.front().Kind != EventKind::Access)
    return false;
  const Entity &Self = Unit.Entities[F.Self.index()];
  if (Concerning(F.Self) || (Self.Parent.valid() && Concerning(Self.Parent)) ||
      llvm::any_of(F.Events, isOfNote))
    return true;
  bool Found = false;
  visitRefs(F, Overloaded{[&](const Path &P) {
                            forEachEntity(P, [&](EntityId E) {
                              Found = Found || Concerning(E);
                            });
                          },
                          [](const auto &) {}});
  return Found;
}

void Pruner::keepFunction(uint32_t Index) {
  if (KeptFunctions.test(Index))
    return;
  KeptFunctions.set(Index);
  Functions.push_back(Index);
}

void Pruner::followFunction(const Function &F) {
  for (const Event &E : F.Events)
    keepBody(E.Callee);
  for (const Callable &C : F.Callables)
    keepBody(C.Target);
  // What a constructor takes, the destructor gives back, called or not.
  if (EntityId Class = Unit.Entities[F.Self.index()].Parent;
      F.Kind == FunctionKind::Constructor && Class.valid())
    for (uint32_t D : Destructors)
      if (Unit.Entities[Unit.Functions[D].Self.index()].Parent == Class)
        keepFunction(D);
  visitRefs(F, Overloaded{[&](const Path &P) {
                            forEachEntity(P, [&](EntityId E) { keep(E); });
                          },
                          [&](EntityId E) { keep(E); },
                          [&](const Place &P) { keepPlace(P); },
                          [](const auto &) {}});
}

void Pruner::followEntity(const Entity &E) {
  visitRefs(E, Overloaded{[&](const Path &P) {
                            forEachEntity(P, [&](EntityId N) { keep(N); });
                          },
                          [](const auto &) {}});
  keep(E.Parent);
  keep(E.Type.Record);
  for (EntityId Base : E.Bases)
    keep(Base);
  keepPlace(E.Where);
}

/// Of classes that have to do with concurrency all fields count. Of the others
/// those do that are used, or that are objects of a class which is: they tell
/// whether its objects stand for themselves.
void Pruner::keepFields() {
  for (unsigned R : KeptEntities.set_bits()) {
    const Entity &Record = Unit.Entities[R];
    if (Record.Fields.empty())
      continue;
    bool All = Concerning(EntityId(R));
    for (EntityId F : Record.Fields) {
      const TypeFacts &T = Unit.Entities[F.index()].Type;
      if (All || (T.Record.valid() && !T.Indirect &&
                  KeptEntities.test(T.Record.index())))
        keep(F);
    }
  }
}

void Pruner::removeRest() {
  std::vector<uint32_t> NewEntity(Unit.Entities.size(), None),
      NewFile(Unit.Files.size(), None);
  uint32_t Next = 0;
  for (unsigned E : KeptEntities.set_bits())
    NewEntity[E] = Next++;
  Next = 0;
  for (unsigned F : KeptFiles.set_bits())
    NewFile[F] = Next++;

  Overloaded Renumber{[&](Path &P) {
                        if (P.Root == RootKind::Global)
                          P.Index = NewEntity[P.Index];
                        for (Step &S : P.Steps)
                          if (S.Kind == StepKind::Field)
                            S.Index = NewEntity[S.Index];
                      },
                      [&](EntityId &E) {
                        if (E.valid())
                          E = EntityId(NewEntity[E.index()]);
                      },
                      [&](Place &P) {
                        if (P.File.valid())
                          P.File = FileId(NewFile[P.File.index()]);
                      },
                      [](auto &) {}};
  auto Sweep = [](auto &Items, const llvm::BitVector &Kept) {
    size_t To = 0;
    for (unsigned From : Kept.set_bits()) {
      if (To != From)
        Items[To] = std::move(Items[From]);
      ++To;
    }
    Items.resize(To);
  };
  for (Entity &E : Unit.Entities)
    llvm::erase_if(E.Fields,
                   [&](EntityId F) { return !KeptEntities.test(F.index()); });
  Sweep(Unit.Entities, KeptEntities);
  Sweep(Unit.Functions, KeptFunctions);
  Sweep(Unit.Files, KeptFiles);
  for (Entity &E : Unit.Entities)
    visitRefs(E, Renumber);
  for (Function &F : Unit.Functions)
    visitRefs(F, Renumber);
}

void Pruner::run() {
  for (auto [I, F] : llvm::enumerate(Unit.Functions)) {
    if (uint32_t &Body = Bodies[F.Self.index()]; Body == None)
      Body = I;
    if (F.Kind == FunctionKind::Destructor)
      Destructors.push_back(I);
  }
  for (auto [I, F] : llvm::enumerate(Unit.Functions))
    if (!Spare.test(I) || matters(F))
      keepFunction(I);
  for (auto [I, E] : llvm::enumerate(Unit.Entities))
    if (E.AddressTaken)
      keep(EntityId(I));
  while (!Functions.empty()) {
    uint32_t F = Functions.back();
    Functions.pop_back();
    followFunction(Unit.Functions[F]);
  }
  // A field of a class may bring in another class, and so on.
  do {
    while (!Entities.empty()) {
      uint32_t E = Entities.back();
      Entities.pop_back();
      followEntity(Unit.Entities[E]);
    }
    keepFields();
  } while (!Entities.empty());
  // File 0 is the one that the names of places leave out.
  if (!Unit.Files.empty())
    KeptFiles.set(0);
  removeRest();
}

void concurrency::prune(TranslationUnit &Unit, const llvm::BitVector &Spare) {
  Pruner(Unit, Spare).run();
}
