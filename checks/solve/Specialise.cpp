//===- Specialise.cpp - one body for each kind of call --------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "solve/Specialise.h"
#include "solve/Control.h"
#include "llvm/ADT/STLExtras.h"
#include <map>

using namespace concurrency;

/// More kinds of calls than a few are no switch any more.
static constexpr unsigned MaxCopies = 6;
static constexpr size_t MaxEvents = 4000;

namespace {
/// What a call says of a parameter: its value, or that it is no null pointer.
struct Known {
  uint32_t Param;
  bool NotNull;
  int64_t Number;
  friend auto operator<=>(const Known &, const Known &) = default;
};
using Switches = std::vector<Known>;

class Specialiser {
public:
  explicit Specialiser(Program &P) : P(P) {}

  void run();

private:
  bool findSwitches();
  void findForwarded();
  void findRelevant();
  bool isRelevant(const Event &E) const;
  void dropReplaced();
  FunctionId bodyFor(const Event &Call);
  FunctionId bodyFor(FunctionId Callee, Switches As);
  Switches switchesOf(const Event &Call, FunctionId Callee,
                      const Switches &Outer) const;
  bool isUseful(FunctionId F, const Switches &As);
  bool decideUse(const Function &F, const Switches &As);
  bool takesLock(const Event &E) const;
  bool leavesLocking(const Function &Original, const Function &Copy) const;
  Switches thatLock(const Function &F, const Switches &As) const;

  Program &P;
  /// Per function, the parameters that its branches ask for, or those of what
  /// it calls.
  std::vector<llvm::SmallVector<uint32_t, 2>> Tested;
  /// Functions that lock or block, and those that call them.
  llvm::BitVector Relevant;
  std::map<std::pair<FunctionId, Switches>, bool> Useful;
  /// No body where the original will do.
  std::map<std::pair<FunctionId, Switches>, FunctionId> Bodies;
  std::map<FunctionId, unsigned> Copies;
};
} // namespace

static bool locksOrBlocks(const Event &E) {
  switch (E.Kind) {
  case EventKind::Call:
    return E.Hint != Event::HintTy::None;
  case EventKind::Access:
  case EventKind::Assign:
  case EventKind::Escape:
  case EventKind::Return:
  case EventKind::LockInit:
  case EventKind::Confined:
  case EventKind::Point:
    return false;
  default:
    return true;
  }
}

static FunctionId bodyOf(const Program &P, const Event &E) {
  return E.Kind == EventKind::Call ? P.body(E.Callee) : FunctionId();
}

/// Likewise, if that is what runs for certain.
static FunctionId calleeOf(const Program &P, const Event &E) {
  return E.Virtual || E.Callable.valid() ? FunctionId() : bodyOf(P, E);
}

bool Specialiser::isRelevant(const Event &E) const {
  if (locksOrBlocks(E))
    return true;
  if (E.Kind == EventKind::Access)
    return E.Rw != AccessKind::Read && E.Target.Root != RootKind::Local;
  FunctionId Callee = bodyOf(P, E);
  return Callee.valid() && Relevant.test(P.original(Callee).index());
}

void Specialiser::findRelevant() {
  Relevant.resize(P.functions().size());
  std::vector<llvm::SmallVector<uint32_t, 4>> Callers(P.functions().size());
  llvm::SmallVector<uint32_t, 64> Work;
  for (auto [I, F] : llvm::enumerate(P.functions())) {
    for (const Event &E : F.Events)
      if (FunctionId Callee = bodyOf(P, E);
          Callee.valid() && (Callers[Callee.index()].empty() ||
                             Callers[Callee.index()].back() != I))
        Callers[Callee.index()].push_back(I);
    if (llvm::any_of(F.Events, locksOrBlocks)) {
      Relevant.set(I);
      Work.push_back(I);
    }
  }
  while (!Work.empty())
    for (uint32_t Caller : Callers[Work.pop_back_val()])
      if (!Relevant.test(Caller)) {
        Relevant.set(Caller);
        Work.push_back(Caller);
      }
}

/// The parameter by itself that the branch asks for.
static Path asked(const Branch &If) {
  const Path &P = If.Tested.known() ? If.Tested : If.Compared;
  return P.Root == RootKind::Param && P.Steps.empty() ? P : Path::unknown();
}

bool Specialiser::findSwitches() {
  bool Any = false;
  Tested.resize(P.functions().size());
  for (auto [I, F] : llvm::enumerate(P.functions())) {
    if (F.Truncated || F.Events.size() > MaxEvents)
      continue;
    for (const Block &B : F.Blocks) {
      const Path Asked = B.If ? asked(*B.If) : Path::unknown();
      if (Asked.known() && Asked.Index < F.NumParams &&
          !llvm::is_contained(Tested[I], Asked.Index)) {
        Tested[I].push_back(Asked.Index);
        Any = true;
      }
    }
  }
  return Any;
}

/// Parameters that are only handed on to where they are asked for.
void Specialiser::findForwarded() {
  for (bool Changed = true; Changed;) {
    Changed = false;
    for (auto [I, F] : llvm::enumerate(P.functions()))
      for (const Event &E : F.Events) {
        FunctionId Callee = calleeOf(P, E);
        if (!Callee.valid() || F.Truncated || F.Events.size() > MaxEvents)
          continue;
        for (uint32_t To : Tested[Callee.index()]) {
          if (To >= E.Args.size() || E.Args[To].Kind != ValueKind::Copy)
            continue;
          const Path &From = E.Args[To].P;
          if (From.Root == RootKind::Param && From.Steps.empty() &&
              From.Index < F.NumParams &&
              !llvm::is_contained(Tested[I], From.Index)) {
            Tested[I].push_back(From.Index);
            Changed = true;
          }
        }
      }
  }
}

/// Whether the branch is taken, if what is known tells that.
static std::optional<bool> decide(const Branch &If, const Switches &As) {
  const Path Asked = asked(If);
  if (!Asked.known())
    return std::nullopt;
  for (const Known &K : As) {
    if (K.Param != Asked.Index)
      continue;
    if (!If.Tested.known()) {
      if (K.NotNull)
        continue;
      return (K.Number > If.Limit) != If.Negated;
    }
    if (!K.NotNull)
      return ((K.Number & If.Mask) == If.Number) == If.Negated;
    if (If.Number == 0 && If.Mask == -1)
      return !If.Negated;
  }
  return std::nullopt;
}

/// \p Reversed: every branch that is decided goes the other way.
static llvm::ArrayRef<uint32_t> successors(const Block &B, const Switches &As,
                                           bool Reversed = false) {
  llvm::ArrayRef<uint32_t> All = B.Succs;
  if (std::optional<bool> Taken =
          B.If ? decide(*B.If, As) : std::nullopt)
    return All.slice(*Taken != Reversed ? 0 : 1, 1);
  return All;
}

static llvm::BitVector reachable(const Function &F, const Switches &As,
                                 bool Reversed = false) {
  return reachableBlocks(
      F, [&](const Block &B) { return successors(B, As, Reversed); });
}

/// Something is never come by then that matters to locks, or to others, or a
/// lock is taken for certain; also in what it calls. (That a pointer is not null
/// decides much that does not matter: hardly anybody hands over null.)
bool Specialiser::decideUse(const Function &F, const Switches &As) {
  llvm::BitVector Reached = reachable(F, As), Left = reachable(F, {});
  Left.reset(Reached);
  llvm::BitVector Sure(F.Blocks.size());
  if (llvm::any_of(As, [](const Known &K) { return !K.NotNull; })) {
    Sure = Reached;
    Sure.reset(reachable(F, As, /*Reversed=*/true));
  }
  auto AnyIn = [&](const llvm::BitVector &Blocks, auto Is) {
    return llvm::any_of(Blocks.set_bits(), [&](unsigned B) {
      for (uint32_t E = F.Blocks[B].FirstEvent; E != F.Blocks[B].EndEvent; ++E)
        if (Is(F.Events[E]))
          return true;
      return false;
    });
  };
  return AnyIn(Left, [&](const Event &E) { return isRelevant(E); }) ||
         AnyIn(Sure, [&](const Event &E) {
           return E.Kind != EventKind::Access && isRelevant(E);
         }) ||
         AnyIn(Reached, [&](const Event &E) {
           FunctionId Callee = calleeOf(P, E);
           return Callee.valid() && Callee.index() < Tested.size() &&
                  isUseful(Callee, switchesOf(E, Callee, As));
         });
}

bool Specialiser::isUseful(FunctionId F, const Switches &As) {
  if (As.empty())
    return false;
  // (Entered first: it may call itself.)
  auto [It, New] = Useful.try_emplace({F, As}, false);
  if (New)
    It->second = decideUse(P[F], As);
  return It->second;
}

/// The body without what is never come by, and with the parameters' values in
/// the place of their names.
static Function decided(Function F, const Switches &As) {
  llvm::BitVector Reached = reachable(F, As);
  for (auto [I, B] : llvm::enumerate(F.Blocks)) {
    if (!Reached.test(I)) {
      for (uint32_t E = B.FirstEvent; E != B.EndEvent; ++E) {
        Place Where = F.Events[E].Where;
        F.Events[E] = Event();
        F.Events[E].Where = Where;
      }
      B.If.reset();
      B.Succs.clear();
      B.NoReturn = true;
      continue;
    }
    if (llvm::ArrayRef<uint32_t> Left = successors(B, As);
        Left.size() < B.Succs.size()) {
      B.Succs = {Left.front()};
      B.If.reset();
    }
  }
  for (Event &E : F.Events)
    for (Value &V : E.Args)
      for (const Known &K : As)
        if (!K.NotNull && V.Kind == ValueKind::Copy &&
            V.P == Path::param(K.Param))
          V = Value::constant(K.Number);
  return F;
}

/// What a call tells of the parameters that the callee asks for.
Switches Specialiser::switchesOf(const Event &Call, FunctionId Callee,
                                 const Switches &Outer) const {
  Switches As;
  for (uint32_t I : Tested[Callee.index()]) {
    if (I >= Call.Args.size())
      continue;
    const Value &V = Call.Args[I];
    if (V.Kind == ValueKind::Constant)
      As.push_back({I, false, V.Number});
    else if (V.Kind == ValueKind::Address)
      As.push_back({I, true, 0});
    else if (V.Kind == ValueKind::Copy)
      for (const Known &K : Outer)
        if (V.P == Path::param(K.Param))
          As.push_back({I, K.NotNull, K.Number});
  }
  return As;
}

/// Here, or by a function that does so and leaves it held.
bool Specialiser::takesLock(const Event &E) const {
  auto Takes = [](const Event &In) {
    return In.Kind == EventKind::Acquire || In.Kind == EventKind::GuardInit;
  };
  if (Takes(E))
    return true;
  FunctionId Wrapper = calleeOf(P, E);
  return Wrapper.valid() &&
         llvm::any_of(P[Wrapper].Events,
                      [](const Event &In) {
                        return In.Kind == EventKind::Acquire;
                      }) &&
         llvm::none_of(P[Wrapper].Events, [](const Event &In) {
           return In.Kind == EventKind::Release;
         });
}

/// The original takes a lock in some branch, and the copy takes none.
bool Specialiser::leavesLocking(const Function &Original,
                                const Function &Copy) const {
  auto Takes = [&](const Event &E) { return takesLock(E); };
  return llvm::any_of(Original.Events, Takes) &&
         llvm::none_of(Copy.Events, Takes);
}

/// Of what is known, what decides by itself whether the function takes a lock.
Switches Specialiser::thatLock(const Function &F, const Switches &As) const {
  Switches Those;
  for (const Known &K : As) {
    llvm::BitVector Left = reachable(F, {});
    Left.reset(reachable(F, {K}));
    if (llvm::any_of(Left.set_bits(), [&](unsigned B) {
          return llvm::any_of(
              llvm::ArrayRef<Event>(F.Events).slice(
                  F.Blocks[B].FirstEvent,
                  F.Blocks[B].EndEvent - F.Blocks[B].FirstEvent),
              [&](const Event &E) { return takesLock(E); });
        }))
      Those.push_back(K);
  }
  return Those;
}

/// The copy for such calls, if they need one. (Of too many kinds of calls, those
/// are told apart that lock.)
FunctionId Specialiser::bodyFor(FunctionId Callee, Switches As) {
  if (auto It = Bodies.find({Callee, As}); It != Bodies.end())
    return It->second;
  if (Copies[Callee] >= MaxCopies)
    As = thatLock(P[Callee], As);
  if (!isUseful(Callee, As))
    return FunctionId();
  auto [It, New] = Bodies.try_emplace({Callee, As});
  if (New && Copies[Callee]++ < 2 * MaxCopies) {
    Function Body = decided(P[Callee], As);
    bool Leaves = leavesLocking(P[Callee], Body);
    It->second = P.addCopy(Callee, std::move(Body), Leaves);
  }
  return It->second;
}

FunctionId Specialiser::bodyFor(const Event &Call) {
  FunctionId Callee = calleeOf(P, Call);
  // (A copy is not copied again.)
  if (!Callee.valid() || Callee.index() >= Tested.size())
    return FunctionId();
  return bodyFor(Callee, switchesOf(Call, Callee, {}));
}

void concurrency::specialise(Program &P) { Specialiser(P).run(); }

void Specialiser::run() {
  if (!findSwitches())
    return;
  findForwarded();
  findRelevant();
  // Copies are added at the end, and looked at in their turn. What neither
  // locks nor calls what does needs none.
  for (uint32_t I = 0; I != P.functions().size(); ++I) {
    FunctionId Caller(I);
    if (I < Relevant.size() && !Relevant.test(I))
      continue;
    for (uint32_t J = 0; J != P[Caller].Events.size(); ++J)
      if (FunctionId Body = bodyFor(P[Caller].Events[J]); Body.valid())
        P.callInstead(Caller, EventId(J), Body);
  }
  dropReplaced();
}

/// Where all calls have a copy, the original is run by nobody.
void Specialiser::dropReplaced() {
  llvm::BitVector Replaced(P.functions().size());
  for (const auto &[Callee, Count] : Copies) {
    const Function &F = P[Callee];
    if (!P.isReachableFromElsewhere(F) && !F.AddressTaken && !F.Virtual)
      Replaced.set(Callee.index());
  }
  auto Keep = [&](EntityId Called) {
    if (FunctionId Body = P.body(Called); Body.valid())
      Replaced.reset(Body.index());
  };
  for (const Function &F : P.functions()) {
    for (const Event &E : F.Events)
      Keep(E.Callee);
    for (const Callable &C : F.Callables)
      Keep(C.Target);
  }
  for (unsigned F : Replaced.set_bits())
    P.drop(FunctionId(F));
}
