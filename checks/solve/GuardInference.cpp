//===- GuardInference.cpp - which lock guards which state -----------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "solve/GuardInference.h"
#include "facts/Words.h"
#include "solve/Conditions.h"
#include "solve/OneOfMany.h"
#include "llvm/ADT/STLExtras.h"
#include <functional>
#include <set>

using namespace concurrency;

const HeldLock *concurrency::holds(const SharedAccess &A, EntityId Guard) {
  const HeldLock *Best = nullptr;
  for (const HeldLock &H : A.Held)
    if (H.Lock.lastEntity() == Guard &&
        (!Best || (mayBeShared(Best->Mode) &&
                   H.Mode == LockMode::Exclusive)))
      Best = &H;
  return Best;
}

bool concurrency::isGuarded(const GuardVote &V, const SharedAccess &A) {
  const HeldLock *H = holds(A, V.Guard);
  if (!H || V.Place != GuardPlace::SameObject || V.Pointed)
    return H;
  // The lock of another object of the class does not help, where both objects
  // are told apart for certain.
  auto Certain = [](const Path &P) {
    return P.Root == RootKind::This || P.Root == RootKind::Param;
  };
  return !Certain(A.Base) || llvm::any_of(A.Held, [&](const HeldLock &L) {
    return L.Lock.lastEntity() == V.Guard &&
           (!Certain(L.Lock) || (L.Lock.Root == A.Base.Root &&
                                 L.Lock.Index == A.Base.Index));
  });
}

AccessSite concurrency::oddSite(const Solution &S, EntityId Guard,
                                const SharedAccess &A) {
  if (!A.Way)
    return {A.In, A.At};
  auto Sites = sitesOf(S, A);
  size_t I = 0;
  while (I + 1 != Sites.size() &&
         llvm::any_of(S[Sites[I].In].At.Ways, [&](const WayIn &W) {
           return holdsClass(W.Held, Guard);
         }))
    ++I;
  return Sites[I];
}

/// It is not known to be shared yet, or still.
static bool isInSetUp(const Solution &S, const SharedAccess &A) {
  if (!A.Way)
    return isSetUpOf(S, {A.In, A.At}, A);
  return llvm::any_of(sitesOf(S, A), [&](const AccessSite &Site) {
    return isSetUpOf(S, Site, A);
  });
}

FunctionId concurrency::holderOf(const Solution &S, EntityId Guard,
                                 const SharedAccess &A) {
  if (!A.Way)
    return A.In;
  auto Sites = sitesOf(S, A);
  for (const AccessSite &Site : Sites)
    if (const LockSet *Here = S.before(Site.In, Site.At);
        Here && llvm::any_of(Here->Locks, [&](const HeldLock &H) {
          return H.own() && H.Lock.lastEntity() == Guard;
        }))
      return Site.In;
  return Sites.back().In;
}

bool concurrency::locksItself(const Solution &S, EntityId Guard,
                              const SharedAccess &A) {
  const Function &F = S.program()[A.In];
  if (A.UnknownOwner || A.Way || F.Kind == FunctionKind::Lambda)
    return false;
  auto IsGuard = [&](const Path &Lock) {
    return Lock.lastEntity() == Guard &&
           (Lock.Root == RootKind::Global ||
            (Lock.Root == A.Base.Root && Lock.Index == A.Base.Index));
  };
  // A guard of one's own is a constructor that leaves the lock held.
  auto LeavesHeld = [&](const Event &Made) {
    std::optional<CallTarget> T = S.target(F, Made);
    return T && S.program()[T->Callee].Kind == FunctionKind::Constructor &&
           llvm::any_of(S[T->Callee].Effects.Acquires, [&](const NetLock &L) {
             return L.Must &&
                    IsGuard(S.canonical(T->Bindings.toCaller(L.Lock)));
           });
  };
  return llvm::any_of(F.Events, [&](const Event &E) {
    return (E.Kind == EventKind::Acquire && IsGuard(E.Target)) ||
           (E.Kind == EventKind::GuardInit && E.Guard == GuardMode::Locked &&
            !E.Args.empty() && IsGuard(E.Args.front().P)) ||
           (E.Kind == EventKind::Call && LeavesHeld(E));
  });
}

static GuardPlace placeOf(const SharedAccess &A, const HeldLock &H) {
  // `static pthread_mutex_t *lock;` is as good as the mutex itself.
  bool Single = !H.Lock.hasDeref() ||
                (H.Lock.Steps.size() == 1 &&
                 H.Lock.Steps[0].Kind == StepKind::Deref);
  if (H.Lock.Root == RootKind::Global && Single)
    return GuardPlace::Global;
  if (A.Base.known() && H.Lock.startsWith(A.Base))
    return GuardPlace::SameObject;
  // The lock's own object contains, or leads to, the accessed one.
  Path Owner = H.Lock;
  while (!Owner.Steps.empty() && Owner.Steps.back().Kind != StepKind::Field)
    Owner.Steps.pop_back();
  if (!Owner.Steps.empty())
    Owner.Steps.pop_back();
  if (A.Whole.known() && A.Whole.startsWith(Owner))
    return GuardPlace::Outer;
  return GuardPlace::Other;
}

/// The steps from the object to a lock of its own, or of what it points to.
static llvm::ArrayRef<Step> wayToLock(const SharedAccess &A, const Path &Lock) {
  if (!A.Base.known() || !Lock.startsWith(A.Base))
    return {};
  return llvm::ArrayRef<Step>(Lock.Steps).drop_front(A.Base.Steps.size());
}

static bool isPointer(const Step &T) { return T.Kind == StepKind::Deref; }

/// The object only points to what has the lock. (It may well point to the lock
/// itself; but not if that has much else to guard.)
static bool isInAnother(const Program &P, const SharedAccess &A,
                        const Path &Lock) {
  constexpr size_t MostFields = 3;
  llvm::ArrayRef<Step> Way = wayToLock(A, Lock);
  const Step *Pointer = llvm::find_if(Way, isPointer);
  if (Pointer == Way.end())
    return false;
  // `struct debug_lock { mutex m; const char *name; … }` is a lock, if a large one.
  EntityId Around = P.recordOf(Lock.lastEntity());
  if (Around.valid() && hasWord(P[Around].shortName(), {"lock", "mutex"}))
    return false;
  EntityId Record = P[Lock.lastEntity()].Type.Record;
  return (Way.back().Kind == StepKind::Deref && Record.valid() &&
          P[Record].Fields.size() > MostFields) ||
         std::any_of(Pointer, Way.end(), [](const Step &T) {
           return T.Kind == StepKind::Field;
         });
}

bool concurrency::isExposed(const Solution &S, EntityId Guard) {
  const Program &P = S.program();
  const Entity &Lock = P[Guard];
  if (Lock.Kind == EntityKind::Global)
    return (!Lock.Internal && Lock.Access == AccessSpec::Public &&
            P.isInHeader(Lock.Where)) ||
           S.LentLocks.count(Guard);
  EntityId Record = P.recordOf(Guard);
  if (Record.valid() && (P[Record].Internal || !P.isInHeader(P[Record].Where)))
    return false;
  return Lock.Access != AccessSpec::Private || S.LentLocks.count(Guard);
}

/// The way from the object to its lock, or to the lock if it is not the
/// object's, leads through an array. (The object may well be in an array.)
static bool isOneOfSeveral(GuardPlace Place, const SharedAccess &A,
                           const Path &Lock) {
  llvm::ArrayRef<Step> Steps = Lock.Steps;
  if (A.Base.known() && Lock.startsWith(A.Base))
    Steps = Steps.drop_front(A.Base.Steps.size());
  else if (Place == GuardPlace::SameObject)
    return false;
  // (`locks[LOG]` is one by itself.)
  return llvm::any_of(Steps, std::mem_fn(&Step::isAnyElement));
}

/// A lock of one file guards nothing that only functions of other files, such
/// as those of a header, look into; nor does any lock guard objects of a class
/// of which other files than the class's own hold it: a list that somebody uses
/// under a lock is used by others, too. A lock that all objects of a class
/// share is there for what they share.
static bool knowsLock(const Solution &S, EntityId State, EntityId Guard,
                      llvm::ArrayRef<SharedAccess> Accesses) {
  const Program &P = S.program();
  const Entity &Lock = P[Guard];
  if (Lock.Kind == EntityKind::Global && P.recordOf(Guard).valid() &&
      P[State].Kind == EntityKind::Field)
    return false;
  return llvm::any_of(Accesses, [&](const SharedAccess &A) {
    FileId File = P[A.In].Events[A.At.index()].Where.File;
    if (Lock.Internal)
      return File == Lock.Where.File;
    const HeldLock *H = holds(A, Guard);
    return P[State].Kind == EntityKind::Global ||
           (H && (!H->Via || H->Via->Where.File == File));
  });
}

/// Leaves the locks that are held at \p A, too.
static void keepHeld(llvm::SmallVectorImpl<EntityId> &Locks,
                     const SharedAccess &A, bool First) {
  if (!First) {
    llvm::erase_if(Locks, [&](EntityId Lock) { return !holds(A, Lock); });
    return;
  }
  for (const HeldLock &H : A.Held)
    if (H.Lock.lastEntity().valid())
      Locks.push_back(H.Lock.lastEntity());
}

GuardVote concurrency::vote(const Solution &S, StateKey Key,
                            llvm::ArrayRef<SharedAccess> Accesses) {
  const Program &P = S.program();
  GuardVote V;
  if (P[Key.Entity].Volatile)
    return V;
  for (const Annotation &A : P[Key.Entity].Annotations)
    if (A.Kind == (Key.Pointee ? AnnotationKind::PtGuardedBy
                               : AnnotationKind::GuardedBy)) {
      V.Guard = A.Lock.lastEntity();
      V.Annotated = V.Guard.valid();
    }

  // A class that annotates some of its fields has said what it means by the
  // others.
  if (!V.Annotated)
    if (EntityId Record = P.recordOf(Key.Entity); Record.valid())
      for (EntityId Field : P[Record].Fields)
        for (const Annotation &A : P[Field].Annotations)
          if (A.Kind == AnnotationKind::GuardedBy)
            return V;

  // A helper that some hold the lock for counts by its call sites. Code that
  // takes the lock itself is one place, and code that nobody holds it for one
  // omission, however often they are called.
  using CodePlace = std::pair<FunctionId, EventId>;
  auto Code = [&](const SharedAccess &A) {
    return CodePlace(P.original(A.In), A.At);
  };
  if (!V.Annotated) {
    // Which lock it is, each place in the code says once: where callers hold
    // different ones, in parts.
    std::map<CodePlace, unsigned> Sites;
    for (const SharedAccess &A : Accesses)
      if (!A.Unshared)
        Sites[Code(A)] += A.Weight;
    struct Count {
      double Weight = 0;
      double Places[4] = {};
      bool Pointed = false;
      double OfAnother = 0, OfItself = 0;
      bool OneOfSeveral = false;
      std::set<CodePlace> Own; ///< places that take the lock themselves
      GuardPlace place() const {
        return GuardPlace(std::max_element(Places, Places + 4) - Places);
      }
    };
    std::map<EntityId, Count> Counts;
    for (const SharedAccess &A : Accesses) {
      if (A.Unshared)
        continue;
      std::map<EntityId, GuardPlace> Seen;
      for (const HeldLock &H : A.Held)
        if (EntityId C = H.Lock.lastEntity(); C.valid() && !H.Forgotten) {
          GuardPlace Place = placeOf(A, H);
          if (A.SomePart && Place != GuardPlace::SameObject)
            continue;
          // Who follows the pointer to get to the lock has no lock yet.
          if (H.Lock.startsWith(A.Whole))
            continue;
          auto [It, New] = Seen.try_emplace(C, Place);
          if (!New)
            It->second = std::min(It->second, Place);
        }
      for (auto [C, Place] : Seen) {
        Count &N = Counts[C];
        double Weight = double(A.Weight) / Sites[Code(A)];
        if (holds(A, C)->own())
          Weight = N.Own.insert(Code(A)).second;
        N.Weight += (A.isWrite() ? 2 : 1) * Weight;
        N.Places[unsigned(Place)] += Weight;
        N.OneOfSeveral |= isOneOfSeveral(Place, A, holds(A, C)->Lock);
        if (const Path &Lock = holds(A, C)->Lock;
            Place == GuardPlace::SameObject) {
          N.Pointed |= llvm::any_of(wayToLock(A, Lock), isPointer);
          (isInAnother(P, A, Lock) ? N.OfAnother : N.OfItself) += Weight;
        }
      }
    }
    double Best = 0;
    for (const auto &[C, N] : Counts) {
      // Of locks held about equally often, the nearest is meant; and one of an
      // array of locks keeps others out of something else.
      double Rank =
          N.Weight * (N.OneOfSeveral ? 2 : 4) + 3 - unsigned(N.place());
      if (Rank > Best) {
        Best = Rank;
        V.Guard = C;
        V.Place = N.place();
        V.Pointed = N.Pointed;
        V.OfAnother = N.OfAnother > N.OfItself;
      }
    }
    if (!V.Guard.valid())
      return V;
  }
  if (V.Place == GuardPlace::Global && !V.Annotated &&
      !knowsLock(S, Key.Entity, V.Guard, Accesses)) {
    V.Guard = EntityId();
    return V;
  }
  V.Exposed = isExposed(S, V.Guard);

  auto Takes = [&](FunctionId F, bool ByMode) {
    for (uint32_t J = 0; J != P[F].Events.size(); ++J)
      if (const Event &E = P[F].Events[J];
          E.Kind == EventKind::Acquire && E.Target.lastEntity() == V.Guard &&
          (!ByMode || isByMode(S, P[F], EventId(J))))
        return true;
    return false;
  };

  // (Nor is one call that lacks the lock several, however many ways lead to
  // it.)
  std::set<CodePlace> Guarded, Counted;
  std::set<std::pair<CodePlace, CodePlace>> Called;
  // All calls that the odd one stands for.
  auto CallsLike = [&](const SharedAccess &A, const AccessSite &Odd) {
    llvm::SmallVector<CodePlace, 2> Calls;
    if (A.Way && Odd.In == A.Way->Caller && Odd.At == A.Way->At)
      for (auto [In, Where] : A.Way->Sites)
        Calls.push_back({P.original(In), Where});
    else
      Calls.push_back({P.original(Odd.In), Odd.At});
    return Calls;
  };
  auto CountCalls = [&](const SharedAccess &A, const AccessSite &Odd) {
    if (!A.Way)
      return A.Weight;
    unsigned New = 0;
    for (const CodePlace &Call : CallsLike(A, Odd))
      New += Called.insert({Code(A), Call}).second;
    return New;
  };
  for (const SharedAccess &A : Accesses)
    if (!A.Unshared && isGuarded(V, A))
      Guarded.insert(Code(A));
  std::set<FunctionId> With, Without, Perhaps, Doubtful;
  for (const SharedAccess &A : Accesses) {
    if (A.Unshared ||
        (A.SomePart && V.Place != GuardPlace::SameObject))
      continue;
    V.SeenWritten |= A.isWrite() && !A.ByCall;
    if (isGuarded(V, A)) {
      const HeldLock *H = holds(A, V.Guard);
      if (H->Forgotten)
        continue;
      if (FileId In = P[A.In].Events[A.At.index()].Where.File;
          !llvm::is_contained(V.Files, In))
        V.Files.push_back(In);
      bool Own = H->own();
      unsigned Weight = Own ? Counted.insert(Code(A)).second : A.Weight;
      V.Guarded += Weight;
      V.Element |= isOneOfSeveral(V.Place, A, H->Lock);
      if (A.isWrite())
        keepHeld(V.WithWrites, A, V.GuardedWrites == 0);
      V.GuardedWrites += A.isWrite() ? Weight : 0;
      FunctionId Holder = P.original(holderOf(S, V.Guard, A));
      if (With.insert(Holder).second)
        V.GuardedInTables[A.Recipient] += A.InTable;
      if (!H->Must)
        Perhaps.insert(Holder);
    } else if (isInSetUp(S, A)) {
      continue;
    } else if ((!V.doubts(S, A) || locksItself(S, V.Guard, A)) && !A.Atomic) {
      bool Never = !Guarded.count(Code(A));
      const AccessSite Odd = oddSite(S, V.Guard, A);
      unsigned Weight = Never ? Counted.insert(Code(A)).second
                              : CountCalls(A, Odd);
      V.Unguarded += Weight;
      V.UnguardedWrites += A.isWrite() ? Weight : 0;
      Without.insert(P.original(Odd.In));
    } else if (A.Borrowed || A.InTable) {
      V.Doubtful += A.Weight;
      for (auto [In, Where] : CallsLike(A, oddSite(S, V.Guard, A)))
        Doubtful.insert(In);
    }
  }
  // (Who does both knows the lock, and does without it.)
  V.GuardedFunctions = llvm::count_if(
      With, [&](FunctionId F) { return !Without.count(F); });
  V.UnguardedFunctions = Without.size();
  V.DoubtfulFunctions = llvm::count_if(
      Doubtful, [&](FunctionId F) { return !Without.count(F); });
  V.NeverGuardedFunctions =
      llvm::count_if(Without, [&](FunctionId F) { return !With.count(F); });
  if (long ByMode =
          llvm::count_if(Perhaps, [&](FunctionId F) { return Takes(F, true); }))
    V.Optional = 2 * ByMode >= llvm::count_if(With, [&](FunctionId F) {
                   return Takes(F, false);
                 });
  return V;
}
