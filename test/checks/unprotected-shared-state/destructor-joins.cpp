// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c++20 2>&1 | %filecheck
// RUN: %confirm %s
// A destructor has its object for itself once it has waited for the object's thread, not before.

#include <atomic>
#include <chrono>
#include <mutex>
#include <thread>

class PollerBad {
public:
  PollerBad() : thread_([this] { run(); }) {}
  ~PollerBad() {
    stop_ = true;
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'stop_' is written here and used in another thread with no common lock [concurrency-unprotected-shared-state]
    thread_.join();
    polls_ = 0;
  }

private:
  void run() {
    while (!stop_) {
      ++polls_;
      std::this_thread::yield();
    }
  }
  bool stop_ = false;
  long polls_ = 0;
  std::thread thread_;
};

class PollerOk {
public:
  PollerOk() : thread_([this] { run(); }) {}
  ~PollerOk() {
    stop_ = true;
    {
      std::lock_guard<std::mutex> lock(mu_);
      last_ = true;
    }
    thread_.join();
    polls_ = 0;
    last_ = false;
  }

private:
  void run() {
    while (!stop_) {
      ++polls_;
      std::lock_guard<std::mutex> lock(mu_);
      if (last_)
        return;
    }
  }
  std::atomic<bool> stop_ = false;
  std::mutex mu_;
  bool last_ = false;
  long polls_ = 0;
  std::thread thread_;
};

#ifdef CONFIRM
int main() {
  for (int i = 0; i < 20; ++i) {
    PollerBad bad;
    PollerOk ok;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
}
#endif
