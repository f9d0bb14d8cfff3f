// RUN: %analyzexx -stdlib=libstdc++ %s 2>&1 | %filecheck
// RUN: %analyzexx -stdlib=libc++ %s 2>&1 | %filecheck
// A lock taken again, where only the path tells that it is still held.

#include <mutex>
#include <shared_mutex>
#include <utility>

class AccountBad {
public:
  void close(bool failed) {
    begin(failed);
    mu_.lock();
    // CHECK: :[[@LINE-1]]:5: warning: 'mu_' is already held by this thread and cannot be acquired again [concurrency.NonReentrantRelock]
    // CHECK: :{{[0-9]+}}:5: note: 'mu_' is acquired here
    // CHECK: note: Taking true branch
    // CHECK: :{{[0-9]+}}:7: note: 'mu_' is not released on this branch
    // CHECK: :{{[0-9]+}}:5: note: 'mu_' is already held
    open_ = false;
    mu_.unlock();
  }

private:
  // An error path leaves the lock held.
  void begin(bool failed) {
    mu_.lock();
    ++changes_;
    if (failed)
      return;
    mu_.unlock();
  }
  std::mutex mu_;
  bool open_ = true;
  int changes_ = 0;
};

class AccountOk {
public:
  void close(bool failed) {
    if (begin(failed))
      mu_.unlock();
    mu_.lock(); // the result says whether it is held
    open_ = false;
    mu_.unlock();
  }

private:
  bool begin(bool failed) {
    mu_.lock();
    ++changes_;
    if (failed)
      return true;
    mu_.unlock();
    return false;
  }
  std::mutex mu_;
  bool open_ = true;
  int changes_ = 0;
};

class GuardBad {
public:
  void moved() {
    std::unique_lock<std::mutex> first(mu_);
    std::unique_lock<std::mutex> second(std::move(first)); // still held
    reset();
    // CHECK: :[[@LINE-1]]:5: warning: 'GuardBad::reset' acquires 'mu_', which is already held by this thread [concurrency.NonReentrantRelock]
    // CHECK: :{{[0-9]+}}:34: note: 'mu_' is acquired here
    // CHECK: note: 'GuardBad::reset' acquires 'mu_'
  }
  void tried() {
    std::unique_lock<std::mutex> lock(mu_, std::try_to_lock);
    if (lock)
      reset();
    // CHECK: :[[@LINE-1]]:7: warning: 'GuardBad::reset' acquires 'mu_'
    // CHECK: :{{[0-9]+}}:34: note: assuming that 'mu_' is acquired here
    // CHECK: note: 'GuardBad::reset' acquires 'mu_'
  }
  void throughPointer() {
    std::mutex *same = &mu_;
    std::lock_guard<std::mutex> lock(*same);
    reset();
    // CHECK: :[[@LINE-1]]:5: warning: 'GuardBad::reset' acquires 'mu_'
    // CHECK: :{{[0-9]+}}:33: note: 'mu_' is acquired here
    // CHECK: note: 'GuardBad::reset' acquires 'mu_'
  }

private:
  void reset() {
    std::lock_guard<std::mutex> lock(mu_);
    value_ = 0;
  }
  std::mutex mu_;
  int value_ = 0;
};

class GuardOk {
public:
  void moved() {
    std::unique_lock<std::mutex> first(mu_);
    {
      std::unique_lock<std::mutex> second(std::move(first));
      ++value_;
    } // released with the second guard
    reset();
  }
  void tried() {
    std::unique_lock<std::mutex> lock(mu_, std::try_to_lock);
    if (!lock.owns_lock())
      reset(); // not had
  }
  void asked(bool early) {
    std::unique_lock<std::mutex> lock(mu_, std::defer_lock);
    if (early)
      lock.lock();
    prepare();
    if (!early)
      lock.lock(); // the condition is the same as above
    ++value_;
  }
  void adopted() {
    mu_.lock();
    {
      std::lock_guard<std::mutex> lock(mu_, std::adopt_lock);
      ++value_;
    }
    reset();
  }
  void swapped() {
    std::unique_lock<std::mutex> lock(mu_), other(otherMu_, std::defer_lock);
    lock.swap(other);
    other.unlock();
    reset();
  }
  void assigned() {
    std::unique_lock<std::mutex> lock(mu_);
    lock = std::unique_lock<std::mutex>(); // mu_ is released
    reset();
  }
  void loop(int times) {
    for (int i = 0; i < times; ++i) {
      mu_.lock();
      if (value_ > 10) {
        mu_.unlock();
        continue;
      }
      ++value_;
      mu_.unlock();
    }
  }

private:
  void prepare();
  void reset() {
    std::scoped_lock lock(mu_);
    value_ = 0;
  }
  std::mutex mu_, otherMu_;
  int value_ = 0;
};

class TableBad {
public:
  int get(int key) {
    std::shared_lock lock(mu_);
    if (key > size_)
      grow();
    // CHECK: :[[@LINE-1]]:7: warning: 'TableBad::grow' acquires 'mu_' for writing, which is already held by this thread for reading
    // CHECK: note: 'mu_' is acquired here
    // CHECK: note: 'TableBad::grow' acquires
    return size_;
  }

private:
  void grow() {
    std::unique_lock lock(mu_);
    size_ *= 2;
  }
  std::shared_mutex mu_;
  int size_ = 1;
};

class TreeOk {
public:
  void insert(int depth) {
    std::lock_guard<std::recursive_mutex> lock(mu_);
    if (depth > 0)
      insert(depth - 1);
  }

private:
  std::recursive_mutex mu_;
};
