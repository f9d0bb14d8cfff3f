//===- quota.cpp - what each user may still do ----------------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "quota.h"

namespace service {

bool Quota::charge(const std::string &user, long cost) {
  std::lock_guard<std::mutex> users(users_mu_);
  long &used = used_[user];
  if (used + cost > limit_)
    return false;
  std::lock_guard<std::mutex> total(total_mu_);
  used += cost;
  total_ += cost;
  return true;
}

double Quota::share(const std::string &user) {
  std::lock_guard<std::mutex> total(total_mu_);
  if (total_ == 0)
    return 0;
  std::lock_guard<std::mutex> users(users_mu_);
  auto used = used_.find(user);
  return used == used_.end() ? 0 : double(used->second) / double(total_);
}

} // namespace service
