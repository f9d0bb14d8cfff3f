// RUN: %tidy -checks='-*,concurrency-check-then-act' %s -- -std=c++20 2>&1 | %filecheck
// A value read in one critical section decides a write in the next one of the same lock.

#include <mutex>

class AccountBad {
public:
  void deposit(long amount) {
    std::lock_guard<std::mutex> lock(mu_);
    balance_ += amount;
  }
  bool withdraw(long amount) {
    long available;
    {
      std::lock_guard<std::mutex> lock(mu_);
      available = balance_;
    }
    if (available < amount)
      return false;
    std::lock_guard<std::mutex> lock(mu_);
    balance_ -= amount; // two withdrawals may both have seen enough
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'balance_'{{.*}}changed{{.*}}[concurrency-check-then-act]
    return true;
  }

private:
  std::mutex mu_;
  long balance_ = 0;
};

class AccountOk {
public:
  void deposit(long amount) {
    std::lock_guard<std::mutex> lock(mu_);
    balance_ += amount;
  }
  bool withdraw(long amount) {
    std::lock_guard<std::mutex> lock(mu_);
    if (balance_ < amount)
      return false;
    balance_ -= amount;
    return true;
  }
  bool withdrawWithFee(long amount) {
    {
      std::lock_guard<std::mutex> lock(mu_);
      if (balance_ < amount)
        return false; // an early answer only
    }
    long fee = amount / 100;
    std::lock_guard<std::mutex> lock(mu_);
    if (balance_ < amount + fee) // tested again under the lock
      return false;
    balance_ -= amount + fee;
    return true;
  }
  void payInterest() {
    long before;
    {
      std::lock_guard<std::mutex> lock(mu_);
      before = balance_;
    }
    if (before > 0) {
      std::lock_guard<std::mutex> lock(mu_);
      ++statements_; // other state than what was tested
    }
  }

private:
  std::mutex mu_;
  long balance_ = 0;
  long statements_ = 0;
};
