//===- LockSet.cpp - the locks held at a point ----------------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "solve/LockSet.h"
#include "llvm/ADT/STLExtras.h"

using namespace concurrency;

/// Bounds the holds of one reentrant lock, so that a loop which only acquires
/// reaches a fixed point.
static constexpr unsigned MaxHolds = 3;

bool concurrency::sameObject(const Path &A, const Path &B) {
  return A.known() && A == B && llvm::none_of(A.Steps, [](const Step &S) {
           return S.Kind == StepKind::Element && S.Index == 0;
         });
}

bool concurrency::similarObject(const Path &A, const Path &B) {
  return A.known() && A.Root == B.Root && A.Index == B.Index &&
         A.Steps.size() == B.Steps.size() &&
         llvm::equal(A.Steps, B.Steps, [](const Step &S, const Step &T) {
           return S.Kind == T.Kind &&
                  (S.Index == T.Index ||
                   (S.Kind == StepKind::Element &&
                    !(S.isKnownElement() && T.isKnownElement())));
         });
}

void LockSet::acquire(HeldLock Lock) {
  unsigned Holds = llvm::count_if(
      Locks, [&](const HeldLock &H) { return H.Lock == Lock.Lock; });
  if (Holds < MaxHolds)
    Locks.push_back(std::move(Lock));
}

bool LockSet::release(const Path &Lock) {
  auto Erase = [&](auto Matches) {
    auto It = std::find_if(Locks.rbegin(), Locks.rend(), Matches);
    if (It == Locks.rend())
      return false;
    Locks.erase(std::next(It).base());
    return true;
  };
  if (Lock.known()) {
    if (Erase([&](const HeldLock &H) { return H.Lock == Lock; }) ||
        Erase([&](const HeldLock &H) { return similarObject(H.Lock, Lock); }))
      return true;
  }
  // A lock reached in two ways (a pointer read twice from a list): the release
  // means the hold of that class, if there is just one.
  EntityId Class = Lock.lastEntity();
  auto OfClass = [&](const HeldLock &H) {
    return Class.valid() && H.Lock.lastEntity() == Class &&
           (!Lock.known() || !H.Lock.known() || H.Lock.Root != Lock.Root ||
            H.Lock.Root == RootKind::Local || H.Lock.Root == RootKind::Result);
  };
  return llvm::count_if(Locks, OfClass) == 1 && Erase(OfClass);
}

void LockSet::releaseInnermost() {
  auto It = std::find_if(Locks.rbegin(), Locks.rend(),
                         [](const HeldLock &H) { return H.own(); });
  if (It != Locks.rend())
    Locks.erase(std::next(It).base());
}

void LockSet::releaseThrough(const Path &Pointer,
                             llvm::ArrayRef<Path> Candidates) {
  size_t Before = Locks.size();
  llvm::erase_if(Locks,
                 [&](const HeldLock &H) { return H.Through == Pointer; });
  if (Locks.size() != Before)
    return;
  for (HeldLock &H : Locks)
    if (llvm::is_contained(Candidates, H.Lock))
      H.Must = false;
}

void LockSet::decide(const Path &Lock, bool Held) {
  for (auto It = Locks.rbegin(); It != Locks.rend(); ++It) {
    if (!(It->Lock == Lock) || It->Must)
      continue;
    if (Held)
      It->Must = true;
    else
      Locks.erase(std::next(It).base());
    return;
  }
}

void LockSet::fail(const Path &Lock) {
  auto It = std::find_if(Locks.rbegin(), Locks.rend(),
                         [&](const HeldLock &H) { return H.Lock == Lock; });
  if (It == Locks.rend())
    return;
  It->Must = false;
  It->Failed = true;
}

const HeldLock *LockSet::find(const Path &Lock) const {
  auto It = llvm::find_if(
      Locks, [&](const HeldLock &H) { return sameObject(H.Lock, Lock); });
  return It == Locks.end() ? nullptr : &*It;
}

GuardState *LockSet::guard(const Path &Guard) {
  auto It =
      llvm::find_if(Guards, [&](const GuardState &G) { return G.Guard == Guard; });
  return It == Guards.end() ? nullptr : &*It;
}

const GuardState *LockSet::guardAround(const Path &P) const {
  if (const GuardState *Exactly = guard(P))
    return Exactly;
  auto IsPointerIn = [&](const GuardState &G) {
    llvm::ArrayRef<Step> Rest = P.Steps;
    if (!G.Guard.known() || !P.startsWith(G.Guard))
      return false;
    Rest = Rest.drop_front(G.Guard.Steps.size());
    return Rest.size() == 2 && Rest[0].Kind == StepKind::Field &&
           Rest[1].Kind == StepKind::Deref &&
           llvm::none_of(G.Locks, [&](const Path &Lock) {
             return Lock.startsWith(G.Guard);
           });
  };
  auto It = llvm::find_if(Guards, IsPointerIn);
  return It == Guards.end() ? nullptr : &*It;
}

void LockSet::dropGuard(const Path &Guard) {
  llvm::erase_if(Guards, [&](const GuardState &G) { return G.Guard == Guard; });
}

bool LockSet::isNowhere(const Path &Object) const {
  return llvm::any_of(Null, [&](const Path &P) {
    return Object.startsWith(P.then(Step::deref()));
  });
}

bool LockSet::join(const LockSet &Other) {
  if (!Other.Reached)
    return false;
  if (!Reached) {
    *this = Other;
    return true;
  }
  bool Changed = false;
  if (Returned.valid() && Returned != Other.Returned) {
    Returned = EventId();
    Changed = true;
  }

  // Behind a null pointer is no lock, so that none is held after the two ways of
  // `if (lock) lock->unlock();`.
  auto IsNone = [](const HeldLock &H, const LockSet &Here,
                   const LockSet &There) {
    return Here.isNowhere(H.Lock) &&
           llvm::none_of(There.Locks, [&](const HeldLock &O) {
             return O.Lock == H.Lock;
           });
  };
  const size_t NumLocks = Locks.size();
  llvm::erase_if(
      Locks, [&](const HeldLock &H) { return IsNone(H, *this, Other); });
  Changed |= Locks.size() != NumLocks;

  size_t NumNull = Null.size();
  llvm::erase_if(Null, [&](const Path &P) {
    return !llvm::is_contained(Other.Null, P);
  });
  Changed |= Null.size() != NumNull;

  // Pair the holds of each lock in order; what is left over on a side is held
  // on some paths only.
  std::vector<bool> Paired(Other.Locks.size());
  for (HeldLock &H : Locks) {
    bool Must = false;
    for (size_t I = 0; I != Other.Locks.size(); ++I)
      if (!Paired[I] && Other.Locks[I].Lock == H.Lock) {
        Paired[I] = true;
        Must = H.Failed              ? Other.Locks[I].Must
               : Other.Locks[I].Failed ? H.Must
                                       : H.Must && Other.Locks[I].Must;
        Changed |= H.Failed && !Other.Locks[I].Failed;
        H.Failed &= Other.Locks[I].Failed;
        H.Doubted |= Other.Locks[I].Doubted;
        H.Forgotten &= Other.Locks[I].Forgotten;
        if (Other.Locks[I].Mode != H.Mode && H.Mode != LockMode::Either) {
          H.Mode = LockMode::Either;
          Changed = true;
        }
        break;
      }
    Changed |= H.Must != Must;
    H.Must = Must;
  }
  for (size_t I = 0; I != Other.Locks.size(); ++I)
    if (!Paired[I] && !IsNone(Other.Locks[I], Other, *this) &&
        llvm::count_if(Locks, [&](const HeldLock &H) {
          return H.Lock == Other.Locks[I].Lock;
        }) < MaxHolds) {
      Locks.push_back(Other.Locks[I]);
      Locks.back().Must = false;
      Changed = true;
    }

  for (GuardState &G : Guards) {
    const GuardState *O = Other.guard(G.Guard);
    Holding Held = O ? (O->Held == G.Held ? G.Held : Holding::Maybe)
                     : (G.Held == Holding::No ? Holding::No : Holding::Maybe);
    Changed |= Held != G.Held;
    G.Held = Held;
  }
  for (const GuardState &O : Other.Guards)
    if (!guard(O.Guard)) {
      Guards.push_back(O);
      if (O.Held == Holding::Yes)
        Guards.back().Held = Holding::Maybe;
      Changed = true;
    }
  return Changed;
}

bool concurrency::holdsClass(llvm::ArrayRef<HeldLock> Held, EntityId Class) {
  return llvm::any_of(Held, [&](const HeldLock &H) {
    return H.Lock.lastEntity() == Class;
  });
}
