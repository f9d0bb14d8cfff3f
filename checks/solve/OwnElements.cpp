//===- OwnElements.cpp - each thread its element --------------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "solve/OwnElements.h"
#include "solve/StartValues.h"
#include "llvm/ADT/SetVector.h"

using namespace concurrency;

/// Through so many variables and sums.
static constexpr unsigned MaxDepth = 6;

/// A number in terms of what the threads were started with: Scale times From, and
/// Offset, and with Rest something that is less than Scale. Where Scale is 0, some
/// injective function of it, the one that is computed at Made.
struct OwnElements::Own {
  Path From;
  int64_t Scale = 1;
  int64_t Offset = 0;
  bool Rest = false;
  std::pair<FunctionId, EventId> Made = {};
  friend bool operator==(const Own &, const Own &) = default;

  /// Different threads have different ones, also if one of them has \p Other.
  bool isApartFrom(const Own &Other) const {
    if (*this == Other)
      return true;
    return From == Other.From && Made == Other.Made && Scale == Other.Scale &&
           Scale != 0 && !Rest && !Other.Rest &&
           (Offset - Other.Offset) % Scale != 0;
  }
};

/// What is known of the parameters of all functions that threads of one body
/// run.
class OwnElements::Spread {
public:
  Spread(const Solution &S, const Threads &Running, FunctionId Body);

  /// Of the subscript of \p Element in \p F.
  const std::optional<Own> &subscript(FunctionId F, const Step &Element);

private:
  /// `this`, then the parameters.
  using Given = std::vector<std::optional<Own>>;
  struct Start {
    unsigned Root;
    CallTarget Target;
  };

  std::vector<Start> startsOf(FunctionId Body) const;
  bool startsSeveral(const ThreadRoot &Root) const;
  bool differsBetween(llvm::ArrayRef<Value> Each);
  void startAt(FunctionId Body);
  void passOn(FunctionId F);
  void give(FunctionId F, Given To);
  std::optional<Own> valueOf(FunctionId F, const Path &Number,
                             unsigned Depth = 0);
  std::optional<Own> valueOf(FunctionId F, EventId Made, const Value &V,
                             unsigned Depth = 0);
  std::optional<Own> valueOf(FunctionId F, const ElementSource &Sum);
  std::optional<Own> paramOf(FunctionId F, const Path &Number);
  std::optional<Own> localOf(FunctionId F, uint32_t Local, unsigned Depth);

  const Solution &S;
  const Program &P;
  const Threads &Running;
  const std::vector<Start> Starts;
  StartValues Values;
  /// Parameters of the body that point to a number which differs as well.
  llvm::SmallVector<uint32_t, 1> PointToNumbers;
  std::map<FunctionId, Given> Known;
  llvm::SetVector<FunctionId> Changed;
  std::map<std::pair<FunctionId, uint32_t>, std::optional<Own>> Subscripts;
};

//===----------------------------------------------------------------------===//
// Starts
//===----------------------------------------------------------------------===//

OwnElements::Spread::Spread(const Solution &S, const Threads &Running,
                            FunctionId Body)
    : S(S), P(S.program()), Running(Running), Starts(startsOf(Body)),
      Values(S, Running, Starts.empty() ? 0 : Starts.front().Root) {
  startAt(Body);
  while (!Changed.empty())
    passOn(Changed.pop_back_val());
}

std::vector<OwnElements::Spread::Start>
OwnElements::Spread::startsOf(FunctionId Body) const {
  std::vector<Start> Starts;
  for (auto [R, Root] : llvm::enumerate(Running.roots())) {
    if (Root.Body != Body)
      continue;
    const Function &Spawner = P[Root.Spawner];
    std::optional<CallTarget> T =
        S.target(Spawner, Spawner.Events[Root.Spawn.index()]);
    if (!T)
      return {};
    Starts.push_back({unsigned(R), std::move(*T)});
  }
  return Starts;
}

/// (Many also says that others run the same.)
bool OwnElements::Spread::startsSeveral(const ThreadRoot &Root) const {
  return Root.BySeveral || Root.PerCall ||
         P[Root.Spawner].Events[Root.Spawn.index()].Many;
}

/// Different threads get different values: those of one start, and those of
/// several.
bool OwnElements::Spread::differsBetween(llvm::ArrayRef<Value> Each) {
  auto Root = [&](size_t I) -> const ThreadRoot & {
    return Running.roots()[Starts[I].Root];
  };
  if (Starts.size() == 1)
    return !Root(0).BySeveral &&
           Values.differs(Root(0).Spawner, Root(0).Spawn, Each[0]);
  for (auto [I, V] : llvm::enumerate(Each))
    if (startsSeveral(Root(I)) ||
        (V.Kind != ValueKind::Constant && V.Kind != ValueKind::Address) ||
        llvm::is_contained(Each.take_front(I), V))
      return false;
  return true;
}

void OwnElements::Spread::startAt(FunctionId Body) {
  if (Starts.empty())
    return;
  const ThreadRoot &Root = Running.roots()[Starts[0].Root];
  Given First(1 + P[Body].Params.size());
  for (uint32_t I = 0; I != P[Body].Params.size(); ++I) {
    std::vector<Value> Each;
    for (const Start &At : Starts)
      if (const Value *V = At.Target.Bindings.argument(I))
        Each.push_back(*V);
    if (Each.size() != Starts.size() || !differsBetween(Each))
      continue;
    First[1 + I] = Own{Path::param(I)};
    if (Starts.size() == 1 &&
        Values.pointeeDiffers(Root.Spawner, Root.Spawn, Each[0]))
      PointToNumbers.push_back(I);
  }
  std::vector<Value> Objects;
  for (const Start &At : Starts)
    if (Path Object = At.Target.Bindings.toCaller(Path::self()); Object.known())
      Objects.push_back(Value::address(std::move(Object)));
  if (Objects.size() == Starts.size() && differsBetween(Objects))
    First[0] = Own{Path::self()};
  give(Body, std::move(First));
}

//===----------------------------------------------------------------------===//
// Where that goes
//===----------------------------------------------------------------------===//

/// What several callers do not agree on is nothing to go by.
void OwnElements::Spread::give(FunctionId F, Given To) {
  auto [It, New] = Known.try_emplace(F, To);
  bool Less = New;
  for (auto [Old, Given] : llvm::zip(It->second, To))
    if (Old && Old != Given) {
      Old.reset();
      Less = true;
    }
  if (Less)
    Changed.insert(F);
}

void OwnElements::Spread::passOn(FunctionId Id) {
  const Function &F = P[Id];
  for (const RunEdge &Run : S[Id].Runs) {
    const Event &E = F.Events[Run.At.index()];
    if (E.Kind == EventKind::Spawn)
      continue;
    const Function &Callee = P[Run.Callee];
    Given To(1 + Callee.Params.size());
    std::optional<CallTarget> T = S.target(F, E);
    // Others may call by a pointer what stands in a table.
    if (T && T->Callee == Run.Callee && !Callee.AddressTaken &&
        !Callee.Virtual) {
      if (Path Object = T->Bindings.toCaller(Path::self()); Object.known())
        To[0] = valueOf(Id, Object);
      // (To the first that is no value by itself the event's Deps belong.)
      bool IsFirst = true;
      for (size_t I = 0; I != Callee.Params.size(); ++I)
        if (const Value *V = T->Bindings.argument(I);
            V && (V->Kind != ValueKind::Unknown || std::exchange(IsFirst, false)))
          To[1 + I] = valueOf(Id, Run.At, *V);
    }
    give(Run.Callee, std::move(To));
  }
}

/// A parameter, as long as the function leaves it what it was.
std::optional<OwnElements::Own>
OwnElements::Spread::paramOf(FunctionId F, const Path &Number) {
  auto It = Known.find(F);
  const size_t I = Number.Root == RootKind::This ? 0 : 1 + Number.Index;
  if (It == Known.end() || I >= It->second.size() || !It->second[I])
    return std::nullopt;
  if (Number.Root == RootKind::Param &&
      (P[F].Params[Number.Index].AddressTaken ||
       llvm::any_of(P[F].Events, [&](const Event &E) {
         return E.Target == Path::param(Number.Index) &&
                (E.Kind == EventKind::Assign ||
                 (E.Kind == EventKind::Access && E.Rw != AccessKind::Read));
       })))
    return std::nullopt;
  return It->second[I];
}

/// The value of a variable, or what the thread's own object says.
std::optional<OwnElements::Own>
OwnElements::Spread::valueOf(FunctionId F, const Path &Number,
                             unsigned Depth) {
  if (Depth > MaxDepth)
    return std::nullopt;
  std::optional<Own> Base;
  if (Number.Root == RootKind::This || Number.Root == RootKind::Param)
    Base = paramOf(F, Number);
  else if (Number.Root == RootKind::Local)
    Base = localOf(F, Number.Index, Depth);
  if (!Base || Number.Steps.empty())
    return Base;
  if (!(*Base == Own{Base->From}))
    return std::nullopt;
  for (const Step &T : Number.Steps) {
    // Further on is what all share.
    const bool IsPointee =
        Base->From.Root == RootKind::This || Base->From.hasDeref();
    if (T.Kind == StepKind::Element ||
        (T.Kind == StepKind::Deref && IsPointee) ||
        (T.Kind == StepKind::Field && !IsPointee))
      return std::nullopt;
    Base->From.Steps.push_back(T);
  }
  const Step &Last = Number.Steps.back();
  const bool Differs =
      Last.Kind == StepKind::Field
          ? Values.numbersObjects(Last.entity())
          : Base->From.Steps.size() == 1 &&
                llvm::is_contained(PointToNumbers, Base->From.Index);
  return Differs ? Base : std::nullopt;
}

/// A value that an event hands on, which it may have made.
std::optional<OwnElements::Own>
OwnElements::Spread::valueOf(FunctionId F, EventId Made, const Value &V,
                             unsigned Depth) {
  const Event &E = P[F].Events[Made.index()];
  if (V.Kind == ValueKind::Copy)
    return valueOf(F, V.P, Depth + 1);
  if (V.Kind != ValueKind::Unknown || !E.Injective)
    return std::nullopt;
  std::optional<Own> Part;
  for (const Dep &D : E.Deps)
    if (std::optional<Own> One = valueOf(F, D.P, Depth + 1)) {
      if (Part) // of two, who knows
        return std::nullopt;
      Part = std::move(One);
    }
  if (!Part || (E.Shifted && std::abs(Part->Scale) == 1))
    return std::nullopt;
  return Own{Part->From, 0, 0, Part->Rest || E.Shifted, {F, Made}};
}

std::optional<OwnElements::Own>
OwnElements::Spread::localOf(FunctionId F, uint32_t Local, unsigned Depth) {
  const Path Whole = Path::local(Local);
  if (P[F].Locals[Local].AddressTaken)
    return std::nullopt;
  std::optional<Own> All;
  bool Steps = false, ByOne = false;
  for (auto [I, E] : llvm::enumerate(P[F].Events)) {
    if (E.Kind != EventKind::Assign || !(E.Target == Whole) || E.Args.empty())
      continue;
    // `i += n` in a loop: to the next of its own.
    if (isStepOf(E, Whole)) {
      if (!E.Injective || !Values.control(F).canFollow(EventId(I), EventId(I)) ||
          llvm::any_of(E.Deps, [&](const Dep &D) {
            return !(D.P == Whole) && valueOf(F, D.P, Depth + 1);
          }))
        return std::nullopt;
      (E.Shifted ? Steps : ByOne) = true;
      continue;
    }
    std::optional<Own> One = valueOf(F, EventId(I), E.Args[0], Depth + 1);
    if (!One || (All && !(*All == *One)))
      return std::nullopt;
    All = std::move(One);
  }
  if (!All || !(Steps || ByOne))
    return All;
  // From one's number on by ones, it comes to those of others.
  const bool IsUnscaled = std::abs(All->Scale) == 1;
  if (IsUnscaled && ByOne)
    return std::nullopt;
  if (IsUnscaled)
    All->Scale = 0;
  All->Rest = true;
  return All;
}

std::optional<OwnElements::Own>
OwnElements::Spread::valueOf(FunctionId F, const ElementSource &Sum) {
  std::optional<Own> Number;
  const Term *By = nullptr;
  for (const Term &T : Sum.Terms)
    if (std::optional<Own> One = valueOf(F, T.Of)) {
      if (Number)
        return std::nullopt;
      Number = std::move(One);
      By = &T;
    }
  if (!Number)
    return std::nullopt;
  const bool More = Sum.WithRest || Sum.Terms.size() > 1;
  if (By->Scale == 0 && Number->Offset != 0)
    return std::nullopt;
  Number->Scale *= By->Scale;
  Number->Offset = Number->Offset * By->Scale + Sum.Offset;
  if (More && std::abs(Number->Scale) == 1)
    return std::nullopt;
  Number->Rest |= More;
  return Number;
}

const std::optional<OwnElements::Own> &
OwnElements::Spread::subscript(FunctionId F, const Step &Element) {
  auto [It, New] = Subscripts.try_emplace({F, Element.Index});
  if (!New)
    return It->second;
  for (const ElementSource &X : P[F].Elements)
    if (X.Element == Element.Index)
      It->second = valueOf(F, X);
  return It->second;
}

//===----------------------------------------------------------------------===//
// Accesses
//===----------------------------------------------------------------------===//

OwnElements::OwnElements(const Solution &S, const Threads &Running)
    : S(S), Running(Running) {}
OwnElements::~OwnElements() = default;

bool OwnElements::apart(unsigned RootA, const SharedAccess &A, unsigned RootB,
                        const SharedAccess &B) {
  const FunctionId Body = Running.roots()[RootA].Body;
  if (Running.roots()[RootB].Body != Body)
    return false;
  for (auto [X, Y] : llvm::zip(A.Whole.Steps, B.Whole.Steps)) {
    if (X.isVariableElement() && Y.isVariableElement()) {
      std::unique_ptr<Spread> &Of = ByBody[Body];
      if (!Of)
        Of = std::make_unique<Spread>(S, Running, Body);
      const std::optional<Own> &One = Of->subscript(A.In, X);
      if (One)
        if (const std::optional<Own> &Other = Of->subscript(B.In, Y);
            Other && One->isApartFrom(*Other))
          return true;
    }
    // Another array, perhaps.
    if (!(X == Y) &&
        (X.Kind != StepKind::Element || Y.Kind != StepKind::Element))
      return false;
  }
  return false;
}
