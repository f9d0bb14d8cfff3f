// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c++20 2>&1 | %filecheck
// RUN: %confirm %s
// A getter that locks and returns a reference has locked for nothing.

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

class Board {
public:
  void set(const std::string &name, int price) {
    std::lock_guard<std::mutex> guard(mutex_);
    prices_[name] = price;
    last_ = price;
  }
  const std::map<std::string, int> &pricesBad() const {
    std::lock_guard<std::mutex> guard(mutex_);
    return prices_;
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'prices_' is handed out by reference, but 'mutex_' is released as the function returns; return a copy
    // CHECK: note: 'prices_' is written under 'mutex_' here
  }
  int *lastBad() {
    std::lock_guard<std::mutex> guard(mutex_);
    return &last_;
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'last_' is handed out by reference
  }

  std::map<std::string, int> prices() const {
    std::lock_guard<std::mutex> guard(mutex_);
    return prices_;
  }
  // The lock is handed out, too.
  const std::map<std::string, int> &locked(std::unique_lock<std::mutex> &held) {
    held = std::unique_lock<std::mutex>(mutex_);
    return prices_;
  }
  // It is made once, and then only looked at.
  const std::string &title() {
    std::lock_guard<std::mutex> guard(mutex_);
    return title_;
  }
  // What it points to is somebody else's matter.
  const std::string *owner() {
    std::lock_guard<std::mutex> guard(mutex_);
    return owner_.get();
  }
  void own(std::unique_ptr<std::string> owner) {
    std::lock_guard<std::mutex> guard(mutex_);
    owner_ = std::move(owner);
  }

private:
  mutable std::mutex mutex_;
  std::map<std::string, int> prices_;
  int last_ = 0;
  std::string title_ = "board";
  std::unique_ptr<std::string> owner_;
};

// Whoever calls may have locked before.
class Nested {
public:
  void set(int n) {
    std::lock_guard<std::recursive_mutex> guard(mutex_);
    all_[n] = n;
  }
  std::map<int, int> &all() {
    std::lock_guard<std::recursive_mutex> guard(mutex_);
    return all_;
  }

private:
  std::recursive_mutex mutex_;
  std::map<int, int> all_;
};

static int sumBad(Board &b) {
  int sum = 0;
  for (const auto &[name, price] : b.pricesBad())
    sum += price;
  return sum;
}
// CHECK-NOT: warning:

static int lookBad(const int *last) { return *last; }

int main() {
  Board b;
  int *last = b.lastBad();
  std::thread setter([&] { b.set("a", 1); });
  int sum = lookBad(last);
  setter.join();
  return sum + sumBad(b) < 0;
}
