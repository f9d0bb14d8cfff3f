//===- NumberSources.cpp - what subscripts are made of --------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// `results[me]`, `grid[2 * me + k]`: each thread has its elements, if it was
// started with a number of its own. Whether it was, the solver finds out; here
// stands what numbers are made of.
//
//===----------------------------------------------------------------------===//

#include "extract/FunctionExtractor.h"
#include "llvm/ADT/SmallBitVector.h"

using namespace clang;
using namespace concurrency;

static constexpr unsigned MaxNesting = 8;

/// Adds what \p E is made of to \p Into. False where different values may give
/// the same, as `i % n` does.
bool FunctionExtractor::addSource(const Expr *E, ElementSource &Into,
                                  unsigned Depth) {
  E = E->IgnoreParenCasts();
  if (Depth > MaxNesting || constant(E))
    return Depth <= MaxNesting;
  if (const auto *B = dyn_cast<BinaryOperator>(E)) {
    switch (B->getOpcode()) {
    case BO_Add:
    case BO_Sub:
      if (std::optional<int64_t> Added = constant(B->getRHS());
          Added && *Added > INT32_MIN && *Added <= INT32_MAX)
        Into.Offset += B->getOpcode() == BO_Add ? *Added : -*Added;
      else
        Into.Computed = true;
      break;
    case BO_Mul:
    case BO_Shl:
    case BO_Or:
      Into.Computed = true;
      break;
    default:
      return false;
    }
    return addSource(B->getLHS(), Into, Depth + 1) &&
           addSource(B->getRHS(), Into, Depth + 1);
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
    Into.Computed = true;
  else
    Into.From.push_back(std::move(P));
  return true;
}

std::optional<ElementSource>
FunctionExtractor::sourceOf(const Expr *Number) {
  ElementSource X;
  if (!addSource(Number, X) || X.From.empty())
    return std::nullopt;
  if (X.Computed)
    X.Offset = 0;
  return X;
}

void FunctionExtractor::noteSource(uint32_t Element, const Expr *Subscript) {
  if (std::optional<ElementSource> X = sourceOf(Subscript)) {
    X->Element = Element;
    Out.Elements.push_back(std::move(*X));
  }
}

/// Whether a number that is made of \p Deps differs where they do; what is simply
/// handed in is no dependence otherwise.
bool FunctionExtractor::keepsApart(const Expr *Number, List<Dep> &Deps) {
  std::optional<ElementSource> X = sourceOf(Number);
  if (!X)
    return false;
  if (Deps.empty())
    for (Path &P : X->From)
      Deps.push_back({std::move(P), EventId()});
  return true;
}

/// Of most subscripts all is known here: they count a loop's turns.
void FunctionExtractor::dropSourcesOfOneself() {
  if (Out.Elements.empty())
    return;
  llvm::SmallBitVector Given(Out.Locals.size());
  auto IsGiven = [&](const Path &P) {
    return P.Root == RootKind::Local ? Given.test(P.Index)
                                     : P.Root != RootKind::Result && P.known();
  };
  auto Gets = [&](const Event &E) {
    return llvm::any_of(E.Args, [&](const Value &V) { return IsGiven(V.P); }) ||
           llvm::any_of(E.Deps, [&](const Dep &D) { return IsGiven(D.P); });
  };
  for (bool Again = true; Again;) {
    Again = false;
    for (const Event &E : Out.Events)
      if (E.Kind == EventKind::Assign && E.Target.Root == RootKind::Local &&
          E.Target.Steps.empty() && !Given.test(E.Target.Index) && Gets(E)) {
        Given.set(E.Target.Index);
        Again = true;
      }
  }
  llvm::erase_if(Out.Elements, [&](const ElementSource &X) {
    return llvm::none_of(X.From, IsGiven);
  });
}
