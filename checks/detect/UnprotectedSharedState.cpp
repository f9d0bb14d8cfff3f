//===- UnprotectedSharedState.cpp - shared state without its lock ---------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Two kinds of evidence: a vote (the lock that guards the state elsewhere is
/// not held here), and threads (two of them get there with no common lock).
///
//===----------------------------------------------------------------------===//

#include "detect/Detect.h"
#include "detect/Explain.h"
#include "detect/GuardRule.h"
#include "solve/Control.h"
#include "solve/Conventions.h"
#include "solve/GuardInference.h"
#include "solve/Summarize.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/STLExtras.h"
#include <optional>
#include <set>

using namespace concurrency;

namespace {
/// An access in one of the threads that the program starts, or outside them.
struct Side {
  const SharedAccess *Access;
  int Root; ///< its context; see Threads::contexts
  /// A global, or what a global pointer points to for good.
  Path Object = {};
  /// Where that is in the body of the root, if it is asked for; and whose the
  /// object is.
  FunctionId In = {};
  EventId At = {};
  FunctionId Owner = {};
};

class SharedStateDetector {
public:
  explicit SharedStateDetector(const Evidence &Known)
      : S(Known.S), P(S.program()), Map(Known.Accesses),
        Running(Known.Running), Rule(Known) {}

  Bugs run() {
    for (const auto &[Key, Accesses] : Map)
      if (!byVote(Key, Accesses))
        byThreads(Key, Accesses);
    captured();
    return std::move(Found);
  }

private:
  bool byVote(StateKey Key, llvm::ArrayRef<SharedAccess> Accesses);
  AccessSite odd(const GuardVote &V, const SharedAccess &A) const;
  void reportDeviation(const GuardVote &V, const SharedAccess &A,
                       const AccessSite &Where, Confidence Sure,
                       const SharedAccess *Witness);
  void readerLocks(const GuardVote &V, llvm::ArrayRef<SharedAccess> Accesses);
  void byThreads(StateKey Key, llvm::ArrayRef<SharedAccess> Accesses);
  void captured();
  bool handsOver(const SharedAccess &A, const SharedAccess &B) const;
  bool mayHoldMore(const Side &Of) const;
  bool mayBeLockedOutside(const Side &A, const Side &B) const;
  bool parallel(const Side &A, const Side &B) const;
  bool apart(const Side &A, const Side &B) const;
  bool spawnedBefore(const Side &Thread, const Side &Outer) const;
  void addWholeObjects(std::vector<SharedAccess> &Accesses);
  bool isSettled(const Path &Pointer);
  Path globalObject(const SharedAccess &A);
  void reportRace(const Side &A, const Side &B, const std::string &Name,
                  bool Certain = true);
  const Event &event(const SharedAccess &A) const {
    return P[A.In].Events[A.At.index()];
  }
  std::string name(const SharedAccess &A) const {
    return stateName(S, P[A.In], A.Whole);
  }

  Solution &S;
  const Program &P;
  const AccessMap &Map;
  const Threads &Running;
  const GuardRule Rule;
  /// Pointers that were asked for: see isSettled().
  std::map<StateKey, bool> Settled;
  Bugs Found;
};
} // namespace

//===----------------------------------------------------------------------===//
// Votes
//===----------------------------------------------------------------------===//


/// Where the lock is missing: at the access, or at the call that leads to it
/// where other callers of the same helper hold it.
AccessSite SharedStateDetector::odd(const GuardVote &V,
                                    const SharedAccess &A) const {
  auto Sites = sitesOf(S, A);
  size_t I = 0;
  while (I + 1 != Sites.size() &&
         llvm::any_of(S[Sites[I].In].At.Ways, [&](const WayIn &W) {
           return llvm::any_of(W.Held, [&](const HeldLock &H) {
             return H.Lock.lastEntity() == V.Guard;
           });
         }))
    ++I;
  return Sites[I];
}

bool SharedStateDetector::byVote(StateKey Key,
                                 llvm::ArrayRef<SharedAccess> Uses) {
  std::vector<SharedAccess> Accesses = inContexts(S, Uses);
  GuardVote V = vote(S, Key, Accesses);
  if (!V.Guard.valid() || !(V.Guarded || V.Annotated))
    return false;
  readerLocks(V, Uses);

  const SharedAccess *Witness = nullptr;
  for (const SharedAccess &A : Accesses)
    if (!A.Unshared && holds(A, V.Guard) &&
        (!Witness || (A.isWrite() && !Witness->isWrite())))
      Witness = &A;

  // One finding a function, at a write if it has one.
  struct Deviation {
    const SharedAccess *Access;
    AccessSite Where;
    Confidence Sure;
  };
  llvm::MapVector<FunctionId, Deviation> InFunction;
  for (const SharedAccess &A : Accesses) {
    std::optional<Confidence> Sure = Rule.deviates(V, A);
    if (!Sure)
      continue;
    AccessSite Where = odd(V, A);
    auto [It, New] =
        InFunction.try_emplace(Where.In, Deviation{&A, Where, *Sure});
    if (!New && A.isWrite() && !It->second.Access->isWrite())
      It->second = {&A, Where, *Sure};
  }
  for (const auto &[F, D] : InFunction)
    reportDeviation(V, *D.Access, D.Where, D.Sure, Witness);
  return !InFunction.empty();
}

void SharedStateDetector::reportDeviation(const GuardVote &V,
                                          const SharedAccess &A,
                                          const AccessSite &Where,
                                          Confidence Sure,
                                          const SharedAccess *Witness) {
  bool ByCall = Where.In != A.In || Where.At != A.At;
  Bug B;
  B.What = ByCall ? (A.isWrite() ? Pattern::WrittenByCallWithoutLock
                                 : Pattern::ReadByCallWithoutLock)
                  : (A.isWrite() ? Pattern::WrittenWithoutLock
                                 : Pattern::ReadWithoutLock);
  B.Sure = Sure;
  B.Where = P[Where.In].Events[Where.At.index()].Where;
  B.In = P[Where.In].Self;
  std::string Lock = P[V.Guard].shortName().str();
  B.Names = {name(A), Lock};
  B.Counts = {V.Guarded, V.total() + (A.UnknownOwner ? V.Doubtful : 0)};
  if (ByCall) {
    // The function that is called there leads to the access.
    auto Sites = sitesOf(S, A);
    const AccessSite *Called = llvm::find_if(Sites, [&](const AccessSite &T) {
      return T.In == Where.In && T.At == Where.At;
    });
    B.Names.push_back(P.name(std::prev(Called)->In).str());
    B.Steps.push_back(
        {A.isWrite() ? BugStepKind::WrittenHere : BugStepKind::ReadHere,
         event(A).Where,
         {name(A)}});
  }
  if (Witness && !(Witness->In == A.In && Witness->At == A.At))
    B.Steps.push_back({Witness->isWrite() ? BugStepKind::GuardedWrite
                                          : BugStepKind::GuardedRead,
                       event(*Witness).Where,
                       {name(*Witness), Lock}});
  else if (Witness && Witness->Way && Witness->Way->Caller.valid())
    B.Steps.push_back(
        {BugStepKind::CalledUnderLock,
         P[Witness->Way->Caller].Events[Witness->Way->At.index()].Where,
         {P.name(Witness->In).str(), Lock}});
  Found.push_back(std::move(B));
}

void SharedStateDetector::readerLocks(const GuardVote &V,
                                      llvm::ArrayRef<SharedAccess> Accesses) {
  // Some access holds it alone: so the state changes, and readers exist.
  bool Exclusive = llvm::any_of(Accesses, [&](const SharedAccess &A) {
    const HeldLock *H = holds(A, V.Guard);
    return !A.Unshared && H && H->Mode == LockMode::Exclusive;
  });
  std::set<FunctionId> Reported;
  for (const SharedAccess &A : Accesses) {
    const HeldLock *H = holds(A, V.Guard);
    if (A.Unshared || A.Atomic || !A.isWrite() || !H || A.ByCall ||
        H->Mode != LockMode::Shared || A.Held.size() != 1 ||
        !Reported.insert(A.In).second)
      continue;
    Bug B;
    B.What = Pattern::WrittenUnderReaderLock;
    B.Sure = Exclusive && H->Must ? Confidence::Definite : Confidence::Likely;
    B.Where = event(A).Where;
    B.In = P[A.In].Self;
    B.Names = {name(A), P[V.Guard].shortName().str()};
    addHold(B, S, P[A.In], *H, BugStepKind::AcquiredThere);
    Found.push_back(std::move(B));
  }
}

//===----------------------------------------------------------------------===//
// Threads
//===----------------------------------------------------------------------===//

/// A lock that both hold excludes one while the other runs.
static bool commonLock(const SharedAccess &A, const SharedAccess &B) {
  return llvm::any_of(A.Held, [&](const HeldLock &H) {
    return llvm::any_of(B.Held, [&](const HeldLock &O) {
      EntityId C = H.Lock.lastEntity();
      // A lock without a name, such as what a thread's argument points to,
      // may be any.
      bool Same = !C.valid() || !O.Lock.lastEntity().valid() ||
                  C == O.Lock.lastEntity();
      bool BothShared =
          H.Mode == LockMode::Shared && O.Mode == LockMode::Shared;
      return Same && (!BothShared || !(A.isWrite() || B.isWrite()));
    });
  });
}

bool SharedStateDetector::parallel(const Side &A, const Side &B) const {
  // Public functions without a thread in view: the vote's business.
  if (A.Root == Threads::OutsideThreads && B.Root == Threads::OutsideThreads)
    return false;
  auto Place = [](const Side &X) {
    return X.In.valid() ? std::pair(X.In, X.At)
                        : std::pair(X.Access->In, X.Access->At);
  };
  auto [InA, AtA] = Place(A);
  auto [InB, AtB] = Place(B);
  return Running.parallel(A.Root, InA, AtA, B.Root, InB, AtB, A.Owner);
}

/// Two threads of a team, each with its own elements of the array.
bool SharedStateDetector::apart(const Side &A, const Side &B) const {
  return Running.teams().inTeam(A.Root) && Running.teams().inTeam(B.Root) &&
         !mayBeOneElement(P[A.Access->In], A.Access->At, P[B.Access->In],
                          B.Access->At);
}

void SharedStateDetector::reportRace(const Side &A, const Side &B,
                                     const std::string &Name, bool Certain) {
  // Shown at the plain access, at the side that holds less, at a write.
  auto Rank = [](const Side &X) {
    return std::tuple(X.Access->Atomic, X.Access->Held.size(),
                      !X.Access->isWrite());
  };
  const Side &Here = Rank(B) < Rank(A) ? B : A;
  const Side &There = &Here == &A ? B : A;
  Bug Race;
  Race.What = Here.Access->isWrite() ? Pattern::WrittenInTwoThreads
                                     : Pattern::ReadAndWrittenInThreads;
  Race.Sure = Running.wholeProgram() && Certain ? Confidence::Definite
                                                : Confidence::Likely;
  Race.Where = event(*Here.Access).Where;
  Race.In = P[Here.Access->In].Self;
  Race.Names = {Name};
  Race.Steps.push_back({There.Access->isWrite() ? BugStepKind::OtherWrite
                                                : BugStepKind::OtherAccess,
                        event(*There.Access).Where,
                        {Name}});
  for (const Side *X : {&There, &Here})
    if (X->Root >= 0) {
      const ThreadRoot &R = Running.roots()[X->Root];
      Race.Steps.push_back({BugStepKind::ThreadStarts,
                            P[R.Spawner].Events[R.Spawn.index()].Where,
                            {P.name(R.Body).str()}});
      break;
    }
  Found.push_back(std::move(Race));
}

/// The callers are not known, and may hold a lock. (Of a whole program, those
/// that lead there are.)
bool SharedStateDetector::mayHoldMore(const Side &Of) const {
  return Of.Access->UnknownOwner && Of.Root < 0 &&
         (!Running.reachedFromMain(Of.Access->In) ||
          expectsLockByName(P[P[Of.Access->In].Self].shortName()));
}

/// In a part of a program, whoever is outside the threads may have been called
/// by somebody who holds the lock that the thread holds.
bool SharedStateDetector::mayBeLockedOutside(const Side &A,
                                             const Side &B) const {
  if (Running.wholeProgram())
    return false;
  auto MayBe = [&](const Side &Outer, const Side &Thread) {
    if (Outer.Root != Threads::OutsideThreads)
      return false;
    // A helper of both: what the thread's callers hold is not told apart from
    // what the others hold.
    bool Shared = Thread.Access->Whole.Root == RootKind::Global &&
                  Running.reachedOutside(Thread.Access->In);
    bool Locks = Thread.Root != Threads::OutsideThreads &&
                 llvm::any_of(S[Running.roots()[Thread.Root].Body].Effects.Events,
                              [&](const LatentEvent &L) {
                                return L.Kind == LatentEvent::Acquire &&
                                       !S.isOnce(L.Target);
                              });
    return (Shared && Locks) || !Thread.Access->Held.empty();
  };
  return MayBe(A, B) || MayBe(B, A);
}

/// A branch that depends on what the atomic event \p Load read decides whether
/// \p Then happens.
static bool decides(const Function &F, EventId Load, EventId Then) {
  Control Flow(F);
  for (uint32_t B = 0; B != F.Blocks.size(); ++B)
    if (F.Blocks[B].HasBranch && llvm::is_contained(Flow.sources(B), Load) &&
        Flow.decided(B)[Flow.blockOf(Then)])
      return true;
  return false;
}

/// One side accesses the state and then stores to an atomic; the other loads
/// that, and accesses the state depending on what it read.
bool SharedStateDetector::handsOver(const SharedAccess &A,
                                    const SharedAccess &B) const {
  // (A fence may follow a relaxed load.)
  auto Synchronises = [](const Event &E) {
    return E.Kind == EventKind::Access && E.Atomic &&
           (!E.Relaxed || E.Rw == AccessKind::Read);
  };
  auto Hands = [&](const SharedAccess &First, const SharedAccess &Second) {
    const Function &F = P[First.In], &G = P[Second.In];
    for (uint32_t J = First.At.index() + 1; J < F.Events.size(); ++J) {
      const Event &Store = F.Events[J];
      if (!Synchronises(Store) || Store.Rw == AccessKind::Read)
        continue;
      for (uint32_t K = 0; K < Second.At.index(); ++K) {
        const Event &Load = G.Events[K];
        if (Synchronises(Load) && Load.Rw != AccessKind::Write &&
            Load.Target.lastEntity() == Store.Target.lastEntity() &&
            decides(G, EventId(K), Second.At))
          return true;
      }
    }
    return false;
  };
  return Hands(A, B) || Hands(B, A);
}

/// The pointer \p P is set before any thread that this program starts runs, and
/// never again: what it points to is one object.
bool SharedStateDetector::isSettled(const Path &Pointer) {
  Path Base;
  StateKey Key = stateKey(P, Pointer, Base);
  auto [It, New] = Settled.try_emplace(Key, false);
  if (!New)
    return It->second;
  auto Accesses = Map.find(Key);
  if (Accesses == Map.end())
    return false;
  // Set in another file, who knows when?
  if (llvm::none_of(Accesses->second,
                    [](const SharedAccess &A) { return A.isWrite(); }))
    return false;
  return Settled[Key] =
             llvm::none_of(Accesses->second, [&](const SharedAccess &A) {
               if (!A.isWrite() || A.Unshared)
                 return false;
               for (size_t R = 0; R != Running.roots().size(); ++R)
                 if (Running.reaches(R, A.In) ||
                     Running.mayRunDuring(R, A.In, A.At))
                   return true;
               return false;
             });
}

/// The one object that an access to a global leads to: the variable, or what a
/// pointer in it points to for good. Unknown if it cannot be told.
Path SharedStateDetector::globalObject(const SharedAccess &A) {
  if (A.Whole.Root != RootKind::Global)
    return Path::unknown();
  Path Object = Path::global(A.Whole.global());
  const auto *End = A.Whole.Steps.end();
  const auto *To = llvm::find_if(
      A.Whole.Steps, [](const Step &T) { return T.Kind == StepKind::Deref; });
  if (To == End)
    return Object;
  for (const auto *I = A.Whole.Steps.begin(); I != To; ++I) {
    if (I->Kind != StepKind::Field)
      return Path::unknown();
    Object.Steps.push_back(*I);
  }
  bool Deeper = std::any_of(
      To + 1, End, [](const Step &T) { return T.Kind != StepKind::Field; });
  bool OneElement = End - To == 2 && To[1].Kind == StepKind::Element;
  if ((Deeper && !OneElement) || !isSettled(Object))
    return Path::unknown();
  Object.Steps.push_back(*To);
  return Object;
}

/// A flag that one side raises and the other waits for: nothing is lost, and
/// volatile says that somebody thought of it.
static bool isStopFlag(const Program &P,
                       llvm::ArrayRef<SharedAccess> Accesses) {
  return llvm::none_of(Accesses, [&](const SharedAccess &A) {
    const Event &E = P[A.In].Events[A.At.index()];
    return !A.Unshared &&
           (A.Rw == AccessKind::Update ||
            (A.Rw == AccessKind::Write &&
             (E.Args.empty() || E.Args[0].Kind != ValueKind::Constant)));
  });
}

/// `all = other;` is an access to each field of a global, too.
void SharedStateDetector::addWholeObjects(std::vector<SharedAccess> &Accesses) {
  std::set<Path> Objects;
  for (const SharedAccess &A : Accesses)
    if (A.Base.Root == RootKind::Global && !A.Base.hasDeref())
      Objects.insert(A.Base);
  for (const Path &Object : Objects) {
    Path Base;
    if (auto It = Map.find(stateKey(P, Object, Base)); It != Map.end())
      for (const SharedAccess &A : It->second)
        if (A.Whole == Object && !A.ByCall)
          Accesses.push_back(A);
  }
}

void SharedStateDetector::byThreads(StateKey Key,
                                    llvm::ArrayRef<SharedAccess> Accesses) {
  const TypeFacts &Type = P[Key.Entity].Type;
  // (A std::function is set once, a plain pointer may well be changed.)
  if (Running.roots().empty() ||
      (Type.Role == TypeRole::Callable && !Type.Scalar))
    return;
  bool Volatile = P[Key.Entity].Volatile;
  if (Volatile && isStopFlag(P, Accesses))
    return;
  // Only state that is certainly one object in both threads: a global, what a
  // pointer set once points to, or a member of the object whose method the
  // thread runs.
  std::vector<Side> Sides;
  std::vector<SharedAccess> All(Accesses.begin(), Accesses.end());
  addWholeObjects(All);
  for (const SharedAccess &A : All) {
    bool Member = A.Whole.Root == RootKind::This && !A.Base.hasDeref() &&
                  A.Base.known() && A.Base.Steps.empty() && !Key.Pointee;
    if (A.Unshared || A.ByCall)
      continue;
    Path Object = Member ? Path::unknown() : globalObject(A);
    if (!Member && !Object.known())
      continue;
    for (auto [R, Root] : llvm::enumerate(Running.roots())) {
      if (!Running.reaches(R, A.In))
        continue;
      if (Member && (!Running.onSpawnersObject(R, A.In) || Root.Many))
        continue;
      Sides.push_back({&A, int(R), Object});
    }
    if (Running.reachedOutside(A.In))
      Sides.push_back({&A, Threads::OutsideThreads, Object});
  }
  for (size_t I = 0; I != Sides.size(); ++I)
    for (size_t J = I; J != Sides.size(); ++J) {
      const SharedAccess &A = *Sides[I].Access, &B = *Sides[J].Access;
      if (!(A.isWrite() || B.isWrite()) || (A.Atomic && B.Atomic) ||
          commonLock(A, B) || !parallel(Sides[I], Sides[J]) ||
          apart(Sides[I], Sides[J]))
        continue;
      const Path &X = Sides[I].Object, &Y = Sides[J].Object;
      bool Pointees = X.hasDeref() || Y.hasDeref();
      if (Pointees && !(X == Y))
        continue;
      if (mayHoldMore(Sides[I]) || mayHoldMore(Sides[J]) || Rule.isSetUp(A.In) ||
          Rule.isSetUp(B.In))
        continue;
      // Somebody thought of it: one who writes what others only look at.
      if (Volatile && !(A.isWrite() && B.isWrite()))
        continue;
      if (mayBeLockedOutside(Sides[I], Sides[J]) || handsOver(A, B))
        continue;
      reportRace(Sides[I], Sides[J], name(A), !Volatile && !Pointees);
      return;
    }
}

namespace {
/// Collects what a thread, or its spawner, does to objects that the spawner
/// has a name for: its locals and what its parameters refer to.
class SharedObjects {
public:
  struct Use {
    SharedAccess Access;
    int Root;
    std::string Name;
    bool Renamed = false; ///< the function itself has another name for it
    EventId AtRoot = {};  ///< the event of its root's body that leads there
  };
  /// An object (a root of the spawner's), what it points to if that is meant,
  /// the piece of it, and the element.
  using Key =
      std::tuple<FunctionId, RootKind, uint32_t, bool, StateKey, uint32_t>;
  using ToOwner = llvm::function_ref<Path(const Path &)>;

  SharedObjects(Solution &S, const Threads &Running)
      : S(S), P(S.program()), Running(Running) {}

  void collect(FunctionId In, int Root, FunctionId Owner, ToOwner Translate,
               llvm::ArrayRef<HeldLock> Outer, EventId OwnersEvent,
               unsigned Depth);

  std::map<Key, std::vector<Use>> Uses;

private:
  /// Deep enough for a thread's lambda that calls a method that calls another.
  static constexpr unsigned MaxDepth = 3;
  static constexpr size_t MaxUses = 4000;

  bool isNameable(const Path &Object, FunctionId Owner, bool InTeam);
  bool isSetOnce(FunctionId Owner, uint32_t Local);

  std::map<std::pair<FunctionId, uint32_t>, bool> SetOnce;
  Solution &S;
  const Program &P;
  const Threads &Running;
  size_t Count = 0;
};
} // namespace

/// The local pointer points to one object from its only assignment on; not in
/// a loop, where each turn makes another one.
bool SharedObjects::isSetOnce(FunctionId Owner, uint32_t Local) {
  auto [It, New] = SetOnce.try_emplace({Owner, Local}, false);
  if (!New)
    return It->second;
  const Function &F = P[Owner];
  EventId Only;
  for (uint32_t J = 0; J != F.Events.size(); ++J) {
    const Event &E = F.Events[J];
    if (E.Kind != EventKind::Assign || !(E.Target == Path::local(Local)))
      continue;
    if (Only.valid())
      return false;
    Only = EventId(J);
  }
  if (!Only.valid() || F.Locals[Local].InLoop || F.Locals[Local].AddressTaken)
    return false;
  Control Flow(F);
  return It->second = !Flow.reaches(Flow.blockOf(Only), Flow.blockOf(Only));
}

bool SharedObjects::isNameable(const Path &Object, FunctionId Owner,
                               bool InTeam) {
  const Function &F = P[Owner];
  size_t Derefs = llvm::count_if(
      Object.Steps, [](const Step &T) { return T.Kind == StepKind::Deref; });
  bool AtStart = Derefs == 1 && Object.Steps.front().Kind == StepKind::Deref;
  switch (Object.Root) {
  case RootKind::Global: {
    const Entity &E = P[Object.global()];
    return !Derefs && !E.ThreadLocal && !E.Volatile && !E.Type.Const;
  }
  case RootKind::Local:
    return Object.Index < F.Locals.size() &&
           (!Derefs || (AtStart && isSetOnce(Owner, Object.Index)));
  case RootKind::Param:
    return Object.Index < F.Params.size() && (AtStart || (InTeam && !Derefs));
  case RootKind::This:
    // Of a team, all threads have the same.
    return InTeam && !Derefs && !Object.Steps.empty();
  default:
    return false;
  }
}

/// One element for certain, or none at all; 0 if it could be any.
static uint32_t elementOf(const Path &Object) {
  uint32_t Element = ~0u;
  for (const Step &T : Object.Steps)
    if (T.Kind == StepKind::Element)
      Element = Element == ~0u && T.Index < ConstantElements ? T.Index : 0;
  return Element;
}

/// Both paths have as many elements in them.
static bool sameElements(const Path &A, const Path &B) {
  auto Count = [](const Path &P) {
    return llvm::count_if(
        P.Steps, [](const Step &T) { return T.Kind == StepKind::Element; });
  };
  return Count(A) == Count(B);
}

void SharedObjects::collect(FunctionId In, int Root, FunctionId Owner,
                            ToOwner Translate, llvm::ArrayRef<HeldLock> Outer,
                            EventId OwnersEvent, unsigned Depth) {
  const Function &F = P[In];
  for (uint32_t J = 0; J != F.Events.size(); ++J) {
    const Event &E = F.Events[J];
    const LockSet *State = S.before(In, EventId(J));
    if (!State || Count > MaxUses)
      continue;
    std::vector<HeldLock> Held = State->Locks;
    for (HeldLock &H : Held)
      H.Lock = Translate(H.Lock);
    llvm::append_range(Held, Outer);
    EventId Here = OwnersEvent.valid() ? OwnersEvent : EventId(J);

    if (Depth != MaxDepth)
      for (const Run &R : runsAt(S, In, EventId(J))) {
        auto Next = [&](const Path &Q) {
          return Translate(R.Bindings.toCaller(Q));
        };
        collect(R.Callee, Root, Owner, Next, Held, Here, Depth + 1);
      }
    if (E.Kind != EventKind::Access || isOpaqueCall(F, EventId(J)))
      continue;
    Path Object = Translate(E.Target);
    // Elements apart are apart.
    bool InTeam = Running.teams().inTeam(Root);
    if (!isNameable(Object, Owner, InTeam))
      continue;
    // A team's elements are compared one by one, if the function at hand sees
    // that it is elements of an array.
    bool ByElement = InTeam && sameElements(Object, E.Target);
    uint32_t Element = ByElement ? 0 : elementOf(Object);
    if (!ByElement && !Element)
      continue;
    Path Base;
    StateKey Piece = stateKey(P, Object, Base);
    const TypeFacts &Type =
        Piece.Entity.valid()              ? P[Piece.Entity].Type
        : Object.Root == RootKind::Global ? P[Object.global()].Type
        : Object.Root == RootKind::Local  ? P[Owner].Locals[Object.Index].Type
                                          : P[Owner].Params[Object.Index].Type;
    if (Type.Role != TypeRole::Plain && Type.Role != TypeRole::Container &&
        Type.Role != TypeRole::Pointer)
      continue;
    ++Count;
    Use U;
    U.Access.In = Root == Threads::OutsideThreads ? Owner : In;
    U.Access.At = Root == Threads::OutsideThreads ? Here : EventId(J);
    U.Access.Whole = E.Target;
    U.Access.Rw = E.Rw;
    U.Access.Atomic = E.Atomic;
    U.Access.Held = std::move(Held);
    U.Root = Root;
    U.Name = stateName(S, P[Owner], Object);
    U.Renamed =
        Object.Root != RootKind::Global || E.Target.Root != RootKind::Global;
    U.AtRoot = Here;
    Uses[{Owner, Object.Root, Object.Index, Object.hasDeref(), Piece, Element}]
        .push_back(std::move(U));
  }
}

/// An object of one call of a function is shared only with threads that this
/// call has started.
bool SharedStateDetector::spawnedBefore(const Side &Thread,
                                        const Side &Outer) const {
  if (Thread.Root < 0 || Outer.Root >= 0)
    return true;
  const ThreadRoot &R = Running.roots()[Thread.Root];
  return R.Spawner != Outer.Access->In ||
         Control(P[R.Spawner]).canFollow(R.Spawn, Outer.Access->At);
}

/// Threads that start threads, to which objects are handed on.
static constexpr size_t MaxHandedOn = 6;

/// Objects that a function shares with the threads it starts.
void SharedStateDetector::captured() {
  SharedObjects Objects(S, Running);
  llvm::ArrayRef<ThreadRoot> Roots = Running.roots();
  auto Started = [&](const ThreadRoot &Root) {
    return S.target(P[Root.Spawner],
                    P[Root.Spawner].Events[Root.Spawn.index()]);
  };
  std::set<FunctionId> Spawners;
  for (auto [R, Root] : llvm::enumerate(Roots)) {
    std::optional<CallTarget> T = Started(Root);
    if (!T)
      continue;
    Spawners.insert(Root.Spawner);
    auto ToSpawner = [&](const Path &Q) { return T->Bindings.toCaller(Q); };
    Objects.collect(Root.Body, R, Root.Spawner, ToSpawner, {}, EventId(), 0);
    // Within a team, what its spawner has is handed on.
    std::vector<CallTarget> Way{std::move(*T)};
    unsigned Of = R;
    while (Running.teams().inTeam(Of) && Running.teams().parent(Of) >= 0 &&
           Way.size() != MaxHandedOn) {
      unsigned Parent = Running.teams().parent(Of);
      std::optional<CallTarget> Outer = Started(Roots[Parent]);
      if (!Outer || Roots[Parent].Body != Roots[Of].Spawner)
        break;
      Way.push_back(std::move(*Outer));
      auto ToOwner = [&](Path Q) {
        for (const CallTarget &Step : Way)
          Q = Step.Bindings.toCaller(Q);
        return Q;
      };
      Objects.collect(Root.Body, R, Roots[Parent].Spawner, ToOwner, {},
                      EventId(), 0);
      Of = Parent;
    }
  }
  auto Identity = [](const Path &Q) { return Q; };
  for (FunctionId F : Spawners)
    Objects.collect(F, Threads::OutsideThreads, F, Identity, {}, EventId(), 0);

  auto ToSide = [&](const SharedObjects::Use &U, FunctionId Owner) {
    Side X{&U.Access, U.Root};
    if (Running.teams().inTeam(U.Root)) {
      X.In = Roots[U.Root].Body;
      X.At = U.AtRoot;
      X.Owner = Owner;
    }
    return X;
  };
  auto ReportFirst = [&](llvm::ArrayRef<SharedObjects::Use> Uses,
                         FunctionId Owner, bool PerTurn, bool PerCall) {
    for (size_t I = 0; I != Uses.size(); ++I)
      for (size_t J = I; J != Uses.size(); ++J) {
        Side A = ToSide(Uses[I], Owner), B = ToSide(Uses[J], Owner);
        if (!spawnedBefore(A, B) || !spawnedBefore(B, A))
          continue;
        if (!(A.Access->isWrite() || B.Access->isWrite()) ||
            (A.Access->Atomic && B.Access->Atomic) ||
            commonLock(*A.Access, *B.Access) || !parallel(A, B) || apart(A, B))
          continue;
        // A local of a loop's body is another one for each thread.
        if (PerTurn && A.Root == B.Root)
          continue;
        // And so it is for each call: one that starts a single thread shares it
        // with no other.
        if (PerCall && A.Root == B.Root && A.Root >= 0 &&
            Roots[A.Root].Spawner == Owner &&
            !P[Owner].Events[Roots[A.Root].Spawn.index()].Many)
          continue;
        if (Running.teams().inTeam(A.Root) && handsOver(*A.Access, *B.Access))
          continue;
        // Under its own name a global is nothing new.
        if (!Uses[I].Renamed && !Uses[J].Renamed)
          continue;
        reportRace(A, B, Uses[I].Name);
        return;
      }
  };
  for (const auto &[Key, Uses] : Objects.Uses) {
    const auto &[Owner, RootOfObject, Index, Pointee, Piece, Element] = Key;
    bool Local = RootOfObject == RootKind::Local;
    ReportFirst(Uses, Owner, Local && P[Owner].Locals[Index].InLoop,
                Local && !Pointee);
  }
}

Bugs concurrency::detectUnprotectedSharedState(const Evidence &Known) {
  return SharedStateDetector(Known).run();
}
