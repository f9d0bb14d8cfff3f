//===- audit_log.h - who did what, on disk ----------------------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef SERVICE_AUDIT_LOG_H
#define SERVICE_AUDIT_LOG_H

#include <fstream>
#include <mutex>
#include <string>

namespace service {

/// Appends lines to a file. Any thread may write.
class AuditLog {
public:
  explicit AuditLog(const std::string &path);

  void write(const std::string &user, const std::string &action);
  void rotate(const std::string &path);

private:
  std::mutex mu_; // one line at a time
  std::ofstream out_;
};

} // namespace service

#endif // SERVICE_AUDIT_LOG_H
