//===- GuardRule.cpp - when a missing lock is a bug -----------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "detect/GuardRule.h"
#include "detect/LockSetUp.h"
#include "solve/Control.h"
#include "solve/Conventions.h"
#include "solve/IndirectCalls.h"
#include "solve/LatentEvents.h"
#include "solve/OneOfMany.h"
#include "solve/Publication.h"
#include "llvm/ADT/STLExtras.h"

using namespace concurrency;

/// Helpers of helpers are few; a circle of calls has no end.
static constexpr size_t MaxCalls = 6;

bool GuardRule::isOrdered(const AccessSite &A, unsigned Depth) const {
  // So is what only runs in calls that are. (Nobody else calls the methods of a
  // class that stands in a source file.)
  llvm::ArrayRef<AccessSite> Calls = S.callSites(A.In);
  const Function &F = P[A.In];
  EntityId Class = P.recordOf(F.Self);
  bool Known = S[A.In].At.Callers == CallersKind::Known ||
               (Class.valid() && !F.Virtual && !P.isInHeader(P[Class].Where));
  if (Depth && !Calls.empty() && Known &&
      llvm::all_of(Calls, [&](const AccessSite &Call) {
        return isOrdered(Call, Depth - 1);
      }))
    return true;
  bool Any = false;
  for (auto [Root, R] : llvm::enumerate(Running.roots())) {
    const Event &Spawn = P[R.Spawner].Events[R.Spawn.index()];
    bool Joins = llvm::any_of(P[A.In].Events, [&](const Event &E) {
      return E.Kind == EventKind::Join && E.Target.lastEntity().valid() &&
             E.Target.lastEntity() == Spawn.Target.lastEntity();
    });
    if (R.Spawner != A.In && !Joins)
      continue;
    if (Running.mayRunDuring(Root, A.In, A.At))
      return false;
    Any = true;
  }
  return Any;
}

bool GuardRule::mayBeHeld(EntityId Guard, llvm::ArrayRef<HeldLock> Held) const {
  auto IsReference = [&](EntityId Lock) { return P[Lock].Type.Indirect; };
  return llvm::any_of(Held, [&](const HeldLock &H) {
    EntityId Lock = H.Lock.lastEntity();
    return !Lock.valid() || IsReference(Lock) || IsReference(Guard);
  });
}

bool concurrency::makesOrEnds(const Program &P, FunctionId F, EntityId Lock) {
  return llvm::any_of(P[F].Events, [&](const Event &E) {
    // To take a name to pieces costs most, so it comes last.
    return E.Kind == EventKind::Call && E.Callee.valid() &&
           llvm::any_of(E.Args,
                        [&](const Value &V) {
                          return V.Kind == ValueKind::Address &&
                                 V.P.lastEntity() == Lock;
                        }) &&
           isPhaseByName(P[E.Callee].shortName());
  });
}

/// (Who takes it by himself does not count on his callers.)
bool GuardRule::isPerhapsHeld(FunctionId F, EntityId Guard) const {
  return llvm::is_contained(S[F].At.PerhapsHeld, Guard) && !takes(F, Guard);
}

/// By a function of which only a pointer is known: `stream->ops.lock(stream)`.
bool GuardRule::mayHaveTaken(const AccessSite &Site, EntityId Guard) const {
  const Function &F = P[Site.In];
  auto Takes = [&](FunctionId Callee) {
    return llvm::any_of(S[Callee].Effects.Acquires, [&](const NetLock &L) {
      return L.Lock.lastEntity() == Guard;
    });
  };
  auto Releases = [&](FunctionId Callee) {
    return llvm::any_of(S[Callee].Effects.Releases, [&](const Path &Lock) {
      return Lock.lastEntity() == Guard;
    });
  };
  std::optional<Control> Flow;
  bool Taken = false;
  for (uint32_t J = 0; J != Site.At.index(); ++J) {
    const Event &E = F.Events[J];
    if (E.Kind != EventKind::Call || S.target(F, E) ||
        !(E.Virtual || E.Callable.valid()))
      continue;
    llvm::ArrayRef<FunctionId> Callees = S.Indirect->all(F, E);
    if (Callees.empty())
      continue;
    if (!Flow)
      Flow.emplace(F);
    if (llvm::all_of(Callees, Takes))
      Taken |= Flow->isAlwaysBefore(EventId(J), Site.At);
    else if (llvm::any_of(Callees, Releases) &&
             Flow->canFollow(EventId(J), Site.At))
      Taken = false;
  }
  return Taken;
}

/// The object, which has the lock, was looked up on the way to the access:
/// whoever called before that did not know it, and has not locked it.
bool GuardRule::isFoundHere(const GuardVote &V, const SharedAccess &A) const {
  if (V.Place != GuardPlace::SameObject)
    return false;
  auto Sites = sitesOf(S, A);
  for (FunctionId F = Sites.back().In;
       Sites.size() != MaxCalls && S.callSites(F).size() == 1 &&
       S[F].At.Callers == CallersKind::Known;
       F = Sites.back().In)
    Sites.push_back(S.callSites(F).front());
  Path Object = A.Whole;
  for (const AccessSite &Site : llvm::drop_begin(Sites)) {
    if (Object.Root != RootKind::Param && Object.Root != RootKind::This)
      break;
    Object = inCaller(Object, Site);
  }
  return (Object.Root == RootKind::Local || Object.Root == RootKind::Result) &&
         Object.hasDeref();
}

/// Whether an access of which not all is known breaks a rule so clear that it
/// must be meant: what was found under no lock at all, in a function that never
/// takes it; and functions of tables, when others in tables take the lock.
bool GuardRule::isClearlyWanted(const GuardVote &V,
                                const SharedAccess &A) const {
  if (!(A.Borrowed || A.InTable) || !V.isClear(A) ||
      (V.Exposed && !isFoundHere(V, A)) ||
      (V.Place != GuardPlace::SameObject && V.Place != GuardPlace::Global))
    return false;
  if (A.InTable) {
    auto Others = V.GuardedInTables.find(A.Recipient);
    if (Others == V.GuardedInTables.end() || Others->second < 2)
      return false;
  }
  return A.Held.empty() &&
         llvm::none_of(sitesOf(S, A), [&](const AccessSite &T) {
           return takes(T.In, V.Guard);
         });
}

/// What the pointer leads to was looked up under the lock, which is given up
/// now, and is still where it was found.
bool GuardRule::wasFoundUnder(const SharedAccess &A, EntityId Guard) const {
  const Function &F = P[A.In];
  // By a function that locks, looks and returns it.
  auto IsLookUp = [&](const Path &From) {
    if (From.Root != RootKind::Result)
      return false;
    std::optional<CallTarget> T = S.target(F, F.Events[From.Index]);
    auto Changes = [&](FunctionId Helper) {
      const Function &G = P[Helper];
      std::optional<Control> Flow;
      // It was made on every way to the event.
      auto IsNew = [&](const Path &Q, size_t At) {
        if (Q.Root != RootKind::Local)
          return false;
        if (!Flow)
          Flow.emplace(G);
        for (uint32_t J = 0; J != At; ++J)
          if (const Event &E = G.Events[J];
              E.Kind == EventKind::Assign && !E.Args.empty() &&
              E.Args[0].Kind == ValueKind::Fresh &&
              E.Target == Path::local(Q.Index) &&
              Flow->isAlwaysBefore(EventId(J), EventId(At)))
            return true;
        return false;
      };
      for (auto [I, E] : llvm::enumerate(G.Events))
        if (E.Kind == EventKind::Access && E.Rw != AccessKind::Read &&
            (E.Target.Root != RootKind::Local || E.Target.hasDeref()) &&
            E.Op != Operation::Insert && !IsNew(E.Target, I) &&
            !(E.Args.size() == 1 && E.Args[0].Kind == ValueKind::Copy &&
              E.Args[0].P.Steps.empty() && IsNew(E.Args[0].P, I)))
          return true;
      return false;
    };
    // (What it adds, where there is none, stays there as well.)
    return T && takes(T->Callee, Guard) && !Changes(T->Callee) &&
           llvm::none_of(S[T->Callee].Runs,
                         [&](const RunEdge &R) { return Changes(R.Callee); });
  };
  if (!A.Whole.hasDeref() || llvm::any_of(F.Events, [](const Event &E) {
        return E.Op == Operation::Remove;
      }))
    return false;
  if (A.Whole.Root != RootKind::Local)
    return IsLookUp(A.Whole);
  bool Found = false;
  for (uint32_t J = 0; J != F.Events.size(); ++J) {
    const Event &E = F.Events[J];
    if (E.Kind != EventKind::Assign || E.Args.empty() ||
        !(E.Target == Path::local(A.Whole.Index)) ||
        E.Args[0].Kind == ValueKind::Constant)
      continue;
    const LockSet *State = S.before(A.In, EventId(J));
    Found = (State && holdsClass(State->Locks, Guard)) || IsLookUp(E.Args[0].P);
    if (!Found)
      return false;
  }
  return Found;
}

/// A pointer outlives the lock under which it was found, and what it leads to
/// is changed: by the only function that does that, where others take the lock.
bool GuardRule::outlivesLock(const GuardVote &V, const SharedAccess &A) const {
  return A.Borrowed && A.isWrite() && !A.ByCall && A.Held.empty() &&
         V.Guarded && !V.Unguarded && V.ClassWith >= 1 && V.ClassLoose <= 1 &&
         wasFoundUnder(A, V.Guard);
}

/// The writers hold another lock as well, and so does who reads.
static bool isEnoughToRead(const GuardVote &V, const SharedAccess &A) {
  return !A.isWrite() && V.UnguardedWrites == 0 &&
         llvm::any_of(V.WithWrites,
                      [&](EntityId Lock) { return holds(A, Lock); });
}

/// The elements have a lock each, which guards them and not what they are in.
bool GuardRule::isArrayOfGuarded(const GuardVote &V,
                                 const SharedAccess &A) const {
  if (!V.Element || V.Place != GuardPlace::SameObject ||
      A.Whole.Steps.empty() || A.Whole.Steps.back().Kind != StepKind::Field)
    return false;
  EntityId Record = P.recordOf(V.Guard);
  return Record.valid() && Record != P.recordOf(A.Whole.lastEntity());
}

/// The lock is in a derived class, and the lock is missing in a method of the
/// base, of which there are objects that have none.
bool GuardRule::isOfBase(const GuardVote &V, const SharedAccess &A) const {
  EntityId Class = P.recordOf(P[oddSite(S, V.Guard, A).In].Self);
  EntityId Owner = P.recordOf(V.Guard);
  return Class.valid() && Owner.valid() && Class != Owner &&
         P.derives(Owner, Class);
}

/// `all[n] = object; list = all;`: who takes a pointer into what another one
/// leads to is about to make it known.
static bool isPutSomewhere(const Event &E, const Path &Object) {
  return E.Kind == EventKind::Access && E.Rw == AccessKind::Write &&
         E.Target.Root == RootKind::Local && E.Target.hasDeref() &&
         llvm::is_contained(E.Args, Value::copy(Object));
}

/// The function makes the object known to others, but only afterwards.
bool GuardRule::isBeforePublishing(const SharedAccess &A) const {
  if (A.Whole.Root != RootKind::Param)
    return false;
  const Function &F = P[A.In];
  const Path Object = Path::param(A.Whole.Index);
  std::optional<uint32_t> First;
  for (uint32_t J = 0; !First && J != F.Events.size(); ++J)
    if (publishes(S, F, F.Events[J], Object) ||
        isPutSomewhere(F.Events[J], Object))
      First = J;
  return First && *First > A.At.index() &&
         !Control(F).canFollow(EventId(*First), A.At);
}

/// One function that forgets the lock is odd; several that only read without it
/// have a reason, such as that theirs is the one thread that writes.
static bool readsByHabit(const GuardVote &V, const SharedAccess &A) {
  constexpr unsigned Several = 4;
  // (Where all that changes it are functions that nobody sees, neither is it
  // known that they do.)
  bool OnlyReads = !A.isWrite() && V.UnguardedWrites == 0;
  return (OnlyReads || !V.SeenWritten) && V.UnguardedFunctions >= Several;
}

/// Too few hold the lock for it to be a rule. (docs/precision.md has what such
/// votes were worth in programs that were read. Containers are another matter:
/// those are hardly ever left to luck.)
static bool isHardlyARule(const Program &P, const GuardVote &V,
                          const SharedAccess &A) {
  EntityId State = A.Whole.lastEntity();
  if (State.valid() && P[State].Type.Role == TypeRole::Container)
    return false;
  // One sets it, under the lock; all others only look.
  if (V.Guarded == 1 && V.GuardedWrites == 1 && V.UnguardedWrites == 0)
    return false;
  // The class keeps to its lock, but not for this.
  if (V.PeersWith > 2 * V.PeersWithout && V.share() <= 0.5 &&
      V.GuardedFunctions <= 2)
    return true;
  // It is one function's own matter; several others do without.
  if (V.GuardedFunctions <= 1 && V.NeverGuardedFunctions > 1)
    return true;
  // One access, in a class where more is known to be guarded.
  return V.Guarded <= 1 && V.PeersWith + V.PeersWithout >= 3 &&
         !(V.PeersWith >= 4 && V.PeersWithout <= 1);
}

/// `lock(); all = head; head = NULL; unlock();`: who takes the lock for some of
/// what it does to a pointer knows which part needs none.
static bool keepsPointerOutside(const Program &P, const SharedAccess &A,
                                bool Takes) {
  EntityId State = A.Whole.lastEntity();
  return Takes && State.valid() && P[State].Type.Role == TypeRole::Pointer &&
         P[State].Type.Scalar;
}

/// Others take the lock for this alone, and the one that changes it without
/// knows the lock, too.
bool GuardRule::isMissedByWriter(const GuardVote &V,
                                 const SharedAccess &A) const {
  if (!V.SoleSections || !A.isWrite() || A.ByCall || V.Element ||
      V.UnguardedFunctions != 1 || V.NeverGuardedFunctions != 1 ||
      !takes(A.In, V.Guard) || preparesByName(P[P[A.In].Self].shortName()))
    return false;
  // (`lock(); busy = true; unlock(); value = …`: it is claimed.)
  const Function &F = P[A.In];
  for (uint32_t J = 0; J != A.At.index(); ++J)
    if (const Event &E = F.Events[J];
        E.Kind == EventKind::Access && E.Rw != AccessKind::Read)
      if (const LockSet *State = S.before(A.In, EventId(J));
          State && holdsClass(State->Locks, V.Guard))
        return false;
  return true;
}

/// The lock is not the object's, but what some files use such objects under: in
/// others, and for others, they are used for something else.
bool GuardRule::isOfOthers(const GuardVote &V, const SharedAccess &A,
                           llvm::ArrayRef<AccessSite> Sites) const {
  auto IsThere = [&](const AccessSite &Site) {
    return llvm::is_contained(V.Files,
                              P[Site.In].Events[Site.At.index()].Where.File);
  };
  // (A lock that is declared beside the class is for all who use it.)
  EntityId Record = P.recordOf(A.Whole.lastEntity());
  bool Beside = Record.valid() &&
                P[V.Guard].Where.File == P[Record].Where.File &&
                P.isInHeader(P[Record].Where);
  return V.Place != GuardPlace::SameObject && A.Base.known() && !Beside &&
         llvm::none_of(Sites, IsThere) &&
         llvm::none_of(S.callSites(A.In), IsThere);
}

/// Whether the access breaks the rule that the vote found, and how surely.
std::optional<Confidence> GuardRule::deviates(const GuardVote &V,
                                              const SharedAccess &A) const {
  const bool Doubtful = V.doubts(S, A) && !locksItself(S, V.Guard, A);
  if (A.Unshared || A.Atomic || isGuarded(V, A) ||
      (A.SomePart && V.Place != GuardPlace::SameObject) ||
      (Doubtful && !isClearlyWanted(V, A) && !outlivesLock(V, A)))
    return std::nullopt;
  // (Clang does not say whether passing the address is an access.)
  if (V.Annotated && !A.ByCall)
    return Confidence::Definite;
  if (mayBeHeld(V.Guard, A.Held))
    return std::nullopt;
  if (Doubtful && outlivesLock(V, A))
    return S[A.In].At.SetUp || S.dies(A.In, A.At)
               ? std::nullopt
               : std::optional(Confidence::Likely);
  // State that is never written, once made, needs no lock.
  if (!V.GuardedWrites && !V.UnguardedWrites)
    return std::nullopt;
  auto Sites = sitesOf(S, A);
  if (!A.isWrite() && llvm::any_of(Sites, [&](const AccessSite &Site) {
        return P[Site.In].Events[Site.At.index()].Asserts;
      }))
    return std::nullopt;
  if (llvm::any_of(Sites, [&](const AccessSite &Site) {
        // The last words of a fatal error are nobody's business.
        return S.dies(Site.In, Site.At) || isOrdered(Site) ||
               isSetUpOf(S, Site, A) || makesOrEnds(P, Site.In, V.Guard) ||
               makesLock(P[Site.In], V.Guard) ||
               isBeforeSetUp(P, Site.In, Site.At, V.Guard);
      }))
    return std::nullopt;
  if (V.Annotated)
    return Confidence::Likely;
  const bool IsMissed = isMissedByWriter(V, A);
  if (V.Optional || isOfOthers(V, A, Sites) || readsByHabit(V, A) ||
      isEnoughToRead(V, A) || isArrayOfGuarded(V, A) || isOfBase(V, A) ||
      isBeforePublishing(A) ||
      (!IsMissed && (isHardlyARule(P, V, A) ||
                     keepsPointerOutside(P, A, takes(A.In, V.Guard)))))
    return std::nullopt;
  if (llvm::any_of(Sites, [&](const AccessSite &Site) {
        return isPerhapsHeld(Site.In, V.Guard) || mayHaveTaken(Site, V.Guard);
      }))
    return std::nullopt;
  double Sure = V.share();
  // (Not where the one that takes the lock goes on without it, as who swaps
  // buffers does.)
  bool OneForgot = V.UnguardedFunctions == 1 &&
                   (V.UnguardedWrites || V.GuardedFunctions >= 3) &&
                   (V.GuardedFunctions > 1 || !takes(A.In, V.Guard));
  double Share = OneForgot ? std::max(Sure, V.shareOfFunctions()) : Sure;
  if (Doubtful)
    return Confidence::Likely;

  // Could the caller hold it? Not if the function takes it itself.
  // (Who told it not to lock promised to hold it, whatever else is locked.)
  if (V.Exposed && !(V.isClear(A) && isFoundHere(V, A)) &&
      (llvm::any_of(
           Sites,
           [&](const AccessSite &Site) { return P.leavesLocking(Site.In); }) ||
       !takesOfObject(V, A, Sites)))
    return std::nullopt;
  // A call is an access only as far as we know the class: a clear rule wanted.
  // An object that was found under the lock may be kept alive by a count.
  if (A.ByCall && !A.Whole.Steps.empty() &&
      A.Whole.Steps.back().Kind == StepKind::Deref && takes(A.In, V.Guard))
    return std::nullopt;
  // Nor does a look into an object that has only a way to the lock of another
  // say much: an owner's lock guards all objects, but those at work.
  if (A.ByCall && !A.isWrite() && A.Base.known() && !V.isRuleOfClass() &&
      A.Whole.Steps.size() > A.Base.Steps.size() &&
      P.recordOf(A.Whole.Steps[A.Base.Steps.size()].entity()) !=
          P.recordOf(V.Guard))
    return std::nullopt;
  if (A.ByCall && !(V.GuardedWrites && V.Guarded >= 2 &&
                    (Share >= 0.6 || V.isRuleOfClass())))
    return std::nullopt;
  if (IsMissed && (V.Place == GuardPlace::SameObject ||
                   (V.Place == GuardPlace::Global && P[V.Guard].Internal)))
    return Confidence::Likely;
  switch (V.Place) {
  case GuardPlace::SameObject:
    // A class with a lock of its own: the rule is what most methods do. Where
    // the lock is everybody's, so is the rule.
    if (V.Exposed) {
      if (V.GuardedWrites && V.Guarded >= 3 && Share >= 0.75)
        return Confidence::Likely;
    } else if (V.GuardedWrites) {
      if (Share >= 0.5 ||
          (Share >= 1.0 / 3 &&
           (V.isRuleOfClass() || (A.isWrite() && V.Guarded >= 2))))
        return Confidence::Likely;
    } else if (A.isWrite() && V.Guarded >= 2 && Share >= 2.0 / 3 &&
               !isCallback(A) &&
               !(isSetting(A) && V.PeersWith > V.GuardedFunctions)) {
      // Only reads are guarded: what for, if not for this write? (A setting
      // may be read on the way by who locks for other state, and callbacks are
      // set before there is anything to call back for.)
      return Confidence::Likely;
    }
    return std::nullopt;
  case GuardPlace::Global: {
    // One lock for all objects of a file. (Those that are variables are known
    // one by one.)
    const bool OfObject = A.Base.known() && !(A.Base.Root == RootKind::Global &&
                                              !A.Base.hasDeref());
    if (OfObject && (V.isClear(A) || (V.isRuleOfClass() && Share >= 1.0 / 3)))
      return Confidence::Likely;
    // State of a file with a lock of the file; another lock may do as well.
    if (!V.GuardedWrites || OfObject)
      break;
    if ((Share >= 0.75 && V.Guarded >= 3) ||
        (Share >= 0.5 && V.isRuleOfClass()))
      return Confidence::Likely;
    return std::nullopt;
  }
  case GuardPlace::Outer:
  case GuardPlace::Other:
    break;
  }
  // Objects that come and go under a lock elsewhere are nobody else's in
  // between, so the majority must be overwhelming, and this one be reached
  // through the owner of the lock.
  if (V.GuardedWrites && V.Guarded >= 4 && Share >= 0.8 &&
      throughOwner(A, V.Guard))
    return Confidence::Likely;
  return std::nullopt;
}

/// A number or pointer, by itself.
bool GuardRule::isSetting(const SharedAccess &A) const {
  EntityId State = A.Whole.lastEntity();
  return State.valid() && P[State].Type.Scalar;
}

bool GuardRule::isCallback(const SharedAccess &A) const {
  EntityId State = A.Whole.lastEntity();
  return State.valid() && P[State].Type.Role == TypeRole::Callable;
}

/// The path leads through a field of the object that has the lock.
bool GuardRule::throughOwner(const SharedAccess &A, EntityId Guard) const {
  EntityId Owner = P.recordOf(Guard);
  return Owner.valid() && llvm::any_of(A.Whole.Steps, [&](const Step &T) {
           return T.Kind == StepKind::Field && P.recordOf(T.entity()) == Owner;
         });
}

static bool isAcquisitionOf(const LatentEvent &L, EntityId Guard) {
  return L.Kind == LatentEvent::Acquire && L.Target.lastEntity() == Guard &&
         L.Released.empty();
}

bool GuardRule::takes(FunctionId F, EntityId Guard) const {
  return llvm::any_of(S[F].Effects.Events, [&](const LatentEvent &L) {
    return isAcquisitionOf(L, Guard);
  });
}

/// Whoever leads to the function takes the lock, elsewhere: so nobody has it
/// before. (A dispatcher of which another handler locks by itself.)
bool GuardRule::isEnteredWithout(FunctionId F, EntityId Guard,
                                 unsigned Depth) const {
  if (takes(F, Guard))
    return true;
  llvm::ArrayRef<AccessSite> Calls = S.callSites(F);
  return Depth && !Calls.empty() && S[F].At.Callers == CallersKind::Known &&
         llvm::all_of(Calls, [&](const AccessSite &Call) {
           const LockSet *Here = S.before(Call.In, Call.At);
           return Here && !holdsClass(Here->Locks, Guard) &&
                  isEnteredWithout(Call.In, Guard, Depth - 1);
         });
}

/// One of the functions on the way takes the lock of the object, so its callers
/// do not hold it. (Of two objects that a function is given, it may lock the
/// one and have the other from a caller that holds its lock.)
bool GuardRule::takesOfObject(const GuardVote &V, const SharedAccess &A,
                              llvm::ArrayRef<AccessSite> Sites) const {
  auto IsGiven = [](const Path &Of) {
    return Of.Root == RootKind::Param || Of.Root == RootKind::This;
  };
  // (There is but one.)
  if (V.Place == GuardPlace::Global && P[V.Guard].Kind == EntityKind::Global &&
      isEnteredWithout(Sites.back().In, V.Guard, MaxCalls))
    return true;
  Path Object = A.Whole;
  for (const AccessSite &Site : Sites) {
    if (&Site != Sites.begin())
      Object = inCaller(Object, Site);
    bool IsOfGiven = V.Place == GuardPlace::SameObject && IsGiven(Object);
    auto IsOther = [&](const Path &Lock) {
      return !Lock.known() || (IsGiven(Lock) && (Lock.Root != Object.Root ||
                                                 Lock.Index != Object.Index));
    };
    if (llvm::any_of(S[Site.In].Effects.Events, [&](const LatentEvent &L) {
          return isAcquisitionOf(L, V.Guard) &&
                 (!IsOfGiven || !IsOther(L.Target));
        }))
      return true;
  }
  return false;
}

/// What is called \p Of in a function, in the caller that calls it at \p Site.
Path GuardRule::inCaller(const Path &Of, const AccessSite &Site) const {
  const Function &F = P[Site.In];
  std::optional<CallTarget> T = S.target(F, F.Events[Site.At.index()]);
  return T ? T->Bindings.toCaller(Of) : Path();
}
