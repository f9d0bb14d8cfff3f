// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c++20 2>&1 | %filecheck
// A base without a lock, and a derived class that has one for what it inherits.

#include <mutex>
#include <vector>

class Pool {
public:
  void clearOk() { // of a pool that one thread uses
    free_.clear();
  }

protected:
  std::vector<int> free_;
};

class LockedPool : Pool {
public:
  void give(int n) {
    std::lock_guard<std::mutex> lock(mu_);
    free_.push_back(n);
  }
  int take() {
    std::lock_guard<std::mutex> lock(mu_);
    int n = free_.back();
    free_.pop_back();
    return n;
  }
  void drop() {
    std::lock_guard<std::mutex> lock(mu_);
    free_.pop_back();
  }
  void resetBad() {
    free_.clear();
    // CHECK: :[[@LINE-1]]:5: warning: 'free_' is written without 'mu_'{{.*}}[concurrency-unprotected-shared-state]
  }

private:
  std::mutex mu_;
};
