// RUN: %tidy -checks='-*,concurrency-lock-order-inversion' %s -- -std=c++20 2>&1 | %filecheck
// Two members of one object, of one class, whose locks a helper takes in the order in which they are given.

#include <mutex>

namespace {
struct Counter {
  std::mutex mu;
  int n = 0;
};

int subtractOk(Counter &from, Counter &what) {
  std::lock_guard<std::mutex> first(from.mu);
  std::lock_guard<std::mutex> second(what.mu);
  return from.n - what.n;
}
int subtractBad(Counter &from, Counter &what) {
  std::lock_guard<std::mutex> first(from.mu);
  std::lock_guard<std::mutex> second(what.mu);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'Counter::mu' is acquired while 'Counter::mu' of another object is held
  return from.n - what.n;
}
} // namespace

class Journal {
public:
  int open() { return subtractOk(submitted_, completed_); }
  bool idle() { return subtractOk(submitted_, completed_) == 0; }
  int ahead() { return subtractBad(submitted_, flushed_); }
  int behind() { return subtractBad(flushed_, submitted_); }

private:
  Counter submitted_, completed_, flushed_;
};
