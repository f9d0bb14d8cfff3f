// RUN: %tidy -checks='-*,concurrency-lock-order-inversion' %s -- -std=c++20 2>&1 | %filecheck

// Who only looks into two objects is believed to have them in an order, unless two
// lambdas, two threads or a loop over all pairs have them either way round.

#include <mutex>
#include <thread>

struct Account {
  std::mutex mu;
  long coins = 0;
};

static bool richerBad(Account &a, Account &b) {
  std::lock_guard<std::mutex> first(a.mu);
  std::lock_guard<std::mutex> second(b.mu);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'Account::mu' is acquired while 'Account::mu' of another object is held
  return a.coins > b.coins;
}
void compareBoth() {
  Account x, y;
  std::thread forth([&] { richerBad(x, y); });
  std::thread back([&] { richerBad(y, x); });
  forth.join();
  back.join();
}

static bool equalBad(Account &a, Account &b) {
  std::lock_guard<std::mutex> first(a.mu);
  std::lock_guard<std::mutex> second(b.mu);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'Account::mu' is acquired while 'Account::mu' of another object is held
  return a.coins == b.coins;
}
int pairs(Account (&all)[8]) {
  int n = 0;
  for (int i = 0; i < 8; ++i)
    for (int j = 0; j < 8; ++j)
      if (i != j)
        n += equalBad(all[i], all[j]);
  return n;
}

static bool isOlderOk(Account &child, Account &parent) {
  std::lock_guard<std::mutex> first(child.mu);
  std::lock_guard<std::mutex> second(parent.mu);
  return child.coins < parent.coins;
}
bool checkOk(Account &child, Account &parent) { return isOlderOk(child, parent); }
