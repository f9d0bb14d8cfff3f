//===- ThreadRaces.cpp - two threads with no common lock ------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "detect/ThreadRaces.h"
#include "detect/Explain.h"
#include "detect/ReadAfterWait.h"
#include "detect/SharedObjects.h"
#include "solve/Control.h"
#include "solve/Conventions.h"
#include "solve/Entries.h"
#include "solve/HeldLocks.h"
#include "solve/NewObjects.h"
#include "llvm/ADT/STLExtras.h"

using namespace concurrency;

/// Perhaps one lock. What goes by no name, such as what a thread's argument
/// points to, may be any; elements with different numbers are different.
static bool maybeSame(const Path &A, const Path &B) {
  EntityId Lock = A.lastEntity();
  if (!Lock.valid() || !B.lastEntity().valid())
    return true;
  if (A.Root == RootKind::Global && B.Root == RootKind::Global &&
      A.Steps.size() == B.Steps.size())
    return similarObject(A, B);
  return Lock == B.lastEntity();
}

/// One lock of an array, for what is no element: who holds another one comes
/// beside. (Who takes all of them, in a loop before, has each.)
bool ThreadRaces::isOneOfMany(const SharedAccess &A, const HeldLock &H) const {
  auto IsAny = [](const Step &T) {
    return T == Step::element(0) || T.isVariableElement();
  };
  auto IsPart = [](const Step &T) { return T.Kind != StepKind::Field; };
  if (!H.own() || !H.Via || H.Via->Next || llvm::none_of(H.Lock.Steps, IsAny) ||
      llvm::any_of(A.part(), IsPart))
    return false;
  const Function &F = P[A.In];
  const Event *Taken = llvm::find_if(F.Events, [&](const Event &E) {
    return (E.Kind == EventKind::Acquire || E.Kind == EventKind::GuardInit) &&
           E.Where == H.Via->Where;
  });
  if (Taken == F.Events.end())
    return false;
  const Control Flow(F);
  uint32_t At = Flow.blockOf(EventId(Taken - F.Events.begin()));
  return !Flow.reaches(At, At) || Flow.loopAround(At)[Flow.blockOf(A.At)];
}

/// A lock that both hold excludes one while the other runs.
bool ThreadRaces::commonLock(const SharedAccess &A,
                             const SharedAccess &B) const {
  return llvm::any_of(A.Held, [&](const HeldLock &H) {
    return llvm::any_of(B.Held, [&](const HeldLock &O) {
      bool BothShared =
          H.Mode == LockMode::Shared && O.Mode == LockMode::Shared;
      return maybeSame(H.Lock, O.Lock) &&
             (!BothShared || !(A.isWrite() || B.isWrite())) &&
             !(isOneOfMany(A, H) && isOneOfMany(B, O));
    });
  });
}

/// A lock that the function knows by a pointer has a name with its callers; and
/// a pointer that is set to one of several locks leads to each of them.
void ThreadRaces::addVariants(const SharedAccess &A, std::deque<Variant> &To) {
  AccessSite Here{A.In, A.At};
  const LockSet *State = S.before(A.In, A.At);
  const HeldLock *Unnamed = nullptr;
  for (const HeldLock &H : State ? llvm::ArrayRef<HeldLock>(State->Locks)
                                 : llvm::ArrayRef<HeldLock>())
    if (!H.Lock.lastEntity().valid() && H.Lock.known())
      Unnamed = &H;
  if (Unnamed && Unnamed->Lock.Root == RootKind::Param &&
      !S.callSites(A.In).empty()) {
    for (AccessSite Site : S.callSites(A.In)) {
      const Function &F = P[Site.In];
      std::optional<CallTarget> T = S.target(F, F.Events[Site.At.index()]);
      const LockSet *Outer = S.before(Site.In, Site.At);
      if (!T || T->Callee != A.In || !Outer)
        continue;
      Variant V{A, Site};
      V.Access.Held = Outer->Locks;
      llvm::append_range(V.Access.Held, S[Site.In].At.Held);
      for (HeldLock H : State->Locks) {
        H.Lock = T->Bindings.toCaller(H.Lock);
        V.Access.Held.push_back(std::move(H));
      }
      To.push_back(std::move(V));
    }
    return;
  }
  // What was locked through a pointer to one of several is one of them.
  List<Path> Through;
  for (const HeldLock &H : A.Held)
    if (H.Through.known())
      Through.push_back(H.Lock);
  if (Through.size() > 1) {
    for (const Path &One : Through) {
      Variant V{A, Here};
      llvm::erase_if(V.Access.Held, [&](const HeldLock &H) {
        return H.Through.known() && !(H.Lock == One);
      });
      To.push_back(std::move(V));
    }
    return;
  }
  if (Unnamed && Unnamed->Lock.Root == RootKind::Local) {
    List<Path> Several = HeldLocks(S, A.In).candidates(Unnamed->Lock);
    for (const Path &Lock : Several) {
      Variant V{A, Here};
      for (HeldLock &H : V.Access.Held)
        if (H.Lock == Unnamed->Lock)
          H.Lock = Lock;
      To.push_back(std::move(V));
    }
    if (!Several.empty())
      return;
  }
  To.push_back({A, Here, /*ByWays=*/true});
}

bool ThreadRaces::parallel(const Side &A, const Side &B) const {
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

/// Unlike Threads::contexts(), nothing for what nobody is seen to reach.
llvm::SmallVector<int, 4> ThreadRaces::rootsOf(FunctionId F) const {
  llvm::SmallVector<int, 4> Roots;
  for (size_t R = 0; R != Running.roots().size(); ++R)
    if (Running.reaches(R, F))
      Roots.push_back(int(R));
  if (Running.reachedOutside(F))
    Roots.push_back(Threads::OutsideThreads);
  return Roots;
}

bool ThreadRaces::anyTwoAtOnce(
    llvm::ArrayRef<SharedAccess> Accesses,
    llvm::function_ref<bool(const SharedAccess &)> Counts) const {
  std::vector<Side> Sides;
  for (const SharedAccess &A : Accesses) {
    if (A.Unshared || !Counts(A))
      continue;
    llvm::SmallVector<int, 4> Roots = rootsOf(A.In);
    // What nobody is seen to call stands in a table: any thread may.
    if (Roots.empty())
      return true;
    for (int Root : Roots)
      Sides.push_back({&A, Root});
  }
  for (size_t I = 0; I != Sides.size(); ++I)
    for (size_t J = I; J != Sides.size(); ++J)
      if (parallel(Sides[I], Sides[J]))
        return true;
  return false;
}

bool ThreadRaces::inTwoThreads(const SharedAccess &A,
                               const SharedAccess &B) const {
  // Outside the threads in view anybody may call; but main is one of them.
  auto Certain = [&](int Root, FunctionId F) {
    return Root != Threads::OutsideThreads || Running.reachedFromMain(F);
  };
  for (int RootA : rootsOf(A.In))
    for (int RootB : rootsOf(B.In))
      if (Certain(RootA, A.In) && Certain(RootB, B.In) &&
          parallel({&A, RootA}, {&B, RootB}))
        return true;
  return false;
}

/// The threads of \p Root, or who is outside them, come that way.
bool ThreadRaces::comesBy(const WayIn &Way, FunctionId To, int Root,
                          unsigned Depth) const {
  if (!Way.Caller.valid())
    return Root < 0 || Running.roots()[Root].Body == To;
  if (Way.Sites.size() == Entry::MaxSites)
    return true; // not all of them are known
  return llvm::any_of(Way.Sites, [&](const auto &Site) {
    FunctionId Caller = Site.first;
    if (!llvm::is_contained(rootsOf(Caller), Root))
      return false;
    // Only the first of the call sites is known with its own way in.
    const List<WayIn> &Further = S[Caller].At.Ways;
    return Depth == 0 || Way.Sites.size() != 1 || Way.Outer >= Further.size() ||
           comesBy(Further[Way.Outer], Caller, Root, Depth - 1);
  });
}

/// A helper that several threads run holds what all its callers hold; but each
/// thread may come by other callers, who hold more.
bool ThreadRaces::lockedOnAllWays(const Side &A, const Side &B) const {
  constexpr unsigned MaxCalls = 6;
  auto Ways = [&](const Side &Of) {
    if (!Of.ByWays)
      return std::vector<SharedAccess>{*Of.Access};
    std::vector<SharedAccess> Own = inContexts(S, *Of.Access);
    // (Of callers that are not seen nobody knows what they hold.)
    llvm::erase_if(Own, [&](const SharedAccess &X) {
      return X.Unshared ||
             (X.Way &&
              (X.Way->Unknown || !comesBy(*X.Way, X.In, Of.Root, MaxCalls)));
    });
    return Own;
  };
  auto From = [](const SharedAccess &X) {
    return X.Way && X.Way->Caller.valid() ? X.Way->Caller : X.In;
  };
  std::vector<SharedAccess> WaysA = Ways(A), WaysB = Ways(B);
  // (By none: from where things are set up, which is no way in.)
  return !WaysA.empty() && !WaysB.empty() &&
         llvm::all_of(WaysA, [&](const SharedAccess &X) {
           return llvm::all_of(WaysB, [&](const SharedAccess &Y) {
             return commonLock(X, Y) || !Running.sameProgram(From(X), From(Y));
           });
         });
}

void ThreadRaces::report(const Side &A, const Side &B, const std::string &Name,
                         bool Certain) {
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
  Race.Sure = Certain && isProof() ? Confidence::Definite : Confidence::Likely;
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

/// The pointer \p P is set before any thread that this program starts runs, and
/// never again: what it points to is one object.
bool ThreadRaces::isSettled(const Path &Pointer) {
  Path Base;
  StateKey Key = stateKey(S, Pointer, Base);
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
               return A.isWrite() && !A.Unshared &&
                      Running.meetsThreads(A.In, A.At);
             });
}

/// The one object that an access to a global leads to: the variable, or what a
/// pointer in it points to for good. Unknown if it cannot be told.
Path ThreadRaces::globalObject(const SharedAccess &A) {
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

/// `all = other;` is an access to each field of a global, too. (What a library
/// does with it is nobody's business.)
void ThreadRaces::addWholeObjects(std::vector<SharedAccess> &Accesses) {
  std::set<Path> Objects;
  for (const SharedAccess &A : Accesses)
    if (A.Base.Root == RootKind::Global && !A.Base.hasDeref())
      Objects.insert(A.Base);
  for (const Path &Object : Objects) {
    Path Base;
    if (auto It = Map.find(stateKey(S, Object, Base)); It != Map.end())
      for (const SharedAccess &A : It->second)
        if (A.Whole == Object && !A.ByCall && A.Rw != AccessKind::Update)
          Accesses.push_back(A);
  }
}

/// One spawn starts several threads, in a loop for instance.
bool ThreadRaces::startsMany(int Root) const {
  const ThreadRoot &R = Running.roots()[Root];
  return P[R.Spawner].Events[R.Spawn.index()].Many;
}

void ThreadRaces::find(StateKey Key, llvm::ArrayRef<SharedAccess> Accesses) {
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
  std::vector<SharedAccess> Plain(Accesses.begin(), Accesses.end());
  addWholeObjects(Plain);
  std::deque<Variant> All;
  for (const SharedAccess &A : Plain)
    addVariants(A, All);
  for (const auto &[A, Seen, ByWays] : All) {
    bool Member = A.Whole.Root == RootKind::This && !A.Base.hasDeref() &&
                  A.Base.known() && A.Base.Steps.empty() && !Key.Pointee;
    if ((A.Unshared && !A.AfterSpawn) || A.ByCall)
      continue;
    Path Object = Member ? Path::unknown() : globalObject(A);
    if (!Member && !Object.known())
      continue;
    Side Here{&A, Threads::OutsideThreads, Object};
    Here.In = Seen.In;
    Here.At = Seen.At;
    Here.ByWays = ByWays;
    for (int Root : rootsOf(Seen.In)) {
      if (Member && Root != Threads::OutsideThreads &&
          (!Running.onSpawnersObject(Root, A.In) ||
           Running.roots()[Root].BySeveral))
        continue;
      Here.Root = Root;
      Sides.push_back(Here);
    }
    if (Member)
      for (const MemberObjects::Use &U : Members[A.In]) {
        Here.Root = U.Root;
        Here.Object = U.Member;
        Here.In = U.Caller;
        Here.At = U.At;
        Sides.push_back(Here);
      }
  }
  for (size_t I = 0; I != Sides.size(); ++I)
    for (size_t J = I; J != Sides.size(); ++J) {
      const SharedAccess &A = *Sides[I].Access, &B = *Sides[J].Access;
      if (!(A.isWrite() || B.isWrite()) || (A.Atomic && B.Atomic) ||
          commonLock(A, B) || !parallel(Sides[I], Sides[J]) ||
          Parts.disjoint(A, Sides[I].Root, B, Sides[J].Root))
        continue;
      const Path &X = Sides[I].Object, &Y = Sides[J].Object;
      bool OfMember = X.Root == RootKind::This || Y.Root == RootKind::This;
      // Twins may have been started for another object.
      if ((!X.known() || OfMember) && Sides[I].Root >= 0 &&
          Sides[I].Root == Sides[J].Root && !startsMany(Sides[I].Root))
        continue;
      bool Pointees = X.hasDeref() || Y.hasDeref();
      if ((Pointees || OfMember) && !(X == Y))
        continue;
      if (mayHoldMore(Sides[I]) || mayHoldMore(Sides[J]) || isSetUp(A) ||
          isSetUp(B))
        continue;
      // Somebody thought of it: one who writes what others only look at.
      if (Volatile && !(A.isWrite() && B.isWrite()))
        continue;
      if (mayBeLockedOutside(Sides[I], Sides[J]) ||
          mayBeSettings(Sides[I], Sides[J], Sides) || handsOver(A, B) ||
          isReadAfterWait(S, A, Accesses) || isReadAfterWait(S, B, Accesses) ||
          lockedOnAllWays(Sides[I], Sides[J]))
        continue;
      llvm::SmallVector<FunctionId, 2> Bodies;
      for (int Root : {Sides[I].Root, Sides[J].Root})
        if (Root >= 0)
          Bodies.push_back(Running.roots()[Root].Body);
      if (AtStart.isDone(A, Bodies) || AtStart.isDone(B, Bodies))
        continue;
      report(Sides[I], Sides[J], stateName(S, P[A.In], A.Whole),
             !Volatile && !Pointees);
      return;
    }
}

/// An object of one call of a function is shared only with threads that this
/// call has started.
bool ThreadRaces::spawnedBefore(const Side &Thread, const Side &Outer) const {
  if (Thread.Root < 0 || Outer.Root >= 0)
    return true;
  const ThreadRoot &R = Running.roots()[Thread.Root];
  return R.Spawner != Outer.Access->In ||
         Control(P[R.Spawner]).canFollow(R.Spawn, Outer.Access->At);
}

/// `for (i = 0; i < n; i++) { print(parts[i]); join(threads[i]); }`: one side
/// is outside the threads, and touches what it waits for only afterwards.
bool ThreadRaces::isBeforeItsJoin(const Side &A, const Side &B) const {
  if ((A.Root >= 0) == (B.Root >= 0))
    return false;
  const Side &Thread = A.Root >= 0 ? A : B, &Outer = A.Root >= 0 ? B : A;
  const ThreadRoot &R = Running.roots()[Thread.Root];
  const Function &F = P[R.Spawner];
  if (R.Spawner != Outer.Access->In)
    return false;
  auto ElementOf = [](const Path &Q) -> uint32_t {
    auto T = llvm::find_if(
        Q.Steps, [](const Step &T) { return T.Kind == StepKind::Element; });
    return T == Q.Steps.end() ? 0 : T->Index;
  };
  const EventId At = Outer.Access->At;
  const uint32_t Element = ElementOf(Outer.Access->Whole);
  const Control Flow(F);
  return Element && !Flow.canFollow(At, R.Spawn) &&
         llvm::any_of(llvm::enumerate(F.Events), [&](const auto &Join) {
           const Event &E = Join.value();
           const EventId Then(Join.index());
           return E.Kind == EventKind::Join && At < Then &&
                  ElementOf(E.Target) == Element &&
                  Flow.reaches(Flow.blockOf(At), Flow.blockOf(At)) &&
                  Flow.isAlwaysBefore(At, Then);
         });
}

/// Threads that start threads, to which objects are handed on.
static constexpr size_t MaxHandedOn = 6;

void ThreadRaces::findCaptured() {
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
    Objects.collect(F, Threads::OutsideThreads, F, Identity, S[F].At.Held,
                    EventId(), 0);

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
                         StateKey State, FunctionId Owner, bool PerTurn,
                         bool PerCall) {
    std::vector<SharedAccess> Accesses;
    for (const SharedObjects::Use &U : Uses)
      Accesses.push_back(U.Access);
    for (size_t I = 0; I != Uses.size(); ++I)
      for (size_t J = I; J != Uses.size(); ++J) {
        Side A = ToSide(Uses[I], Owner), B = ToSide(Uses[J], Owner);
        if (!spawnedBefore(A, B) || !spawnedBefore(B, A))
          continue;
        if ((Uses[I].OfEach || Uses[J].OfEach) &&
            !(Uses[I].OfEach && Uses[J].OfEach && isBeforeItsJoin(A, B)))
          continue;
        if (!(A.Access->isWrite() || B.Access->isWrite()) ||
            (A.Access->Atomic && B.Access->Atomic) ||
            commonLock(*A.Access, *B.Access) || !parallel(A, B) ||
            Parts.disjoint(*A.Access, A.Root, *B.Access, B.Root))
          continue;
        // A local of a loop's body is another one for each thread.
        if (PerTurn && A.Root == B.Root)
          continue;
        // And so it is for each call, and what the call makes: one that starts
        // a single thread shares it with no other.
        if (PerCall && A.Root == B.Root && A.Root >= 0 &&
            Roots[A.Root].Spawner == Owner && !startsMany(A.Root))
          continue;
        if ((Running.teams().inTeam(A.Root) &&
             handsOver(*A.Access, *B.Access)) ||
            isReadAfterWait(S, *A.Access, Accesses) ||
            isReadAfterWait(S, *B.Access, Accesses))
          continue;
        // A helper that makes or ends the object does so before the thread, or
        // after it.
        auto MakesOrEnds = [&](const Side &X) {
          return X.Access->In != Owner && S[X.Access->In].At.SetUp;
        };
        if (MakesOrEnds(A) || MakesOrEnds(B))
          continue;
        if (Said.contains({State, A.Access->In}) ||
            Said.contains({State, B.Access->In}))
          continue;
        // Under its own name a global is nothing new.
        if (!Uses[I].Renamed && !Uses[J].Renamed)
          continue;
        report(A, B, Uses[I].Name);
        return;
      }
  };
  for (const auto &[Key, Uses] : Objects.Uses) {
    const auto &[Owner, RootOfObject, Index, Pointee, Piece, Element] = Key;
    const bool Local = RootOfObject == RootKind::Local;
    const bool OfCall =
        Local && (!Pointee || NewObjects(S, Owner)[Index].Fresh);
    // What a thread was given is its own, as far as such threads go.
    const bool OfThread =
        RootOfObject == RootKind::Param && S[Owner].At.ThreadRoot;
    ReportFirst(Uses, Piece, Owner, Local && P[Owner].Locals[Index].InLoop,
                OfCall || OfThread);
  }
}
