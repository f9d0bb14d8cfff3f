//===- Explain.cpp - names and steps of a bug -----------------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "detect/Explain.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/Twine.h"

using namespace concurrency;

LockClass concurrency::lockClass(const Path &Lock) {
  LockClass C{Lock.lastEntity(), 0};
  if (!Lock.Steps.empty() && Lock.Steps.back().isKnownElement())
    C.Element = Lock.Steps.back().Index;
  return C;
}

LockClass concurrency::lockOfVariable(const Path &Lock) {
  if (Lock.Root != RootKind::Global || Lock.hasDeref())
    return {};
  LockClass C = lockClass(Lock);
  for (auto [I, T] : llvm::enumerate(Lock.Steps)) {
    if (T.isAnyElement())
      return {};
    if (T.isKnownElement() && I + 1 != Lock.Steps.size())
      C.VariableElement = T.Index;
    if (T.Kind == StepKind::Field && T.entity() != C.Entity)
      C.Part = T.entity();
  }
  if (C.Entity != Lock.global())
    C.Variable = Lock.global();
  return C;
}

std::string concurrency::shortName(const Solution &S, const Function &F,
                                   const Path &P) {
  const Program &Prog = S.program();
  // The last field, with those before it that are parts of one object:
  // `stats_.hits`.
  std::string Name;
  for (const Step &Last : llvm::reverse(P.Steps)) {
    if (Last.Kind != StepKind::Field) {
      if (Name.empty())
        continue;
      break;
    }
    llvm::StringRef Field = Prog[Last.entity()].shortName();
    if (Field.empty())
      continue;
    Name = Name.empty() ? Field.str() : (Field + "." + Name).str();
  }
  if (!Name.empty())
    return Name;
  switch (P.Root) {
  case RootKind::Global:
    return Prog[P.global()].shortName().str();
  case RootKind::Param:
    return P.Index < F.Params.size() ? F.Params[P.Index].Name : "";
  case RootKind::Local:
    return P.Index < F.Locals.size() ? F.Locals[P.Index].Name : "";
  case RootKind::This:
    return "this";
  default:
    return "a lock";
  }
}

std::string concurrency::stateName(const Solution &S, const Function &F,
                                   const Path &P) {
  size_t Start = 0, End = P.Steps.size();
  for (size_t I = 0; I != P.Steps.size(); ++I)
    if (P.Steps[I].Kind == StepKind::Deref && I + 1 != P.Steps.size())
      Start = I + 1;
  // `rows_[i].n` is a matter of rows_; an element of what has no name is told
  // by its own fields.
  bool Named = Start == 0;
  for (size_t I = Start; I != P.Steps.size(); ++I) {
    Named |= P.Steps[I].Kind == StepKind::Field;
    if (P.Steps[I].Kind == StepKind::Element &&
        (Named || I + 1 == P.Steps.size())) {
      End = I;
      break;
    }
  }
  Path State = P;
  State.Steps.truncate(End);
  return shortName(S, F, State);
}

std::string concurrency::className(const Solution &S, const LockClass &C) {
  if (!C.valid())
    return "";
  const Program &P = S.program();
  const Entity &E = P[C.Entity];
  std::string Name = E.shortName().str();
  if (C.Variable.valid()) {
    std::string Variable = P[C.Variable].shortName().str();
    if (C.VariableElement)
      Variable += "[" + std::to_string(C.VariableElement - 1) + "]";
    if (C.Part.valid())
      Variable += "." + P[C.Part].shortName().str();
    Name = Variable + "." + Name;
  } else if (EntityId Record = P.recordOf(C.Entity); Record.valid())
    if (llvm::StringRef Class = P[Record].shortName(); !Class.empty())
      Name = (Class + "::" + Name).str();
  if (C.Element)
    Name += "[" + std::to_string(C.Element - 1) + "]";
  return Name;
}

Bug concurrency::bugAt(const Program &P, Pattern What, FunctionId In,
                       EventId At) {
  Bug B;
  B.What = What;
  B.Sure = Confidence::Likely;
  B.Where = P[In].Events[At.index()].Where;
  B.In = P[In].Self;
  return B;
}

void concurrency::addChain(Bug &B, const Solution &S, const Trace *Chain,
                           BugStepKind Last, std::vector<std::string> Names) {
  for (; Chain; Chain = Chain->Next) {
    if (Chain->Callee.valid() && Chain->Next) {
      llvm::StringRef Callee = S.program()[Chain->Callee].Name;
      B.Steps.push_back({BugStepKind::Calls, Chain->Where, {Callee.str()}});
      continue;
    }
    B.Steps.push_back({Last, Chain->Where, std::move(Names)});
    return;
  }
}

void concurrency::addHold(Bug &B, const Solution &S, const Function &F,
                          const HeldLock &H, BugStepKind Kind) {
  addChain(B, S, H.Via, Kind, {shortName(S, F, H.Lock)});
}

std::string concurrency::calleeName(const Solution &S, const Trace *Chain) {
  return Chain && Chain->Callee.valid() ? S.program()[Chain->Callee].Name : "";
}
