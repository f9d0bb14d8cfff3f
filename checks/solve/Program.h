//===- Program.h - linked facts ---------------------------------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The facts of one or many translation units over one table of entities: each
/// entity once, by its key, and each function body once.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_SOLVE_PROGRAM_H
#define CONCURRENCY_SOLVE_PROGRAM_H

#include "facts/Facts.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringMap.h"

namespace concurrency {

/// A function with a body: an index into Program::functions().
using FunctionId = Id<struct FunctionTag>;

class Program {
public:
  /// Links the units. Where several define one function (an inline function of
  /// a header), the first complete body is kept.
  explicit Program(std::vector<TranslationUnit> Units);
  /// A single unit is already a program: its tables are taken as they are.
  explicit Program(TranslationUnit Unit);

  /// The whole as one unit, to be written and linked again.
  TranslationUnit asUnit() const { return {"", Files, Entities, Functions}; }

  llvm::ArrayRef<std::string> files() const { return Files; }
  /// In a file that others include.
  bool isInHeader(const Place &Where) const;
  /// There are bodies of several files, headers aside.
  bool hasManyFiles() const;
  llvm::ArrayRef<Entity> entities() const { return Entities; }
  llvm::ArrayRef<Function> functions() const { return Functions; }

  const Entity &operator[](EntityId E) const { return Entities[E.index()]; }
  const Function &operator[](FunctionId F) const {
    return Functions[F.index()];
  }
  /// The body of a function, or none.
  FunctionId body(EntityId E) const {
    return E.valid() ? Bodies[E.index()] : FunctionId();
  }
  /// Others than those in view may call it by its name.
  bool isReachableFromElsewhere(const Function &F) const;
  /// A further body of a function, for some of its calls. \p LeavesLocking: those
  /// calls tell it not to take the lock that others make it take.
  FunctionId addCopy(FunctionId Of, Function Body, bool LeavesLocking);
  void callInstead(FunctionId Caller, EventId Call, FunctionId Callee) {
    Functions[Caller.index()].Events[Call.index()].Callee =
        Functions[Callee.index()].Self;
  }
  /// Adds events, each behind the one that is named; those are in order.
  void insertAfter(FunctionId F,
                   std::vector<std::pair<EventId, Event>> More);
  CallableId addCallable(FunctionId F, Callable C);
  /// The spawn starts one thread, whatever loop it is in.
  void startsOne(FunctionId F, EventId Spawn) {
    Functions[F.index()].Events[Spawn.index()].Many = false;
  }
  /// The function's address is known to nobody.
  void forgetAddress(FunctionId F) {
    Functions[F.index()].AddressTaken = false;
  }
  /// Nobody calls it any more: leaves an empty body.
  void drop(FunctionId F) {
    Function &Body = Functions[F.index()];
    Body.Events.clear();
    Body.Subscripts.clear();
    Body.Callables.clear();
    Body.Blocks.assign(1, Block());
  }
  /// The function that \p F is a copy of, or itself.
  FunctionId original(FunctionId F) const {
    size_t Own = Functions.size() - CopyOf.size();
    return F.index() < Own ? F : CopyOf[F.index() - Own].Of;
  }
  /// `push(item, /*lock=*/false)`: its callers promise to hold the lock.
  bool leavesLocking(FunctionId F) const {
    size_t Own = Functions.size() - CopyOf.size();
    return F.index() >= Own && CopyOf[F.index() - Own].LeavesLocking;
  }
  /// Qualified name of a function for messages.
  llvm::StringRef name(FunctionId F) const {
    return Entities[Functions[F.index()].Self.index()].Name;
  }
  /// The class that a method or field belongs to, or none.
  EntityId recordOf(EntityId Member) const;
  /// The class of what a path begins with in \p In, or of what that points to.
  EntityId rootRecord(const Function &In, const Path &Of) const;
  /// True where \p Record is \p Base or derives from it.
  bool derives(EntityId Record, EntityId Base) const;
  /// Both derive from one class, and not one from the other. (Of a class of which
  /// nothing more is asked, the bases are not known.)
  bool areSiblings(EntityId A, EntityId B) const;
  /// One object of the class leads to the next: `struct conn { struct conn *next; }`.
  bool isLinked(EntityId Record) const;

  /// A lock of which only the functions are seen. Nobody knows how it is made, nor
  /// how many there are: it keeps others away, and of waits and orders nothing is
  /// said.
  bool isUnseen(const Path &Lock) const {
    const EntityId Last = Lock.lastEntity();
    return Last.valid() && isUnseenLock((*this)[Last].Key);
  }

private:
  friend class Linker;
  Program() = default;
  bool anyAncestor(EntityId Record,
                   llvm::function_ref<bool(EntityId)> Is) const;
  void indexBodies();
  void findCalled();

  std::vector<std::string> Files;
  std::vector<Entity> Entities;
  std::vector<Function> Functions;
  std::vector<FunctionId> Bodies; ///< by entity
  std::vector<bool> CalledByOthers; ///< by entity; not of copies
  struct Copy {
    FunctionId Of;
    bool LeavesLocking;
  };
  /// Of the last functions, which were added as copies.
  std::vector<Copy> CopyOf;
};

/// Links one unit after the other, so that a large program's units need not
/// all be in memory. The order of the units decides between equal things.
class Linker {
public:
  Linker() = default;
  /// Makes room for so many units, after the size of the first ones: to move
  /// what is there again and again takes time where it is much.
  explicit Linker(size_t Expected) : Expected(Expected) {}

  void add(TranslationUnit Unit) { add(std::move(Unit), /*Earlier=*/false); }
  /// One that says nothing of what the others have described.
  void addEarlier(TranslationUnit Unit) { add(std::move(Unit), true); }
  Program finish() &&;
  /// Per function, the unit that its body is from, in the order of add().
  llvm::ArrayRef<unsigned> unitOf() const { return UnitOf; }

private:
  void add(TranslationUnit Unit, bool Earlier);
  void separate(TranslationUnit &Unit, const struct Remapping &Map);
  template <typename T> void makeRoom(std::vector<T> &Items, size_t More);

  Program P;
  std::vector<unsigned> UnitOf;
  size_t Expected = 0;
  unsigned Units = 0;
  llvm::StringMap<uint32_t> FileOf, EntityOf;
};

} // namespace concurrency

#endif // CONCURRENCY_SOLVE_PROGRAM_H
