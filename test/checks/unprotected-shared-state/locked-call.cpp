// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c++20 2>&1 | %filecheck
// What a function holds around the callable that it is given counts in threads, too.

#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <utility>

template <class T> class Monitor {
public:
  template <class F> auto withLock(F &&f) {
    std::lock_guard<std::mutex> lock(mu_);
    return std::forward<F>(f)(value_);
  }
  template <class F> auto withoutLock(F &&f) { return std::forward<F>(f)(value_); }

private:
  std::mutex mu_;
  T value_;
};
using Map = std::map<std::string, int>;

struct Settings {
  Monitor<Map> good, bad;
  void setOk(const std::string &name, int n) {
    good.withLock([&](Map &m) { m[name] = n; });
  }
  void setBad(const std::string &name, int n) {
    bad.withoutLock([&](Map &m) { m[name] = n; });
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'bad.value_' is written here and used in another thread with no common lock [concurrency-unprotected-shared-state]
  }
};

int main() {
  Settings settings;
  std::thread other([&] {
    settings.setOk("a", 1);
    settings.setBad("a", 1);
  });
  settings.setOk("b", 2);
  settings.setBad("b", 2);
  other.join();
}
