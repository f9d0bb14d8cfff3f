// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c++20 2>&1 | %filecheck
// Who first releases a lock is called with it, but only where somebody can hold
// it then.

#include <mutex>

void work();

class Totals {
public:
  void set() {
    mu_.lock();
    total_ = 1;
    mu_.unlock();
  }
  void add() {
    mu_.lock();
    total_++;
    pauseOk();
    mu_.unlock();
  }
  void reset() {
    mu_.lock();
    total_ = 0;
    mu_.unlock();
  }
  virtual void flushBad() { // nobody who calls it can hold mu_
    total_ = 5;
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'total_' is written without 'mu_'{{.*}}[concurrency-unprotected-shared-state]
    mu_.unlock();
    work();
    mu_.lock();
    total_ = 6;
    mu_.unlock();
  }

private:
  void pauseOk() {
    total_ = 5;
    mu_.unlock();
    work();
    mu_.lock();
    total_ = 6;
  }

  std::mutex mu_;
  int total_ = 0;
};
