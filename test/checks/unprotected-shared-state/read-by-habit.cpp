// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c++20 2>&1 | %filecheck
// One function that reads without the lock forgot it; several that do have a
// reason, such as that they are the one thread's that writes.

#include <mutex>

class Oversight {
public:
  void open() {
    std::lock_guard<std::mutex> lock(mu_);
    state_ = 1;
  }
  void close() {
    std::lock_guard<std::mutex> lock(mu_);
    state_ = 0;
  }
  int state() const {
    std::lock_guard<std::mutex> lock(mu_);
    return state_;
  }
  bool isOpen() const {
    return state_ == 1;
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'state_' is read without 'mu_'{{.*}}[concurrency-unprotected-shared-state]
  }

private:
  mutable std::mutex mu_;
  int state_ = 0;
};

/// Only the connection's own thread writes; others ask state().
class Connection {
public:
  void open() {
    std::lock_guard<std::mutex> lock(mu_);
    state_ = 1;
  }
  void close() {
    std::lock_guard<std::mutex> lock(mu_);
    state_ = 0;
  }
  int state() const {
    std::lock_guard<std::mutex> lock(mu_);
    return state_;
  }
  bool states() const {
    std::lock_guard<std::mutex> lock(mu_);
    return state_ >= 0;
  }
  bool mayRead() const { return state_ == 1; }
  bool mayWrite() const { return state_ == 1; }
  bool mayClose() const { return state_ != 0; }
  bool mayOpen() const { return state_ == 0; }

private:
  mutable std::mutex mu_;
  int state_ = 0;
};
