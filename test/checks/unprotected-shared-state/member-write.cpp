// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c++20 2>&1 | %filecheck
// RUN: %confirm %s
// A member written without the lock that every other access holds.

#include <mutex>

class AccountBad {
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
  long balance() const {
    std::lock_guard<std::mutex> lock(mu_);
    return balance_;
  }
  void close() {
    balance_ = 0; // races with deposit() and withdraw()
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'balance_'{{.*}}written{{.*}}'mu_'{{.*}}[concurrency-unprotected-shared-state]
  }

private:
  mutable std::mutex mu_;
  long balance_ = 0;
};

class AccountOk {
public:
  void deposit(long amount) {
    std::lock_guard<std::mutex> lock(mu_);
    balance_ += amount;
  }
  long balance() const {
    std::lock_guard<std::mutex> lock(mu_);
    return balance_;
  }
  void close() {
    std::lock_guard<std::mutex> lock(mu_);
    balance_ = 0;
  }

private:
  mutable std::mutex mu_;
  long balance_ = 0;
};

#ifdef CONFIRM
#include <thread>
int main() {
  AccountBad bad;
  AccountOk ok;
  std::thread teller([&] {
    for (int i = 0; i < 1000; ++i) {
      bad.deposit(1);
      ok.deposit(1);
    }
  });
  for (int i = 0; i < 1000; ++i) {
    bad.close();
    ok.close();
  }
  teller.join();
}
#endif
