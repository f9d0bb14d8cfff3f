//===- Operations.cpp - the lists of a section's elements -----------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "model/Operations.h"

using namespace concurrency;
using namespace concurrency::modelyaml;
using llvm::StringRef;

void Operations::list(const char *Key,
                      std::initializer_list<CallEffect> Effects) const {
  auto Add = [&](StringRef Name) {
    EffectList &Of = Into[Name];
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
  Ops.list("subscript",
           {Ops.access(Read, Operation::Fetch), Ops.element(true)});
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
  CallEffect Signal = Ops.effect(CallEffect::Signal);
  CallEffect Await = Ops.effect(CallEffect::Await);
  Ops.list("signal", {Signal});
  Ops.list("await", {Wait, Await});
  Ops.list("meet", {Wait, Signal, Await});
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
  Use.Op = Operation::PathOpen;
  Ops.list("open-to-read", {Open, Use});
}

void modelyaml::readOperations(const Operations &Ops, Section S,
                               BlockKind Kind) {
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
