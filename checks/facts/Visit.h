//===- Visit.h - everything a function refers to ----------------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Calls a visitor on each reference that stands in a piece of facts: on every
/// Path, EntityId, EventId, CallableId and Place. Who checks, counts or
/// renumbers them needs no list of the members that hold some. The visitor is
/// overloaded on what it cares for, with `[](auto &) {}` for the rest (see
/// Overloaded). Paths are handed over whole.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_FACTS_VISIT_H
#define CONCURRENCY_FACTS_VISIT_H

#include "facts/Facts.h"
#include <concepts>

namespace concurrency {

/// A visitor made of lambdas.
template <typename... Fs> struct Overloaded : Fs... {
  using Fs::operator()...;
};
template <typename... Fs> Overloaded(Fs...) -> Overloaded<Fs...>;

template <typename T, typename U>
concept SameButConst = std::same_as<std::remove_const_t<T>, U>;

template <SameButConst<TypeFacts> T, typename V>
void visitRefs(T &Type, V &&Visit) {
  Visit(Type.Record);
}

template <SameButConst<Value> T, typename V> void visitRefs(T &A, V &&Visit) {
  Visit(A.P);
  Visit(A.Callable);
}

template <SameButConst<Dep> T, typename V> void visitRefs(T &D, V &&Visit) {
  Visit(D.P);
  Visit(D.Result);
}

template <SameButConst<Variable> T, typename V>
void visitRefs(T &Var, V &&Visit) {
  visitRefs(Var.Type, Visit);
}

template <SameButConst<Event> T, typename V> void visitRefs(T &E, V &&Visit) {
  Visit(E.Where);
  Visit(E.Target);
  for (auto &A : E.Args)
    visitRefs(A, Visit);
  Visit(E.Callee);
  Visit(E.Callable);
  for (auto &D : E.Deps)
    visitRefs(D, Visit);
}

template <SameButConst<Callable> T, typename V>
void visitRefs(T &C, V &&Visit) {
  Visit(C.Target);
  Visit(C.Holder);
  visitRefs(C.This, Visit);
  for (auto &A : C.Bound)
    visitRefs(A, Visit);
  for (auto &A : C.Captures)
    visitRefs(A, Visit);
}

template <SameButConst<Subscript> T, typename V>
void visitRefs(T &X, V &&Visit) {
  Visit(X.At);
}

template <SameButConst<ElementSource> T, typename V>
void visitRefs(T &X, V &&Visit) {
  for (auto &Part : X.Terms)
    Visit(Part.Of);
}

template <SameButConst<Block> T, typename V> void visitRefs(T &B, V &&Visit) {
  if (!B.If)
    return;
  Visit(B.If->Result);
  Visit(B.If->P);
  Visit(B.If->Tested);
  Visit(B.If->Compared);
  for (auto &D : B.If->Deps)
    visitRefs(D, Visit);
}

template <SameButConst<Function> T, typename V>
void visitRefs(T &F, V &&Visit) {
  Visit(F.Self);
  Visit(F.Where);
  for (auto &Var : F.Params)
    visitRefs(Var, Visit);
  for (auto &Var : F.Locals)
    visitRefs(Var, Visit);
  for (auto &C : F.Callables)
    visitRefs(C, Visit);
  for (auto &E : F.Events)
    visitRefs(E, Visit);
  for (auto &B : F.Blocks)
    visitRefs(B, Visit);
  for (auto &X : F.Subscripts)
    visitRefs(X, Visit);
  for (auto &X : F.Elements)
    visitRefs(X, Visit);
}

template <SameButConst<Entity> T, typename V> void visitRefs(T &E, V &&Visit) {
  Visit(E.Parent);
  visitRefs(E.Type, Visit);
  for (auto &B : E.Bases)
    Visit(B);
  for (auto &F : E.Fields)
    Visit(F);
  for (auto &A : E.Annotations)
    Visit(A.Lock);
  Visit(E.Where);
}

} // namespace concurrency

#endif // CONCURRENCY_FACTS_VISIT_H
