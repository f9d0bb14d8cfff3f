// RUN: %tidy -checks='-*,concurrency-io-under-lock' %s -- -std=c++20 2>&1 | %filecheck
// Whoever releases its caller's lock for a while and takes it back holds the caller's lock: a wait on it releases it.

#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <mutex>
#include <string>
#include <thread>

// A guard the other way round.
class Unlocked {
public:
  explicit Unlocked(std::mutex &m) : m_(m) { m_.unlock(); }
  ~Unlocked() { m_.lock(); }
  Unlocked(const Unlocked &) = delete;

private:
  std::mutex &m_;
};

class Player {
public:
  void run() {
    std::unique_lock<std::mutex> lock(mu_);
    pauseOk(lock);
    pauseByHandOk(lock);
    pauseOtherBad(lock);
  }
  void pauseOk(std::unique_lock<std::mutex> &lock) {
    {
      Unlocked unlocked(mu_);
      device_ = 1;
    }
    while (!command_)
      waitFor(lock);
  }
  void pauseByHandOk(std::unique_lock<std::mutex> &lock) {
    mu_.unlock();
    device_ = 2;
    mu_.lock();
    waitFor(lock);
  }
  void pauseOtherBad(std::unique_lock<std::mutex> &lock) {
    Unlocked unlocked(mu_);
    std::lock_guard<std::mutex> other(deviceMu_);
    std::this_thread::sleep_for(std::chrono::seconds(1));
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'deviceMu_'{{.*}}[concurrency-io-under-lock]
  }
  void command() {
    std::lock_guard<std::mutex> lock(mu_);
    command_ = 1;
    ready_.notify_one();
  }
  int device() {
    std::lock_guard<std::mutex> lock(deviceMu_);
    return device_;
  }

private:
  void waitFor(std::unique_lock<std::mutex> &lock) {
    ready_.wait_for(lock, std::chrono::seconds(1));
  }

  std::mutex mu_, deviceMu_;
  std::condition_variable ready_;
  int command_ = 0;
  int device_ = 0;
};

// A guard of the program's own, handed to a helper that gives up the lock.
class Held {
public:
  explicit Held(std::mutex &mutex) : mutex_(&mutex) { mutex_->lock(); }
  ~Held() {
    if (locked_)
      mutex_->unlock();
  }
  void lock() {
    mutex_->lock();
    locked_ = true;
  }
  void unlock() {
    locked_ = false;
    mutex_->unlock();
  }

private:
  std::mutex *mutex_;
  bool locked_ = true;
};
class ResolverOk {
public:
  void run() {
    Held lock(mu_);
    while (!names_.empty())
      lookUp(lock);
  }

private:
  void lookUp(Held &lock) {
    lock.unlock();
    std::fopen(names_.c_str(), "r");
    lock.lock();
    names_.clear();
  }
  std::mutex mu_;
  std::string names_;
};
class ResolverBad {
public:
  void run() {
    Held lock(mu_);
    while (!names_.empty())
      lookUp(lock);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'ResolverBad::lookUp' leads to file I/O {{.*}} while 'mu_' is held
  }

private:
  void lookUp(Held &) {
    std::fopen(names_.c_str(), "r");
    names_.clear();
  }
  std::mutex mu_;
  std::string names_;
};
