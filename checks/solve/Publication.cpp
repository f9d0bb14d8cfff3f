//===- Publication.cpp - what makes an object known to others -------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "solve/Publication.h"
#include "llvm/ADT/STLExtras.h"

using namespace concurrency;

/// A method of the object is called that joins a thread.
static bool joins(const Solution &S, const Function &F, const Path &Object) {
  return llvm::any_of(F.Events, [&](const Event &E) {
    if (E.Kind != EventKind::Call || E.IsDestructor)
      return false;
    std::optional<CallTarget> T = S.target(F, E);
    return T && T->Bindings.toCaller(Path::self()) == Object &&
           llvm::any_of(S.program()[T->Callee].Events, [](const Event &Inner) {
             return Inner.Kind == EventKind::Join;
           });
  });
}

bool concurrency::publishes(const Solution &S, const Function &F,
                            const Event &E, const Path &Pointer) {
  // The object, the pointer's object, or a part of either.
  Path Pointee = Pointer.then(Step::deref());
  auto IsPart = [&](const Path &Q) {
    size_t Of =
        Q.startsWith(Pointee) ? Pointee.Steps.size() : Pointer.Steps.size();
    return Q.startsWith(Pointer) &&
           llvm::none_of(llvm::drop_begin(Q.Steps, Of), [](const Step &T) {
             return T.Kind == StepKind::Deref;
           });
  };
  auto IsPointer = [&](const Value &V) {
    return (V.Kind == ValueKind::Copy && V.P == Pointer) ||
           (V.Kind == ValueKind::Address && IsPart(V.P));
  };
  auto Carries = [&](CallableId C) {
    return C.valid() &&
           (IsPointer(F.Callables[C.index()].This) ||
            llvm::any_of(F.Callables[C.index()].Bound, IsPointer) ||
            llvm::any_of(F.Callables[C.index()].Captures, IsPointer));
  };
  auto Is = [&](const Value &V) {
    return IsPointer(V) ||
           (V.Kind == ValueKind::Callable && Carries(V.Callable));
  };
  switch (E.Kind) {
  case EventKind::Spawn:
    return Carries(E.Callable) || llvm::any_of(E.Args, Is);
  case EventKind::Escape:
    return llvm::any_of(E.Args, Is);
  case EventKind::Assign:
  case EventKind::Access:
    return E.Target.Root != RootKind::Local && E.Rw != AccessKind::Read &&
           llvm::any_of(E.Args, Is);
  case EventKind::Call:
    if (std::optional<CallTarget> T = S.target(F, E)) {
      const llvm::SmallBitVector &Inner = S[T->Callee].Effects.Escapes;
      for (uint32_t I = 0; I != Inner.size(); ++I)
        if (const Value *Arg = T->Bindings.argument(I))
          if (Inner[I] && Is(*Arg))
            return true;
      return S[T->Callee].Effects.EscapesThis &&
             IsPart(T->Bindings.toCaller(Path::self())) &&
             !joins(S, F, T->Bindings.toCaller(Path::self()));
    }
    // Who gets a smart pointer, and is not seen, keeps the object.
    return Pointer.Root == RootKind::Local && Pointer.Steps.empty() &&
           F.Locals[Pointer.Index].Type.Role == TypeRole::Pointer &&
           !F.Locals[Pointer.Index].Type.Scalar &&
           llvm::any_of(E.Args, [&](const Value &V) {
             return V.Kind == ValueKind::Copy && V.P == Pointer;
           });
  default:
    return false;
  }
}
