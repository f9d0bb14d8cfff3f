// RUN: %analyzexx -stdlib=libstdc++ %s 2>&1 | %filecheck
// RUN: %analyzexx -stdlib=libc++ %s 2>&1 | %filecheck
// Two paths of the file take the locks in opposite orders.

#include <condition_variable>
#include <mutex>

class BankBad {
public:
  void deposit(bool audited) {
    std::lock_guard<std::mutex> lock(accountsMu_);
    ++deposits_;
    if (audited)
      note();
    // CHECK: :[[@LINE-1]]:7: warning: 'BankBad::logMu_' is acquired while 'BankBad::accountsMu_' is held, but the other order is taken elsewhere; this can deadlock [concurrency.LockOrderInversion]
    // CHECK: :{{[0-9]+}}:33: note: 'BankBad::logMu_' is acquired first here
    // CHECK: :{{[0-9]+}}:33: note: the other order: 'BankBad::accountsMu_' is acquired here while 'BankBad::logMu_' is held
    // CHECK: :{{[0-9]+}}:33: note: 'accountsMu_' is acquired here
    // CHECK: note: Taking true branch
    // CHECK: note: 'BankBad::logMu_' is acquired while
  }
  void note() {
    std::lock_guard<std::mutex> lock(logMu_);
    ++notes_;
  }
  int summary() {
    std::lock_guard<std::mutex> log(logMu_);
    std::lock_guard<std::mutex> all(accountsMu_);
    return notes_ + deposits_;
  }

private:
  std::mutex accountsMu_, logMu_;
  int deposits_ = 0, notes_ = 0;
};

class BankOk {
  std::recursive_mutex vaultMu_;
  std::mutex doorMu_;
  int opened_ = 0;

public:
  // It is held already, and only counts.
  void again() {
    std::lock_guard<std::recursive_mutex> lock(vaultMu_);
    std::lock_guard<std::mutex> door(doorMu_);
    reopen();
  }
  void reopen() {
    std::lock_guard<std::recursive_mutex> lock(vaultMu_);
    ++opened_;
  }
  void deposit(bool audited) {
    std::unique_lock<std::mutex> lock(accountsMu_);
    ++deposits_;
    lock.unlock(); // before the other
    if (audited)
      note();
  }
  void note() {
    std::lock_guard<std::mutex> lock(logMu_);
    ++notes_;
  }
  int summary() {
    std::lock_guard<std::mutex> log(logMu_);
    std::lock_guard<std::mutex> all(accountsMu_);
    return notes_ + deposits_;
  }
  // Both at once, with deadlock avoidance.
  int both() {
    std::scoped_lock lock(accountsMu_, logMu_);
    return notes_ + deposits_;
  }
  int deferred() {
    std::unique_lock<std::mutex> a(accountsMu_, std::defer_lock);
    std::unique_lock<std::mutex> b(logMu_, std::defer_lock);
    std::lock(a, b);
    return notes_ + deposits_;
  }
  // Waits for nobody.
  int tried() {
    std::lock_guard<std::mutex> all(accountsMu_);
    if (!logMu_.try_lock())
      return 0;
    int n = notes_ + deposits_;
    logMu_.unlock();
    return n;
  }

private:
  std::mutex accountsMu_, logMu_;
  int deposits_ = 0, notes_ = 0;
};

// The condition that decides on the first lock is tested again.
class PathsOk {
public:
  void run(bool one) {
    if (one)
      a_.lock();
    else
      b_.lock();
    if (!one)
      a_.lock(); // b_, then a_
    ++value_;
    a_.unlock();
    if (!one)
      b_.unlock();
  }

private:
  std::mutex a_, b_;
  int value_ = 0;
};

// A condition wait is no reversal, and neither is hand-over-hand.
class StagesOk {
public:
  void wait() {
    std::unique_lock<std::mutex> lock(mu_);
    while (!ready_)
      ready.wait(lock);
    std::lock_guard<std::mutex> inner(innerMu_);
    ready_ = false;
  }
  void walk() {
    mu_.lock();
    innerMu_.lock();
    mu_.unlock();
    ++steps_;
    lastMu_.lock();
    innerMu_.unlock();
    lastMu_.unlock();
  }

private:
  std::mutex mu_, innerMu_, lastMu_;
  std::condition_variable ready;
  bool ready_ = false;
  int steps_ = 0;
};

struct Wallet {
  std::mutex mu;
  int coins = 0;
};

void giveBad(Wallet &from, Wallet &to) {
  std::lock_guard<std::mutex> first(from.mu);
  std::lock_guard<std::mutex> second(to.mu);
  // CHECK: :[[@LINE-1]]:31: warning: 'Wallet::mu' is acquired while 'Wallet::mu' of another object is held
  // CHECK: note: 'mu' is acquired here
  // CHECK: note: 'Wallet::mu' is acquired while
  --from.coins;
  ++to.coins;
}

void giveOk(Wallet &from, Wallet &to) {
  if (&from == &to)
    return;
  Wallet *low = &from < &to ? &from : &to;
  Wallet *high = low == &from ? &to : &from;
  std::lock_guard<std::mutex> first(low->mu);
  std::lock_guard<std::mutex> second(high->mu);
  --from.coins;
  ++to.coins;
}
