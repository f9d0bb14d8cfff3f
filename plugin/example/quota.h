//===- quota.h - what each user may still do --------------------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef SERVICE_QUOTA_H
#define SERVICE_QUOTA_H

#include <map>
#include <mutex>
#include <string>

namespace service {

/// Requests by user and in total.
class Quota {
public:
  explicit Quota(long limit) : limit_(limit) {}

  /// False when the user, or the service, has had enough.
  bool charge(const std::string &user, long cost);
  /// The share of the total that a user has.
  double share(const std::string &user);

private:
  const long limit_;
  std::mutex users_mu_;
  std::map<std::string, long> used_;
  std::mutex total_mu_;
  long total_ = 0;
};

} // namespace service

#endif // SERVICE_QUOTA_H
