//===- SpawnWrappers.cpp - threads started through functions --------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "solve/SpawnWrappers.h"
#include "facts/Words.h"
#include "solve/Control.h"
#include "solve/Frame.h"
#include "llvm/ADT/SmallSet.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"
#include <map>

using namespace concurrency;

/// Wrappers of wrappers are few, and a circle of calls has no end.
static constexpr unsigned MaxRounds = 4;

namespace {
/// A function starts a thread with one of its parameters; all in its frame.
struct Starts {
  uint32_t Param;
  /// What the thread's function gets.
  List<Value> Bound;
  Path Handle;
  bool Many;
  EventId At = EventId(); ///< where it does so itself
  bool Joined = false;    ///< and waits for all of them
};

class WrapperFinder {
public:
  explicit WrapperFinder(Program &P) : P(P) {}

  void run() {
    findDirect();
    findByName();
    for (unsigned Round = 0; Round != MaxRounds && addCallers(); ++Round)
      ;
    if (Spawns.empty())
      return;
    for (uint32_t I = 0; I != P.functions().size(); ++I) {
      auto Known = Spawns.find(FunctionId(I));
      Additions More;
      if (Known != Spawns.end())
        More = std::move(Known->second);
      addJoins(FunctionId(I), More);
      if (!More.empty())
        P.insertAfter(FunctionId(I), std::move(More));
    }
    forgetAddresses();
  }

private:
  void findDirect();
  void findByName();
  bool addCallers();
  using Additions = std::vector<std::pair<EventId, Event>>;
  void addJoins(FunctionId F, Additions &To) const;
  void spawnAt(FunctionId Caller, EventId Call, CallableId Run,
               List<Value> Bound, Path Handle, bool Many, bool Joined = false);
  void forgetAddresses();

  Program &P;
  std::map<FunctionId, std::vector<Starts>> Wrappers;
  std::map<FunctionId, std::vector<Starts>> Fresh; ///< of the last round
  std::map<FunctionId, Additions> Spawns;
  /// What is started here.
  llvm::DenseSet<EntityId> Bodies;
};
} // namespace

/// The parameter itself, or what it refers to.
static std::optional<uint32_t> bareParam(const Function &F, const Path &Q) {
  if (Q.Root != RootKind::Param || Q.Index >= F.NumParams)
    return std::nullopt;
  bool Referred =
      Q.Steps.size() == 1 && Q.hasDeref() && F.Params[Q.Index].Reference;
  return Q.Steps.empty() || Referred ? std::optional(Q.Index) : std::nullopt;
}

/// The value that is put into \p Target, if that happens once.
static const Value *onlyValue(const Function &F, const Path &Target) {
  const Value *Only = nullptr;
  for (const Event &E : F.Events)
    if (E.Kind == EventKind::Assign && E.Target == Target && !E.Args.empty()) {
      if (Only)
        return nullptr;
      Only = &E.Args[0];
    }
  return Only;
}

/// A path behind a local copy, or a copy of a pointer, in terms of the original.
static Path throughLocal(const Function &F, const Path &Q) {
  if (Q.Root != RootKind::Local)
    return Q;
  const Value *V = onlyValue(F, Path::local(Q.Index));
  return V && V->Kind == ValueKind::Copy ? V->P.then(Q.Steps) : Q;
}

/// What the spawner has left where the thread finds \p InThread, which begins
/// with a parameter of the thread's function.
static const Value *leftFor(const Function &Spawner, const Callable &Thread,
                            const Path &InThread) {
  if (InThread.Root != RootKind::Param || InThread.Steps.empty() ||
      InThread.Index >= Thread.Bound.size())
    return nullptr;
  const Value &Handed = Thread.Bound[InThread.Index];
  llvm::ArrayRef<Step> Steps = InThread.Steps;
  if (Steps.front().Kind != StepKind::Deref || !Handed.P.known())
    return nullptr;
  return onlyValue(Spawner, Handed.pointee().then(Steps.drop_front()));
}

/// What the thread's function has captured, where it finds \p InThread.
static const Value *capturedAs(const Function &Thread, const Callable &Spawned,
                               const Path &InThread) {
  if (InThread.Root != RootKind::Param || InThread.Index < Thread.NumParams ||
      InThread.Index - Thread.NumParams >= Spawned.Captures.size())
    return nullptr;
  const Value &V = Spawned.Captures[InThread.Index - Thread.NumParams];
  bool ByReference = V.Kind == ValueKind::Address;
  bool Whole = ByReference ? InThread.Steps.size() == 1 && InThread.hasDeref()
                           : InThread.Steps.empty();
  return Whole ? &V : nullptr;
}

/// The threads of a local handle, or container of handles, end before the
/// function does.
static bool joinsAll(const Function &F, const Event &Spawn) {
  return Spawn.Target.Root == RootKind::Local &&
         llvm::any_of(F.Events, [&](const Event &E) {
           return E.Kind == EventKind::Join &&
                  E.Target.Root == RootKind::Local &&
                  E.Target.Index == Spawn.Target.Index;
         });
}

/// `if (size) { … pthread_create(…); } else pthread_create(…);` starts one.
static bool isOtherWay(const Function &F, EventId A, EventId B) {
  const Control Flow(F);
  return !Flow.canFollow(A, B) && !Flow.canFollow(B, A);
}

void WrapperFinder::findDirect() {
  for (auto [I, F] : llvm::enumerate(P.functions()))
    for (auto [J, E] : llvm::enumerate(F.Events)) {
      if (E.Kind != EventKind::Spawn || !E.Callable.valid())
        continue;
      const Callable &C = F.Callables[E.Callable.index()];
      if (!C.Target.valid()) {
        std::optional<uint32_t> Param = bareParam(F, C.Holder);
        if (!Param)
          continue;
        std::vector<Starts> &Known = Fresh[FunctionId(I)];
        if (llvm::none_of(Known, [&](const Starts &S) {
              return S.At.valid() && S.Param == *Param && S.Bound == C.Bound &&
                     isOtherWay(F, S.At, EventId(J));
            }))
          Known.push_back({*Param, C.Bound, E.Target, E.Many, EventId(J)});
        continue;
      }
      // A trampoline: what it calls was left for it by the spawner.
      FunctionId Body = P.body(C.Target);
      if (!Body.valid())
        continue;
      const Function &Thread = P[Body];
      // It is one thread, however often that calls.
      llvm::SmallSet<uint32_t, 2> Counted;
      for (const Event &Call : Thread.Events) {
        if (Call.Kind != EventKind::Call || !Call.Callable.valid())
          continue;
        const Callable &Run = Thread.Callables[Call.Callable.index()];
        // `threads.emplace_back([&body] { body(i); });`
        if (const Value *Own = capturedAs(Thread, C, Run.Holder))
          if (std::optional<uint32_t> Param = bareParam(F, Own->P)) {
            if (!Counted.insert(*Param).second)
              continue;
            List<Value> Unknown(Call.Args.size(), Value::unknown());
            Fresh[FunctionId(I)].push_back({*Param, std::move(Unknown),
                                            E.Target, E.Many, EventId(),
                                            joinsAll(F, E)});
            continue;
          }
        const Value *V =
            Run.Target.valid()
                ? nullptr
                : leftFor(F, C, throughLocal(Thread, Run.Holder));
        if (!V || V->Kind != ValueKind::Copy)
          continue;
        std::optional<uint32_t> Param = bareParam(F, V->P);
        if (!Param || !Counted.insert(*Param).second)
          continue;
        Starts S{*Param, {}, E.Target, E.Many};
        for (const Value &A : Call.Args) {
          const Value *Left =
              A.Kind == ValueKind::Copy
                  ? leftFor(F, C, throughLocal(Thread, A.P))
                  : nullptr;
          S.Bound.push_back(Left ? *Left : Value::unknown());
        }
        Fresh[FunctionId(I)].push_back(std::move(S));
      }
    }
}

static bool hasWordForThreads(llvm::ArrayRef<std::string> Words) {
  return llvm::any_of(Words, [](llvm::StringRef W) {
    return W.ends_with("thread") || W == "threads";
  });
}

/// The variable or field that an argument is, or has the address of, is one
/// thread, by its name.
static bool isThreadByName(const Program &P, const Function &F,
                           const Value &V) {
  EntityId Last = V.P.lastEntity();
  if (!Last.valid() && V.P.Root != RootKind::Local)
    return false;
  const TypeFacts &Type = Last.valid() ? P[Last].Type
                                       : F.Locals[V.P.Index].Type;
  auto Words = wordsOf(Last.valid() ? P[Last].shortName()
                                    : llvm::StringRef(F.Locals[V.P.Index].Name));
  return Type.Role != TypeRole::Container && !Words.empty() &&
         llvm::StringRef(Words.back()).ends_with("thread");
}

/// `os_thread_create(fn, arg)`, `StartThread(…)`; or, by the handle that is filled
/// in, `vlc_clone(&thread, fn, …)`.
static bool startsThreadByName(const Program &P, const Function &F,
                               const Event &Call, const Function &Run) {
  llvm::StringRef Name = P[Call.Callee].shortName();
  if (!startsByName(Name))
    return false;
  return hasWordForThreads(wordsOf(Name)) ||
         (Call.Args.front().Kind == ValueKind::Address &&
          Run.Params.size() == 1 && isThreadByName(P, F, Call.Args.front()));
}

/// `os_thread_join(thread)`, `vlc_join(thread)`. (Not `wait_for_thread_ready()`.)
static bool joinsThreadByName(const Program &P, const Function &F,
                              const Event &Call) {
  llvm::StringRef Name = P[Call.Callee].shortName();
  // (Every call is asked, and to take a name to pieces costs most.)
  if ((!Name.contains_insensitive("join") &&
       !Name.contains_insensitive("wait")) ||
      hasWord(Name, {"ready", "start", "started", "until", "init", "running"}))
    return false;
  return hasWordForThreads(wordsOf(Name))
             ? hasWord(Name, {"join", "wait"})
             : hasWord(Name, {"join"}) && !Call.Args.empty() &&
                   isThreadByName(P, F, Call.Args.front());
}

/// Who starts threads by a wrapper waits for them by another.
void WrapperFinder::addJoins(FunctionId Id, Additions &To) const {
  for (auto [J, E] : llvm::enumerate(P[Id].Events)) {
    if (E.Kind != EventKind::Call || !E.Callee.valid() ||
        !joinsThreadByName(P, P[Id], E))
      continue;
    Event Join;
    Join.Kind = EventKind::Join;
    Join.Where = E.Where;
    Join.Text = E.Text;
    if (!E.Args.empty())
      Join.Target = E.Args.front().P;
    To.push_back({EventId(J), std::move(Join)});
  }
  llvm::stable_sort(To, [](const auto &A, const auto &B) {
    return A.first.index() < B.first.index();
  });
}

void WrapperFinder::findByName() {
  for (auto [I, F] : llvm::enumerate(P.functions()))
    for (auto [J, E] : llvm::enumerate(F.Events)) {
      if (E.Kind != EventKind::Call || !E.Callee.valid() ||
          P.body(E.Callee).valid())
        continue;
      auto Run = llvm::find_if(E.Args, [](const Value &V) {
        return V.Kind == ValueKind::Callable;
      });
      if (Run == E.Args.end())
        continue;
      FunctionId Body = P.body(F.Callables[Run->Callable.index()].Target);
      if (!Body.valid() || !startsThreadByName(P, F, E, P[Body]))
        continue;
      const Value &Handle = E.Args.front();
      spawnAt(FunctionId(I), EventId(J), Run->Callable, {Run + 1, E.Args.end()},
              Handle.Kind == ValueKind::Address ? Handle.P : Path::unknown(),
              false);
    }
}

void WrapperFinder::spawnAt(FunctionId Caller, EventId Call, CallableId Run,
                            List<Value> Bound, Path Handle, bool Many,
                            bool Joined) {
  const Function &F = P[Caller];
  const Event &At = F.Events[Call.index()];
  Callable C = F.Callables[Run.index()];
  if (!P.body(C.Target).valid())
    return;
  Bodies.insert(C.Target);
  llvm::append_range(C.Bound, Bound);
  Event Spawn;
  Spawn.Kind = EventKind::Spawn;
  Spawn.Where = At.Where;
  Spawn.Target = std::move(Handle);
  Spawn.Text = At.Text;
  if (!Many) {
    const Control Flow(F);
    uint32_t Block = Flow.blockOf(Call);
    Many = Flow.loopAround(Block)[Block];
  }
  Spawn.Many = Many;
  Spawn.Joined = Joined;
  Spawn.Callable = P.addCallable(Caller, std::move(C));
  Spawns[Caller].push_back({Call, std::move(Spawn)});
}

/// Calls to the wrappers found last: spawns, or wrappers themselves.
bool WrapperFinder::addCallers() {
  std::map<FunctionId, std::vector<Starts>> Last = std::move(Fresh);
  Fresh.clear();
  if (Last.empty())
    return false;
  for (auto &[F, All] : Last)
    llvm::append_range(Wrappers[F], All);
  for (auto [I, F] : llvm::enumerate(P.functions())) {
    FunctionId Caller(I);
    for (auto [J, E] : llvm::enumerate(F.Events)) {
      if (E.Kind != EventKind::Call || E.Virtual || E.Callable.valid())
        continue;
      auto Called = Last.find(P.body(E.Callee));
      if (!P.body(E.Callee).valid() || Called == Last.end())
        continue;
      const Frame Bindings = Frame::ofCall(E);
      for (const Starts &S : Called->second) {
        const Value *Arg = Bindings.argument(S.Param);
        if (!Arg)
          continue;
        List<Value> Bound;
        for (const Value &V : S.Bound)
          Bound.push_back(Bindings.toCaller(V));
        Path Handle = Bindings.toCaller(S.Handle);
        if (Arg->Kind == ValueKind::Callable &&
            F.Callables[Arg->Callable.index()].Target.valid()) {
          spawnAt(Caller, EventId(J), Arg->Callable, std::move(Bound),
                  std::move(Handle), S.Many, S.Joined);
          continue;
        }
        const Path &From = Arg->Kind == ValueKind::Callable
                               ? F.Callables[Arg->Callable.index()].Holder
                               : Arg->P;
        std::optional<uint32_t> Param = bareParam(F, From);
        if (Param && !Wrappers.count(Caller))
          Fresh[Caller].push_back({*Param, std::move(Bound), std::move(Handle),
                                   S.Many, EventId(), S.Joined});
      }
    }
  }
  return true;
}

/// Whose address only wrappers got is called by nobody but threads.
void WrapperFinder::forgetAddresses() {
  if (Bodies.empty())
    return;
  llvm::DenseSet<EntityId> Kept;
  for (const Function &F : P.functions()) {
    auto Keep = [&](const Value &V) {
      if (V.Kind == ValueKind::Callable)
        Kept.insert(F.Callables[V.Callable.index()].Target);
    };
    for (uint32_t J = 0; J != F.Events.size(); ++J) {
      bool Starts = J + 1 != F.Events.size() &&
                    F.Events[J].Kind == EventKind::Call &&
                    F.Events[J + 1].Kind == EventKind::Spawn;
      if (!Starts)
        llvm::for_each(F.Events[J].Args, Keep);
    }
  }
  for (EntityId Body : Bodies)
    if (!Kept.contains(Body))
      P.forgetAddress(P.body(Body));
}

void concurrency::addSpawnsOfWrappers(Program &P) { WrapperFinder(P).run(); }
