//===- Workers.h - jobs in processes ----------------------------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Runs jobs in processes of their own: what crashes, hangs or eats memory is
/// one job, not the run.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_DRIVER_WORKERS_H
#define CONCURRENCY_DRIVER_WORKERS_H

#include "llvm/ADT/STLFunctionalExtras.h"
#include <cstddef>
#include <string>

namespace concurrency {

struct JobResult {
  /// Empty if the job ended well; otherwise how it ended.
  std::string Died;
  std::string Output;
};

/// Runs Job(0) … Job(Count - 1), \p AtOnce at a time, each in a forked process;
/// what it returns comes to \p Done here, in whatever order jobs end. A job
/// that takes longer than \p Timeout seconds is ended.
void runJobs(size_t Count, unsigned AtOnce, unsigned Timeout,
             llvm::function_ref<std::string(size_t)> Job,
             llvm::function_ref<void(size_t, JobResult)> Done);

} // namespace concurrency

#endif // CONCURRENCY_DRIVER_WORKERS_H
