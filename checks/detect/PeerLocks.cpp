//===- PeerLocks.cpp - locks of two objects of one class ------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "detect/PeerLocks.h"
#include "detect/Detect.h"
#include "facts/Words.h"
#include "llvm/ADT/STLExtras.h"

using namespace concurrency;

bool PeerLocks::ordersObjects(FunctionId Id, const Path &A,
                              const Path &B) const {
  const Function &F = P[Id];
  if (llvm::none_of(F.Blocks, [](const Block &Asks) {
        return Asks.If && Asks.If->ComparesAddresses;
      }))
    return false;
  for (auto [J, E] : llvm::enumerate(F.Events)) {
    if (E.Kind == EventKind::Assign && E.Target.Root == RootKind::Param &&
        E.Target.Steps.empty() &&
        (E.Target.Index == A.Index || E.Target.Index == B.Index))
      return true;
    if (E.Text == "swap" || (E.Kind == EventKind::Call && E.Callee == F.Self))
      return true;
    const LockSet *State = S.before(Id, EventId(J));
    if (!State || !State->find(B))
      continue;
    if (llvm::any_of(latentUnderLocks(S, Id, EventId(J)),
                     [&](const LatentAtEvent &L) {
                       return L.Kind == LatentEvent::Acquire && L.Target == A;
                     }))
      return true;
  }
  return false;
}

/// The function also takes them the other way round: it chooses.
bool PeerLocks::isReversed(const LockEdge &E,
                           llvm::ArrayRef<LockEdge> All) {
  return llvm::any_of(All, [&](const LockEdge &O) {
    return O.In == E.In && O.Held.Lock == E.Taken.Target &&
           O.Taken.Target == E.Held.Lock;
  });
}

/// All calls are seen, and none has the two objects swapped.
bool PeerLocks::inOneOrder(const LockEdge &E) const {
  const Function &F = P[E.In];
  const Entry &Into = S[E.In].At;
  if (Into.Callers != CallersKind::Known &&
      !(Running.wholeProgram() && !F.Virtual && !F.AddressTaken))
    return false;
  std::set<std::pair<Path, Path>> Orders;
  for (const AccessSite &C : S.callSites(E.In)) {
    std::optional<CallTarget> T =
        S.target(P[C.In], P[C.In].Events[C.At.index()]);
    if (!T || T->Callee != E.In)
      return false;
    Path First = T->Bindings.toCaller(E.Held.Lock);
    Path Second = T->Bindings.toCaller(E.Taken.Target);
    // Two variables of the program, or two members of the caller's object.
    if ((First.Root != RootKind::Global && First.Root != RootKind::This) ||
        Second.Root != First.Root || First.hasDeref() || Second.hasDeref())
      return false;
    Orders.insert({First, Second});
  }
  return !Orders.empty() &&
         llvm::none_of(Orders, [&](const std::pair<Path, Path> &O) {
           return Orders.count({O.second, O.first});
         });
}

/// Where functions are called, or run by a thread.
void PeerLocks::findRuns() {
  for (auto [I, F] : llvm::enumerate(P.functions()))
    for (auto [J, E] : llvm::enumerate(F.Events))
      if (E.Kind == EventKind::Call || E.Kind == EventKind::Spawn)
        if (std::optional<CallTarget> T = S.target(F, E))
          RunAt[T->Callee].push_back({FunctionId(I), EventId(J)});
}

/// What a path is called, by whoever knows the object by that name: so the
/// lambdas of one function, and the functions that are handed one argument, agree.
static std::string nameOfObject(const Program &P, const Function &F,
                                const Path &Of) {
  std::string Name;
  switch (Of.Root) {
  case RootKind::Local:
    Name = F.Locals[Of.Index].Name;
    break;
  case RootKind::Param:
    Name = Of.Index < F.Params.size() ? F.Params[Of.Index].Name : "";
    break;
  case RootKind::Global:
    Name = P[EntityId(Of.Index)].Name;
    break;
  case RootKind::This:
    Name = "this";
    break;
  default:
    return "";
  }
  if (Name.empty())
    return "";
  for (const Step &T : Of.Steps)
    if (T.Kind == StepKind::Field)
      Name += "." + P[T.entity()].Name;
    else if (T.Kind == StepKind::Element)
      Name += "[]";
  return Name;
}

/// Somebody calls it, or has a thread run it, with the objects one way round,
/// and again with the same two the other way round; or with any two of an array.
bool PeerLocks::isSwapped(const LockEdge &E) {
  if (RunAt.empty())
    findRuns();
  constexpr size_t MaxPlaces = 32;
  struct Place {
    FunctionId In;
    Path First, Second;
  };
  llvm::SmallVector<Place, 4> Places{{E.In, E.Held.Lock, E.Taken.Target}};
  std::set<std::pair<std::string, std::string>> Orders;
  for (size_t I = 0; I != Places.size() && I != MaxPlaces; ++I) {
    const Place At = Places[I];
    for (const AccessSite &Site : RunAt[At.In]) {
      const Function &F = P[Site.In];
      std::optional<CallTarget> T = S.target(F, F.Events[Site.At.index()]);
      Place Outer{Site.In, T->Bindings.toCaller(At.First),
                  T->Bindings.toCaller(At.Second)};
      const std::string First = nameOfObject(P, F, Outer.First),
                        Second = nameOfObject(P, F, Outer.Second);
      if (First.empty() || Second.empty())
        continue;
      if (First == Second ? llvm::StringRef(First).contains("[]")
                          : Orders.count({Second, First}) != 0)
        return true;
      Orders.insert({First, Second});
      if (Outer.First.Root == RootKind::Param ||
          Outer.Second.Root == RootKind::Param)
        Places.push_back(std::move(Outer));
    }
  }
  return false;
}

/// The fields, other than pointers, that a function changes of an object it knows
/// by \p Root and \p Index; also by functions that it calls, \p Depth deep.
void PeerLocks::addChanged(FunctionId Id, RootKind Root, uint32_t Index,
                           unsigned Depth, std::set<EntityId> &To) const {
  const Function &F = P[Id];
  auto IsObject = [&](const Path &Of) {
    return Of.Root == Root && Of.Index == Index;
  };
  for (const Event &E : F.Events) {
    if (E.Kind == EventKind::Access && E.Rw != AccessKind::Read &&
        IsObject(E.Target))
      if (EntityId Field = E.Target.lastEntity();
          Field.valid() && P[Field].Type.Role != TypeRole::Pointer)
        To.insert(Field);
    FunctionId Body = E.Kind == EventKind::Call ? P.body(E.Callee) : FunctionId();
    if (!Body.valid() || !Depth)
      continue;
    if (IsObject(E.Target))
      addChanged(Body, RootKind::This, 0, Depth - 1, To);
    for (auto [I, V] : llvm::enumerate(E.Args))
      if (IsObject(V.P))
        addChanged(Body, RootKind::Param, I, Depth - 1, To);
  }
}

/// The same, of the object that \p Lock belongs to.
std::set<EntityId> PeerLocks::changedOf(FunctionId Id, const Path &Lock) const {
  std::set<EntityId> Fields;
  const auto *Subscript = llvm::find_if(
      Lock.Steps, [](const Step &T) { return T.isVariableElement(); });
  if (Subscript == Lock.Steps.end()) {
    addChanged(Id, Lock.Root, Lock.Index, /*Depth=*/2, Fields);
    return Fields;
  }
  // An element, also of other arrays by the same subscript.
  for (const Event &E : P[Id].Events) {
    if (E.Kind == EventKind::Access && E.Rw != AccessKind::Read &&
        llvm::is_contained(E.Target.Steps, *Subscript))
      if (EntityId Last = E.Target.lastEntity();
          Last.valid() && P[Last].Type.Role != TypeRole::Pointer)
        Fields.insert(Last);
    FunctionId Body = E.Kind == EventKind::Call ? P.body(E.Callee) : FunctionId();
    if (!Body.valid())
      continue;
    if (llvm::is_contained(E.Target.Steps, *Subscript))
      addChanged(Body, RootKind::This, 0, /*Depth=*/1, Fields);
    for (auto [I, V] : llvm::enumerate(E.Args))
      if (llvm::is_contained(V.P.Steps, *Subscript))
        addChanged(Body, RootKind::Param, I, /*Depth=*/1, Fields);
  }
  return Fields;
}

/// Something goes from one object to the other, so that the same of both
/// changes; or one becomes the other. (Who only looks into one to fill the other,
/// or makes them point to each other, mostly has them in a fixed relation: a copy
/// and its original, a child and its parent.)
bool PeerLocks::treatsAlike(const LockEdge &E) const {
  static constexpr llvm::StringLiteral Operators[] = {
      "operator=",  "operator==", "operator!=", "operator<",  "operator>",
      "operator<=", "operator>=", "operator<=>", "operator+=", "operator-="};
  static constexpr llvm::StringLiteral ByNature[] = {"swap", "exchange",
                                                     "transfer", "move"};
  llvm::StringRef Name = P[P[E.In].Self].shortName();
  if (llvm::is_contained(Operators, Name) || hasWord(Name, ByNature))
    return true;
  const std::set<EntityId> One = changedOf(E.In, E.Held.Lock);
  const std::set<EntityId> Other = changedOf(E.In, E.Taken.Target);
  return llvm::any_of(One, [&](EntityId Field) { return Other.count(Field); });
}

std::optional<PeerLocks::Elements> PeerLocks::elements(const Path &A,
                                                       const Path &B) {
  if (A.Root != B.Root || A.Index != B.Index ||
      A.Steps.size() != B.Steps.size())
    return std::nullopt;
  std::optional<Elements> Found;
  for (auto [One, Other] : llvm::zip(A.Steps, B.Steps)) {
    if (One == Other)
      continue;
    if (Found || !One.isVariableElement() || !Other.isVariableElement())
      return std::nullopt;
    Found = {One, Other};
  }
  return Found;
}

bool PeerLocks::inRing(const LockEdge &E, llvm::ArrayRef<LockEdge> All) const {
  std::optional<Elements> Pair = elements(E.Held.Lock, E.Taken.Target);
  auto GoesAround = [](const Step &T) {
    return T.subscript() == SubscriptKind::Around;
  };
  // (A semaphore lets one less in than there are locks.)
  return Pair && GoesAround(Pair->One) != GoesAround(Pair->Other) &&
         !isReversed(E, All) &&
         llvm::none_of(P[E.In].Events, [](const Event &Other) {
           return Other.Kind == EventKind::Await;
         });
}

bool PeerLocks::meetSwapped(const LockEdge &E,
                            llvm::ArrayRef<LockEdge> All) {
  if (isReversed(E, All))
    return false;
  if (std::optional<Elements> Pair = elements(E.Held.Lock, E.Taken.Target))
    return Pair->One.subscript() == SubscriptKind::Given &&
           Pair->Other.subscript() == SubscriptKind::Given && treatsAlike(E);
  return !inOneOrder(E) && (treatsAlike(E) || isSwapped(E));
}
