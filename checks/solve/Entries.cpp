//===- Entries.cpp - what holds when a function is entered ----------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "solve/Entries.h"
#include "solve/Conventions.h"
#include "solve/Summarize.h"
#include "llvm/ADT/STLExtras.h"

using namespace concurrency;

namespace {
/// One way into a function.
struct Way {
  std::vector<HeldLock> Held;
  bool OnlyInit = false;
  std::vector<bool> FreshParams;
};

class EntryFinder {
public:
  EntryFinder(Solution &S, const CallGraph &Calls)
      : S(S), P(S.program()), Calls(Calls), Seen(P.functions().size()) {}

  void run() {
    for (auto [I, F] : llvm::enumerate(P.functions()))
      classify(FunctionId(I), F);
    // Callers before callees; members of a circle see each other's first
    // result, which can only hold too much, so they get a second round.
    for (const CallGraph::Component &C : llvm::reverse(Calls.bottomUp())) {
      for (FunctionId F : C)
        visitCalls(F);
      if (Calls.recursive(C))
        for (FunctionId F : C)
          visitCalls(F);
    }
    for (auto [I, F] : llvm::enumerate(P.functions()))
      finish(FunctionId(I), F);
  }

private:
  bool isReachableFromElsewhere(const Function &F) const;
  void classify(FunctionId Id, const Function &F);
  void visitCalls(FunctionId Id);
  void enter(FunctionId Callee, Way W);
  void finish(FunctionId Id, const Function &F);
  Way wayTo(FunctionId Caller, EventId At, const Frame &Bindings,
            llvm::ArrayRef<HeldLock> Inner, llvm::ArrayRef<Path> Released,
            FunctionId Callee) const;
  bool isFresh(FunctionId Id, const Value &V) const;

  Solution &S;
  const Program &P;
  const CallGraph &Calls;
  std::vector<bool> Seen;
};
} // namespace

bool EntryFinder::isReachableFromElsewhere(const Function &F) const {
  bool Private = P.recordOf(F.Self).valid() &&
                 F.Access == AccessSpec::Private &&
                 F.Kind == FunctionKind::Method;
  return !F.Internal && !Private;
}

void EntryFinder::classify(FunctionId Id, const Function &F) {
  Entry &At = S[Id].At;
  if (F.Kind == FunctionKind::Constructor || F.Kind == FunctionKind::Destructor)
    At.OnlyInit = true;
  if (F.Kind == FunctionKind::Lambda) {
    // Until a run is seen, nobody knows who runs it.
    At.Callers = CallersKind::Hidden;
    return;
  }
  if (F.AddressTaken || F.Virtual) {
    At.Callers = F.Virtual && F.Access != AccessSpec::Private
                     ? CallersKind::Open
                     : CallersKind::Hidden;
    return;
  }
  At.Callers = isReachableFromElsewhere(F) && !S.SeesAllCallers
                   ? CallersKind::Open
                   : CallersKind::Known;
}

bool EntryFinder::isFresh(FunctionId Id, const Value &V) const {
  switch (V.Kind) {
  case ValueKind::Fresh:
    return true;
  case ValueKind::Address:
  case ValueKind::Copy: {
    const Path &O = V.P;
    if (O.Root == RootKind::Local && V.Kind == ValueKind::Address &&
        !O.hasDeref())
      return !P[Id].Locals[O.Index].AddressTaken;
    if (O.Root == RootKind::Param) {
      const std::vector<bool> &Fresh = S[Id].At.FreshParams;
      return O.Index < Fresh.size() && Fresh[O.Index];
    }
    return false;
  }
  default:
    return false;
  }
}

Way EntryFinder::wayTo(FunctionId Caller, EventId At, const Frame &Bindings,
                       llvm::ArrayRef<HeldLock> Inner,
                       llvm::ArrayRef<Path> Released,
                       FunctionId Callee) const {
  Way W;
  const Entry &Outer = S[Caller].At;
  const LockSet *State = S.before(Caller, At);
  auto Add = [&](llvm::ArrayRef<HeldLock> Locks) {
    for (HeldLock H : Locks) {
      if (llvm::is_contained(Released, H.Lock))
        continue;
      H.Lock = Bindings.toCallee(H.Lock);
      H.Source = HoldSource::Required;
      W.Held.push_back(std::move(H));
    }
  };
  if (State)
    Add(State->Locks);
  Add(Outer.Held);
  Add(Inner);

  const Function &F = P[Caller];
  const Function &G = P[Callee];
  // `this` of a constructor, handed to a helper of the same object.
  Path Receiver = Bindings.toCaller(Path::self());
  bool SameObject = Receiver.Root == RootKind::This && Receiver.Steps.empty();
  W.OnlyInit = (SameObject && Outer.OnlyInit) ||
               (F.Kind == FunctionKind::Function &&
                isPhaseByName(P[F.Self].shortName()));
  W.FreshParams.assign(G.Params.size(), false);
  for (uint32_t I = 0; I != G.Params.size(); ++I)
    if (const Value *Arg = Bindings.argument(I))
      W.FreshParams[I] = isFresh(Caller, *Arg);
  // A method of an object that was just made here.
  if (Receiver.Root == RootKind::Local && !Receiver.hasDeref() &&
      Receiver.Index < F.Locals.size() && !F.Locals[Receiver.Index].AddressTaken)
    W.OnlyInit = true;
  return W;
}

/// Keeps of \p Held what \p Other holds as well: by path, or else by class.
static void intersect(std::vector<HeldLock> &Held,
                      llvm::ArrayRef<HeldLock> Other) {
  llvm::erase_if(Held, [&](HeldLock &H) {
    const HeldLock *Same = nullptr;
    for (const HeldLock &O : Other) {
      if (O.Lock == H.Lock && O.Lock.known()) {
        Same = &O;
        break;
      }
      if (!Same && O.Lock.lastEntity().valid() &&
          O.Lock.lastEntity() == H.Lock.lastEntity())
        Same = &O;
    }
    if (!Same)
      return true;
    if (!(Same->Lock == H.Lock))
      H.Lock = anonymous(H.Lock.Steps);
    H.Must &= Same->Must;
    if (Same->Mode == LockMode::Shared)
      H.Mode = LockMode::Shared;
    return false;
  });
}

void EntryFinder::enter(FunctionId Callee, Way W) {
  Entry &At = S[Callee].At;
  At.HasCallers = true;
  if (At.Callers == CallersKind::Hidden &&
      P[Callee].Kind == FunctionKind::Lambda && !P[Callee].AddressTaken)
    At.Callers = CallersKind::Known;
  // What happens at set-up says nothing about later: such callers count only
  // where there are no others.
  if (W.OnlyInit) {
    At.OnlyInit |= !Seen[Callee.index()];
    if (At.FreshParams.empty())
      At.FreshParams = std::move(W.FreshParams);
    return;
  }
  if (!Seen[Callee.index()]) {
    Seen[Callee.index()] = true;
    At.Held = std::move(W.Held);
    At.OnlyInit = false;
    At.FreshParams = std::move(W.FreshParams);
    return;
  }
  intersect(At.Held, W.Held);
  for (uint32_t I = 0; I != At.FreshParams.size(); ++I)
    At.FreshParams[I] = At.FreshParams[I] && W.FreshParams[I];
}

void EntryFinder::visitCalls(FunctionId Id) {
  const Function &F = P[Id];
  S[Id].Runs.clear();
  for (uint32_t I = 0; I != F.Events.size(); ++I) {
    const Event &E = F.Events[I];
    if (E.Kind == EventKind::Spawn) {
      // A thread inherits no lock from its maker.
      if (std::optional<CallTarget> T = S.target(F, E)) {
        S[T->Callee].At.ThreadRoot = true;
        // One that is waited for right there is also called, under the locks
        // that are held: they keep everybody else out.
        if (E.Joined)
          continue;
        Way W;
        W.FreshParams.assign(P[T->Callee].Params.size(), false);
        enter(T->Callee, std::move(W));
      }
      continue;
    }
    if (E.Kind == EventKind::Escape && !E.Args.empty() &&
        E.Args[0].Kind == ValueKind::Callable) {
      // Kept, and run later by somebody who holds nothing of ours.
      if (std::optional<CallTarget> T = S.target(F, E.Args[0].Callable)) {
        S[T->Callee].At.Callers = CallersKind::Open;
        Way W;
        W.FreshParams.assign(P[T->Callee].Params.size(), false);
        enter(T->Callee, std::move(W));
      }
      continue;
    }
    if (!S.before(Id, EventId(I)))
      continue;
    for (const Run &R : runsAt(S, Id, EventId(I))) {
      if (R.Callee == Id)
        continue;
      S[Id].Runs.push_back({EventId(I), R.Callee,
                            R.Bindings.toCaller(Path::self()) == Path::self()});
      enter(R.Callee, wayTo(Id, EventId(I), R.Bindings, R.HeldByCallee,
                            R.Released, R.Callee));
    }
  }
}

void EntryFinder::finish(FunctionId Id, const Function &F) {
  Entry &At = S[Id].At;
  if (F.Kind == FunctionKind::Constructor || F.Kind == FunctionKind::Destructor)
    At.OnlyInit = true;
  else if (At.Callers != CallersKind::Known || !At.HasCallers) {
    At.OnlyInit = false;
    At.FreshParams.assign(At.FreshParams.size(), false);
  }
  // A private method or internal function that nobody here calls is called
  // from where we cannot see; a public one is there for others.
  if (At.Callers == CallersKind::Known && !At.HasCallers)
    At.Callers = isReachableFromElsewhere(F) ? CallersKind::Open
                                             : CallersKind::Hidden;
}

void concurrency::findEntries(Solution &S, const CallGraph &Calls) {
  EntryFinder(S, Calls).run();
}
