// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c++20 2>&1 | %filecheck
// Who asserts to be on the loop's thread is there: it needs no lock for what only that thread changes.

#include <cassert>
#include <mutex>
#include <thread>

class ConnectionOk {
public:
  void receive(long n) {
    assertInLoopThread();
    std::lock_guard<std::mutex> lock(mu_);
    bytes_ += n;
  }
  void reset() {
    assert(isInLoopThread());
    if (bytes_ == 0)
      return;
    std::lock_guard<std::mutex> lock(mu_);
    bytes_ = 0;
  }
  long bytes() const {
    std::lock_guard<std::mutex> lock(mu_);
    return bytes_;
  }

private:
  void assertInLoopThread() const;
  bool isInLoopThread() const { return std::this_thread::get_id() == loop_; }
  std::thread::id loop_;
  mutable std::mutex mu_;
  long bytes_ = 0;
};

class ConnectionBad {
public:
  void receive(long n) {
    std::lock_guard<std::mutex> lock(mu_);
    bytes_ += n;
  }
  void reset() {
    assert(isInLoopThread());
    if (bytes_ == 0)
      return;
    // CHECK: :[[@LINE-2]]:{{[0-9]+}}: warning: 'bytes_' is read without 'mu_'
    std::lock_guard<std::mutex> lock(mu_);
    bytes_ = 0;
  }
  long bytes() const {
    std::lock_guard<std::mutex> lock(mu_);
    return bytes_;
  }

private:
  bool isInLoopThread() const { return std::this_thread::get_id() == loop_; }
  std::thread::id loop_;
  mutable std::mutex mu_;
  long bytes_ = 0;
};
