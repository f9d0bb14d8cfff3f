// RUN: %tidy -checks='-*,concurrency-lock-order-inversion' %s -- -std=c++20 2>&1 | %filecheck
// Pointers to the locks are brought into order; without that, two threads that do so with the objects swapped deadlock.

#include <functional>
#include <mutex>
#include <utility>

class Shard {
public:
  void exchange(Shard &other) {
    std::mutex *first = &mutex_;
    std::mutex *second = &other.mutex_;
    if (std::less<std::mutex *>{}(second, first))
      std::swap(first, second);
    std::lock_guard<std::mutex> one(*first);
    std::lock_guard<std::mutex> two(*second);
    std::swap(rows_, other.rows_);
  }
  void exchangeBad(Shard &other) {
    std::mutex *first = &mutex_;
    std::mutex *second = &other.mutex_;
    std::lock_guard<std::mutex> one(*first);
    std::lock_guard<std::mutex> two(*second);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'Shard::mutex_' is acquired while 'Shard::mutex_' of another object is held
    std::swap(rows_, other.rows_);
  }

private:
  std::mutex mutex_;
  int rows_ = 0;
};
// CHECK-NOT: warning:
