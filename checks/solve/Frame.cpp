//===- Frame.cpp - paths of a callee seen from its caller -----------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "solve/Frame.h"
#include "llvm/ADT/STLExtras.h"

using namespace concurrency;

Path concurrency::anonymous(llvm::ArrayRef<Step> Steps) {
  Path P;
  P.Steps.append(Steps.begin(), Steps.end());
  return P;
}

/// \p Base and \p More; where that is too deep or unknown, the last steps.
static Path append(const Path &Base, llvm::ArrayRef<Step> More) {
  Path Whole = Base.then(More);
  if (Whole.known())
    return Whole;
  // An unknown base still ends in a class, which More may be empty to show.
  return anonymous(More.empty() ? llvm::ArrayRef<Step>(Base.Steps)
                                : More.take_back(Path::MaxSteps));
}

Frame Frame::ofCall(const Event &Call) {
  Frame F;
  F.Receiver = Call.Target;
  F.Call = &Call;
  return F;
}

Frame Frame::ofCallable(const Callable &C, const Function &Target,
                        llvm::ArrayRef<Value> Args) {
  Frame F;
  if (C.This.Kind == ValueKind::Address)
    F.Receiver = C.This.P;
  else if (C.This.Kind == ValueKind::Copy)
    F.Receiver = C.This.P.then(Step::deref());
  F.Bound.assign(C.Bound.begin(), C.Bound.end());
  F.Bound.insert(F.Bound.end(), Args.begin(), Args.end());
  if (!C.Captures.empty()) {
    F.Bound.resize(Target.NumParams);
    F.Bound.insert(F.Bound.end(), C.Captures.begin(), C.Captures.end());
  }
  return F;
}

Frame Frame::knowing(Path InCallee, Path InCaller) const {
  Frame More = *this;
  More.Part = std::move(InCallee);
  More.Whole = std::move(InCaller);
  return More;
}

/// A subscript that is no constant means something in its own function only.
static Path withoutSubscripts(Path P) {
  for (Step &T : P.Steps)
    if (T.isVariableElement())
      T.Index = 0;
  return P;
}

Path Frame::toCaller(const Path &InCalleesWords) const {
  const Path InCallee = withoutSubscripts(InCalleesWords);
  switch (InCallee.Root) {
  case RootKind::Global:
    return InCallee;
  case RootKind::This:
    if (Part.known() && InCallee.startsWith(Part))
      return append(
          Whole,
          llvm::ArrayRef<Step>(InCallee.Steps).drop_front(Part.Steps.size()));
    return append(Receiver, InCallee.Steps);
  case RootKind::Param: {
    const Value *Arg = argument(InCallee.Index);
    if (!Arg)
      break;
    llvm::ArrayRef<Step> Steps = InCallee.Steps;
    if (Arg->Kind == ValueKind::Address && !Steps.empty() &&
        Steps.front().Kind == StepKind::Deref)
      return append(Arg->P, Steps.drop_front());
    // A parameter is an object of its own: only what it points to is shared.
    if (Arg->Kind == ValueKind::Copy && InCallee.hasDeref())
      return append(Arg->P, Steps);
    break;
  }
  case RootKind::Local:
  case RootKind::Result:
  case RootKind::Unknown:
    break;
  }
  return anonymous(InCallee.Steps);
}

Value Frame::toCaller(const Value &InCallee) const {
  switch (InCallee.Kind) {
  case ValueKind::Copy:
    // A parameter handed on is what the caller handed in.
    if (InCallee.P.Root == RootKind::Param && InCallee.P.Steps.empty()) {
      const Value *Arg = argument(InCallee.P.Index);
      return Arg ? *Arg : Value::unknown();
    }
    return Value::copy(toCaller(InCallee.P));
  case ValueKind::Address:
    return Value::address(toCaller(InCallee.P));
  case ValueKind::Fresh:
  case ValueKind::Constant:
    return InCallee;
  case ValueKind::Unknown:
  case ValueKind::Callable:
    return Value::unknown();
  }
  return Value::unknown();
}

Path Frame::toCallee(const Path &InCaller) const {
  const Path Unnamed = withoutSubscripts(InCaller);
  if (!InCaller.known() || InCaller.Root == RootKind::Global)
    return Unnamed;
  llvm::ArrayRef<Step> Steps = Unnamed.Steps;
  // The longest prefix that the callee has a name for wins: it leaves the
  // fewest steps, and names the object most exactly.
  Path Best;
  size_t BestLength = 0;
  auto Consider = [&](const Path &Prefix, Path Root) {
    if (!InCaller.startsWith(Prefix) ||
        (Best.known() && Prefix.Steps.size() <= BestLength))
      return;
    Path Named = Root.then(Steps.drop_front(Prefix.Steps.size()));
    if (Named.known()) {
      Best = Named;
      BestLength = Prefix.Steps.size();
    }
  };
  Consider(Receiver, Path::self());
  if (Part.known())
    Consider(Whole, Part);
  llvm::ArrayRef<Value> Args = args();
  for (unsigned I = 0; I != Args.size(); ++I) {
    if (Args[I].Kind == ValueKind::Address)
      Consider(Args[I].P, Path::param(I).then(Step::deref()));
    else if (Args[I].Kind == ValueKind::Copy)
      Consider(Args[I].P.then(Step::deref()),
               Path::param(I).then(Step::deref()));
  }
  return Best.known() ? Best : anonymous(Steps);
}

Frame Frame::resolved(
    llvm::function_ref<Path(const Path &)> Resolve) const {
  auto IsResult = [](const Path &P) { return P.Root == RootKind::Result; };
  Frame Named = *this;
  if (IsResult(Receiver))
    Named.Receiver = Resolve(Receiver);
  if (llvm::none_of(args(), [&](const Value &V) { return IsResult(V.P); }))
    return Named;
  Named.Bound.assign(args().begin(), args().end());
  Named.Call = nullptr;
  for (Value &V : Named.Bound)
    if (IsResult(V.P))
      if (Path Object = Resolve(V.pointee()); Object.known())
        V = Value::address(Object);
  return Named;
}
