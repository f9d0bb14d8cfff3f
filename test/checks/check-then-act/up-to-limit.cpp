// RUN: %tidy -checks='-*,concurrency-check-then-act' %s -- -std=c++20 2>&1 | %filecheck
// Whether there is room for one more is asked before the lock is left; then all who asked come in.

#include <functional>
#include <memory>
#include <mutex>
#include <thread>

class Pool {
public:
  std::unique_ptr<int> openBad(std::function<std::unique_ptr<int>()> connect) {
    {
      std::lock_guard<std::mutex> guard(mutex_);
      if (open_ >= 4)
        return nullptr;
    }
    std::unique_ptr<int> made = connect();
    std::lock_guard<std::mutex> guard(mutex_);
    ++open_;
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'open_' may have changed since it was tested
    return made;
  }
  std::unique_ptr<int> reserve(std::function<std::unique_ptr<int>()> connect) {
    {
      std::lock_guard<std::mutex> guard(mutex_);
      if (reserved_ >= 4)
        return nullptr;
      ++reserved_;
    }
    return connect();
  }
  int open() {
    std::lock_guard<std::mutex> guard(mutex_);
    return open_ + reserved_;
  }

private:
  std::mutex mutex_;
  int open_ = 0, reserved_ = 0;
};

// One thread alone counts.
class Worker {
public:
  void start() {
    thread_ = std::thread([this] { run(); });
  }
  int done() {
    std::lock_guard<std::mutex> guard(mutex_);
    return done_;
  }
  ~Worker() { thread_.join(); }

private:
  void run() {
    for (;;) {
      {
        std::lock_guard<std::mutex> guard(mutex_);
        if (done_ >= 10)
          return;
      }
      std::this_thread::yield();
      std::lock_guard<std::mutex> guard(mutex_);
      ++done_;
    }
  }
  std::thread thread_;
  std::mutex mutex_;
  int done_ = 0;
};
// CHECK-NOT: warning:
