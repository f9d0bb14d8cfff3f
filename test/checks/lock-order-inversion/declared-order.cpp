// RUN: %tidy -checks='-*,concurrency-lock-order-inversion' %s -- -std=c++20 2>&1 | %filecheck
// An order declared with acquired_before / acquired_after is broken once; no second place is needed.

#include <mutex>

class __attribute__((capability("mutex"))) Mutex {
public:
  void lock() __attribute__((acquire_capability())) { mu_.lock(); }
  void unlock() __attribute__((release_capability())) { mu_.unlock(); }

private:
  std::mutex mu_;
};

class StoreBad {
public:
  void compact() {
    logMu_.lock();
    tableMu_.lock(); // declared to come first
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}{{('StoreBad::tableMu_'.*'StoreBad::logMu_'|'StoreBad::logMu_'.*'StoreBad::tableMu_')}}{{.*}}[concurrency-lock-order-inversion]
    tableMu_.unlock();
    logMu_.unlock();
  }

private:
  Mutex logMu_;
  Mutex tableMu_ __attribute__((acquired_before(logMu_)));
};

class BlobsBad {
public:
  void sweep() {
    freeMu_.lock();
    liveMu_.lock();
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}{{('BlobsBad::liveMu_'.*'BlobsBad::freeMu_'|'BlobsBad::freeMu_'.*'BlobsBad::liveMu_')}}{{.*}}[concurrency-lock-order-inversion]
    liveMu_.unlock();
    freeMu_.unlock();
  }

private:
  Mutex liveMu_;
  Mutex freeMu_ __attribute__((acquired_after(liveMu_)));
};

class StoreOk {
public:
  void compact() {
    tableMu_.lock();
    logMu_.lock();
    logMu_.unlock();
    tableMu_.unlock();
  }
  void rotate() {
    logMu_.lock(); // alone
    logMu_.unlock();
    tableMu_.lock();
    tableMu_.unlock();
  }

private:
  Mutex logMu_;
  Mutex tableMu_ __attribute__((acquired_before(logMu_)));
};
