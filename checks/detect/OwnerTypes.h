//===- OwnerTypes.h - whose the lock of a base class is ---------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Many classes derive from one that has a lock, in C by their first field. Where
/// a lock's object is known to be of one such class, it is none of another.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_DETECT_OWNERTYPES_H
#define CONCURRENCY_DETECT_OWNERTYPES_H

#include "solve/Program.h"

namespace concurrency {

/// The class of the object that has the lock, by the declarations on the path to
/// it, if that derives from the one that declares the lock; else invalid.
EntityId ownerType(const Program &P, const Function &In, const Path &Lock);

/// No object is of both classes. (Either may be invalid: nothing is known.)
bool areUnrelated(const Program &P, EntityId A, EntityId B);

} // namespace concurrency

#endif // CONCURRENCY_DETECT_OWNERTYPES_H
