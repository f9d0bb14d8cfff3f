// One bug of each kind, in C++ as old as it gets.
// RUN: %tidy -checks='-*,concurrency-*' %s -- -std=c++11 2>&1 | %filecheck
// RUN: %tidy -checks='-*,concurrency-*' %s -- -std=gnu++11 2>&1 | %filecheck
// RUN: %tidy -checks='-*,concurrency-*' %s -- -std=c++14 2>&1 | %filecheck
// RUN: %tidy -checks='-*,concurrency-*' %s -- -std=c++17 2>&1 | %filecheck
// RUN: %tidy -checks='-*,concurrency-*' %s -- -std=gnu++17 2>&1 | %filecheck
// RUN: %tidy -checks='-*,concurrency-*' %s -- -std=c++20 2>&1 | %filecheck
// RUN: %tidy -checks='-*,concurrency-*' %s -- -std=c++23 2>&1 | %filecheck
// RUN: %tidy -checks='-*,concurrency-*' %s -- -std=gnu++23 2>&1 | %filecheck

#include <chrono>
#include <map>
#include <mutex>
#include <string>
#include <thread>

class Store {
public:
  void put(const std::string &key, int value) {
    std::lock_guard<std::mutex> lock(mu_);
    values_[key] = value;
  }
  bool has(const std::string &key) {
    std::lock_guard<std::mutex> lock(mu_);
    return values_.count(key) != 0;
  }
  void clearBad() {
    values_.clear();
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'values_' is written without 'mu_'{{.*}}[concurrency-unprotected-shared-state]
  }
  void addOnceBad(const std::string &key) {
    bool known;
    {
      std::lock_guard<std::mutex> lock(mu_);
      known = values_.count(key) != 0;
    }
    if (!known) {
      std::unique_lock<std::mutex> lock(mu_);
      values_[key] = 1;
      // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'values_' may have changed since it was tested{{.*}}[concurrency-check-then-act]
    }
  }
  void saveBad() {
    std::lock_guard<std::mutex> lock(mu_);
    std::lock_guard<std::mutex> file(fileMu_);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}fileMu_' is acquired while {{.*}}mu_' is held{{.*}}[concurrency-lock-order-inversion]
    saved_ = int(values_.size());
  }
  void load() {
    std::lock_guard<std::mutex> file(fileMu_);
    std::lock_guard<std::mutex> lock(mu_);
    values_["loaded"] = saved_;
  }
  void addTwiceBad(const std::string &key) {
    std::lock_guard<std::mutex> lock(mu_);
    put(key, 2);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'mu_'{{.*}}[concurrency-non-reentrant-relock]
  }
  void pauseBad() {
    std::unique_lock<std::mutex> lock(mu_);
    std::this_thread::sleep_for(std::chrono::seconds(1));
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'mu_' is held{{.*}}[concurrency-io-under-lock]
  }

private:
  std::mutex mu_, fileMu_;
  std::map<std::string, int> values_;
  int saved_ = 0;
};
