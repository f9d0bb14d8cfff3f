// RUN: %tidy -checks='-*,concurrency-lock-order-inversion' %s -- -std=c++17 2>&1 | %filecheck
// Two elements of an array, by two arguments: they come either way round.

#include <algorithm>
#include <cstddef>
#include <mutex>
#include <vector>

struct Account {
  std::mutex mu;
  long balance = 0;
  void add(long amount) { balance += amount; }
};

class Bank {
public:
  explicit Bank(std::size_t n) : accounts_(n) {}

  void transferBad(std::size_t from, std::size_t to, long amount) {
    std::lock_guard<std::mutex> first(accounts_[from].mu);
    std::lock_guard<std::mutex> second(accounts_[to].mu);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'Account::mu' is acquired while 'Account::mu' of another object is held{{.*}}[concurrency-lock-order-inversion]
    accounts_[from].balance -= amount;
    accounts_[to].balance += amount;
  }

  void transferByCallsBad(std::size_t from, std::size_t to, long amount) {
    Account &giver = accounts_[from], &taker = accounts_[to];
    std::lock_guard<std::mutex> first(giver.mu);
    std::lock_guard<std::mutex> second(taker.mu);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'Account::mu' is acquired while 'Account::mu' of another object is held{{.*}}[concurrency-lock-order-inversion]
    giver.add(-amount);
    taker.add(amount);
  }

  void transferInOrder(std::size_t from, std::size_t to, long amount) {
    if (from > to)
      std::swap(from, to), amount = -amount;
    std::lock_guard<std::mutex> first(accounts_[from].mu);
    std::lock_guard<std::mutex> second(accounts_[to].mu);
    accounts_[from].balance -= amount;
    accounts_[to].balance += amount;
  }

  void transferEitherWay(std::size_t from, std::size_t to, long amount) {
    if (from < to) {
      accounts_[from].mu.lock();
      accounts_[to].mu.lock();
    } else {
      accounts_[to].mu.lock();
      accounts_[from].mu.lock();
    }
    accounts_[from].balance -= amount;
    accounts_[to].balance += amount;
    accounts_[from].mu.unlock();
    accounts_[to].mu.unlock();
  }

  void transferTogether(std::size_t from, std::size_t to, long amount) {
    std::scoped_lock both(accounts_[from].mu, accounts_[to].mu);
    accounts_[from].balance -= amount;
    accounts_[to].balance += amount;
  }

  // One is read to set the other: they may have a fixed relation.
  void copyDown(std::size_t parent, std::size_t child) {
    std::lock_guard<std::mutex> first(accounts_[parent].mu);
    std::lock_guard<std::mutex> second(accounts_[child].mu);
    accounts_[child].balance = accounts_[parent].balance;
  }

private:
  std::vector<Account> accounts_;
};

std::vector<std::mutex> stripes(16);

void moveAroundBad(std::size_t at) {
  std::unique_lock<std::mutex> here(stripes[at]);
  std::unique_lock<std::mutex> next(stripes[(at + 1) % stripes.size()]);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'stripes' is acquired while 'stripes', its neighbour in a ring, is held{{.*}}[concurrency-lock-order-inversion]
}
