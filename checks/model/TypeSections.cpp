//===- TypeSections.cpp - the sections that describe types ----------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "model/TypeSections.h"
#include <map>

using namespace concurrency;
using namespace concurrency::modelyaml;
using llvm::StringRef;
using llvm::yaml::IO;

namespace {

/// The lists of names in one mapping. The same lists name methods, which do
/// what they do to their object, and functions, which do it to an argument.
struct Operations {
  IO &Io;
  llvm::StringMap<CallEffects> &Into;
  Operand Self;

  bool ofMethods() const { return Self.Kind == Operand::This; }
  void list(const char *Key, std::initializer_list<CallEffect> Effects) const;
  CallEffect effect(CallEffect::KindTy Kind) const;
  CallEffect access(AccessKind Rw, Operation Op) const;
  CallEffect element(bool Indexed = false) const;
  /// An argument behind the one that Self is.
  Operand argument(uint32_t Index) const {
    return {Operand::Argument, Index + (ofMethods() ? 0 : 1)};
  }
};

} // namespace

void Operations::list(const char *Key,
                      std::initializer_list<CallEffect> Effects) const {
  auto Add = [&](StringRef Name) {
    CallEffects &Of = Into[Name];
    Of.insert(Of.end(), Effects.begin(), Effects.end());
  };
  if (ofMethods())
    for (const auto &N : readNames<NameOf::Method>(Io, Key).List)
      Add(methodKey(N.Text));
  else
    for (const auto &N : readNames<NameOf::Function>(Io, Key).List)
      Add(N.Text);
}

CallEffect Operations::effect(CallEffect::KindTy Kind) const {
  CallEffect E;
  E.Kind = Kind;
  E.Target = Self;
  return E;
}

CallEffect Operations::access(AccessKind Rw, Operation Op) const {
  CallEffect E = effect(CallEffect::Access);
  E.Rw = Rw;
  E.Op = Op;
  return E;
}

CallEffect Operations::element(bool Indexed) const {
  CallEffect E = effect(CallEffect::Element);
  if (Indexed)
    E.Index = argument(0);
  return E;
}

static CallEffect timed(CallEffect E) {
  E.Timed = true;
  return E;
}

static CallEffect blocking(CallEffect E, BlockKind Kind) {
  E.Blocks = Kind;
  return E;
}

static Operand afterwards(Operand O) {
  return O.Kind == Operand::Argument ? Operand{Operand::AllFrom, O.Index + 1}
                                     : Operand();
}

//===----------------------------------------------------------------------===//
// What each section's lists mean
//===----------------------------------------------------------------------===//

static void lockOperations(const Operations &Ops) {
  ResultSense Sense = ResultSense::NonZero;
  Ops.Io.mapOptional("result", Sense);
  auto List = [&](const char *Key, CallEffect::KindTy Kind, LockMode Mode,
                  bool Timed = false) {
    CallEffect E = Ops.effect(Kind);
    E.Mode = Mode;
    E.Timed = Timed;
    E.Sense = Sense;
    Ops.list(Key, {E});
  };
  List("acquire", CallEffect::Acquire, LockMode::Exclusive);
  List("acquire-shared", CallEffect::Acquire, LockMode::Shared);
  List("try", CallEffect::TryAcquire, LockMode::Exclusive);
  List("try-shared", CallEffect::TryAcquire, LockMode::Shared);
  List("try-timed", CallEffect::TryAcquire, LockMode::Exclusive, true);
  List("try-shared-timed", CallEffect::TryAcquire, LockMode::Shared, true);
  List("release", CallEffect::Release, LockMode::Exclusive);
  List("release-shared", CallEffect::Release, LockMode::Shared);
  List("assert", CallEffect::AssertHeld, LockMode::Exclusive);
  List("assert-shared", CallEffect::AssertHeld, LockMode::Shared);
}

/// What `tags` says: types of arguments that choose a way of construction.
struct GuardTags {
  std::map<std::string, GuardMode> List;
};

static CallEffect guardInit() {
  CallEffect Init;
  Init.Kind = CallEffect::GuardInit;
  Init.Target = {Operand::This, 0};
  Init.Locks = {Operand::Argument, 0};
  return Init;
}

static void guardConstructors(IO &Io, CallEffects &Constructors, bool Inherited) {
  CallEffect Init = guardInit();
  std::optional<Operand> Lock;
  std::optional<LockMode> Mode;
  bool Timed = false;
  GuardTags Tags;
  Io.mapOptional("lock", Lock);
  Io.mapOptional("mode", Mode);
  Io.mapOptional("timed", Timed);
  Io.mapOptional("tags", Tags);
  if (Inherited && !Lock && !Mode && !Timed && Tags.List.empty())
    return;
  Init.Locks = Lock.value_or(Init.Locks);
  Init.Mode = Mode.value_or(Init.Mode);
  if (Init.Locks.Kind == Operand::None)
    return;

  auto Add = [&](CallEffect Alternative) {
    Alternative.Otherwise = !Constructors.empty();
    Constructors.push_back(std::move(Alternative));
  };
  for (auto &[Tag, As] : Tags.List) {
    CallEffect Tagged = Init;
    Tagged.IfArgumentType = Tag;
    Tagged.GuardAs = As;
    Add(std::move(Tagged));
  }
  if (Timed) {
    CallEffect Tried = timed(Init);
    Tried.IfArguments = 2;
    Tried.GuardAs = GuardMode::Tried;
    Add(std::move(Tried));
  }
  Add(Init);
}

static void guardOperations(const Operations &Ops) {
  ResultSense Sense = ResultSense::NonZero;
  Ops.Io.mapOptional("result", Sense);
  CallEffect Try = Ops.effect(CallEffect::GuardTry);
  Try.Sense = Sense;
  Ops.list("acquire", {Ops.effect(CallEffect::GuardLock)});
  Ops.list("try", {Try});
  Ops.list("try-timed", {timed(Try)});
  Ops.list("release", {Ops.effect(CallEffect::GuardUnlock)});
  Ops.list("abandon", {Ops.effect(CallEffect::GuardAbandon)});
  Ops.list("swap", {Ops.effect(CallEffect::GuardSwap)});
  Ops.list("test", {Ops.effect(CallEffect::GuardTest)});
}

static void conditionOperations(const Operations &Ops) {
  CallEffect Wait = Ops.effect(CallEffect::Wait);
  Wait.Guard = Ops.argument(0);
  Ops.Io.mapOptional("guard", Wait.Guard);
  Wait.Entry = afterwards(Wait.Guard);
  Ops.list("wait", {Wait});
  Ops.list("wait-timed", {timed(Wait)});
  Ops.list("notify", {Ops.effect(CallEffect::Notify)});
}

static void threadOperations(const Operations &Ops) {
  CallEffect Spawn = Ops.effect(CallEffect::Spawn);
  Spawn.Entry = Ops.argument(0);
  Ops.Io.mapOptional("callable", Spawn.Entry);
  Spawn.Bound = afterwards(Spawn.Entry);
  Ops.Io.mapOptional("arguments", Spawn.Bound);
  Ops.Io.mapOptional("many", Spawn.Many);
  Ops.Io.mapOptional("passes-token", Spawn.PassesToken);
  CallEffect Wait =
      blocking(Ops.effect(CallEffect::Block), BlockKind::ThreadWait);
  Ops.list("spawn", {Spawn});
  Ops.list("join", {Wait, Ops.effect(CallEffect::Join)});
  Ops.list("wait-timed", {timed(Wait)});
  Ops.list("detach", {Ops.effect(CallEffect::Detach)});
}

static void onceOperations(const Operations &Ops) {
  CallEffect Run = Ops.effect(CallEffect::RunOnce);
  Run.Entry = Ops.argument(0);
  Ops.Io.mapOptional("callable", Run.Entry);
  Run.Bound = afterwards(Run.Entry);
  Ops.list("run", {Run});
}

static void atomicOperations(const Operations &Ops) {
  auto Atomic = [&](AccessKind Rw, Operation Op) {
    CallEffect E = Ops.access(Rw, Op);
    E.Atomic = true;
    return E;
  };
  CallEffect Load = Atomic(AccessKind::Read, Operation::Load);
  Ops.list("load", {Load});
  Ops.list("store", {Atomic(AccessKind::Write, Operation::Store)});
  Ops.list("exchange", {Atomic(AccessKind::Update, Operation::Exchange)});
  Ops.list("compare-exchange",
           {Atomic(AccessKind::Update, Operation::CompareExchange)});
  Ops.list("fetch-modify",
           {Atomic(AccessKind::Update, Operation::FetchModify)});
  Ops.list("wait", {Load, blocking(Ops.effect(CallEffect::Block),
                                   BlockKind::ThreadWait)});
  Ops.list("notify", {Ops.effect(CallEffect::Notify)});
}

static void readsAndWrites(const Operations &Ops) {
  CallEffect Write = Ops.access(AccessKind::Write, Operation::None);
  CallEffect WriteOther = Write;
  WriteOther.Target = Ops.argument(0);
  Ops.list("read", {Ops.access(AccessKind::Read, Operation::None)});
  Ops.list("write", {Write});
  Ops.list("swap", {Write, WriteOther});
}

static void containerOperations(const Operations &Ops) {
  using enum AccessKind;
  readsAndWrites(Ops);
  Ops.list("size", {Ops.access(Read, Operation::SizeTest)});
  Ops.list("lookup", {Ops.access(Read, Operation::Lookup)});
  Ops.list("find", {Ops.access(Read, Operation::Lookup), Ops.element()});
  Ops.list("at", {Ops.access(Read, Operation::Lookup), Ops.element(true)});
  Ops.list("subscript", {Ops.access(Read, Operation::Fetch), Ops.element(true)});
  Ops.list("fetch", {Ops.access(Read, Operation::Fetch), Ops.element()});
  Ops.list("iterate", {Ops.access(Read, Operation::Iterate), Ops.element()});
  Ops.list("data", {Ops.access(Read, Operation::None), Ops.element()});
  Ops.list("insert", {Ops.access(Write, Operation::Insert)});
  Ops.list("insert-element",
           {Ops.access(Write, Operation::Insert), Ops.element()});
  Ops.list("insert-subscript",
           {Ops.access(Write, Operation::Insert), Ops.element(true)});
  Ops.list("remove", {Ops.access(Write, Operation::Remove)});
}

/// Whatever is safe in itself: queues, semaphores, latches.
static void synchronizedOperations(const Operations &Ops) {
  containerOperations(Ops);
  CallEffect Wait =
      blocking(Ops.effect(CallEffect::Block), BlockKind::ThreadWait);
  Ops.list("wait", {Wait});
  Ops.list("wait-timed", {timed(Wait)});
}

static void pointerOperations(const Operations &Ops) {
  using enum AccessKind;
  CallEffect Deref = Ops.effect(CallEffect::Deref);
  Ops.list("dereference", {Deref});
  readsAndWrites(Ops);
  Ops.list("take", {Ops.access(Write, Operation::None), Deref});
  Ops.list("expired", {Ops.access(Read, Operation::Expired)});
  Ops.list("lock-weak", {Ops.access(Read, Operation::LockWeak), Deref});
  Ops.list("use-count", {Ops.access(Read, Operation::UseCount)});
}

static void callableOperations(const Operations &Ops) {
  CallEffect Run = Ops.effect(CallEffect::RunNow);
  Run.Target = Operand();
  Run.Entry = Ops.Self;
  Run.Bound = {Operand::AllFrom, Ops.argument(0).Index};
  Ops.list("call", {Run});
  readsAndWrites(Ops);
}

static void streamOperations(const Operations &Ops, BlockKind Kind) {
  CallEffect Block = blocking(Ops.effect(CallEffect::Block), Kind);
  Ops.list("block", {Block});
  // Opened by name: not by a constructor without one.
  CallEffect Open = Block;
  Open.UnlessZero = Ops.argument(0);
  CallEffect Use = Ops.access(AccessKind::Read, Operation::PathUse);
  Use.Target = Ops.argument(0);
  Ops.list("open", {Open, Use});
}

//===----------------------------------------------------------------------===//
// Elements
//===----------------------------------------------------------------------===//

static TypeRole roleOf(Section S) {
  switch (S) {
  case Section::Locks:
    return TypeRole::Lock;
  case Section::Guards:
    return TypeRole::Guard;
  case Section::Conditions:
    return TypeRole::Condition;
  case Section::Threads:
    return TypeRole::Thread;
  case Section::Once:
    return TypeRole::OnceFlag;
  case Section::Atomics:
    return TypeRole::Atomic;
  case Section::Synchronized:
    return TypeRole::Synchronized;
  case Section::Containers:
    return TypeRole::Container;
  case Section::Pointers:
    return TypeRole::Pointer;
  case Section::Callables:
    return TypeRole::Callable;
  case Section::Streams:
  case Section::Globals:
    return TypeRole::Stream;
  case Section::Types:
    return TypeRole::Plain;
  }
  llvm_unreachable("unknown section");
}

static void operations(const Operations &Ops, Section S, BlockKind Kind) {
  switch (S) {
  case Section::Locks:
    return lockOperations(Ops);
  case Section::Guards:
    return guardOperations(Ops);
  case Section::Conditions:
    return conditionOperations(Ops);
  case Section::Threads:
    return threadOperations(Ops);
  case Section::Once:
    return onceOperations(Ops);
  case Section::Atomics:
    return atomicOperations(Ops);
  case Section::Synchronized:
    return synchronizedOperations(Ops);
  case Section::Containers:
    return containerOperations(Ops);
  case Section::Pointers:
    return pointerOperations(Ops);
  case Section::Callables:
    return callableOperations(Ops);
  case Section::Streams:
  case Section::Globals:
    return streamOperations(Ops, Kind);
  case Section::Types:
    return;
  }
}

namespace {

/// `functions:` of an element: lists as for methods, the object an argument.
struct FunctionLists {
  Section Of;
  BlockKind Kind;
  bool Given = false;
};


} // namespace

namespace llvm::yaml {

template <> struct MappingTraits<FunctionLists> {
  static void mapping(IO &Io, FunctionLists &Lists) {
    Lists.Given = true;
    Operand Self = {Operand::Argument, 0};
    Io.mapOptional("argument", Self);
    Reading &R = *static_cast<Reading *>(Io.getContext());
    operations({Io, R.Out.Functions, Self}, Lists.Of, Lists.Kind);
  }
};

template <> struct CustomMappingTraits<GuardTags> {
  static void inputOne(IO &Io, StringRef Key, GuardTags &Tags) {
    Io.mapRequired(Key, Tags.List[Key.str()]);
  }
  static void output(IO &, GuardTags &) {}
};

} // namespace llvm::yaml

static TypeModel plainModel(Section S) {
  TypeModel T;
  T.Role = roleOf(S);
  T.PointerLike = S == Section::Pointers;
  return T;
}

/// I/O on an object of a known kind is of that kind in inherited methods too.
static void setKind(TypeModel &T, BlockKind Kind) {
  T.Blocks = Kind;
  for (auto &Method : T.Methods)
    for (CallEffect &E : Method.second)
      if (E.Kind == CallEffect::Block)
        E.Blocks = Kind;
}

static void add(Reading &R, Section S, StringRef Name, TypeModel T) {
  auto &Into = S == Section::Globals ? R.Out.Globals : R.Out.Types;
  Into[Name] = std::move(T);
}

StringRef modelyaml::readNameElement(StringRef Text, Section S, Reading &R) {
  StringRef Mistake = checkName(Text, NameOf::Type, R);
  if (!Mistake.empty())
    return Mistake;
  TypeModel T = plainModel(S);
  if (S == Section::Guards)
    T.Methods["(constructor)"] = {guardInit()};
  add(R, S, Text, std::move(T));
  return "";
}

void modelyaml::readElement(IO &Io, Section S) {
  Reading &R = *static_cast<Reading *>(Io.getContext());
  bool Global = S == Section::Globals;
  std::vector<Name<NameOf::Type>> Declared =
      readNames<NameOf::Type>(Io, Global ? "name" : "type").List;
  for (auto &N : readNames<NameOf::Type>(Io, Global ? "names" : "types").List)
    Declared.push_back(std::move(N));

  TypeModel T = plainModel(S);
  std::optional<Name<NameOf::KnownType>> Like;
  Io.mapOptional("like", Like);
  if (const TypeModel *Original = Like ? R.findType(Like->Text) : nullptr) {
    T = *Original;
    T.Role = roleOf(S);
  }
  if (S == Section::Locks)
    Io.mapOptional("reentrant", T.Reentrant);
  Io.mapOptional("pointer-like", T.PointerLike);
  Io.mapOptional("owning", T.Owning);

  BlockKind Kind = BlockKind::File;
  if (S == Section::Streams || Global) {
    Io.mapRequired("kind", Kind);
    setKind(T, Kind);
  }

  // Methods given here replace those of the type that this one is like.
  llvm::StringMap<CallEffects> &Own = R.Methods;
  Own.clear();
  Operations Ops{Io, Own, {Operand::This, 0}};
  if (S == Section::Guards)
    guardConstructors(Io, Own["(constructor)"], Like.has_value());
  operations(Ops, S, Kind);
  std::vector<Described<true>> Methods;
  Io.mapOptional("methods", Methods);
  for (auto &Method : Own)
    if (!Method.second.empty())
      T.Methods[Method.first()] = std::move(Method.second);

  FunctionLists Lists{S, Kind};
  if (S != Section::Types && !Global)
    Io.mapOptional("functions", Lists);
  if (Declared.empty() && !Lists.Given)
    Io.setError(Global ? "key 'name' is missing" : "key 'type' is missing");
  for (const auto &N : Declared)
    add(R, S, N.Text, T);
}
