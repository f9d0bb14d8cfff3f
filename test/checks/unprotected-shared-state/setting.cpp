// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c++20 2>&1 | %filecheck
// A number or pointer that is set once, without the lock, and that others read on the way while they hold the lock for
// something else. Where the lock is there for nothing else, it was forgotten.

#include <map>
#include <mutex>

struct Store {};

class Registry {
public:
  void setStoreOk(Store *store) { store_ = store; }
  bool add(int key) {
    std::lock_guard<std::mutex> lock(mu_);
    return links_.emplace(key, store_).second;
  }
  bool replace(int key) {
    std::lock_guard<std::mutex> lock(mu_);
    if (!store_)
      return false;
    links_[key] = store_;
    return true;
  }
  void remove(int key) {
    std::lock_guard<std::mutex> lock(mu_);
    links_.erase(key);
  }

private:
  std::mutex mu_;
  std::map<int, Store *> links_;
  Store *store_ = nullptr;
};

class Limit {
public:
  void setBad(int limit) {
    limit_ = limit;
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'limit_' is written without 'mu_', which is held at 2 of its 3 accesses
  }
  int get() {
    std::lock_guard<std::mutex> lock(mu_);
    return limit_;
  }
  bool allows(int number) {
    std::lock_guard<std::mutex> lock(mu_);
    return number <= limit_;
  }

private:
  std::mutex mu_;
  int limit_ = 0;
};
