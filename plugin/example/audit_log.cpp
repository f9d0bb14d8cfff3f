//===- audit_log.cpp - who did what, on disk ------------------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "audit_log.h"

namespace service {

AuditLog::AuditLog(const std::string &path) : out_(path, std::ios::app) {}

void AuditLog::write(const std::string &user, const std::string &action) {
  std::string line = user + ' ' + action + '\n';
  std::lock_guard<std::mutex> lock(mu_);
  out_ << line;
}

void AuditLog::rotate(const std::string &path) {
  std::ofstream next(path, std::ios::app);
  std::lock_guard<std::mutex> lock(mu_);
  out_.swap(next);
}

} // namespace service
