//===- OneOfMany.h - what is made or ended is not alone ---------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Who makes or ends an object is alone with it, but not with what the objects
/// of its kind share: their list, their number.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_SOLVE_ONEOFMANY_H
#define CONCURRENCY_SOLVE_ONEOFMANY_H

#include "solve/Accesses.h"

namespace concurrency {

/// The function sets up or tears down at \p Site, and \p A, to which that
/// leads, is of that.
bool isSetUpOf(const Solution &S, const AccessSite &Site,
               const SharedAccess &A);

} // namespace concurrency

#endif // CONCURRENCY_SOLVE_ONEOFMANY_H
