//===- connection_pool.h - connections to the database ----------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef SERVICE_CONNECTION_POOL_H
#define SERVICE_CONNECTION_POOL_H

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace service {

struct Connection {
  int id = 0;
};

/// A fixed number of connections, lent to one thread at a time.
class ConnectionPool {
public:
  explicit ConnectionPool(int size);

  /// Waits for a free connection.
  std::unique_ptr<Connection> take();
  void giveBack(std::unique_ptr<Connection> connection);

  std::size_t idle() const;
  /// One line for the status page.
  std::string describe() const;

private:
  mutable std::mutex mu_;
  std::condition_variable freed_;
  std::vector<std::unique_ptr<Connection>> free_;
  std::size_t waiting_ = 0;
};

} // namespace service

#endif // SERVICE_CONNECTION_POOL_H
