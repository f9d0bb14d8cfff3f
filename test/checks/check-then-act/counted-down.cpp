// RUN: %tidy -checks='-*,concurrency-check-then-act' %s -- -std=c++20 2>&1 | %filecheck
// Whether a count has come to its end, the operation tells that counted; who looks again may see what another one made of it.

#include <atomic>
#include <string>

class Shared {
public:
  void hold() { ++count_; }
  void dropBad() {
    --count_;
    if (count_ == 0)
      // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'count_' may have changed since it was counted down; test what that operation returns
      // CHECK: :[[@LINE-3]]:{{[0-9]+}}: note: 'count_' is written here
      delete this;
  }
  void dropByName_bad() {
    count_.fetch_sub(1);
    if (count_.load() == 0)
      // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'count_' may have changed since it was counted down
      delete this;
  }
  void drop() {
    if (--count_ == 0)
      delete this;
  }
  void dropByName() {
    if (count_.fetch_sub(1) == 1)
      delete this;
  }
  // It only tells.
  bool isLast() {
    --count_;
    return count_ == 0;
  }

private:
  ~Shared() { name_.clear(); }
  std::string name_;
  std::atomic<int> count_{1};
};

// CHECK-NOT: warning:
