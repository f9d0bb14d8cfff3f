// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c++20 2>&1 | %filecheck
// A number that one function forgot to lock for; one that several functions use without, on purpose; and a container, which is never left to luck.

#include <mutex>
#include <vector>

class Meter {
public:
  void start() {
    std::lock_guard<std::mutex> lock(mu_);
    forgotten_ = 1;
    own_ = 1;
    list_.push_back(1);
  }
  void stop() {
    std::lock_guard<std::mutex> lock(mu_);
    forgotten_ = 0;
    own_ = 0;
    list_.clear();
  }
  int show() {
    std::lock_guard<std::mutex> lock(mu_);
    return forgotten_ + own_ + list_.size();
  }
  void resetBad() { forgotten_ = 2; }
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'forgotten_' is written without 'mu_'
  void slowOk() { own_ = 1; }
  void fastOk() { own_ = 2; }
  void waitOk() { own_ = 0; }
  void pushBad() { list_.push_back(2); }
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'list_' is written without 'mu_'
  void popBad() { list_.pop_back(); }
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'list_' is written without 'mu_'

private:
  std::mutex mu_;
  int forgotten_ = 0, own_ = 0;
  std::vector<int> list_;
};
