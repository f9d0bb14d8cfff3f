//===- CallShape.h - a call on a path, as models see it ---------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Finds what the model says of a call, and the values of the operands that its
/// effects name.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_PATHS_CALLSHAPE_H
#define CONCURRENCY_PATHS_CALLSHAPE_H

#include "paths/CoreView.h"
#include "clang/StaticAnalyzer/Core/PathSensitive/CallEvent.h"

namespace concurrency {

class CallShape {
public:
  CallShape(const clang::ento::CallEvent &Call, CoreView &Core);

  const clang::ento::CallEvent &Call;
  const clang::FunctionDecl *Callee = nullptr;
  /// The class of the receiver; of a constructor, the class constructed.
  const clang::RecordDecl *Class = nullptr;
  const clang::Expr *Receiver = nullptr;
  clang::ento::SVal This = clang::ento::UnknownVal();
  /// Null where no model describes the call.
  const CallEffects *Effects = nullptr;

  /// As messages name it.
  std::string name() const;

  /// Those effects whose conditions hold, in order. Of a free function that
  /// does what a method does, the method's.
  void each(
      llvm::function_ref<void(const CallEffect &, const CallShape &)> Do) const;
  bool has(llvm::function_ref<bool(const CallEffect &)> Test) const;

  clang::ento::SVal value(const Operand &O) const;
  llvm::SmallVector<clang::ento::SVal, 2> values(const Operand &O) const;
  /// The first expression that the operand names, or null.
  const clang::Expr *expr(const Operand &O) const;
  Reentrancy reentrancy(const CallEffect &E, const Operand &O) const;
  /// What a variable for a stream, or one of two, says of the kind of blocking.
  std::optional<BlockKind> kindOfStream(const clang::Expr *Stream) const;
  /// Likewise the handle at hand, or else the effect.
  BlockKind blockKind(const CallEffect &E) const;

  /// Without a body here, or one that was not entered: what the method's name
  /// says that it does, if the class has the methods of a lock.
  std::optional<Event::HintTy> hint(LockMode &Mode) const;

private:
  CallShape(const CallShape &Outer, const CallEffect &As);

  CoreView &Core;
  llvm::SmallVector<const clang::Expr *, 6> Args;
  llvm::SmallVector<unsigned, 6> ArgIndex;
  unsigned Depth = 0;
};

/// What changes the state of locks and guards, or tells it.
bool isLocking(const CallEffect &E);

} // namespace concurrency

#endif // CONCURRENCY_PATHS_CALLSHAPE_H
