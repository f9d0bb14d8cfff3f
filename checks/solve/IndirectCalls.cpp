//===- IndirectCalls.cpp - what is run without its name -------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "solve/IndirectCalls.h"
#include "llvm/ADT/STLExtras.h"

using namespace concurrency;

/// Setters that call setters, so deep.
static constexpr unsigned MaxPasses = 4;
/// Local variables on the way from what was stored to the call.
static constexpr unsigned MaxCopies = 3;

//===----------------------------------------------------------------------===//
// Holders
//===----------------------------------------------------------------------===//

/// The field or global that holds the callable or the container of callables.
static Path trimmed(const Program &P, Path Holder) {
  auto IsPart = [&](const Step &T) {
    if (T.Kind != StepKind::Field)
      return true;
    // A container's element is often a pair.
    llvm::StringRef Name = P[T.entity()].shortName();
    return Name == "first" || Name == "second";
  };
  while (!Holder.Steps.empty() && IsPart(Holder.Steps.back()))
    Holder.Steps.pop_back();
  return Holder;
}

static bool sameStep(const Step &A, const Step &B) {
  if (A.Kind == StepKind::Element && B.Kind == StepKind::Element)
    return !A.isKnownElement() || !B.isKnownElement() || A.Index == B.Index;
  return A == B;
}

/// Both are known to be entries of one global, but not the same.
static bool areOtherEntries(const Path &A, const Path &B) {
  return A.global().valid() && A.global() == B.global() &&
         A.Steps.size() == B.Steps.size() &&
         !llvm::equal(A.Steps, B.Steps, sameStep);
}

/// \p Whole without the steps \p End; none if it does not end so.
static std::optional<Path> withoutEnd(Path Whole, llvm::ArrayRef<Step> End) {
  size_t Size = Whole.Steps.size();
  if (Size < End.size() || !std::equal(End.begin(), End.end(),
                                       Whole.Steps.end() - End.size(), sameStep))
    return std::nullopt;
  Whole.Steps.truncate(Size - End.size());
  return Whole;
}

/// The object of \p Holder that plays the part of `this` in \p Stored, which
/// begins there; none if Holder is no such part of any object.
static std::optional<Path> objectOf(const Path &Holder, const Path &Stored) {
  if (Stored.Root == RootKind::Global) {
    if (Holder.Root == RootKind::Global && Holder.Index == Stored.Index &&
        llvm::equal(Holder.Steps, Stored.Steps, sameStep))
      return Path::unknown();
    return std::nullopt;
  }
  if (Stored.Root != RootKind::This || !Holder.known())
    return std::nullopt;
  return withoutEnd(Holder, Stored.Steps);
}

//===----------------------------------------------------------------------===//
// What is stored where
//===----------------------------------------------------------------------===//

IndirectCalls::IndirectCalls(const Program &P) : P(P) {
  findVirtual();
  findStores();
}

/// `View(Store &s) : store_(s) { s.add(this); }`: what a constructor is given
/// goes by the name of the member that keeps it.
static Path byMember(const Function &F, const Path &Given) {
  if (F.Kind != FunctionKind::Constructor || Given.Root != RootKind::Param ||
      Given.Steps.empty() || Given.Steps[0].Kind != StepKind::Deref)
    return Given;
  const Path Object = Path::param(Given.Index).then(Step::deref());
  for (const Event &E : F.Events)
    if (E.Kind == EventKind::Assign && E.Target.Root == RootKind::This &&
        !E.Args.empty() && E.Args[0].pointee() == Object)
      return E.Target.then(llvm::ArrayRef<Step>(Given.Steps));
  return Given;
}

void IndirectCalls::store(FunctionId By, const Path &Entry, const Value &What) {
  Path To = trimmed(P, byMember(P[By], Entry));
  EntityId Key = To.lastEntity();
  if (!Key.valid())
    return;
  if (What.Kind == ValueKind::Callable) {
    FunctionId Body = P.body(P[By].Callables[What.Callable.index()].Target);
    if (Body.valid())
      ByHolder[Key].push_back({By, To, Entry, What.Callable, Body});
    else
      Foreign.insert(Key);
  } else if (What.Kind == ValueKind::Address && What.P == Path::self() &&
             To.Root == RootKind::This) {
    SelvesByHolder[Key].push_back({By, To});
  }
}

bool IndirectCalls::addSetter(FunctionId F, uint32_t Param,
                              const Path &Holder) {
  Path To = trimmed(P, Holder);
  const Function &Body = P[F];
  if (!To.lastEntity().valid() || Param >= Body.Params.size())
    return false;
  const TypeFacts &Type = Body.Params[Param].Type;
  bool OfObject = Type.Record.valid() && Polymorphic.contains(Type.Record);
  if (Type.Role != TypeRole::Callable && !OfObject)
    return false;
  auto &Known = Setters[F];
  if (Known.size() == MaxTargets || llvm::any_of(Known, [&](const Setter &Old) {
        return Old.Param == Param && Old.Holder == To;
      }))
    return false;
  Known.push_back({Param, To});
  return true;
}

/// Calls \p Visit with the caller, where a setter stores, in the caller's words,
/// and what the caller hands in for it.
void IndirectCalls::forEachSetting(
    llvm::function_ref<void(FunctionId, const Path &, const Value &)> Visit)
    const {
  for (auto [I, F] : llvm::enumerate(P.functions()))
    for (const Event &E : F.Events) {
      if (E.Kind != EventKind::Call || E.Callable.valid() || E.Virtual)
        continue;
      FunctionId Callee = P.body(E.Callee);
      auto It = Callee.valid() ? Setters.find(Callee) : Setters.end();
      if (It == Setters.end())
        continue;
      const Frame Bindings = Frame::ofCall(E);
      // (A copy: a visitor may add some, and a setter call itself.)
      for (const Setter &To : llvm::SmallVector<Setter, 1>(It->second))
        if (To.Param < E.Args.size())
          Visit(FunctionId(I), Bindings.toCaller(To.Holder), E.Args[To.Param]);
    }
}

/// Whoever calls a setter with what it was given is one. True if there are new
/// setters.
bool IndirectCalls::passOn() {
  bool More = false;
  forEachSetting([&](FunctionId By, const Path &Holder, const Value &Given) {
    if (isHandedIn(Given.P))
      More |= addSetter(By, Given.P.Index, Holder);
  });
  return More;
}

void IndirectCalls::findStores() {
  for (auto [I, F] : llvm::enumerate(P.functions()))
    for (const Event &E : F.Events) {
      if ((E.Kind != EventKind::Assign && E.Kind != EventKind::Escape) ||
          E.Args.empty() || !E.Target.known())
        continue;
      const Value &V = E.Args[0];
      if (isHandedIn(V.P))
        addSetter(FunctionId(I), V.P.Index, E.Target);
      else
        store(FunctionId(I), E.Target, V);
    }
  if (Setters.empty())
    return;
  for (unsigned Pass = 0; Pass != MaxPasses && passOn(); ++Pass)
    ;
  forEachSetting([&](FunctionId By, const Path &Holder, const Value &Given) {
    store(By, Holder, Given);
  });
}

void IndirectCalls::findVirtual() {
  for (auto [I, F] : llvm::enumerate(P.functions()))
    if (F.Virtual && F.Kind == FunctionKind::Method) {
      Virtual[P[F.Self].shortName()].push_back(FunctionId(I));
      llvm::SmallVector<EntityId, 8> Classes{P.recordOf(F.Self)};
      while (!Classes.empty())
        if (EntityId Class = Classes.pop_back_val();
            Class.valid() && Polymorphic.insert(Class).second)
          llvm::append_range(Classes, P[Class].Bases);
    }
}

//===----------------------------------------------------------------------===//
// What runs
//===----------------------------------------------------------------------===//

const IndirectCalls::Stores *IndirectCalls::storesOf(const Path &Holder) const {
  EntityId Key = Holder.lastEntity();
  auto It = Key.valid() ? ByHolder.find(Key) : ByHolder.end();
  return It == ByHolder.end() ? nullptr : &It->second;
}

const Value *IndirectCalls::onlyValueOf(const Function &F,
                                        uint32_t Local) const {
  if (LocalsOf != &F) {
    LocalsOf = &F;
    OnlyValues.clear();
    for (const Event &A : F.Events)
      if (A.Kind == EventKind::Assign && A.Target.Root == RootKind::Local &&
          A.Target.Steps.empty()) {
        const Value *Given = A.Args.empty() ? nullptr : &A.Args[0];
        auto [It, New] = OnlyValues.try_emplace(A.Target.Index, Given);
        if (!New || F.Locals[A.Target.Index].AddressTaken)
          It->second = nullptr;
      }
  }
  return OnlyValues.lookup(Local);
}

/// What the call runs is held there: followed back over local variables.
Path IndirectCalls::holder(const Function &F, const Event &E) const {
  if (E.Kind != EventKind::Call || !E.Callable.valid() ||
      F.Callables[E.Callable.index()].Target.valid())
    return Path::unknown();
  Path Holder = F.Callables[E.Callable.index()].Holder;
  for (unsigned I = 0; Holder.Root == RootKind::Local &&
                       !trimmed(P, Holder).lastEntity().valid();
       ++I) {
    const Value *Only = onlyValueOf(F, Holder.Index);
    if (!Only || I == MaxCopies ||
        (Only->Kind != ValueKind::Copy && Only->Kind != ValueKind::Address))
      return Path::unknown();
    Holder = Only->P;
  }
  return isHandedIn(Holder) ? Path::unknown() : Holder;
}

/// The value of another function, where \p Object is the `this` of that.
static Value elsewhere(Value V, const Path &Object) {
  if (V.Kind == ValueKind::Callable)
    return Value::unknown();
  if (V.P.Root == RootKind::This && Object.known()) {
    Path Whole = Object.then(V.P.Steps);
    V.P = Whole.known() ? Whole : anonymous(V.P.Steps);
  } else if (V.P.known() && V.P.Root != RootKind::Global) {
    V.P = anonymous(V.P.Steps);
  }
  return V;
}

/// Who is called back by the object at hand has it as this part: `this.bus_*`
/// where the owner stored into `this.bus_*.handlers_`, and the bus calls what
/// is in `this.handlers_`.
static Path partAtHand(const Path &Stored, const Path &Holder) {
  if (Stored.Root != RootKind::This || Holder.Root != RootKind::This ||
      Stored.Steps.size() == Holder.Steps.size())
    return Path::unknown();
  return withoutEnd(Stored, Holder.Steps).value_or(Path::unknown());
}

CallTarget IndirectCalls::toOverrider(FunctionId Body, const Event &E) const {
  CallTarget T{Body, Frame::ofCall(E)};
  const Path Holder = trimmed(P, E.Target);
  EntityId Key = Holder.lastEntity();
  auto It = Key.valid() ? SelvesByHolder.find(Key) : SelvesByHolder.end();
  if (It == SelvesByHolder.end())
    return T;
  EntityId Class = P.recordOf(P[Body].Self);
  for (const SelfStore &From : It->second)
    if (Path Part = partAtHand(From.Holder, Holder);
        Part.known() && P.recordOf(P[From.By].Self) == Class)
      return {Body, T.Bindings.knowing(Part, Path::self())};
  return T;
}

CallTarget IndirectCalls::toTarget(const Store &From, const Path &Holder,
                                   const Path &Object,
                                   llvm::ArrayRef<Value> Args) const {
  Callable C = P[From.By].Callables[From.What.index()];
  const bool OfOwner = C.This == Value::address(Path::self());
  C.This = elsewhere(std::move(C.This), Object);
  for (Value &V : C.Bound)
    V = elsewhere(std::move(V), Object);
  for (Value &V : C.Captures)
    V = elsewhere(std::move(V), Object);
  Frame Bindings = Frame::ofCallable(C, P[From.Body], Args);
  if (Path Part = partAtHand(From.Holder, Holder); OfOwner && Part.known())
    Bindings = Bindings.knowing(Part, Path::self());
  return {From.Body, std::move(Bindings)};
}

List<CallTarget> IndirectCalls::storedIn(const Path &Of,
                                         llvm::ArrayRef<Value> Args) const {
  List<CallTarget> Found;
  const Path Holder = trimmed(P, Of);
  const Stores *All = storesOf(Holder);
  if (!All)
    return Found;
  for (const Store &From : *All) {
    std::optional<Path> Object = objectOf(Holder, From.Holder);
    if (!Object || areOtherEntries(Of, From.Entry) ||
        llvm::any_of(
            Found, [&](const CallTarget &T) { return T.Callee == From.Body; }))
      continue;
    if (Found.size() == MaxTargets)
      return {};
    Found.push_back(toTarget(From, Holder, *Object, Args));
  }
  return Found;
}

List<FunctionId> IndirectCalls::overriders(EntityId Function,
                                           size_t NumArgs) const {
  List<FunctionId> Found;
  EntityId Base = P.recordOf(Function);
  auto Named =
      Base.valid() ? Virtual.find(P[Function].shortName()) : Virtual.end();
  if (Named != Virtual.end())
    for (FunctionId Body : Named->second)
      if (EntityId Class = P.recordOf(P[Body].Self);
          Class.valid() && P[Body].NumParams == NumArgs &&
          P.derives(Class, Base))
        Found.push_back(Body);
  return Found;
}

List<CallTarget> IndirectCalls::overriding(const Function &F, const Event &E,
                                           size_t Most) const {
  List<CallTarget> Found;
  llvm::ArrayRef<FunctionId> Overriders = all(F, E);
  if (Overriders.size() <= Most)
    for (FunctionId Body : Overriders)
      // (Who hands on to the next of its kind means another one.)
      if (P[Body].Self != F.Self)
        Found.push_back(toOverrider(Body, E));
  return Found;
}

List<CallTarget> IndirectCalls::targets(const Function &F,
                                        const Event &E) const {
  List<CallTarget> Found;
  if (E.Kind == EventKind::Call && E.Virtual) {
    // Of the object at hand, the class may be each of those derived from here.
    return overriding(F, E, E.Target == Path::self() ? MaxTargets : 1);
  }
  const Path Entry = holder(F, E), Holder = trimmed(P, Entry);
  const Stores *All = Holder.known() ? storesOf(Holder) : nullptr;
  if (!All)
    return Found;
  Found = storedIn(Entry, E.Args);
  // (Another entry of a table is none of this one's.)
  if (Found.empty() && !Foreign.contains(Holder.lastEntity()) &&
      llvm::all_of(*All, [&](const Store &Other) {
        return Other.Body == All->front().Body &&
               !areOtherEntries(Entry, Other.Entry);
      }))
    Found.push_back(toTarget(All->front(), Holder, Path::unknown(), E.Args));
  return Found;
}

List<CallTarget> IndirectCalls::anyOf(const Function &F,
                                      const Event &E) const {
  List<CallTarget> Found;
  if (E.Kind != EventKind::Call)
    return Found;
  if (E.Virtual)
    return overriding(F, E, MaxTargets);
  const Path Entry = holder(F, E), Holder = trimmed(P, Entry);
  const Stores *All = Holder.known() ? storesOf(Holder) : nullptr;
  if (!All || Foreign.contains(Holder.lastEntity()))
    return Found;
  for (const Store &From : *All) {
    if (areOtherEntries(Entry, From.Entry) ||
        llvm::any_of(Found, [&](const CallTarget &T) {
          return T.Callee == From.Body;
        }))
      continue;
    if (Found.size() == MaxTargets)
      return {};
    Found.push_back(toTarget(From, Holder, Path::unknown(), E.Args));
  }
  return Found;
}

Path IndirectCalls::holderForCallers(const Function &F, const Event &E) const {
  const Path Holder = trimmed(P, holder(F, E));
  const Stores *All = Holder.known() && Holder.Root != RootKind::Global
                          ? storesOf(Holder)
                          : nullptr;
  // Into parts of an object that is larger than the one at hand.
  if (!All || llvm::none_of(*All, [&](const Store &From) {
        return From.Holder.Root == RootKind::This &&
               From.Holder.Steps.size() > Holder.Steps.size();
      }))
    return Path::unknown();
  return Holder;
}

llvm::ArrayRef<FunctionId> IndirectCalls::all(const Function &F,
                                              const Event &E) const {
  constexpr size_t MaxKnown = 64;
  const bool Overridden = E.Kind == EventKind::Call && E.Virtual;
  const Path Holder = Overridden ? Path::unknown() : trimmed(P, holder(F, E));
  EntityId Key = Overridden ? E.Callee : Holder.lastEntity();
  if (!Key.valid())
    return {};
  auto [It, New] = Known.try_emplace(Key);
  List<FunctionId> &Found = It->second;
  if (!New)
    return Found;
  if (Overridden)
    Found = overriders(E.Callee, E.Args.size());
  else if (const Stores *All = storesOf(Holder))
    for (const Store &From : *All)
      if (Found.size() <= MaxKnown && !llvm::is_contained(Found, From.Body))
        Found.push_back(From.Body);
  if (Found.size() > MaxKnown)
    Found = {};
  return Found;
}

List<FunctionId> IndirectCalls::candidates(const Function &F,
                                           const Event &E) const {
  List<FunctionId> Found;
  for (const CallTarget &T : targets(F, E))
    Found.push_back(T.Callee);
  // (Those are asked for relocks, and so have to be solved before.)
  if (Found.empty())
    for (const CallTarget &T : anyOf(F, E))
      Found.push_back(T.Callee);
  // What a caller will know of the object.
  const Path Holder = holderForCallers(F, E);
  if (const Stores *All = Holder.known() ? storesOf(Holder) : nullptr)
    for (const Store &From : *All)
      if (!llvm::is_contained(Found, From.Body)) {
        if (Found.size() == 2 * MaxTargets)
          break;
        Found.push_back(From.Body);
      }
  return Found;
}
