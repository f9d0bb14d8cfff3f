// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c++20 2>&1 | %filecheck
// RUN: %confirm %s
// A constructor that starts a thread too early. That the thread has a lock of the
// object does not help: nobody else can have it yet.

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

class EarlyBad {
public:
  explicit EarlyBad(std::chrono::milliseconds interval) {
    thread_ = std::thread(&EarlyBad::runBad, this);
    interval_ = interval;
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'interval_' is written here and used in another thread with no common lock
    std::lock_guard<std::mutex> lock(mutex_);
    beats_ = 1;
  }
  ~EarlyBad() {
    {
      std::lock_guard<std::mutex> lock(mutex_);
      quit_ = true;
    }
    wake_.notify_all();
    thread_.join();
  }

private:
  void runBad() {
    std::unique_lock<std::mutex> lock(mutex_);
    while (!quit_) {
      wake_.wait_for(lock, interval_, [this] { return quit_; });
      ++beats_;
    }
  }
  std::chrono::milliseconds interval_{1};
  int beats_ = 0;
  bool quit_ = false;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::thread thread_;
};

class Late {
public:
  explicit Late(std::chrono::milliseconds interval) {
    interval_ = interval;
    thread_ = std::thread(&Late::run, this);
  }
  ~Late() {
    {
      std::lock_guard<std::mutex> lock(mutex_);
      quit_ = true;
    }
    wake_.notify_all();
    thread_.join();
  }

private:
  void run() {
    std::unique_lock<std::mutex> lock(mutex_);
    while (!quit_)
      wake_.wait_for(lock, interval_, [this] { return quit_; });
  }
  std::chrono::milliseconds interval_{1};
  bool quit_ = false;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::thread thread_;
};

int main() {
  EarlyBad early(std::chrono::milliseconds(2));
  Late late(std::chrono::milliseconds(2));
}
