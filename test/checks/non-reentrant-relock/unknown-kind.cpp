// RUN: %tidy -checks='-*,concurrency-non-reentrant-relock' %s -- -std=c++20 2>&1 | %filecheck
// RUN: %confirm --hang %s
// Most locks are not reentrant, and those that are say so.

#include <mutex>

#ifndef CONFIRM
class VendorLock { // defined elsewhere
public:
  void lock();
  void unlock();
};

class VendorBad {
public:
  void open() {
    std::lock_guard<VendorLock> lock(lock_);
    reset();
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'lock_'{{.*}}held{{.*}}[concurrency-non-reentrant-relock]
  }
  void reset() {
    std::lock_guard<VendorLock> lock(lock_);
    opened_ = 0;
  }

private:
  VendorLock lock_;
  int opened_ = 0;
};

class RecLock { // by its name
public:
  void lock();
  void unlock();
};

template <typename Lock> class NamedOk {
public:
  void open() {
    std::lock_guard<Lock> lock(lock_);
    reset();
  }
  void reset() {
    std::lock_guard<Lock> lock(lock_);
    opened_ = 0;
  }

private:
  Lock lock_;
  int opened_ = 0;
};

void namedOk(NamedOk<RecLock> &n) { n.open(); }

class FieldOk {
public:
  void open() {
    std::lock_guard<VendorLock> lock(recursive_lock_);
    reset();
  }
  void reset() {
    std::lock_guard<VendorLock> lock(recursive_lock_);
    opened_ = 0;
  }

private:
  VendorLock recursive_lock_;
  int opened_ = 0;
};

class __attribute__((capability("mutex"))) Latch {
public:
  void take() __attribute__((acquire_capability()));
  void drop() __attribute__((release_capability()));
};

class __attribute__((capability("mutex"), reentrant_capability)) Monitor {
public:
  void take() __attribute__((acquire_capability()));
  void drop() __attribute__((release_capability()));
};

void latchBad(Latch &latch) {
  latch.take();
  latch.take();
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'latch'{{.*}}held{{.*}}[concurrency-non-reentrant-relock]
  latch.drop();
  latch.drop();
}

void monitorOk(Monitor &monitor) {
  monitor.take();
  monitor.take();
  monitor.drop();
  monitor.drop();
}
#endif

template <typename Mutex> class ChannelOk { // only used with a recursive mutex
public:
  void open() {
    std::lock_guard<Mutex> lock(mu_);
    reset();
  }
  void reset() {
    std::lock_guard<Mutex> lock(mu_);
    opened_ = 0;
  }

private:
  Mutex mu_;
  int opened_ = 0;
};

void channelsOk() {
  ChannelOk<std::recursive_mutex> channel;
  channel.open();
}

using DriverMutex = std::mutex;

class DriverBad {
public:
  void open() {
    std::lock_guard<DriverMutex> lock(mu_);
    reset(); // known through the alias
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'mu_'{{.*}}held{{.*}}[concurrency-non-reentrant-relock]
  }
  void reset() {
    std::lock_guard<DriverMutex> lock(mu_);
    opened_ = 0;
  }

private:
  DriverMutex mu_;
  int opened_ = 0;
};

#ifdef CONFIRM
int main() {
  channelsOk();
  DriverBad bad;
  bad.open();
}
#endif
