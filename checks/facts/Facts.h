//===- Facts.h - what a translation unit does, without its AST --*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The language of facts. `extract` writes it from the AST, once; everything
/// after reads only this. A function is a small graph of events over access
/// paths; a translation unit is its functions and the entities they name.
///
/// Modelled on clang::lifetimes::internal::FactManager.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_FACTS_FACTS_H
#define CONCURRENCY_FACTS_FACTS_H

#include "facts/Boxed.h"
#include "facts/List.h"
#include "facts/Path.h"
#include "llvm/ADT/StringRef.h"
#include <string>
#include <vector>

namespace concurrency {

enum class LockMode : uint8_t {
  Exclusive,
  Shared,
  /// The one on some ways, the other on others: `writer ? lock() : lock_shared()`.
  /// Not in facts.
  Either,
};

constexpr bool mayBeShared(LockMode M) { return M != LockMode::Exclusive; }

/// Whether a thread may take the lock again while it holds it.
enum class Reentrancy : uint8_t {
  Unknown,
  No,
  Yes,
  /// No, as long as nothing in the program says otherwise: the default kind of
  /// a lock that could have been made another.
  Unlikely,
};

/// The lock's holder waits for itself, for certain or in all likelihood.
constexpr bool isNonReentrant(Reentrancy R) {
  return R == Reentrancy::No || R == Reentrancy::Unlikely;
}
/// Something says which it is.
constexpr bool isSettled(Reentrancy R) {
  return R == Reentrancy::No || R == Reentrancy::Yes;
}

enum class BlockKind : uint8_t {
  File,
  Network,
  Console,
  Sleep,
  ThreadWait,
  Process,
  Database,
  NameLookup,
  Suspension,
  /// Declared to block ([[clang::blocking]]) without saying how.
  Other,
  /// Error and debug output: console, but of interest only where it is written
  /// in normal operation.
  Diagnostics,
};

//===----------------------------------------------------------------------===//
// Entities
//===----------------------------------------------------------------------===//

enum class EntityKind : uint8_t { Function, Record, Field, Global };

/// What a variable's type means to concurrency. Pointers, references, smart
/// pointers and arrays are looked through for all but Plain and Pointer.
enum class TypeRole : uint8_t {
  Plain,
  /// A pointer, reference or smart pointer to something of no other role.
  Pointer,
  Lock,
  Guard,
  Atomic,
  /// Safe to use from several threads at once, each operation by itself.
  Synchronized,
  Container,
  /// A thread, future or other handle that can be joined.
  Thread,
  Condition,
  OnceFlag,
  Callable,
  /// Streams, file handles and other objects on which I/O is done.
  Stream,
};

struct TypeFacts {
  TypeRole Role = TypeRole::Plain;
  /// The class of the object, or of what it points to; none for scalars.
  EntityId Record;
  Reentrancy Reentrant = Reentrancy::Unknown; ///< for locks
  bool Indirect = false; ///< a pointer, reference or smart pointer to Role
  bool Const = false;    ///< the object itself cannot change
  bool Scalar = false;   ///< arithmetic, enumeration or plain pointer
  friend bool operator==(const TypeFacts &, const TypeFacts &) = default;
};

enum class AccessSpec : uint8_t { Public, Protected, Private };

/// An annotation of Clang's thread-safety analysis on an entity or function.
enum class AnnotationKind : uint8_t {
  GuardedBy,      ///< on fields and globals
  PtGuardedBy,    ///< likewise, for what they point to
  Requires,       ///< held at entry and exit
  Acquire,        ///< held at exit
  Release,        ///< held at entry, not at exit
  TryAcquire,     ///< held at exit where the result is Success
  Excludes,       ///< not held at entry
  Assert,         ///< held after the call
  AcquiredBefore, ///< on locks: declared order
  AcquiredAfter,
  NoAnalysis,     ///< no_thread_safety_analysis
  Blocking,       ///< blocking / nonblocking function effects
  NonBlocking,
};

struct Annotation {
  AnnotationKind Kind;
  /// In the frame of the annotated entity: a field's is rooted at This (the
  /// object that has the field), a function's at its This and Params.
  Path Lock;
  LockMode Mode = LockMode::Exclusive;
  bool Success = true;
  friend bool operator==(const Annotation &, const Annotation &) = default;
};

struct Entity {
  EntityKind Kind = EntityKind::Function;
  /// Identity across files: the USR, with the file as namespace where linkage
  /// is internal, and a suffix for a function's own statics.
  std::string Key;
  /// As a message shows it: `Account::balance_`, `ns::f`.
  std::string Name;
  /// The class of a field, method or nested class; the function of a lambda's
  /// call operator or of a function's static variable.
  EntityId Parent;
  TypeFacts Type;
  AccessSpec Access = AccessSpec::Public;
  bool Internal = false;     ///< internal linkage or local to a function
  bool ThreadLocal = false;
  bool Volatile = false;
  bool StaticLocal = false;
  bool BitField = false;
  bool Mutable = false;
  /// Functions: somebody who does not see the body takes the address.
  bool AddressTaken = false;
  /// Records: a base class, or the record itself, is known only in part.
  bool Incomplete = false;
  /// Records: completely known, with state of its own and nothing in it that
  /// could synchronise: no lock, no atomic, nothing virtual.
  bool PlainData = false;
  /// Records: lock() and unlock() by any of the usual spellings.
  bool LockLike = false;
  /// Records: direct bases.
  List<EntityId> Bases;
  /// Records: fields, in order.
  List<EntityId> Fields;
  /// Records: friends exist, so private members are reached from elsewhere.
  bool HasFriends = false;
  List<Annotation> Annotations;
  Place Where;

  /// The name without its qualifiers.
  llvm::StringRef shortName() const;
  friend bool operator==(const Entity &, const Entity &) = default;
};

//===----------------------------------------------------------------------===//
// Events
//===----------------------------------------------------------------------===//

enum class EventKind : uint8_t {
  /// Target is locked. Events with the same non-zero Group are taken together
  /// with deadlock avoidance (std::lock, scoped_lock of several).
  Acquire,
  /// Target is locked if this event's result says so: see Branch and Result.
  TryAcquire,
  Release,
  /// Target is known to be held from here (AssertHeld, lockdep_assert_held).
  AssertHeld,
  /// Target is initialised as a lock of the kind Reentrant.
  LockInit,

  /// A guard object Target comes to manage the locks of Args (Address values),
  /// as Guard says.
  GuardInit,
  GuardLock,    ///< Target.lock()
  GuardTry,     ///< Target.try_lock*(); the result says
  GuardUnlock,  ///< Target.unlock()
  GuardAbandon, ///< Target.release(): no longer managed, still held
  GuardMove,    ///< Target takes over from Args[0] (Address of a guard)
  GuardEnd,     ///< Target's destructor

  /// A read or write of Target.
  Access,
  /// Callee, or Callable, or an unknown function, is called. Deps: what a
  /// number that is handed over is made of.
  Call,
  /// May block for a long time. What is done: Text; Target: the handle.
  Block,
  /// Waits for the condition Target, releasing the lock that the guard Args[0]
  /// manages, or the lock Args[0] itself, meanwhile. With a predicate,
  /// Callable runs under the lock.
  Wait,
  Notify,
  /// Callable runs in another thread from here on, Target is its handle.
  Spawn,
  /// The thread with handle Target has ended.
  Join,
  /// The thread with handle Target is left to itself.
  Detach,
  /// What this thread has done so far is over for those who await Target
  /// (count_down, sem_post). Where an Await follows at once, they meet
  /// (barriers).
  Signal,
  /// Goes on when Target has been signalled.
  Await,
  /// Target (a local or parameter) gets the value Args[0]; what decided it
  /// stands in Deps.
  Assign,
  /// Args[0] becomes known to others in a way not followed further.
  Escape,
  Return,
  /// The thread is known to be a certain one from here (assertions of thread
  /// confinement); Text names it.
  Confined,
  /// Test point of unit tests; Text is its name.
  Point,
};

enum class GuardMode : uint8_t {
  Locked,   ///< acquires at construction
  Deferred, ///< does not
  Adopted,  ///< manages locks that are already held
  Tried,    ///< tries at construction
  Reversed, ///< releases at construction, and acquires at its end
};

enum class AccessKind : uint8_t { Read, Write, Update };

/// What an operation on a container, atomic or similar object does, for the
/// patterns of check-then-act.
enum class Operation : uint8_t {
  None,
  // Containers.
  Lookup,    ///< find, count, contains, at
  SizeTest,  ///< empty, size
  Insert,    ///< insert, emplace, push, operator[] of maps
  Remove,    ///< erase, pop, clear
  Fetch,     ///< front, back, top, operator[] of sequences
  Iterate,   ///< begin
  // Atomics.
  Load,
  Store,
  Exchange,
  CompareExchange,
  FetchModify, ///< fetch_add, ++, |=
  // Smart pointers.
  Expired,   ///< weak_ptr::expired
  LockWeak,  ///< weak_ptr::lock
  UseCount,  ///< shared_ptr::use_count, unique
  // Files by name.
  PathTest,  ///< exists, access, stat
  PathUse,   ///< remove, create, rename, mkdir, open to write
  PathOpen,  ///< open to read: what is not there shows
  // A local `a = a + 1` on an atomic, found by a matcher.
  SplitUpdate,
};

/// How the outcome of a TryAcquire, GuardTry or Call reads.
enum class ResultSense : uint8_t {
  NonZero, ///< held if the result is true or not zero
  Zero,    ///< held if the result is 0 (pthread_mutex_trylock)
};

/// Where a value came from: a path that was read, or an event's result.
struct Dep {
  Path P;          ///< known unless Result is valid
  EventId Result;  ///< a Call, TryAcquire, or Access with an Operation
  friend bool operator==(const Dep &, const Dep &) = default;
};

struct Event {
  EventKind Kind = EventKind::Point;
  Place Where;
  Path Target;
  List<Value> Args; ///< of a Call: actuals by parameter position
  EntityId Callee;         ///< of a Call: the function, if it is known
  CallableId Callable;     ///< of Call, Spawn, Wait
  List<Dep> Deps;
  std::string Text;        ///< name for messages: "fsync", "push_back"

  LockMode Mode = LockMode::Exclusive;
  Reentrancy Reentrant = Reentrancy::Unknown;
  GuardMode Guard = GuardMode::Locked;
  ResultSense Sense = ResultSense::NonZero;
  AccessKind Rw = AccessKind::Read;
  Operation Op = Operation::None;
  BlockKind Blocks = BlockKind::File;
  uint32_t Group = 0;
  /// Assign, Call: the number that is made of Deps, as an injective function of
  /// any one of them: it differs where that does. (Of a call, the first argument
  /// that is no value by itself, to which its Deps belong.)
  bool Injective = false;
  /// Likewise: but for others that are added to that very number, as in `i + k`, or
  /// by more than one. (`2 * i + k` says that k is no more than what is between.)
  bool Shifted = false;
  bool Atomic = false;      ///< Access: by an atomic operation
  bool Relaxed = false;     ///< Access: with relaxed order
  bool Timed = false;       ///< gives up after a time
  bool Many = false;        ///< Spawn: more than one thread
  bool Joined = false;      ///< Spawn: they are waited for right there
  bool Virtual = false;     ///< Call: dispatched at run time, Callee is the base's
  bool IsDestructor = false; ///< Call: of a destructor or cleanup function
  bool Once = false; ///< in the initialiser of a static local: happens once
  /// Spawn: of all the threads that get here, one starts it; or always the
  /// same one. (Escape: it is always the same one that runs what is kept.)
  bool ByOne = false, ByFirst = false;
  bool Opaque = false; ///< Access: by a function whose body is elsewhere, to
                       ///< what its argument points to
  bool Asserts = false; ///< Access, Call: whether the program dies is all that
                        ///< its result decides. Confined: the code says so, and
                        ///< not only what class the method is of
  bool NonBlocking = false; ///< Block: the descriptor is known not to block
  /// Call without a known body: what the method's name says it does to the
  /// receiver, where the receiver's class is LockLike (Target = receiver). The
  /// solver believes the body if there is one.
  enum class HintTy : uint8_t { None, Acquire, TryAcquire, Release, AssertHeld,
                                Guard /* constructor of an RAII-like class whose
                                       argument is a lock */ } Hint = HintTy::None;
  friend bool operator==(const Event &, const Event &) = default;
};

//===----------------------------------------------------------------------===//
// Functions
//===----------------------------------------------------------------------===//

/// A callable value.
struct Callable {
  /// The function it runs; none where it is only known as a value in Holder.
  EntityId Target;
  Path Holder;
  /// The object a method runs on, or for a lambda the enclosing `this`, as an
  /// Address.
  Value This;
  /// Values for the first parameters (std::bind, a thread's arguments), then,
  /// from position CapturesFrom of the target's parameters, its captures.
  List<Value> Bound;
  List<Value> Captures;
  friend bool operator==(const Callable &, const Callable &) = default;
};

struct Variable {
  std::string Name;
  TypeFacts Type;
  bool Reference = false;
  /// Captured by reference, or its address taken and passed on.
  bool AddressTaken = false;
  friend bool operator==(const Variable &, const Variable &) = default;
  /// Declared inside a loop: each turn has a new one.
  bool InLoop = false;
};

/// When a branch is taken. Succs[0] of the block is taken when the condition
/// holds, Succs[1] otherwise.
struct Branch {
  /// The result of this event, or the guard P (owns_lock), is compared with 0.
  EventId Result;
  Path P;
  /// Otherwise: what Tested holds, which does not change as long as the function
  /// does not change it, has in the bits of Mask the value Number, or another.
  Path Tested;
  int64_t Mask = -1;
  int64_t Number = 0;
  /// Otherwise: Compared, a parameter that never changes, is more than Limit.
  Path Compared;
  int64_t Limit = 0;
  /// The condition holds when the value is zero; or Number; or not more than Limit.
  bool Negated = false;
  /// Everything that the condition depends on.
  List<Dep> Deps;
  /// Two addresses are compared (an ordering of locks by address).
  bool ComparesAddresses = false;
  friend bool operator==(const Branch &, const Branch &) = default;
};

struct Block {
  uint32_t FirstEvent = 0;
  uint32_t EndEvent = 0; ///< one past the last
  List<uint32_t, 2> Succs;
  bool NoReturn = false; ///< ends in a call that does not come back
  bool Throws = false;   ///< NoReturn: it ends in a throw
  /// Only with two successors, and where something is known of it.
  Boxed<Branch> If;
  friend bool operator==(const Block &, const Block &) = default;
};

enum class FunctionKind : uint8_t {
  Function,
  Method,
  Constructor,
  Destructor,
  Lambda,
};

/// One subscript of an access to an element of an array, where the turns of a
/// loop are shared out between threads: Stride times the number of the turn,
/// from 0, and Offset, and Rest. Those of one access stand together, outermost first;
/// an access to an element that has none could be to any.
struct Subscript {
  EventId At;
  /// The loop whose turn it is, one of Nest that are shared out together; 0 if
  /// the turn does not matter.
  uint32_t Loop = 0;
  uint32_t Nest = 0;
  int64_t Stride = 0;
  int64_t Offset = 0;
  /// What else is added, in all threads the same where the number is; 0 for
  /// nothing.
  uint32_t Rest = 0;
  /// Rest takes one value after the other, in every thread the same ones.
  bool Ranges = false;
  /// The last turn is known for certain. Otherwise it is what can be expected,
  /// or -1 if nothing is known of it.
  bool Bounded = false;
  int64_t Last = 0;
  friend bool operator==(const Subscript &, const Subscript &) = default;
};

/// Part of a sum: a value, times Scale; 0 where that is no constant.
struct Term {
  Path Of;
  int64_t Scale = 1;
  friend bool operator==(const Term &, const Term &) = default;
};

/// What the subscript is the sum of that a variable element of this function has
/// (see Step): Terms, Offset, and, WithRest, what is the same for all who get there.
/// Only where something leads there that was handed in.
struct ElementSource {
  uint32_t Element = 0; ///< the index of the step
  List<Term> Terms;
  int64_t Offset = 0;
  bool WithRest = false;
  friend bool operator==(const ElementSource &,
                         const ElementSource &) = default;
};

/// The named lock of OpenMP's critical sections, and the beginning of the name
/// where they have one.
constexpr llvm::StringLiteral CriticalLock = "critical";
/// The key of a lock that no declaration stands for.
inline std::string namedLockKey(llvm::StringRef Name) {
  return "lock " + Name.str();
}
/// The key of a lock of which only the functions are seen that take it and give it
/// back; \p Of: the key of the class of which each object has one, if it is no
/// single one.
inline std::string unseenLockKey(llvm::StringRef Function, llvm::StringRef Of) {
  return "unseen lock " + Function.str() + " " + Of.str();
}
inline bool isUnseenLock(llvm::StringRef Key) {
  return Key.starts_with("unseen lock ");
}

struct Function {
  EntityId Self;
  FunctionKind Kind = FunctionKind::Function;
  AccessSpec Access = AccessSpec::Public;
  bool Internal = false; ///< internal linkage: all callers are in this file
  /// Others could call it, but no header says that it is there.
  bool Unannounced = false;
  bool Static = false;   ///< a static method
  bool Virtual = false;
  bool Const = false;
  bool Main = false;
  bool Coroutine = false;
  /// The address is taken other than in a call, so that callers are unknown.
  /// (Elsewhere: see Entity.)
  bool AddressTaken = false;
  /// A bound was hit: what follows is incomplete, use with care.
  bool Truncated = false;
  /// An instantiation or specialisation of a template; Where is the pattern's.
  bool Instantiated = false;
  /// `= default`, or nobody declared it: there is no code to edit.
  bool Defaulted = false;
  /// Compares an error with EAGAIN or the like: what it reads from and writes to
  /// does not block.
  bool AsksWouldBlock = false;
  /// Compares an error with EEXIST: who comes second is told.
  bool AsksExists = false;
  /// Takes any number of arguments, as who prints does.
  bool Variadic = false;
  uint32_t NumParams = 0; ///< without captures
  List<Variable> Params; ///< parameters, then captures
  List<Variable> Locals;
  List<Callable> Callables;
  List<Event> Events;
  /// In the order of their events.
  List<Subscript> Subscripts;
  List<ElementSource> Elements;
  /// Block 0 is the entry. A block without successors leaves the function, or
  /// never returns if NoReturn.
  List<Block> Blocks;
  Place Where;
  friend bool operator==(const Function &, const Function &) = default;
};

struct TranslationUnit {
  std::string MainFile;
  std::vector<std::string> Files;
  std::vector<Entity> Entities;
  std::vector<Function> Functions;
  friend bool operator==(const TranslationUnit &,
                         const TranslationUnit &) = default;
};

} // namespace concurrency

#endif // CONCURRENCY_FACTS_FACTS_H
