// RUN: %tidy -checks='-*,concurrency-lock-order-inversion' %s -- -std=c++20 2>&1 | %filecheck
// RUN: %confirm %s
// std::lock and std::scoped_lock avoid the deadlock; two guards in a row do not.

#include <mutex>

class LedgerOk {
public:
  void post() {
    std::scoped_lock both(entriesMu_, totalsMu_);
    totals_ += entries_;
  }
  void close() {
    std::scoped_lock both(totalsMu_, entriesMu_); // the order of the arguments does not matter
    entries_ += totals_;
  }
  void merge() {
    std::lock(totalsMu_, entriesMu_);
    std::lock_guard<std::mutex> first(totalsMu_, std::adopt_lock); // takes nothing
    std::lock_guard<std::mutex> second(entriesMu_, std::adopt_lock);
    ++totals_;
  }
  void split() {
    std::unique_lock<std::mutex> first(entriesMu_, std::defer_lock); // takes nothing yet
    std::unique_lock<std::mutex> second(totalsMu_, std::defer_lock);
    std::lock(first, second);
    ++entries_;
  }

private:
  std::mutex entriesMu_, totalsMu_;
  int entries_ = 0, totals_ = 0;
};

class LedgerBad {
public:
  void post() {
    std::lock_guard<std::mutex> first(entriesMu_);
    std::lock_guard<std::mutex> second(totalsMu_);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}{{('LedgerBad::entriesMu_'.*'LedgerBad::totalsMu_'|'LedgerBad::totalsMu_'.*'LedgerBad::entriesMu_')}}{{.*}}[concurrency-lock-order-inversion]
    totals_ += entries_;
  }
  void close() {
    std::scoped_lock first(totalsMu_); // one lock only: nothing is avoided
    std::scoped_lock second(entriesMu_);
    entries_ += totals_;
  }

private:
  std::mutex entriesMu_, totalsMu_;
  int entries_ = 0, totals_ = 0;
};

#ifdef CONFIRM
int main() {
  LedgerOk ok;
  ok.post();
  ok.close();
  ok.merge();
  ok.split();
  LedgerBad bad;
  bad.post();
  bad.close();
}
#endif
