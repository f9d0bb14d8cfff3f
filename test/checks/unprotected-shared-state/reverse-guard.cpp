// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c++20 2>&1 | %filecheck
// RUN: %confirm %s
// A class that gives up another guard while it lives.

#include <functional>
#include <list>
#include <mutex>
#include <thread>

class WithoutLock {
public:
  explicit WithoutLock(std::unique_lock<std::mutex> &lock) : lock_(lock) {
    lock_.unlock();
  }
  ~WithoutLock() { lock_.lock(); }

private:
  std::unique_lock<std::mutex> &lock_;
};

class CallbacksOk {
public:
  void add(int value) {
    std::lock_guard<std::mutex> lock(mu_);
    all_.push_back(value);
  }
  size_t size() {
    std::lock_guard<std::mutex> lock(mu_);
    return all_.size();
  }
  void each(const std::function<void(int)> &call) {
    std::unique_lock<std::mutex> lock(mu_);
    while (!all_.empty()) {
      int first = all_.front();
      {
        WithoutLock unlocked(lock);
        call(first);
      }
      all_.pop_front();
    }
  }

private:
  std::mutex mu_;
  std::list<int> all_;
};

class CallbacksBad {
public:
  void add(int value) {
    std::lock_guard<std::mutex> lock(mu_);
    all_.push_back(value);
  }
  size_t size() {
    std::lock_guard<std::mutex> lock(mu_);
    return all_.size();
  }
  void each(const std::function<void(int)> &call) {
    std::unique_lock<std::mutex> lock(mu_);
    while (!all_.empty()) {
      WithoutLock unlocked(lock);
      call(all_.front());
      all_.pop_front();
      // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'all_' is written without 'mu_'
    }
  }

private:
  std::mutex mu_;
  std::list<int> all_;
};

// A guard with a flag of its own: that is nobody else's.
class Locked {
public:
  explicit Locked(std::mutex &mutex) : mutex_(&mutex) { mutex_->lock(); }
  ~Locked() {
    if (held_)
      mutex_->unlock();
  }
  void lock() {
    mutex_->lock();
    held_ = true;
  }
  void unlock() {
    held_ = false;
    mutex_->unlock();
  }

private:
  std::mutex *mutex_;
  bool held_ = true;
};

#ifdef CONFIRM
int main() {
  CallbacksBad bad;
  for (int i = 0; i != 20000; ++i)
    bad.add(i);
  std::thread a([&] { bad.each([](int) {}); });
  std::thread b([&] {
    for (int i = 0; i != 20000; ++i)
      bad.add(i);
  });
  a.join();
  b.join();
}
#endif
