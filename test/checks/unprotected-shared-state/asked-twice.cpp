// RUN: %tidy -checks='-*,concurrency-*,-concurrency-mt-unsafe' %s -- -std=c++20 2>&1 | %filecheck
// The same condition twice has the same answer, as long as nothing changes it.

#include <mutex>
#include <shared_mutex>

class Counters {
public:
  long takeOk(bool reset) {
    if (reset && !cumulative_)
      mu_.lock();
    else
      mu_.lock_shared();
    long now = count_;
    if (reset && !cumulative_)
      count_ = 0;
    if (reset && !cumulative_)
      mu_.unlock();
    else
      mu_.unlock_shared();
    return now;
  }

  // The other way round: it is the readers who write.
  long takeBad(bool reset) {
    if (reset)
      mu_.lock();
    else
      mu_.lock_shared();
    long now = count_;
    if (!reset)
      count_ = 0;
      // CHECK: :[[@LINE-1]]:7: warning: 'count_' is written while 'mu_' is held only for reading
    if (reset)
      mu_.unlock();
    else
      mu_.unlock_shared();
    return now;
  }

  void addOk(long n) {
    std::lock_guard<std::shared_mutex> lock(mu_);
    count_ += n;
  }

  // A local that is computed once is a condition, too.
  void addManyOk(const long *from, int size) {
    bool many = size > 16 && from[0] > 0;
    if (many)
      mu_.lock();
    for (int i = 0; i < size; ++i)
      if (many)
        count_ += from[i];
    if (many)
      mu_.unlock();
  }

private:
  std::shared_mutex mu_;
  long count_ = 0;
  const bool cumulative_ = false;
};
