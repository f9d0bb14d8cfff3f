// RUN: %analyzexx -stdlib=libstdc++ %s 2>&1 | %filecheck
// RUN: %analyzexx -stdlib=libc++ %s 2>&1 | %filecheck
// The core counts a lock that is perhaps held as held; the paths tell.

#include <map>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <thread>

class CounterBad {
public:
  void add(int n) {
    bool many = step() > 1;
    if (many)
      mu_.lock();
    value_ += n;
    // CHECK: :[[@LINE-1]]:5: warning: 'value_' is written without 'mu_', which is held at 4 of its 6 accesses [concurrency.UnprotectedSharedState]
    // CHECK: note: 'value_' is written under 'mu_' here
    // CHECK: note: Assuming the condition is false
    // CHECK: note: 'value_' is written without
    if (many)
      mu_.unlock();
  }
  // The caller has the lock, or says so.
  void addOk(int n, bool locked) {
    if (!locked)
      mu_.lock();
    value_ += n;
    if (!locked)
      mu_.unlock();
  }
  void reset() {
    std::lock_guard<std::mutex> lock(mu_);
    value_ = 0;
  }
  int get() {
    std::lock_guard<std::mutex> lock(mu_);
    return value_;
  }
  void twice() {
    std::lock_guard<std::mutex> lock(mu_);
    value_ *= 2;
  }

  void triple() {
    std::lock_guard<std::mutex> lock(mu_);
    value_ *= 3;
  }

private:
  int step();
  std::mutex mu_;
  int value_ = 0;
};

class CounterOk {
public:
  // The value is changed on those paths only that have locked.
  void add(int n, bool many) {
    if (many)
      mu_.lock();
    prepare();
    if (many)
      value_ += n;
    if (many)
      mu_.unlock();
  }
  void tryAdd(int n) {
    bool got = mu_.try_lock();
    prepare();
    if (got) {
      value_ += n;
      mu_.unlock();
    }
  }
  void reset() {
    std::lock_guard<std::mutex> lock(mu_);
    value_ = 0;
  }
  int get() {
    std::lock_guard<std::mutex> lock(mu_);
    return value_;
  }
  void twice() {
    std::lock_guard<std::mutex> lock(mu_);
    value_ *= 2;
  }

private:
  void prepare();
  std::mutex mu_;
  int value_ = 0;
};

class NamesBad {
public:
  void set(int id, const std::string &name) {
    std::unique_lock<std::mutex> lock(mu_, std::try_to_lock);
    names_[id] = name; // without asking whether it has worked
    // CHECK: :[[@LINE-1]]:5: warning: 'names_' is written without 'mu_'
    // CHECK: note: 'names_' is written under 'mu_' here
    // CHECK: note: 'names_' is written without
  }
  void drop(int id) {
    std::lock_guard<std::mutex> lock(mu_);
    names_.erase(id);
  }
  void clear() {
    std::lock_guard<std::mutex> lock(mu_);
    names_.clear();
  }
  bool has(int id) {
    std::lock_guard<std::mutex> lock(mu_);
    return names_.count(id) != 0;
  }

private:
  std::mutex mu_;
  std::map<int, std::string> names_;
};

class GaugeBad {
public:
  int get() {
    std::shared_lock lock(mu_);
    ++reads_;
    // CHECK: :[[@LINE-1]]:7: warning: 'reads_' is written while 'mu_' is held only for reading
    // CHECK: note: 'mu_' is acquired here
    // CHECK: note: 'reads_' is written while
    return value_;
  }
  void set(int value) {
    std::unique_lock lock(mu_);
    value_ = value;
    reads_ = 0;
  }

private:
  std::shared_mutex mu_;
  int value_ = 0, reads_ = 0;
};

// What is set right before the thread starts is set for it.
class Keys {
public:
  void start() {
    running_ = true;
    thread_ = new std::thread(&Keys::run, this);
  }
  void stop() {
    {
      std::lock_guard<std::mutex> lock(mu_);
      running_ = false;
    }
    thread_->join();
    delete thread_;
  }
  void halt() {
    std::lock_guard<std::mutex> lock(mu_);
    running_ = false;
  }
  void resumeBad() {
    running_ = true;
    // CHECK: :[[@LINE-1]]:5: warning: 'running_' is written without 'mu_'
    // CHECK: note: 'running_' is written under 'mu_' here
    // CHECK: note: 'running_' is written without
  }

private:
  void run();
  std::mutex mu_;
  bool running_ = false;
  std::thread *thread_ = nullptr;
};
