// RUN: %tidy -checks='-*,concurrency-check-then-act' %s -- -std=c++20 2>&1 | %filecheck
// An atomic is loaded, tested, and then stored: each step is atomic, the whole is not.

#include <atomic>
#include <mutex>
#include <thread>

class LeaseBad {
public:
  bool claim(int worker) {
    if (owner_.load() != 0)
      return false;
    owner_.store(worker); // two workers may both have seen 0
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'owner_'{{.*}}changed{{.*}}[concurrency-check-then-act]
    return true;
  }
  void release() { owner_.store(0); }

private:
  std::atomic<int> owner_{0};
};

class ServiceBad {
public:
  void start() {
    if (started_)
      return;
    started_ = true; // the same with operators
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'started_'{{.*}}changed{{.*}}[concurrency-check-then-act]
    thread_ = std::thread([] {});
  }

private:
  std::atomic<bool> started_{false};
  std::thread thread_;
};

class LeaseOk {
public:
  bool claim(int worker) {
    int free = 0;
    return owner_.compare_exchange_strong(free, worker);
  }
  void release() { owner_.store(0); }
  bool claimOnce() { return !claimed_.exchange(true); }

private:
  std::atomic<int> owner_{0};
  std::atomic<bool> claimed_{false};
};

class PeakOk {
public:
  void observe(long load) {
    long seen = peak_.load();
    while (seen < load && !peak_.compare_exchange_weak(seen, load)) {
    }
  }
  bool acquire() {
    long left = left_.load();
    do {
      if (left == 0)
        return false;
    } while (!left_.compare_exchange_weak(left, left - 1));
    return true;
  }
  void copy() {
    if (peak_.load() > 10)
      last_.store(peak_.load()); // another atomic, decided by nothing of its own
  }

private:
  std::atomic<long> peak_{0};
  std::atomic<long> last_{0};
  std::atomic<long> left_{10};
};

class ModeOk {
public:
  bool enter(int mode) {
    std::lock_guard<std::mutex> lock(mu_); // every store is under this lock
    if (mode_.load() != 0)
      return false;
    mode_.store(mode);
    return true;
  }
  void leave() {
    std::lock_guard<std::mutex> lock(mu_);
    mode_.store(0);
  }
  int mode() const { return mode_.load(); }

private:
  std::mutex mu_;
  std::atomic<int> mode_{0};
};
