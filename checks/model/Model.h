//===- Model.h - what library calls do --------------------------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The one room that knows library names. Everything here is data: the YAML
/// files of model/data, embedded at build time, and the user's own of the same
/// shape. Questions are asked with qualified names as a programmer writes them
/// ("std::mutex", "std::vector", "pthread_mutex_lock"): without template
/// arguments and without inline namespaces.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_MODEL_MODEL_H
#define CONCURRENCY_MODEL_MODEL_H

#include "facts/Facts.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <memory>
#include <optional>
#include <string>
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
};

/// One thing that a call does. A call can do several (a condition wait waits
/// and runs its predicate).
struct CallEffect {
  enum KindTy : uint8_t {
    Acquire, TryAcquire, Release, AssertHeld, LockInit,
    GuardInit, GuardLock, GuardTry, GuardUnlock, GuardAbandon, GuardSwap,
    Wait, Notify, Spawn, Join, Detach, Block,
    RunNow,   ///< runs the callable operand before it returns, any number of times
    RunOnce,  ///< likewise, once per once-flag (Target)
    RunLater, ///< keeps the callable and runs it at an unknown time
    Access,   ///< reads or writes the operand: Rw, Op, Atomic
    Deref,    ///< the result refers to what the operand points to (get, ->, *)
    Element,  ///< the result refers to an element of the operand; Index: which
    Move,     ///< the result is the operand (std::move, std::forward, std::ref)
    Fresh,    ///< the result is a new object, of nobody else (make_unique)
    Confined, ///< asserts that a certain thread runs this
    NoReturn,
  } Kind = Access;

  Operand Target;            ///< lock, guard, handle, container, once-flag …
  Operand Guard;             ///< of Wait: the guard (or lock) given up meanwhile
  Operand Entry;             ///< callable: of Spawn, Run*, Wait's predicate
  Operand Bound;             ///< arguments passed on to the callable
  Operand Index;             ///< of Element: the subscript
  LockMode Mode = LockMode::Exclusive;
  ResultSense Sense = ResultSense::NonZero;
  GuardMode GuardAs = GuardMode::Locked;
  AccessKind Rw = AccessKind::Read;
  Operation Op = Operation::None;
  BlockKind Blocks = BlockKind::File;
  Reentrancy Reentrant = Reentrancy::Unknown;
  bool Atomic = false;
  bool Timed = false;
  bool Many = false;         ///< Spawn: several threads
  bool Grouped = false;      ///< Acquire of several locks with deadlock avoidance
  /// The effect exists only if an argument has this type (tags: a qualified
  /// type name), or only if it has this number of arguments.
  std::string IfArgumentType;
  std::optional<unsigned> IfArguments;
  /// Block: not when argument FlagArgument has one of the bits that these
  /// macros or constants name (O_NONBLOCK).
  std::vector<std::string> UnlessFlags;
};

using CallEffects = std::vector<CallEffect>;

struct TypeModel {
  TypeRole Role = TypeRole::Plain;
  Reentrancy Reentrant = Reentrancy::Unknown;
  /// Smart pointers and optionals: operators * and -> lead to the pointee.
  bool PointerLike = false;
  /// The pointee is owned by this object alone (unique_ptr, optional).
  bool Owning = false;
  /// Containers: its methods that read only, though not declared const, and
  /// the like, stand with the methods.
  llvm::StringMap<CallEffects> Methods;
  /// Effects of its constructors ("" in the data), in Methods["(constructor)"],
  /// and of its destructor in Methods["(destructor)"].
};

class Model {
public:
  /// The embedded library models.
  static llvm::Expected<std::unique_ptr<Model>> createDefault();

  /// Adds the models of a user's file. A mistake comes back as an error whose
  /// text shows file, line, column and a caret; the model is unchanged then.
  llvm::Error addFile(llvm::StringRef FileName);
  /// Likewise from text; \p BufferName stands in messages.
  llvm::Error addText(llvm::StringRef Text, llvm::StringRef BufferName);

  /// The type of this qualified name, or null. Bases are the caller's to walk.
  const TypeModel *type(llvm::StringRef QualifiedName) const;
  /// What a method of that very type does, or null; the caller walks to bases.
  /// Constructors: "(constructor)"; destructor "(destructor)"; operators as
  /// "operator*".
  const CallEffects *method(llvm::StringRef QualifiedType,
                            llvm::StringRef Method) const;
  /// What a free function or static method does, or null.
  const CallEffects *function(llvm::StringRef QualifiedName) const;

  /// The pairs of method names that make an unknown class a lock, and what
  /// they do: ("lock", Acquire) …. Applies only to classes with a pair.
  std::optional<Event::HintTy> lockMethodHint(llvm::StringRef Method) const;
  /// A class with methods of this set of names is a lock by convention.
  bool looksLikeLock(llvm::ArrayRef<llvm::StringRef> MethodNames,
                     llvm::StringRef ClassName) const;

private:
  struct Data;
  llvm::StringMap<TypeModel> Types;
  llvm::StringMap<CallEffects> Functions;
  llvm::StringMap<Event::HintTy> LockMethods;
  friend class ModelReader;
};

} // namespace concurrency

#endif // CONCURRENCY_MODEL_MODEL_H
