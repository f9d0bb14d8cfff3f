//===- Solution.h - a program and what was found out about it ---*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The result of the solver, which the detectors read: for every event the
/// locks held before it, for every function its summary and what its callers
/// hold, and the call graph.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_SOLVE_SOLUTION_H
#define CONCURRENCY_SOLVE_SOLUTION_H

#include "solve/FilesOf.h"
#include "solve/Frame.h"
#include "solve/Summary.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Allocator.h"
#include <map>
#include <memory>
#include <optional>

namespace concurrency {

/// What is known of the callers of a function.
enum class CallersKind : uint8_t {
  /// Anybody may call it: a public function.
  Open,
  /// All call sites are known (internal linkage, private method, a lambda that
  /// is only run here).
  Known,
  /// It has callers that cannot be seen and that may well hold locks: an
  /// escaped callable, a private method used in another file.
  Hidden,
};

/// Call sites of a function that hold the same.
struct WayIn {
  /// In the function's frame, as in Entry.
  List<HeldLock> Held;
  llvm::SmallBitVector FreshParams;
  /// The callers may hold more than can be seen.
  bool Unknown = false;
  /// The files of those that do not see theirs.
  FilesOf UnknownIn;
  /// The first of the call sites; none where a thread starts here.
  FunctionId Caller;
  EventId At;
  /// The way into the caller that this goes on from, if it has several.
  uint32_t Outer = 0;
  /// All of them, as far as they are counted.
  llvm::SmallVector<std::pair<FunctionId, EventId>, 2> Sites;
};

/// What holds whenever a function is entered: the intersection over its known
/// call sites.
struct Entry {
  /// More different ones are taken together.
  static constexpr size_t MaxWays = 8;
  static constexpr size_t MaxSites = 16;
  CallersKind Callers = CallersKind::Open;
  /// In the function's frame; anonymous where it has no name for the lock.
  List<HeldLock> Held;
  /// Runs only while an object is constructed or destroyed, on that object.
  bool OnlyInit = false;
  /// Likewise, or so its name says: what it does without a lock says nothing.
  bool SetUp = false;
  /// Parameters that always refer to an object known to nobody else yet.
  llvm::SmallBitVector FreshParams;
  /// The ways in, where call sites differ in what they hold. Set-up is none.
  List<WayIn> Ways;
  /// Lock classes that are held wherever the function is seen to be called, by
  /// pointers and base classes as well, of which not all may be seen.
  llvm::SmallVector<EntityId, 1> PerhapsHeld;
  bool ThreadRoot = false; ///< spawned somewhere
  bool HasCallers = false; ///< some call is seen
};

/// The body that an event runs, and its bindings.
struct CallTarget {
  FunctionId Callee;
  Frame Bindings;
};

/// A body that runs, and returns, while an event happens.
struct RunEdge {
  EventId At;
  FunctionId Callee;
  bool SameObject = false; ///< a method of the caller's own object
};

/// A place on the way to an access: the access itself, or a call.
struct AccessSite {
  FunctionId In;
  EventId At;
};

struct SolvedFunction {
  Summary Effects;
  Entry At;
  /// Locks that it releases without having acquired them.
  List<HeldLock> Expected;
  /// In the order of the events.
  List<RunEdge> Runs;
  /// Of the body of a thread, what classes have for the virtual functions that it
  /// calls: `thread([this] { run(); })`.
  List<RunEdge> MayRun;
  List<LockSet> States;
  List<KeptOnOneWay> Kept;
  /// Per event, the index of the state before it, or ~0 if unreachable.
  List<uint32_t> Before;
  /// Per event, whether the function surely dies there; empty if nowhere.
  llvm::SmallBitVector Dying;
};

/// Limits that were hit, for the option Stats.
struct SolveStats {
  unsigned Functions = 0;
  unsigned CutFixpoints = 0;
  unsigned CutSummaries = 0;
};

/// Whether all callers of a program's public functions are in view.
enum class World : uint8_t {
  Open,   ///< a part of a program, or a library
  Closed, ///< all of it, if there is a main function
};

class IndirectCalls;

class Solution {
public:
  explicit Solution(const Program &P, World Seen = World::Open);
  ~Solution();
  Solution(const Solution &) = delete;
  Solution &operator=(const Solution &) = delete;

  const Program &program() const { return P; }
  const SolvedFunction &operator[](FunctionId F) const {
    return Functions[F.index()];
  }
  SolvedFunction &operator[](FunctionId F) { return Functions[F.index()]; }

  /// The locks held before an event, without those of the callers; null if no
  /// path leads there.
  const LockSet *before(FunctionId F, EventId E) const {
    uint32_t State = (*this)[F].Before[E.index()];
    return State == ~0u ? nullptr : &(*this)[F].States[State];
  }

  /// The function surely dies at the event.
  bool dies(FunctionId F, EventId E) const {
    const llvm::SmallBitVector &Dying = (*this)[F].Dying;
    return E.index() < Dying.size() && Dying[E.index()];
  }

  /// The kind of a lock: what its initialisations said, then its events, then
  /// its declared type.
  Reentrancy reentrancy(const Path &Lock, Reentrancy AtEvent) const;
  /// A once-flag, or the lock inside one that the program has of its own: held
  /// like a lock while its callable runs, but what happens then happens once,
  /// and before everybody else.
  bool isOnce(const Path &Flag) const { return isOnce(Flag.lastEntity()); }
  bool isOnce(EntityId Flag) const;
  /// One of the locks is.
  bool anyOnce(llvm::ArrayRef<HeldLock> Held) const {
    return llvm::any_of(Held,
                        [&](const HeldLock &H) { return isOnce(H.Lock); });
  }
  /// A lock's path without the fields inside a class that is itself a lock, and
  /// without what is behind a handle.
  Path canonical(Path Lock) const;

  /// The body that a Call, Wait or Spawn event of \p F runs, if it is known.
  std::optional<CallTarget> target(const Function &F, const Event &E) const;
  /// Likewise for a callable value of \p F.
  std::optional<CallTarget> target(const Function &F, CallableId C,
                                   llvm::ArrayRef<Value> Args = {}) const;
  /// The bodies that are known of the callables that an event of \p F hands over.
  llvm::SmallVector<FunctionId, 2> handedOver(const Function &F,
                                              const Event &E) const;

  /// The events that run a function, those of callees before those of callers.
  /// To be asked once the entries are found.
  llvm::ArrayRef<AccessSite> callSites(FunctionId F) const;

  /// The destructor's body of a class, or none.
  FunctionId destructor(EntityId Record) const {
    return Record.valid() ? Destructors.lookup(Record) : FunctionId();
  }

  const Trace *trace(Place Where, EntityId Callee, const Trace *Next);

  /// What calls may run of which target() knows nothing; null until it is
  /// found.
  std::unique_ptr<const IndirectCalls> Indirect;

  /// The program is closed and has a main function.
  bool SeesAllCallers = false;
  SolveStats Stats;
  /// All functions, callees before callers.
  std::vector<FunctionId> BottomUp;
  /// Classes that wrap a lock: their lock field is not told from the object.
  llvm::DenseMap<EntityId, EntityId> WrappedLock;
  /// The only field of structs that stand for the lock behind it.
  llvm::DenseSet<EntityId> LockHandles;
  /// Classes of which objects are parts of several others, or variables here
  /// and there: lists, strings, coordinates.
  llvm::DenseSet<EntityId> ValueTypes;
  /// Fields whose own fields are pieces of state one by one: of a class without
  /// a name, which only groups them, and which is the type of nothing else.
  llvm::DenseSet<EntityId> Homes;
  /// By lambda: the name of the function that it is handed to.
  llvm::DenseMap<EntityId, llvm::StringRef> Recipients;
  /// Lock classes that a public function hands out: held at its return, or by
  /// reference. Anybody can hold those.
  llvm::DenseSet<EntityId> LentLocks;
  /// Fields and globals that hold descriptors opened so that nothing waits.
  llvm::DenseSet<EntityId> NonBlockingHandles;
  /// Likewise, parameters and local variables of functions, and results of
  /// calls, as they are there.
  /// By the event since which they are so.
  std::map<std::pair<FunctionId, Path>, EventId> NonBlockingLocals;
  /// Lock classes under which code is called that nobody sees: it may come back.
  llvm::DenseSet<EntityId> HeldOnCallingOut;
  /// By lock class: the one file of which functions take it; none if several
  /// do.
  llvm::DenseMap<EntityId, FileId> HomeOf;
  /// A lock of one file, or private to a class, and no way leads out of the
  /// file and back in while it is held: who comes from outside does not hold
  /// it. That of a class is nothing to go by if they may come from inside, \p
  /// ByInsiders.
  bool isKept(EntityId Lock, bool ByInsiders) const {
    if (!Lock.valid() || LentLocks.contains(Lock) ||
        HeldOnCallingOut.contains(Lock))
      return false;
    EntityId Class = P.recordOf(Lock);
    return P[Lock].Kind == EntityKind::Global
               ? P[Lock].Internal
               : !ByInsiders && P[Lock].Access == AccessSpec::Private &&
                     Class.valid() && !P[Class].HasFriends;
  }
  /// Likewise, of who comes by callers that are not seen of functions of the
  /// files \p From.
  bool mayComeWith(EntityId Lock, const FilesOf &From, bool ByInsiders) const {
    FileId Home = HomeOf.lookup(Lock);
    bool FromElsewhere = Home.valid() && !From.anywhere() &&
                         !From.contains(Home) && !LentLocks.contains(Lock);
    return !FromElsewhere && !isKept(Lock, ByInsiders);
  }
  /// It is seen who runs the function by a pointer, and nobody has the lock.
  bool isRunWithout(FunctionId F, EntityId Lock) const;
  /// Kinds that lock initialisations gave to a lock class.
  llvm::DenseMap<EntityId, Reentrancy> InitialisedAs;
  /// Locks whose address a function got that is not seen: it may have
  /// initialised them.
  llvm::DenseSet<EntityId> HandedOutLocks;
  /// The program makes some lock reentrant, but which is not known.
  bool MakesReentrant = false;

private:
  /// What is known of the kind of a field or variable that is a lock, by its
  /// type, and by an initialisation of it or of the lock inside.
  Reentrancy declaredKind(EntityId Of) const;
  std::optional<Reentrancy> initialisedKind(EntityId Of) const;
  /// The lock, the one inside of it, and so on.
  llvm::SmallVector<EntityId, 3> layers(EntityId Lock) const;
  /// The lock that a class of locks wraps, itself or in a base; none of others.
  EntityId lockIn(EntityId Record, unsigned Depth = 0) const;
  /// Nobody else can have made another kind of it.
  bool isOurs(const Path &Lock) const;

  const Program &P;
  std::vector<SolvedFunction> Functions;
  llvm::DenseMap<EntityId, FunctionId> Destructors;
  /// See callSites(); made when it is first asked for.
  mutable std::vector<std::vector<AccessSite>> CallSites;
  /// Calls by pointers, by what they may run; likewise.
  mutable std::optional<llvm::DenseMap<FunctionId, std::vector<AccessSite>>>
      PointerCalls;
  llvm::SpecificBumpPtrAllocator<Trace> Traces;
};

/// Runs the whole pipeline: copies of functions for constant arguments, which
/// are added to \p P; structure, summaries bottom-up, entries top-down.
std::unique_ptr<Solution> solve(Program &P, World Seen = World::Open);

/// A parameter, or what it refers to.
bool isHandedIn(const Path &P);

/// The event runs a callable that the caller handed in: what it is and what it
/// captured is known there, see Invocation. It has no target() here.
bool runsWhatCallerGave(const Function &F, const Event &E);

} // namespace concurrency

#endif // CONCURRENCY_SOLVE_SOLUTION_H
