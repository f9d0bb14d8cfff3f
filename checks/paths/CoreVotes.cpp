//===- CoreVotes.cpp - what votes say to who follows paths ----------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "detect/Explain.h"
#include "paths/CoreView.h"
#include "solve/Control.h"

using namespace clang;
using namespace concurrency;

/// What a function does before it starts a thread is most likely done for that
/// thread, whatever others there are.
static bool isBeforeSpawn(const Function &F, EventId At) {
  std::optional<Control> Flow;
  for (auto [I, E] : llvm::enumerate(F.Events)) {
    if (E.Kind != EventKind::Spawn)
      continue;
    if (!Flow)
      Flow.emplace(F);
    if (Flow->canFollow(At, EventId(I)) && !Flow->canFollow(EventId(I), At))
      return true;
  }
  return false;
}

void CoreView::findSuspects() {
  const GuardRule Rule(*Known);
  const ThreadRaces Races(*Known);
  // Paths decide whether a lock that is perhaps held, is held. So the vote
  // counts such an access as one without.
  const GuardVotes Votes(*Known, Rule, Races, /*OnlyCertain=*/true);
  for (const Ballot &B : Votes.take()) {
    const GuardVote &V = B.V;
    if (!B.isGuarded())
      continue;
    if (V.GuardedWrites && !B.Key.Pointee) {
      GuardOf[B.Key.Entity] = V.Guard;
      if (auto Writer = Known->Running.onlyWriter(B.Uses))
        WriterOf[B.Key.Entity] = *Writer;
      if (llvm::all_of(B.Uses, [&](const SharedAccess &A) {
            return A.Unshared || !A.isWrite() || isCallback(A.In) ||
                   concurrency::isOneTime(*Solved, A.In);
          }))
        InCallbacks.insert(B.Key.Entity);
    }
    std::vector<SharedAccess> Uses = B.Uses;
    keepCertain(Uses);
    for (const SharedAccess *A : Votes.writesAsReader(V, Uses)) {
      const Function &F = (*Linked)[A->In];
      SourceLocation Loc = locate(F.Events[A->At.index()].Where);
      if (Loc.isInvalid())
        continue;
      Suspect &S = Suspects[Loc].emplace_back();
      S.What = Pattern::WrittenUnderReaderLock;
      S.Names = {stateName(*Solved, F, A->Whole),
                 (*Linked)[V.Guard].shortName().str()};
      S.Guard = V.Guard;
      S.In = F.Self;
    }
    std::vector<SharedAccess> Contexts = Votes.contexts(B.Uses);
    const SharedAccess *Witness = witness(V, Contexts);
    std::vector<Deviation> Wrong = Votes.deviations(V, Contexts);
    for (const Deviation &D : Wrong) {
      const SharedAccess *A = D.Access;
      if (isLeftToVote(V, D, oddSite(*Solved, V.Guard, *A)))
        continue;
      // One finding a function and piece of state, at a write if there is one.
      if (A->isWrite() || llvm::none_of(Wrong, [&](const Deviation &O) {
            return O.Access->In == A->In && O.Access->isWrite();
          }))
        suspect(V, *A, Witness);
    }
  }
}

/// Whether a vote alone speaks for a deviation, where more is wanted: threads in
/// view at start-up and shutdown, and before a thread is started; and of a number
/// that is read, which is old at worst and often written by the reader's thread
/// alone, that these cannot have an object each, or a lock that is held on other
/// paths to the read.
bool CoreView::isLeftToVote(const GuardVote &V, const Deviation &D,
                            const AccessSite &Forgot) const {
  if (V.Annotated)
    return false;
  const SharedAccess &A = *D.Access;
  const bool InView = D.InView;
  if (!InView && (concurrency::isOneTime(*Solved, Forgot.In) ||
                  isBeforeSpawn((*Linked)[Forgot.In], Forgot.At)))
    return true;
  EntityId Read = A.Whole.lastEntity();
  if (A.isWrite() || !Read.valid() || !(*Linked)[Read].Type.Scalar ||
      (*Linked)[Read].Type.Indirect || (InView && !A.Base.known()))
    return false;
  const LockSet *Here = Solved->before(A.In, A.At);
  return !Here || llvm::none_of(Here->Locks, [&](const HeldLock &H) {
    return H.Lock.lastEntity() == V.Guard;
  });
}

void CoreView::suspect(const GuardVote &V,
                       const SharedAccess &A, const SharedAccess *Witness) {
  auto Event = [&](const AccessSite &Site) -> const concurrency::Event & {
    return (*Linked)[Site.In].Events[Site.At.index()];
  };
  SourceLocation Loc = locate(Event({A.In, A.At}).Where);
  if (Loc.isInvalid())
    return;
  AccessSite Odd = oddSite(*Solved, V.Guard, A);
  bool ByCall = Odd.In != A.In || Odd.At != A.At;
  SourceLocation Call = ByCall ? locate(Event(Odd).Where) : SourceLocation();
  if (ByCall && Call.isInvalid())
    return;
  std::string Lock = (*Linked)[V.Guard].shortName().str();
  Suspect S;
  S.What = ByCall ? (A.isWrite() ? Pattern::WrittenByCallWithoutLock
                                 : Pattern::ReadByCallWithoutLock)
                  : (A.isWrite() ? Pattern::WrittenWithoutLock
                                 : Pattern::ReadWithoutLock);
  S.Names = {stateName(*Solved, (*Linked)[A.In], A.Whole), Lock};
  if (ByCall) {
    auto Sites = sitesOf(*Solved, A);
    const AccessSite *Called = llvm::find_if(Sites, [&](const AccessSite &T) {
      return T.In == Odd.In && T.At == Odd.At;
    });
    S.Names.push_back(Linked->name(std::prev(Called)->In).str());
  }
  S.Counts = {V.Guarded, V.total() + (V.doubts(*Solved, A) ? V.Doubtful : 0)};
  S.Guard = V.Guard;
  S.In = (*Linked)[Odd.In].Self;
  S.Call = Call;
  if (Witness && Witness->Way && Witness->Way->Caller.valid())
    S.Witness = {BugStepKind::CalledUnderLock,
                 Event({Witness->Way->Caller, Witness->Way->At}).Where,
                 {Linked->name(Witness->In).str(), Lock}};
  else if (Witness)
    S.Witness = {
        Witness->isWrite() ? BugStepKind::GuardedWrite
                           : BugStepKind::GuardedRead,
        Event({Witness->In, Witness->At}).Where,
        {stateName(*Solved, (*Linked)[Witness->In], Witness->Whole), Lock}};
  Suspects[Loc].push_back(std::move(S));
}

/// A lambda or a bound method, kept to be run later, or a helper of such: of an
/// object, most likely by one event loop. (Functions in tables are anybody's.)
bool CoreView::isCallback(FunctionId F, unsigned Depth) const {
  const Function &Body = (*Linked)[F];
  const Entry &At = (*Solved)[F].At;
  if (At.Callers == CallersKind::Hidden)
    return Body.Kind == FunctionKind::Lambda ||
           (Body.Kind == FunctionKind::Method && Body.AddressTaken &&
            !Body.Virtual);
  llvm::ArrayRef<AccessSite> Calls = Solved->callSites(F);
  return Depth && At.Callers == CallersKind::Known && !Calls.empty() &&
         llvm::all_of(Calls, [&](const AccessSite &Call) {
           return isCallback(Call.In, Depth - 1);
         });
}

bool CoreView::isOwn(const FunctionDecl *F, const ValueDecl *State) {
  FunctionId Id = function(F);
  EntityId E = entity(State);
  if (!Id.valid())
    return false;
  if (InCallbacks.contains(E) && isCallback(Id))
    return true;
  if (E.valid() && Known->Discipline.hasOwner({E}) &&
      !Known->Running.runsTwiceAtOnce(Id))
    return true;
  auto Writer = WriterOf.find(E);
  return Writer != WriterOf.end() &&
         Known->Running.onlyThread(Id) == Writer->second;
}
