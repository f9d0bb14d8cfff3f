// RUN: %tidy -checks='-*,concurrency-lock-order-inversion' %s -- -std=c++20 2>&1 | %filecheck
// RUN: %confirm %s
// Two instances of one class, locked in the order of the arguments.

#include <mutex>

class Account {
public:
  friend void transferBad(Account &from, Account &to, long amount);
  friend void transferOk(Account &from, Account &to, long amount);
  friend void reportOk(Account &one, Account &other);
  long balance() {
    std::lock_guard<std::mutex> lock(mu_);
    return balance_;
  }

private:
  std::mutex mu_;
  long balance_ = 100;
};

void transferBad(Account &from, Account &to, long amount) {
  std::lock_guard<std::mutex> first(from.mu_);
  std::lock_guard<std::mutex> second(to.mu_); // transfer(a, b) meets transfer(b, a)
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'Account::mu_'{{.*}}[concurrency-lock-order-inversion]
  from.balance_ -= amount;
  to.balance_ += amount;
}

void transferOk(Account &from, Account &to, long amount) {
  if (&from == &to)
    return;
  std::scoped_lock both(from.mu_, to.mu_);
  from.balance_ -= amount;
  to.balance_ += amount;
}

long sum;

void reportOk(Account &one, Account &other) {
  sum += one.balance(); // one after the other
  sum += other.balance();
}

#ifdef CONFIRM
int main() {
  Account a, b;
  transferBad(a, b, 10);
  transferBad(b, a, 10);
}
#endif
