//===- Path.cpp - access paths --------------------------------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "facts/Path.h"
#include "llvm/ADT/STLExtras.h"
#include <tuple>

using namespace concurrency;

EntityId Path::lastEntity() const {
  for (const Step &S : llvm::reverse(Steps))
    if (S.Kind == StepKind::Field)
      return S.entity();
  return global();
}

Path Path::then(Step S) const { return then(llvm::ArrayRef(S)); }

Path Path::then(llvm::ArrayRef<Step> More) const {
  if (!known() || Steps.size() + More.size() > MaxSteps)
    return unknown();
  Path Longer = *this;
  Longer.Steps.append(More.begin(), More.end());
  return Longer;
}

bool Path::startsWith(const Path &Other) const {
  return Root == Other.Root && Index == Other.Index && known() &&
         Steps.size() >= Other.Steps.size() &&
         std::equal(Other.Steps.begin(), Other.Steps.end(), Steps.begin());
}

bool Path::hasDeref() const {
  return llvm::any_of(Steps,
                      [](const Step &S) { return S.Kind == StepKind::Deref; });
}

bool concurrency::operator<(const Path &A, const Path &B) {
  return std::tie(A.Root, A.Index, A.Steps) <
         std::tie(B.Root, B.Index, B.Steps);
}

Value Value::copy(Path P) {
  return P.known() ? Value{ValueKind::Copy, std::move(P), {}, 0} : unknown();
}

Value Value::address(Path P) {
  return P.known() ? Value{ValueKind::Address, std::move(P), {}, 0} : unknown();
}

Value Value::callable(CallableId C) {
  return {ValueKind::Callable, {}, C, 0};
}

Path Value::pointee() const {
  switch (Kind) {
  case ValueKind::Address:
    return P;
  case ValueKind::Copy:
    return P.then(Step::deref());
  default:
    return Path::unknown();
  }
}
