//===- OwnElements.cpp - each thread its element --------------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "solve/OwnElements.h"
#include "solve/Control.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/SmallSet.h"

using namespace concurrency;

/// Through so many variables, callers and sums.
static constexpr unsigned MaxDepth = 6;

//===----------------------------------------------------------------------===//
// What differs from one start of a thread to the next
//===----------------------------------------------------------------------===//

namespace {
class StartValues {
public:
  StartValues(const Solution &S, const Threads &Running)
      : S(S), P(S.program()), Running(Running) {}

  /// The value is another one whenever \p F comes there again.
  bool differs(FunctionId F, const Value &V, unsigned Depth = 0) const;
  /// The field got a number that differs from object to object.
  bool numbersObjects(EntityId Field, unsigned Depth = 0) const;

private:
  bool localDiffers(FunctionId F, uint32_t Local, unsigned Depth) const;
  bool paramDiffers(FunctionId F, uint32_t Param, unsigned Depth) const;

  const Solution &S;
  const Program &P;
  const Threads &Running;
};
} // namespace

static bool isAssigned(const Event &E, uint32_t Local) {
  return E.Kind == EventKind::Assign && E.Target == Path::local(Local);
}

static bool isMadeOf(const Event &E, const Path &P) {
  return E.KeepsApart &&
         llvm::any_of(E.Deps, [&](const Dep &D) { return D.P == P; });
}

/// One of several elements, not always the same.
static bool isAnyElement(const Step &T) {
  return T.Kind == StepKind::Element && !T.isKnownElement();
}

bool StartValues::differs(FunctionId F, const Value &V, unsigned Depth) const {
  if (Depth > MaxDepth)
    return false;
  switch (V.Kind) {
  case ValueKind::Fresh:
    return true;
  case ValueKind::Address:
    return llvm::any_of(V.P.Steps, isAnyElement) ||
           (V.P.Root == RootKind::Local && !V.P.hasDeref() &&
            P[F].Locals[V.P.Index].InLoop);
  case ValueKind::Copy:
    if (V.P.Steps.empty() && V.P.Root == RootKind::Local)
      return localDiffers(F, V.P.Index, Depth);
    if (V.P.Steps.empty() && V.P.Root == RootKind::Param)
      return paramDiffers(F, V.P.Index, Depth);
    // A list of pointers to objects.
    return !V.P.Steps.empty() && isAnyElement(V.P.Steps.back());
  default:
    return false;
  }
}

/// It counts, goes along a list, or is nothing but what differs.
bool StartValues::localDiffers(FunctionId F, uint32_t Local,
                               unsigned Depth) const {
  bool Takes = false, Others = false;
  for (const Event &E : P[F].Events) {
    // (`i++` where its address was taken, by `emplace_back(work, i)`.)
    if (E.Kind == EventKind::Access && E.Rw == AccessKind::Update &&
        E.Target == Path::local(Local))
      return true;
    if (!isAssigned(E, Local) || E.Args.empty() ||
        E.Args[0].Kind == ValueKind::Constant)
      continue;
    const Value &V = E.Args[0];
    if (isMadeOf(E, E.Target) ||
        (V.Kind == ValueKind::Copy && V.P.startsWith(E.Target)))
      return true;
    const bool Differs =
        V.Kind != ValueKind::Unknown
            ? differs(F, V, Depth + 1)
            : E.KeepsApart && llvm::any_of(E.Deps, [&](const Dep &D) {
                return differs(F, Value::copy(D.P), Depth + 1);
              });
    (Differs ? Takes : Others) = true;
  }
  return Takes && !Others;
}

bool StartValues::paramDiffers(FunctionId F, uint32_t Param,
                               unsigned Depth) const {
  llvm::SmallSet<int64_t, 4> Constants;
  llvm::ArrayRef<AccessSite> Sites = S.callSites(F);
  return !Sites.empty() && llvm::all_of(Sites, [&](const AccessSite &Site) {
    const Function &Caller = P[Site.In];
    std::optional<CallTarget> T =
        S.target(Caller, Caller.Events[Site.At.index()]);
    const Value *V = T && T->Callee == F ? T->Bindings.argument(Param) : nullptr;
    if (V && V->Kind == ValueKind::Constant)
      return Sites.size() > 1 && Constants.insert(V->Number).second &&
             !Control(Caller).canFollow(Site.At, Site.At);
    return V && differs(Site.In, *V, Depth + 1);
  });
}

bool StartValues::numbersObjects(EntityId Field, unsigned Depth) const {
  bool Numbers = false, Zero = false;
  for (const Writers::Site &W : Running.writers().of(Field)) {
    const Event &E = P[W.In].Events[W.At.index()];
    const bool IsZero = setsZero(E);
    if (!IsZero && (E.Rw != AccessKind::Write || E.Args.empty() ||
                    !differs(W.In, E.Args[0], Depth + 1)))
      return false;
    (IsZero ? Zero : Numbers) = true;
  }
  // (Nobody: it was there with the object, from a list of initialisers.)
  return Numbers || !Zero;
}

//===----------------------------------------------------------------------===//
// Where that goes
//===----------------------------------------------------------------------===//

/// What is known of the parameters of all functions that threads of one body
/// run.
class OwnElements::Numbers {
public:
  Numbers(const Solution &S, const Threads &Running, FunctionId Body);

  /// A number, in terms of what the body was started with: different ones where
  /// that differs. (Computed: not always by the same way.)
  struct Own {
    Path From;
    int64_t Offset = 0;
    bool Computed = false;
    friend bool operator==(const Own &, const Own &) = default;
  };
  /// Of the subscript of \p Element in \p F.
  std::optional<Own> subscript(FunctionId F, const Step &Element) const;

private:
  /// `this`, then the parameters.
  using Given = std::vector<std::optional<Own>>;

  void start(FunctionId Body);
  bool startsSeveral(const ThreadRoot &Root) const;
  bool differsBetween(llvm::ArrayRef<const Value *> Starts,
                      llvm::ArrayRef<const ThreadRoot *> Roots) const;
  void spread(FunctionId F);
  void give(FunctionId F, Given To);
  std::optional<Own> own(FunctionId F, const Path &Number,
                         unsigned Depth = 0) const;
  std::optional<Own> own(FunctionId F, const Event &Made, const Value &V,
                         unsigned Depth = 0) const;
  std::optional<Own> local(FunctionId F, uint32_t Local, unsigned Depth) const;

  const Solution &S;
  const Program &P;
  const Threads &Running;
  const StartValues Values;
  std::map<FunctionId, Given> Known;
  llvm::SetVector<FunctionId> Changed;
};

OwnElements::Numbers::Numbers(const Solution &S, const Threads &Running,
                              FunctionId Body)
    : S(S), P(S.program()), Running(Running), Values(S, Running) {
  start(Body);
  while (!Changed.empty())
    spread(Changed.pop_back_val());
}

/// (Many also says that others run the same.)
bool OwnElements::Numbers::startsSeveral(const ThreadRoot &Root) const {
  return Root.BySeveral || Root.PerCall ||
         P[Root.Spawner].Events[Root.Spawn.index()].Many;
}

/// Different threads get different values: those of one start, and those of
/// several.
bool OwnElements::Numbers::differsBetween(
    llvm::ArrayRef<const Value *> Starts,
    llvm::ArrayRef<const ThreadRoot *> Roots) const {
  if (Starts.size() == 1)
    return !Roots[0]->BySeveral && Values.differs(Roots[0]->Spawner, *Starts[0]);
  for (auto [I, V] : llvm::enumerate(Starts))
    if (startsSeveral(*Roots[I]) ||
        (V->Kind != ValueKind::Constant && V->Kind != ValueKind::Address) ||
        llvm::any_of(Starts.take_front(I),
                     [&](const Value *Other) { return *Other == *V; }))
      return false;
  return true;
}

void OwnElements::Numbers::start(FunctionId Body) {
  std::vector<CallTarget> Starts;
  std::vector<const ThreadRoot *> Roots;
  for (const ThreadRoot &Root : Running.roots()) {
    if (Root.Body != Body)
      continue;
    const Function &Spawner = P[Root.Spawner];
    std::optional<CallTarget> T =
        S.target(Spawner, Spawner.Events[Root.Spawn.index()]);
    if (!T)
      return;
    Starts.push_back(std::move(*T));
    Roots.push_back(&Root);
  }
  Given First(1 + P[Body].Params.size());
  for (size_t I = 0; I != P[Body].Params.size(); ++I) {
    std::vector<const Value *> Each;
    for (const CallTarget &T : Starts)
      if (const Value *V = T.Bindings.argument(I))
        Each.push_back(V);
    if (Each.size() == Starts.size() && differsBetween(Each, Roots))
      First[1 + I] = Own{Path::param(I)};
  }
  std::vector<Value> Objects;
  for (const CallTarget &T : Starts)
    Objects.push_back(Value::address(T.Bindings.toCaller(Path::self())));
  std::vector<const Value *> Each;
  for (const Value &V : Objects)
    Each.push_back(&V);
  if (llvm::all_of(Objects, [](const Value &V) { return V.P.known(); }) &&
      differsBetween(Each, Roots))
    First[0] = Own{Path::self()};
  give(Body, std::move(First));
}

/// What several callers do not agree on is nothing to go by.
void OwnElements::Numbers::give(FunctionId F, Given To) {
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

void OwnElements::Numbers::spread(FunctionId Id) {
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
        To[0] = own(Id, Object);
      // Of a call, what Deps say is about the first number that is made there.
      bool IsFirst = true;
      for (size_t I = 0; I != Callee.Params.size(); ++I)
        if (const Value *V = T->Bindings.argument(I);
            V && (V->Kind != ValueKind::Unknown || std::exchange(IsFirst, false)))
          To[1 + I] = own(Id, E, *V);
    }
    give(Run.Callee, std::move(To));
  }
}

/// The value of a variable, or what its own object says.
std::optional<OwnElements::Numbers::Own>
OwnElements::Numbers::own(FunctionId F, const Path &Number,
                          unsigned Depth) const {
  if (Depth > MaxDepth)
    return std::nullopt;
  std::optional<Own> Base;
  switch (Number.Root) {
  case RootKind::This:
  case RootKind::Param:
    if (auto It = Known.find(F); It != Known.end()) {
      const size_t I = Number.Root == RootKind::This ? 0 : 1 + Number.Index;
      Base = I < It->second.size() ? It->second[I] : std::nullopt;
    }
    break;
  case RootKind::Local:
    Base = local(F, Number.Index, Depth);
    break;
  default:
    break;
  }
  if (!Base || Number.Steps.empty())
    return Base;
  if (Base->Offset || Base->Computed)
    return std::nullopt;
  for (const Step &T : Number.Steps) {
    // Further on is what all share.
    if (T.Kind == StepKind::Element ||
        (T.Kind == StepKind::Deref && Base->From.hasDeref()))
      return std::nullopt;
    Base->From.Steps.push_back(T);
  }
  const Step &Last = Number.Steps.back();
  if (Last.Kind == StepKind::Field && !Values.numbersObjects(Last.entity()))
    return std::nullopt;
  return Base;
}

/// A value that an event hands on, which it may have made.
std::optional<OwnElements::Numbers::Own>
OwnElements::Numbers::own(FunctionId F, const Event &Made, const Value &V,
                          unsigned Depth) const {
  if (V.Kind == ValueKind::Copy)
    return own(F, V.P, Depth + 1);
  if (V.Kind == ValueKind::Address && !V.P.Steps.empty() &&
      V.P.Steps.back().Kind == StepKind::Deref)
    return own(F, V.P, Depth + 1);
  if (V.Kind != ValueKind::Unknown || !Made.KeepsApart)
    return std::nullopt;
  for (const Dep &D : Made.Deps)
    if (!(D.P == Made.Target))
      if (std::optional<Own> Part = own(F, D.P, Depth + 1)) {
        Part->Computed = true;
        Part->Offset = 0;
        return Part;
      }
  return std::nullopt;
}

std::optional<OwnElements::Numbers::Own>
OwnElements::Numbers::local(FunctionId F, uint32_t Local,
                            unsigned Depth) const {
  if (P[F].Locals[Local].AddressTaken)
    return std::nullopt;
  std::optional<Own> All;
  bool Steps = false;
  for (const Event &E : P[F].Events) {
    if (!isAssigned(E, Local) || E.Args.empty())
      continue;
    // `i += n`: to the next of its own.
    if (E.Args[0].Kind == ValueKind::Unknown && isMadeOf(E, E.Target)) {
      Steps = true;
      continue;
    }
    std::optional<Own> One = own(F, E, E.Args[0], Depth + 1);
    if (!One || (All && !(*All == *One)))
      return std::nullopt;
    All = One;
  }
  if (All && Steps) {
    All->Computed = true;
    All->Offset = 0;
  }
  return All;
}

std::optional<OwnElements::Numbers::Own>
OwnElements::Numbers::subscript(FunctionId F, const Step &Element) const {
  const List<ElementSource> &Sources = P[F].Elements;
  const auto *X = llvm::find_if(Sources, [&](const ElementSource &X) {
    return X.Element == Element.Index;
  });
  if (X == Sources.end())
    return std::nullopt;
  for (const Path &From : X->From)
    if (std::optional<Own> Number = own(F, From)) {
      Number->Computed |= X->Computed;
      Number->Offset = Number->Computed ? 0 : Number->Offset + X->Offset;
      return Number;
    }
  return std::nullopt;
}

//===----------------------------------------------------------------------===//
// Accesses
//===----------------------------------------------------------------------===//

OwnElements::OwnElements(const Solution &S, const Threads &Running)
    : S(S), Running(Running) {}
OwnElements::~OwnElements() = default;

const OwnElements::Numbers &OwnElements::of(FunctionId Body) {
  std::unique_ptr<Numbers> &N = ByBody[Body];
  if (!N)
    N = std::make_unique<Numbers>(S, Running, Body);
  return *N;
}

bool OwnElements::apart(unsigned RootA, const SharedAccess &A, unsigned RootB,
                        const SharedAccess &B) {
  const FunctionId Body = Running.roots()[RootA].Body;
  if (Running.roots()[RootB].Body != Body)
    return false;
  for (auto [X, Y] : llvm::zip(A.Whole.Steps, B.Whole.Steps)) {
    if (X.isVariableElement() && Y.isVariableElement()) {
      const Numbers &Of = of(Body);
      std::optional<Numbers::Own> One = Of.subscript(A.In, X);
      if (One && One == Of.subscript(B.In, Y))
        return true;
    }
    // Another array, perhaps.
    if (!(X == Y) &&
        (X.Kind != StepKind::Element || Y.Kind != StepKind::Element))
      return false;
  }
  return false;
}
