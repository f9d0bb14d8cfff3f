// RUN: %tidy -checks='-*,concurrency-non-reentrant-relock' %s -- -std=c++20 2>&1 | %filecheck
// RUN: %confirm --hang %s
// Whether a lock may be taken again must be known; unknown means silence.

#include <mutex>

class VendorLock { // defined elsewhere, perhaps recursive
public:
  void lock();
  void unlock();
};

class DriverOk {
public:
  void open() {
    std::lock_guard<VendorLock> lock(lock_);
    reset();
  }
  void reset() {
    std::lock_guard<VendorLock> lock(lock_);
    opened_ = 0;
  }

private:
  VendorLock lock_;
  int opened_ = 0;
};

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
