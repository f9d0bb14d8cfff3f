//===- session_store.h - who is logged in -----------------------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef SERVICE_SESSION_STORE_H
#define SERVICE_SESSION_STORE_H

#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace service {

struct Session {
  std::string user;
  std::chrono::steady_clock::time_point opened;
};

class SessionStore {
public:
  /// The user's session, a new one if there is none.
  std::shared_ptr<const Session> open(const std::string &user);
  /// Takes over a session from another server.
  void adopt(std::shared_ptr<const Session> session);
  void close(const std::string &user);

  /// One line for the status page.
  std::string describe() const;
  /// How often somebody was logged in since the last call.
  long takeLogins();

  /// Writes the users' names to a file.
  void save(const std::string &path) const;
  std::vector<std::string> users() const;

private:
  mutable std::mutex mu_; // protects what follows
  std::map<std::string, std::shared_ptr<const Session>> sessions_;
  long logins_ = 0;
};

} // namespace service

#endif // SERVICE_SESSION_STORE_H
