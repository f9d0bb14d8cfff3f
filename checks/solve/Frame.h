//===- Frame.h - paths of a callee seen from its caller ---------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Substitution at a call: formal roots become actual paths, and back.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_SOLVE_FRAME_H
#define CONCURRENCY_SOLVE_FRAME_H

#include "solve/Program.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace concurrency {

/// The bindings of one call.
class Frame {
public:
  /// A call by name: receiver and arguments from the event, which has to outlive
  /// the frame.
  static Frame ofCall(const Event &Call);
  /// A run of a callable value with \p Args as further arguments.
  static Frame ofCallable(const Callable &C, const Function &Target,
                          llvm::ArrayRef<Value> Args);

  /// The same bindings, where moreover \p InCallee, a part of what the callee's
  /// object refers to, is known to be the caller's \p InCaller.
  Frame knowing(Path InCallee, Path InCaller) const;

  /// The callee's path in the caller's frame. The root is Unknown, with the
  /// steps kept, where the caller has no name for the object.
  Path toCaller(const Path &InCallee) const;
  Value toCaller(const Value &InCallee) const;
  /// The caller's path in the callee's frame, likewise.
  Path toCallee(const Path &InCaller) const;

  /// The same bindings, with the names that \p Resolve has for what calls
  /// returned.
  Frame resolved(llvm::function_ref<Path(const Path &)> Resolve) const;

  const Value *argument(unsigned I) const {
    return I < args().size() ? &args()[I] : nullptr;
  }

private:
  /// Most calls are by name, and most are asked only about one argument.
  const List<Value> &args() const { return Call ? Call->Args : Bound; }

  Path Receiver;
  const Event *Call = nullptr;
  List<Value> Bound;
  /// See knowing().
  Path Part, Whole;
};

/// \p Steps behind an unknown root: only the lock class is known.
Path anonymous(llvm::ArrayRef<Step> Steps);

} // namespace concurrency

#endif // CONCURRENCY_SOLVE_FRAME_H
