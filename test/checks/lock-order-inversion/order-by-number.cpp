// RUN: %tidy -checks='-*,concurrency-lock-order-inversion' %s -- -std=c++20 2>&1 | %filecheck
// Two objects of one class, locked in the order of their numbers.

#include <mutex>
#include <utility>

struct Wallet {
  int id;
  std::mutex mu;
  long coins = 0;
};

void moveOk(Wallet &from, Wallet &to, long n) {
  Wallet *first = &from, *second = &to;
  if (second->id < first->id)
    std::swap(first, second);
  std::lock_guard<std::mutex> a(first->mu);
  std::lock_guard<std::mutex> b(second->mu);
  from.coins -= n;
  to.coins += n;
}

void moveBad(Wallet &from, Wallet &to, long n) {
  std::lock_guard<std::mutex> a(from.mu);
  std::lock_guard<std::mutex> b(to.mu);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'Wallet::mu' is acquired while 'Wallet::mu' of another object is held{{.*}}[concurrency-lock-order-inversion]
  if (from.coins < n) // what they own is no number to order them by
    return;
  from.coins -= n;
  to.coins += n;
}

// Compared, but locked in the same order either way.
void shareBad(Wallet &from, Wallet &to, long n) {
  if (from.id < to.id) {
    from.mu.lock();
    to.mu.lock();
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'Wallet::mu' is acquired while 'Wallet::mu' of another object is held{{.*}}[concurrency-lock-order-inversion]
  } else {
    from.mu.lock();
    to.mu.lock();
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'Wallet::mu' is acquired while 'Wallet::mu' of another object is held{{.*}}[concurrency-lock-order-inversion]
  }
  from.coins -= n;
  to.coins += n;
  to.mu.unlock();
  from.mu.unlock();
}
void shareOk(Wallet &from, Wallet &to, long n) {
  if (from.id < to.id) {
    from.mu.lock();
    to.mu.lock();
  } else {
    to.mu.lock();
    from.mu.lock();
  }
  from.coins -= n;
  to.coins += n;
  to.mu.unlock();
  from.mu.unlock();
}
