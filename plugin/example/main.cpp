//===- main.cpp - a service of a few threads ------------------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "audit_log.h"
#include "connection_pool.h"
#include "quota.h"
#include "session_store.h"
#include <iostream>
#include <thread>

using namespace service;

namespace {

struct Service {
  SessionStore sessions;
  ConnectionPool pool{2};
  Quota quota{1000};
  AuditLog log{"/dev/null"};
};

void serve(Service &service, const std::string &user) {
  for (int request = 0; request < 100; ++request) {
    service.sessions.open(user);
    if (!service.quota.charge(user, 1))
      break;
    std::unique_ptr<Connection> connection = service.pool.take();
    service.log.write(user, "request");
    service.pool.giveBack(std::move(connection));
  }
  service.sessions.close(user);
}

} // namespace

int main() {
  Service service;
  std::vector<std::thread> workers;
  for (const char *user : {"ada", "alan", "grace", "tony"})
    workers.emplace_back(serve, std::ref(service), user);
  for (std::thread &worker : workers)
    worker.join();
  std::cout << service.sessions.takeLogins() << " logins, "
            << service.pool.idle() << " connections idle\n";
}
