//===- SubscriptSources.cpp - what subscripts are made of -----------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// `results[me]`, `grid[2 * me + k]`: each thread has its elements, if it was
// started with a number of its own. Whether it was, the solver finds out; here
// stands what numbers are sums of.
//
//===----------------------------------------------------------------------===//

#include "extract/FunctionExtractor.h"
#include "llvm/ADT/SmallBitVector.h"

using namespace clang;
using namespace concurrency;

static constexpr unsigned MaxNesting = 8;
/// Larger factors and offsets are no subscripts.
static constexpr int64_t MaxNumber = INT32_MAX;

/// Adds \p E, times \p Scale (0 where that is no constant), to the sum. False where
/// different values may give the same, as `i % n` does.
bool FunctionExtractor::addTerms(const Expr *E, int64_t Scale,
                                 ElementSource &Sum, unsigned Depth) {
  E = E->IgnoreParens();
  for (const auto *C = dyn_cast<CastExpr>(E); C; C = dyn_cast<CastExpr>(E)) {
    if (C->getType()->isBooleanType())
      return false;
    E = C->getSubExpr()->IgnoreParens();
  }
  if (Depth > MaxNesting || std::abs(Scale) > MaxNumber ||
      std::abs(Sum.Offset) > MaxNumber)
    return false;
  if (std::optional<int64_t> Number = constant(E)) {
    if (std::abs(*Number) > MaxNumber || (Scale == 0 && *Number != 0))
      return false;
    Sum.Offset += Scale * *Number;
    return true;
  }
  if (const auto *B = dyn_cast<BinaryOperator>(E)) {
    const Expr *Left = B->getLHS(), *Right = B->getRHS();
    const std::optional<int64_t> Factor = constant(Right);
    switch (B->getOpcode()) {
    case BO_Add:
      return addTerms(Left, Scale, Sum, Depth + 1) &&
             addTerms(Right, Scale, Sum, Depth + 1);
    case BO_Sub:
      return addTerms(Left, Scale, Sum, Depth + 1) &&
             addTerms(Right, -Scale, Sum, Depth + 1);
    case BO_Mul:
      if (Factor || constant(Left)) {
        const int64_t By = Factor ? *Factor : *constant(Left);
        return By != 0 && std::abs(By) <= MaxNumber &&
               addTerms(Factor ? Left : Right, Scale * By, Sum, Depth + 1);
      }
      return addTerms(Left, 0, Sum, Depth + 1) &&
             addTerms(Right, 0, Sum, Depth + 1);
    case BO_Shl:
      return Factor && *Factor >= 0 && *Factor < 31 &&
             addTerms(Left, Scale << *Factor, Sum, Depth + 1);
    default:
      return false;
    }
  }
  if (!E->isGLValue() ||
      !isa<DeclRefExpr, MemberExpr, ArraySubscriptExpr, UnaryOperator>(E) ||
      E->HasSideEffects(S.Ctx))
    return false;
  Path P = object(E);
  if (!P.known())
    return false;
  // What is there once is the same for all.
  if (P.Root == RootKind::Global)
    Sum.WithRest |= Scale != 0;
  else
    Sum.Terms.push_back({std::move(P), Scale});
  return true;
}

std::optional<ElementSource>
FunctionExtractor::sourceOf(const Expr *Number) {
  ElementSource Sum;
  if (!addTerms(Number, 1, Sum) || Sum.Terms.empty())
    return std::nullopt;
  return Sum;
}

void FunctionExtractor::noteSource(uint32_t Element, const Expr *Subscript) {
  if (std::optional<ElementSource> X = sourceOf(Subscript)) {
    X->Element = Element;
    Out.Elements.push_back(std::move(*X));
  }
}

FunctionExtractor::Dependence
FunctionExtractor::dependence(const Expr *E) {
  Dependence D;
  D.On = deps(E);
  std::optional<ElementSource> Sum =
      isNumber(E->getType()) ? sourceOf(E) : std::nullopt;
  if (!Sum)
    return D;
  const bool IsUnscaled = llvm::any_of(
      Sum->Terms, [](const Term &T) { return std::abs(T.Scale) == 1; });
  D.Injective = true;
  D.Shifted = IsUnscaled && (Sum->Terms.size() > 1 || Sum->WithRest);
  // What is simply handed in is no dependence otherwise.
  if (D.On.empty())
    for (Term &T : Sum->Terms)
      D.On.push_back({std::move(T.Of), EventId()});
  return D;
}

/// Drops the sources of subscripts that nothing leads to that was handed in: most
/// count a loop's turns.
void FunctionExtractor::dropLocalSources() {
  if (Out.Elements.empty())
    return;
  constexpr unsigned MaxRounds = 8;
  llvm::SmallBitVector Given(Out.Locals.size());
  auto IsGiven = [&](const Path &P) {
    return P.Root == RootKind::Local ? Given.test(P.Index)
                                     : P.Root != RootKind::Result && P.known();
  };
  auto Gets = [&](const Event &E) {
    return llvm::any_of(E.Args, [&](const Value &V) { return IsGiven(V.P); }) ||
           llvm::any_of(E.Deps, [&](const Dep &D) { return IsGiven(D.P); });
  };
  bool Again = true;
  for (unsigned Round = 0; Again && Round != MaxRounds; ++Round) {
    Again = false;
    for (const Event &E : Out.Events)
      if (E.Kind == EventKind::Assign && E.Target.Root == RootKind::Local &&
          E.Target.Steps.empty() && !Given.test(E.Target.Index) && Gets(E)) {
        Given.set(E.Target.Index);
        Again = true;
      }
  }
  llvm::erase_if(Out.Elements, [&](const ElementSource &X) {
    return llvm::none_of(X.Terms,
                         [&](const Term &T) { return IsGiven(T.Of); });
  });
}
