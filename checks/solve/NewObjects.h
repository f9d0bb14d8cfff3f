//===- NewObjects.h - what nobody else knows yet ----------------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Objects begin as nobody else's: what a function has just made, and its local
/// variables, are its own until a pointer to them is put where others find it.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_SOLVE_NEWOBJECTS_H
#define CONCURRENCY_SOLVE_NEWOBJECTS_H

#include "solve/Solution.h"
#include <map>

namespace concurrency {

/// The local pointers and objects of one function.
class NewObjects {
public:
  /// Needs the summaries of what the function calls.
  NewObjects(const Solution &S, FunctionId In);

  /// What a local pointer holds.
  struct Pointer {
    unsigned Assignments = 0; ///< of anything but null
    bool Makes = false;       ///< some of them were made here
    bool Fresh = false;       ///< all of them
    uint32_t Whole = ~0u;     ///< it leads into what this other one holds
    Path Pointee;             ///< by the last assignment
    Path Source;              ///< where that value was taken from
  };
  const Pointer &operator[](uint32_t Local) const { return Pointers[Local]; }
  /// `T *self = p;`: a path through a variable that is assigned once, by the name
  /// that what it leads to has elsewhere.
  Path resolve(const Path &Through) const;

  /// At the event \p At nobody else knows what the local pointer holds.
  bool holdsNew(uint32_t Local, EventId At) const;
  /// Until the event \p At nobody else knows the local variable itself.
  bool isOwn(uint32_t Local, EventId At) const {
    return At.index() <= publishedAt(Local);
  }

  /// At the event \p At nobody else knows the object: of a local variable, or
  /// that its pointer leads to, but not what that points to in turn.
  bool isUnknownToOthers(const Path &Object, EventId At) const;

private:
  enum class Assigned : uint8_t {
    Nothing, ///< null
    Same,    ///< what it held, or another part of it
    Made,    ///< what is made here
    Part,    ///< of what another pointer holds that may be new, or all of it
    Other,
  };
  Assigned assigned(const Event &E) const;
  bool isNewResult(Value V) const;
  bool isOutParameter(const Value &V) const;
  std::vector<bool> newAlong(uint32_t Local) const;
  uint32_t publishedAt(uint32_t Local) const;

  const Solution &S;
  const Function &F;
  std::vector<Pointer> Pointers;
  static constexpr uint32_t Unasked = ~0u - 1;
  mutable std::vector<uint32_t> Published;
  /// Per pointer that was asked for, and event.
  mutable std::map<uint32_t, std::vector<bool>> NewAt;
};

} // namespace concurrency

#endif // CONCURRENCY_SOLVE_NEWOBJECTS_H
