// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c++20 2>&1 | %filecheck
// RUN: %confirm %s
// A constructor has its object for itself until it starts a thread of it: in its body, or as a member before others.

#include <mutex>
#include <string>
#include <thread>

class TickerBad {
public:
  TickerBad() {
    thread_ = std::thread([this] { run(); });
    limit_ = 1000;
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'limit_' is written here and used in another thread with no common lock [concurrency-unprotected-shared-state]
    name_ = "ticker"; // nobody else's business
  }
  ~TickerBad() { thread_.join(); }

private:
  void run() {
    for (int i = 0; i < limit_; ++i)
      ++ticks_;
  }
  int limit_ = 10;
  long ticks_ = 0;
  std::string name_;
  std::thread thread_;
};

class EarlyBad {
public:
  EarlyBad() : thread_([this] { run(); }), limit_(1000) {}
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'limit_' is written here and used in another thread with no common lock [concurrency-unprotected-shared-state]
  ~EarlyBad() { thread_.join(); }

private:
  void run() {
    for (int i = 0; i < limit_; ++i)
      ++ticks_;
  }
  long ticks_ = 0;
  std::thread thread_;
  int limit_;
};

class LateOk {
public:
  LateOk() : limit_(1000), thread_([this] { run(); }) {}
  ~LateOk() { thread_.join(); }

private:
  void run() {
    for (int i = 0; i < limit_; ++i)
      ++ticks_;
  }
  long ticks_ = 0;
  int limit_;
  std::thread thread_;
};

class LockedOk {
public:
  LockedOk() {
    thread_ = std::thread(&LockedOk::run, this);
    std::lock_guard<std::mutex> lock(mu_);
    limit_ = 1000;
  }
  ~LockedOk() { thread_.join(); }

private:
  void run() {
    std::lock_guard<std::mutex> lock(mu_);
    for (int i = 0; i < limit_; ++i)
      ++ticks_;
  }
  std::mutex mu_;
  int limit_ = 10;
  long ticks_ = 0;
  std::thread thread_;
};

class JoinedOk {
public:
  JoinedOk() {
    std::thread first([this] { run(); });
    first.join();
    limit_ = 1000;
  }

private:
  void run() {
    for (int i = 0; i < limit_; ++i)
      ++ticks_;
  }
  int limit_ = 10;
  long ticks_ = 0;
};

#ifdef CONFIRM
int main() {
  for (int i = 0; i < 200; ++i) {
    TickerBad ticker;
    EarlyBad early;
    LateOk late;
    LockedOk locked;
    JoinedOk joined;
  }
}
#endif
