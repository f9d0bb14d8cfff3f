//===- Model.h - what library calls do --------------------------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The one room that knows library names. Everything here is data: the YAML
/// files of model/data, made into constants at build time, and the user's own of
/// the same shape, read at run time. Questions are asked with qualified
/// names as a programmer writes them
/// ("std::mutex", "std::vector", "pthread_mutex_lock"): without template
/// arguments and without inline namespaces.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_MODEL_MODEL_H
#define CONCURRENCY_MODEL_MODEL_H

#include "facts/Facts.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Allocator.h"
#include "llvm/Support/Error.h"
#include <memory>
#include <optional>
#include <vector>

namespace concurrency {

/// Where an effect finds one of its operands.
struct Operand {
  enum KindTy : uint8_t {
    None,
    This,     ///< the object of the method call
    Argument, ///< argument Index, counted from 0
    AllFrom,  ///< every argument from Index on
    Result,   ///< what the call returns
  } Kind = None;
  uint32_t Index = 0;

  friend bool operator==(const Operand &, const Operand &) = default;
};

/// One thing that a call does. A call can do several (a condition wait waits
/// and runs its predicate).
///
/// An operand that is a pointer or reference stands for what it refers to, as
/// in pthread_mutex_lock(&m). An effect of which Target, Locks or a condition
/// names an argument that the call does not have, does not exist. Default
/// arguments count as absent. Copying and moving (constructors, assignments)
/// are the caller's to understand; no model describes them.
struct CallEffect {
  enum KindTy : uint8_t {
    Acquire,
    TryAcquire,
    Release,
    AssertHeld,
    LockInit,
    /// The guard Target comes to manage Locks, as GuardAs says.
    GuardInit,
    GuardLock,
    GuardTry,
    GuardUnlock,
    GuardAbandon,
    GuardSwap,
    GuardTest, ///< the result tells whether the guard Target holds (owns_lock)
    Wait,
    Notify,
    /// What was done before is over for those who await Target.
    Signal,
    Await,
    Spawn,
    Join,
    Detach,
    Block,
    RunNow,   ///< runs the callable operand before it returns, any number of
              ///< times
    RunOnce,  ///< likewise, once per once-flag (Target)
    RunLater, ///< keeps the callable and runs it at an unknown time
    Access,   ///< reads or writes the operand: Rw, Op, Atomic
    Deref,    ///< the result refers to what the operand points to (get, ->, *),
              ///< and the operand is read
    Element,  ///< the result refers to an element of the operand; Index: which;
              ///< that the operand is read, an Access says
    Move,     ///< the result is the operand (std::move, std::forward, std::ref)
    Fresh,    ///< the result is a new object, of nobody else (make_unique)
    Confined, ///< asserts that a certain thread, Name, runs this
    NoReturn,
    /// Does what the method Name does on Target: std::empty(c), operator<<(os,
    /// x).
    AsMethod,
    /// The handle Target never blocks (opened with O_NONBLOCK).
    NonBlockingHandle,
    /// The result is a callable that runs Entry with Bound first (std::bind).
    Bind,
  } Kind = Access;

  Operand Target; ///< lock, guard, handle, container, once-flag …
  Operand Locks;  ///< of GuardInit: what the guard manages
  Operand Guard;  ///< of Wait: the guard (or lock) given up meanwhile
  Operand Entry;  ///< callable: of Spawn, Run*, Wait's predicate; of
                  ///< AllFrom, those arguments that are callables
  Operand Bound;  ///< arguments passed on to the callable
  Operand Index;  ///< of Element: the subscript
  Operand Flags;  ///< the argument that IfFlags and UnlessFlags test
  LockMode Mode = LockMode::Exclusive;
  ResultSense Sense = ResultSense::NonZero;
  GuardMode GuardAs = GuardMode::Locked;
  AccessKind Rw = AccessKind::Read;
  Operation Op = Operation::None;
  BlockKind Blocks = BlockKind::File;
  Reentrancy Reentrant = Reentrancy::Unknown;
  bool Atomic = false;
  bool Timed = false;
  bool Many = false;        ///< Spawn, RunNow: several threads
  /// Of Bound, the first is the callable's parameter of this position.
  uint32_t BoundAt = 0;
  bool Grouped = false;     ///< locks are taken with deadlock avoidance
  bool InLoop = false; ///< RunLater: one thread runs all of them in turn
  bool PassesToken = false; ///< Spawn: a std::stop_token comes before Bound, if
                            ///< the callable takes one

  /// Conditions. The effect exists only if an argument has one of these types
  /// (tags: qualified type names), only if it has this number of arguments …
  llvm::ArrayRef<llvm::StringRef> IfArgumentTypes;
  std::optional<unsigned> IfArguments;
  /// … "else if": only if each of the effects right before it, back to the
  /// last one that is not Otherwise, failed the two conditions above,
  bool Otherwise = false;
  /// … only if this argument is, or is not, a constant 0 or null,
  Operand IfZero;
  Operand UnlessZero;
  /// … only if the argument Count is not a constant up to this (a byte that is
  /// written to wake somebody),
  Operand Count;
  std::optional<unsigned> UnlessUpTo;
  /// … only if the argument Flags names one of these macros or constants, or
  /// none of them (O_NONBLOCK).
  llvm::ArrayRef<llvm::StringRef> IfFlags;
  llvm::ArrayRef<llvm::StringRef> UnlessFlags;

  /// The method of AsMethod, the thread of Confined, the method of the object
  /// Entry that is run.
  llvm::StringRef Name;
  /// A lock without an object: the name of what is locked (rcu_read_lock).
  llvm::StringRef LockName;
};

using CallEffects = llvm::ArrayRef<CallEffect>;

/// A row of a table that is sorted by name.
template <typename T> struct Named {
  llvm::StringRef Name;
  T What;
};

template <typename T> using Table = llvm::ArrayRef<Named<T>>;

/// What a model says of a type apart from its methods.
struct TypeTraits {
  TypeRole Role = TypeRole::Plain;
  Reentrancy Reentrant = Reentrancy::Unknown;
  /// Smart pointers and optionals: operators * and -> lead to the pointee.
  bool PointerLike = false;
  /// The pointee is owned by this object alone (unique_ptr, optional).
  bool Owning = false;
  /// Methods of classes derived from it run in the thread of this name.
  llvm::StringRef Thread = {};
  /// I/O on such an object blocks in this way, whatever the function called
  /// says: fprintf(stderr, …) is Console.
  std::optional<BlockKind> Blocks;
};

struct TypeModel : TypeTraits {
  /// Effects of its constructors stand at "(constructor)", of its destructor at
  /// "(destructor)", of conversion functions at "(conversion)".
  Table<CallEffects> Methods;

  /// What the method of just this name does, or null.
  const CallEffects *method(llvm::StringRef Name) const;
};

/// Spellings by which programmers name the methods of a lock.
struct Convention {
  struct Spelling {
    llvm::StringRef Name;
    Event::HintTy Does = Event::HintTy::None;
    LockMode Mode = LockMode::Exclusive;
  };
  llvm::ArrayRef<Spelling> Methods;
  /// Only classes with one of these words in their name, if there are any, and
  /// none of those ("SpinLock" is the words "spin", "lock", "spinlock").
  llvm::ArrayRef<llvm::StringRef> IfWords;
  llvm::ArrayRef<llvm::StringRef> UnlessWords;
};

struct PackedModels;
class Unpacker;

class Model {
public:
  /// A model that knows what \p Base says; what that refers to must outlive it.
  explicit Model(const PackedModels &Base);
  /// One that knows nothing yet.
  Model();
  ~Model();
  /// The embedded library models.
  static std::unique_ptr<Model> createDefault();

  /// Adds the models of a user's file. A mistake comes back as an error whose
  /// text shows file, line, column and a caret; the model is unchanged then.
  llvm::Error addFile(llvm::StringRef FileName);
  /// Likewise from text; \p BufferName stands in messages.
  llvm::Error addText(llvm::StringRef Text, llvm::StringRef BufferName);

  /// The type of this qualified name, or null. Bases are the caller's to walk.
  const TypeModel *type(llvm::StringRef QualifiedName) const;
  /// What a method of that very type does, or null; the caller walks to bases.
  /// Constructors: "(constructor)"; destructor "(destructor)"; operators as
  /// "operator*"; conversions as "operator bool" or with any other type.
  const CallEffects *method(llvm::StringRef QualifiedType,
                            llvm::StringRef Method) const;
  /// What a free function, a static method, a function object that is a global
  /// constant (std::ranges::sort) or a macro that initialises a lock does, or
  /// null. A name without qualifiers means the C library's function: the caller
  /// asks only for functions with C linkage that have no body here.
  const CallEffects *function(llvm::StringRef QualifiedName) const;
  /// What is known of a particular global object (std::cout, stderr), or null.
  /// It comes before what its type says, method by method.
  const TypeModel *global(llvm::StringRef QualifiedName) const;

  /// The pairs of method names that make an unknown class a lock, and what
  /// they do: ("lock", Acquire) …. Applies only to classes with a pair.
  std::optional<Event::HintTy> lockMethodHint(llvm::StringRef Method) const;
  /// Of such a method: whether its name says that it is for readers.
  LockMode lockMethodMode(llvm::StringRef Method) const;
  /// A class with methods of this set of names is a lock by convention.
  bool looksLikeLock(llvm::ArrayRef<llvm::StringRef> MethodNames,
                     llvm::StringRef ClassName) const;
  /// Likewise, for who would rather be asked than list them.
  bool looksLikeLock(llvm::function_ref<bool(llvm::StringRef)> HasMethod,
                     llvm::StringRef ClassName) const;

  /// All that is described. The rows are valid as long as this model and until
  /// something is added to it.
  struct Listing;
  Listing list() const;

private:
  const Convention::Spelling *spelling(llvm::StringRef Method) const;

  std::unique_ptr<Unpacker> Base;
  /// What was added, and replaces the base's rows of the same name. Its arrays
  /// and texts are in Memory.
  llvm::StringMap<TypeModel> Types;
  llvm::StringMap<TypeModel> Globals;
  llvm::StringMap<CallEffects> Functions;
  std::vector<Convention> Conventions;
  llvm::BumpPtrAllocator Memory;
  friend struct ModelDescription;
};

struct Model::Listing {
  std::vector<Named<TypeModel>> Types;
  std::vector<Named<TypeModel>> Globals;
  std::vector<Named<CallEffects>> Functions;
  std::vector<Convention> Conventions;
};

} // namespace concurrency

#endif // CONCURRENCY_MODEL_MODEL_H
