// RUN: %tidy -checks='-*,concurrency-non-reentrant-relock' %s -- -std=c++20 2>&1 | %filecheck
// RUN: %confirm --hang %s
// A mutex locked twice in one function.

#include <mutex>

class CounterBad {
public:
  void reset(bool log) {
    std::lock_guard<std::mutex> lock(mu_);
    value_ = 0;
    if (log) {
      std::lock_guard<std::mutex> again(mu_); // waits for itself
      // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'mu_'{{.*}}held{{.*}}[concurrency-non-reentrant-relock]
      ++logged_;
    }
  }

private:
  std::mutex mu_;
  int value_ = 0;
  int logged_ = 0;
};

class CounterOk {
public:
  void reset(bool log) {
    {
      std::lock_guard<std::mutex> lock(mu_);
      value_ = 0;
    }
    if (log) {
      std::lock_guard<std::mutex> again(mu_); // the first guard is gone
      ++logged_;
    }
  }
  void swapIn(CounterOk &other) {
    std::lock_guard<std::mutex> lock(mu_);
    std::lock_guard<std::mutex> more(moreMu_); // another lock
    value_ = logged_;
    (void)other;
  }

private:
  std::mutex mu_, moreMu_;
  int value_ = 0;
  int logged_ = 0;
};

#ifdef CONFIRM
int main() {
  CounterOk ok;
  ok.reset(true);
  ok.swapIn(ok);
  CounterBad bad;
  bad.reset(true);
}
#endif
