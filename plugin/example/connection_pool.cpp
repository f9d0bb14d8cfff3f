//===- connection_pool.cpp - connections to the database ------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "connection_pool.h"

namespace service {

ConnectionPool::ConnectionPool(int size) {
  for (int id = 1; id <= size; ++id)
    free_.push_back(std::make_unique<Connection>(Connection{id}));
}

std::unique_ptr<Connection> ConnectionPool::take() {
  std::unique_lock<std::mutex> lock(mu_);
  ++waiting_;
  freed_.wait(lock, [this] { return !free_.empty(); });
  --waiting_;
  std::unique_ptr<Connection> connection = std::move(free_.back());
  free_.pop_back();
  return connection;
}

void ConnectionPool::giveBack(std::unique_ptr<Connection> connection) {
  {
    std::lock_guard<std::mutex> lock(mu_);
    free_.push_back(std::move(connection));
  }
  freed_.notify_one();
}

std::size_t ConnectionPool::idle() const {
  std::lock_guard<std::mutex> lock(mu_);
  return free_.size();
}

std::string ConnectionPool::describe() const {
  std::lock_guard<std::mutex> lock(mu_);
  return std::to_string(idle()) + " idle, " + std::to_string(waiting_) +
         " waiting";
}

} // namespace service
