//===- Entries.cpp - what holds when a function is entered ----------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "solve/Entries.h"
#include "solve/Conventions.h"
#include "solve/HeldLocks.h"
#include "solve/IndirectCalls.h"
#include "solve/NewObjects.h"
#include "solve/OnlyRun.h"
#include "solve/Runs.h"
#include "solve/SetUpFunctions.h"
#include "llvm/ADT/STLExtras.h"

using namespace concurrency;

namespace {
/// One way into a function.
struct Way {
  List<HeldLock> Held;
  bool OnlyInit = false;
  llvm::SmallBitVector FreshParams;
};

/// What a caller has when it comes to a call.
struct Context {
  llvm::ArrayRef<HeldLock> Held;
  const llvm::SmallBitVector &FreshParams;
};

class EntryFinder {
public:
  EntryFinder(Solution &S, const CallGraph &Calls)
      : S(S), P(S.program()), Calls(Calls), Seen(P.functions().size()),
        SetUp(P, Calls) {
    IsOnlyRun = findOnlyRun(S);
  }

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
  void classify(FunctionId Id, const Function &F);
  void visitCalls(FunctionId Id);
  void enter(FunctionId Callee, Way W);
  void enterWays(FunctionId Caller, EventId At, const Run &R, const Way &All,
                 const NewObjects &Locals);
  void enterBy(FunctionId Caller, EventId At, const Run &R,
               const NewObjects &Locals);
  void addWay(FunctionId Callee, WayIn W);
  void addOpenWay(FunctionId Callee, FunctionId Maker, EventId At);
  bool mayHoldMore(FunctionId Id) const;
  void leaveReleased(FunctionId Id);
  bool isForThreadsOnly(EntityId Virtual, FunctionId Body);
  void finish(FunctionId Id, const Function &F);
  Way wayTo(FunctionId Caller, EventId At, const Run &R, const Context &Outer,
            const NewObjects &Locals) const;
  bool isFresh(const NewObjects &Locals, EventId At, const Value &V,
               const llvm::SmallBitVector &Fresh) const;

  Solution &S;
  const Program &P;
  const CallGraph &Calls;
  std::vector<bool> Seen;
  /// By function: how many calls of it by its name there are.
  llvm::DenseMap<EntityId, unsigned> CallsOf;
  const SetUpFunctions SetUp;
  std::vector<bool> IsOnlyRun;
};
} // namespace

static bool isLifetime(const Function &F) {
  return F.Kind == FunctionKind::Constructor ||
         F.Kind == FunctionKind::Destructor;
}

void EntryFinder::classify(FunctionId Id, const Function &F) {
  Entry &At = S[Id].At;
  if (isLifetime(F))
    At.OnlyInit = true;
  if (F.Kind == FunctionKind::Lambda) {
    // Until a run is seen, nobody knows who runs it.
    At.Callers = CallersKind::Hidden;
    return;
  }
  if (IsOnlyRun[Id.index()]) {
    At.Callers = CallersKind::Known;
    return;
  }
  if (F.AddressTaken || F.Virtual) {
    At.Callers = F.Virtual && F.Access != AccessSpec::Private
                     ? CallersKind::Open
                     : CallersKind::Hidden;
    return;
  }
  At.Callers = P.isReachableFromElsewhere(F) && !S.SeesAllCallers
                   ? CallersKind::Open
                   : CallersKind::Known;
}

bool EntryFinder::isFresh(const NewObjects &Locals, EventId At, const Value &V,
                          const llvm::SmallBitVector &Fresh) const {
  switch (V.Kind) {
  case ValueKind::Fresh:
    return true;
  case ValueKind::Address:
  case ValueKind::Copy: {
    const Path &O = V.P;
    if (O.Root == RootKind::Local && V.Kind == ValueKind::Address)
      return Locals.isUnknownToOthers(O, At);
    if (O.Root == RootKind::Local)
      return O.Steps.empty() && Locals.holdsNew(O.Index, At);
    return O.Root == RootKind::Param && O.Index < Fresh.size() &&
           Fresh[O.Index];
  }
  default:
    return false;
  }
}

Way EntryFinder::wayTo(FunctionId Caller, EventId At, const Run &R,
                       const Context &Outer, const NewObjects &Locals) const {
  Way W;
  // Locks go by what a getter or a cast makes of their object.
  const HeldLocks Locks(S, Caller);
  const Frame Bindings =
      R.Bindings.resolved([&](const Path &Q) { return Locks.resolve(Q); });
  const LockSet *State = S.before(Caller, At);
  auto Add = [&](llvm::ArrayRef<HeldLock> Locks) {
    for (HeldLock H : Locks) {
      if (llvm::is_contained(R.Released, H.Lock))
        continue;
      H.Lock = Bindings.toCallee(H.Lock);
      H.Source = HoldSource::Required;
      W.Held.push_back(std::move(H));
    }
  };
  if (State)
    Add(State->Locks);
  Add(Outer.Held);
  Add(R.HeldByCallee);

  const Function &F = P[Caller];
  const Function &G = P[R.Callee];
  // `this` of a constructor, handed to a helper of the same object.
  Path Receiver = Bindings.toCaller(Path::self());
  bool SameObject = Receiver.Root == RootKind::This && Receiver.Steps.empty();
  const Entry &Around = S[Caller].At;
  W.OnlyInit = (SameObject && (Around.OnlyInit || isLifetime(F))) ||
               (F.Kind == FunctionKind::Function && Around.OnlyInit &&
                Around.Callers == CallersKind::Known) ||
               (F.Kind == FunctionKind::Function &&
                (SetUp.isPhase(Caller) || SetUp.makesObject(Caller)));
  // What a once-flag lets run has its own order.
  W.OnlyInit &= !S.anyOnce(R.HeldByCallee);
  W.FreshParams.resize(G.Params.size());
  for (uint32_t I = 0; I != G.Params.size(); ++I)
    if (const Value *Arg = Bindings.argument(I))
      W.FreshParams[I] = isFresh(Locals, At, *Arg, Outer.FreshParams);
  // A method of an object that was just made here.
  if (Receiver.Root == RootKind::Local && Receiver.Index < F.Locals.size() &&
      (Receiver.hasDeref()
           ? Receiver.Steps.size() == 1 && Locals.holdsNew(Receiver.Index, At)
           : Locals.isOwn(Receiver.Index, At)))
    W.OnlyInit = true;
  return W;
}

/// Keeps of \p Held what \p Other holds as well: by path, or else by class.
static void intersect(List<HeldLock> &Held, llvm::ArrayRef<HeldLock> Other) {
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
    H.Forgotten &= Same->Forgotten;
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
  At.FreshParams &= W.FreshParams;
}

/// The function's callers are not seen, or it promises that they lock.
bool EntryFinder::mayHoldMore(FunctionId Id) const {
  const Entry &At = S[Id].At;
  const Function &F = P[Id];
  return At.Callers == CallersKind::Hidden ||
         (At.Callers == CallersKind::Known && !At.HasCallers &&
          !P.isReachableFromElsewhere(F)) ||
         (At.Ways.empty() && expectsLock(P, Id)) ||
         llvm::any_of(P[F.Self].Annotations, [](const Annotation &A) {
           return A.Kind == AnnotationKind::NoAnalysis;
         });
}

static bool sameHolds(llvm::ArrayRef<HeldLock> A, llvm::ArrayRef<HeldLock> B) {
  return A.size() == B.size() &&
         llvm::equal(A, B, [](const HeldLock &X, const HeldLock &Y) {
           return X.Lock == Y.Lock && X.Mode == Y.Mode && X.Must == Y.Must;
         });
}

void EntryFinder::addWay(FunctionId Callee, WayIn W) {
  List<WayIn> &Ways = S[Callee].At.Ways;
  WayIn *Same = nullptr;
  for (WayIn &Known : Ways)
    if (Known.Unknown == W.Unknown && Known.FreshParams == W.FreshParams &&
        sameHolds(Known.Held, W.Held)) {
      Same = &Known;
      break;
    }
  if (!Same && Ways.size() < Entry::MaxWays) {
    Ways.push_back(std::move(W));
    return;
  }
  // Too many: the last one stands for what nobody can tell any more.
  if (!Same) {
    Same = &Ways.back();
    intersect(Same->Held, W.Held);
    Same->Unknown = true;
    Same->UnknownIn = FilesOf();
    Same->FreshParams &= W.FreshParams;
  }
  Same->UnknownIn.add(W.UnknownIn);
  // (Copies of one caller are one call site.)
  auto IsSame = [&](const std::pair<FunctionId, EventId> &Site) {
    return P.original(Site.first) == P.original(W.Sites.front().first) &&
           Site.second == W.Sites.front().second;
  };
  if (Same->Sites.size() < Entry::MaxSites &&
      llvm::none_of(Same->Sites, IsSame))
    Same->Sites.push_back(W.Sites.front());
}

/// A thread, or somebody who kept the function, enters with nothing of ours.
void EntryFinder::addOpenWay(FunctionId Callee, FunctionId Maker, EventId At) {
  WayIn W;
  W.FreshParams.resize(P[Callee].Params.size());
  W.Sites.push_back({Maker, At});
  addWay(Callee, std::move(W));
}

/// The ways that lead from those into \p Caller through one call. \p All is
/// what holds on all of them.
void EntryFinder::enterWays(FunctionId Caller, EventId At, const Run &R,
                            const Way &All, const NewObjects &Locals) {
  if (All.OnlyInit)
    return;
  const bool Hidden = mayHoldMore(Caller);
  auto Add = [&](Way W, const WayIn *From, uint32_t Outer) {
    WayIn In;
    In.Held = std::move(W.Held);
    In.FreshParams = std::move(W.FreshParams);
    In.Unknown = Hidden || (From && From->Unknown);
    if (From)
      In.UnknownIn = From->UnknownIn;
    if (FilesOf Here(P[Caller].Where.File); Hidden && From && From->Unknown)
      In.UnknownIn.add(Here);
    else if (Hidden)
      In.UnknownIn = Here;
    In.Caller = Caller;
    In.At = At;
    In.Outer = Outer;
    In.Sites.push_back({Caller, At});
    addWay(R.Callee, std::move(In));
  };
  // By number: a function may call itself.
  size_t Count = S[Caller].At.Ways.size();
  if (Count < 2) {
    Add(All, Count ? &S[Caller].At.Ways[0] : nullptr, 0);
    return;
  }
  for (size_t I = 0; I != Count; ++I) {
    WayIn Outer = S[Caller].At.Ways[I];
    Add(wayTo(Caller, At, R, {Outer.Held, Outer.FreshParams}, Locals), &Outer,
        I);
  }
}

void EntryFinder::enterBy(FunctionId Caller, EventId At, const Run &R,
                          const NewObjects &Locals) {
  Way W = wayTo(Caller, At, R, {S[Caller].At.Held, S[Caller].At.FreshParams},
                Locals);
  enterWays(Caller, At, R, W, Locals);
  enter(R.Callee, std::move(W));
}

/// What a function gives up for a while it has only as long as its own events
/// say, and not all along.
void EntryFinder::leaveReleased(FunctionId Id) {
  llvm::ArrayRef<HeldLock> Expected = S[Id].Expected;
  if (Expected.empty())
    return;
  auto IsReleased = [&](const HeldLock &H) {
    return llvm::any_of(Expected, [&](const HeldLock &Released) {
      return Released.Lock == H.Lock;
    });
  };
  Entry &At = S[Id].At;
  llvm::erase_if(At.Held, IsReleased);
  for (WayIn &W : At.Ways)
    llvm::erase_if(W.Held, IsReleased);
}

/// Nothing else calls the virtual function, and one class alone has a body for
/// it: else one object may run it in a thread, and another one at once.
bool EntryFinder::isForThreadsOnly(EntityId Virtual, FunctionId Body) {
  if (CallsOf.empty())
    for (const Function &F : P.functions())
      for (const Event &E : F.Events)
        if (E.Kind == EventKind::Call && E.Callee.valid())
          ++CallsOf[E.Callee];
  const EntityId Own = P[Body].Self;
  return CallsOf.lookup(Virtual) == 1 &&
         (Own == Virtual || CallsOf.lookup(Own) == 0) &&
         S.Indirect->onlyOverrider(Virtual, P[Body].NumParams) == Body;
}

void EntryFinder::visitCalls(FunctionId Id) {
  leaveReleased(Id);
  const Function &F = P[Id];
  S[Id].Runs.clear();
  S[Id].MayRun.clear();
  const NewObjects Locals(S, Id);
  for (uint32_t I = 0; I != F.Events.size(); ++I) {
    const Event &E = F.Events[I];
    if (E.Kind == EventKind::Spawn) {
      // A thread inherits no lock from its maker.
      if (std::optional<CallTarget> T = S.target(F, E)) {
        S[T->Callee].At.ThreadRoot = true;
        // One that is waited for right there is also called, under the locks
        // that are held: they keep everybody else out. (For some the call is
        // an event of its own.)
        if (E.Joined) {
          bool Called = I != 0 && F.Events[I - 1].Kind == EventKind::Call &&
                        F.Events[I - 1].Callable == E.Callable;
          if (!Called && S.before(Id, EventId(I))) {
            Run R;
            R.Callee = T->Callee;
            R.Bindings = T->Bindings;
            enterBy(Id, EventId(I), R, Locals);
          }
          continue;
        }
        Way W;
        W.FreshParams.resize(P[T->Callee].Params.size());
        addOpenWay(T->Callee, Id, EventId(I));
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
        W.FreshParams.resize(P[T->Callee].Params.size());
        addOpenWay(T->Callee, Id, EventId(I));
        enter(T->Callee, std::move(W));
      }
      continue;
    }
    const LockSet *State = S.before(Id, EventId(I));
    if (!State)
      continue;
    for (const Run &R : runsAt(S, Id, EventId(I))) {
      if (R.Callee == Id)
        continue;
      const RunEdge Edge{EventId(I), R.Callee,
                         R.Bindings.toCaller(Path::self()) == Path::self()};
      if (R.Possible) {
        // (What is held at the call is not followed into it.)
        if (E.Virtual && S[Id].At.ThreadRoot && State->Locks.empty() &&
            isForThreadsOnly(E.Callee, R.Callee))
          S[Id].MayRun.push_back(Edge);
        continue;
      }
      S[Id].Runs.push_back(Edge);
      enterBy(Id, EventId(I), R, Locals);
    }
  }
}

void EntryFinder::finish(FunctionId Id, const Function &F) {
  Entry &At = S[Id].At;
  if (isLifetime(F))
    At.OnlyInit = true;
  else if (At.Callers != CallersKind::Known || !At.HasCallers) {
    At.OnlyInit = false;
    At.FreshParams.reset();
  }
  At.SetUp = isLifetime(F) || (SetUp.isPhase(Id) && !At.ThreadRoot) ||
             (F.Kind == FunctionKind::Function && At.OnlyInit);
  // Where all hold the same, the intersection says it all.
  if (At.Ways.size() == 1)
    At.Ways = {};
  // A private method or internal function that nobody here calls is called
  // from where we cannot see; a public one is there for others.
  // (A protected one is there for the templates and derived classes of
  // headers.)
  if (At.Callers == CallersKind::Known && !At.HasCallers)
    At.Callers =
        P.isReachableFromElsewhere(F) ? CallersKind::Open : CallersKind::Hidden;
  if (At.Callers == CallersKind::Open && !At.HasCallers && !F.Virtual &&
      F.Access == AccessSpec::Protected && F.Kind == FunctionKind::Method)
    At.Callers = CallersKind::Hidden;
}

bool concurrency::expectsLock(const Program &P, FunctionId F) {
  return P.leavesLocking(F) || expectsLockByName(P[P[F].Self].shortName());
}

void concurrency::findEntries(Solution &S, const CallGraph &Calls) {
  EntryFinder(S, Calls).run();
}
