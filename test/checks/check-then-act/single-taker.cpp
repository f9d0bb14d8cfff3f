// RUN: %tidy -checks='-*,concurrency-check-then-act' %s -- -std=c++20 2>&1 | %filecheck
// A queue that locks by itself. Who alone takes out of it, finds what it has seen; not so of two who do.

#include <atomic>
#include <deque>
#include <mutex>
#include <thread>

class Queue {
public:
  void push(int n) {
    std::lock_guard<std::mutex> lock(mu_);
    all_.push_back(n);
  }
  bool empty() const {
    std::lock_guard<std::mutex> lock(mu_);
    return all_.empty();
  }
  int pop() {
    std::lock_guard<std::mutex> lock(mu_);
    int n = all_.front();
    all_.pop_front();
    return n;
  }

private:
  mutable std::mutex mu_;
  std::deque<int> all_;
};

class Server {
public:
  Server() : worker_([this] { run(); }) {}
  ~Server() {
    stop_ = true;
    worker_.join();
  }
  void sendOk(int n) { commands_.push(n); }
  void logOk(int n) { log_.push(n); }
  void flushBad() {
    while (!log_.empty())
      sum_ += log_.pop();
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'log_' may have changed since it was tested
  }

private:
  void run() {
    while (!stop_) {
      while (!commands_.empty())
        sum_ += commands_.pop();
      while (!log_.empty())
        sum_ += log_.pop();
      // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'log_' may have changed since it was tested
    }
  }
  Queue commands_, log_;
  std::atomic<bool> stop_ = false;
  std::atomic<int> sum_ = 0;
  std::thread worker_;
};
