//===- session_store.cpp - who is logged in -------------------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "session_store.h"
#include <fstream>
#include <utility>

namespace service {

static std::shared_ptr<const Session> makeSession(const std::string &user) {
  return std::make_shared<Session>(
      Session{user, std::chrono::steady_clock::now()});
}

std::shared_ptr<const Session> SessionStore::open(const std::string &user) {
  {
    std::lock_guard<std::mutex> lock(mu_);
    auto known = sessions_.find(user);
    if (known != sessions_.end())
      return known->second;
  }
  // Not under the lock: making a session takes a while.
  std::shared_ptr<const Session> session = makeSession(user);
  std::lock_guard<std::mutex> lock(mu_);
  sessions_[user] = session;
  ++logins_;
  return session;
}

void SessionStore::adopt(std::shared_ptr<const Session> session) {
  std::lock_guard<std::mutex> lock(mu_);
  if (sessions_.insert({session->user, session}).second)
    ++logins_;
}

void SessionStore::close(const std::string &user) {
  std::lock_guard<std::mutex> lock(mu_);
  sessions_.erase(user);
}

std::string SessionStore::describe() const {
  std::lock_guard<std::mutex> lock(mu_);
  return std::to_string(sessions_.size()) + " sessions, " +
         std::to_string(logins_) + " logins";
}

long SessionStore::takeLogins() { return std::exchange(logins_, 0); }

void SessionStore::save(const std::string &path) const {
  std::lock_guard<std::mutex> lock(mu_);
  std::ofstream out(path);
  for (const auto &[user, session] : sessions_)
    out << user << '\n';
}

std::vector<std::string> SessionStore::users() const {
  std::vector<std::string> names;
  std::lock_guard<std::mutex> lock(mu_);
  for (const auto &[user, session] : sessions_)
    names.push_back(user);
  return names;
}

} // namespace service
