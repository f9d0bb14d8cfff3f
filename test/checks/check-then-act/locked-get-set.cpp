// RUN: %tidy -checks='-*,concurrency-check-then-act' %s -- -std=c++20 2>&1 | %filecheck
// A locked getter decides what a locked setter writes.

#include <mutex>

class Gauge {
public:
  long get() const {
    std::lock_guard<std::mutex> lock(mu_);
    return value_;
  }
  void set(long value) {
    std::lock_guard<std::mutex> lock(mu_);
    value_ = value;
  }
  void raiseTo(long value) {
    std::lock_guard<std::mutex> lock(mu_);
    if (value_ < value)
      value_ = value;
  }

private:
  mutable std::mutex mu_;
  long value_ = 0;
};

Gauge peak;
Gauge current;

void observeBad(long load) {
  if (load > peak.get())
    peak.set(load); // may lower a higher peak set in between
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'peak'{{.*}}changed{{.*}}[concurrency-check-then-act]
}

void observeOk(long load) {
  peak.raiseTo(load);
  current.set(load); // not decided by anything
}

void publishOk(long load) {
  if (load > 10 && current.get() > 10)
    peak.raiseTo(load); // tests again by itself, another object
}
