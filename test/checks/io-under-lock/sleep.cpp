// RUN: %tidy -checks='-*,concurrency-io-under-lock' %s -- -std=c++20 2>&1 | %filecheck
// Sleeping with a lock held; a timed wait on the lock's own condition does not hold it.

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

class RetryBad {
public:
  bool connected() {
    std::lock_guard<std::mutex> lock(mu_);
    return connected_;
  }
  void connect() {
    std::lock_guard<std::mutex> lock(mu_);
    while (!connected_) {
      std::this_thread::sleep_for(std::chrono::seconds(1)); // connected() sleeps too
      // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}sleep{{.*}}'mu_'{{.*}}[concurrency-io-under-lock]
      connected_ = ++attempts_ > 3;
    }
  }

private:
  std::mutex mu_;
  bool connected_ = false;
  int attempts_ = 0;
};

class RetryOk {
public:
  void connect() {
    for (;;) {
      {
        std::lock_guard<std::mutex> lock(mu_);
        connected_ = ++attempts_ > 3;
        if (connected_)
          return;
      }
      std::this_thread::sleep_for(std::chrono::seconds(1));
    }
  }
  void await() {
    std::unique_lock<std::mutex> lock(mu_);
    while (!connected_)
      changed_.wait_for(lock, std::chrono::seconds(1)); // lets go of mu_
  }
  void pause() {
    std::unique_lock<std::mutex> lock(mu_);
    ++attempts_;
    lock.unlock();
    std::this_thread::sleep_for(std::chrono::seconds(1));
    lock.lock();
    --attempts_;
  }
  void yield() {
    std::lock_guard<std::mutex> lock(mu_);
    ++attempts_;
    std::this_thread::yield(); // does not block
  }

private:
  std::mutex mu_;
  std::condition_variable changed_;
  bool connected_ = false;
  int attempts_ = 0;
};
