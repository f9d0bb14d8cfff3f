// RUN: cp %s %t.cpp
// RUN: %tidy -checks='-*,concurrency-check-then-act,concurrency-lock-order-inversion' %t.cpp -fix -- -std=c++20 >%t.out 2>&1 || true
// RUN: FileCheck %s --input-file=%t.cpp
// RUN: %clangxx -std=c++20 -fsyntax-only %t.cpp
// RUN: %tidy -checks='-*,concurrency-check-then-act,concurrency-lock-order-inversion' %t.cpp -- -std=c++20 2>&1 | FileCheck %s --check-prefix=AFTER --allow-empty
// The atomic forms that fixes write compile, and nothing is left to report but
// what takes thought.

#include <atomic>
#include <memory>
#include <mutex>

std::atomic<int> hits;
std::atomic<bool> started;
std::weak_ptr<int> cache;

void count() {
  hits = hits + 1;
  // CHECK: {{^}}  hits += 1;
}

void countBy(int n) {
  hits.store(hits.load() - n);
  // CHECK: {{^}}  hits.fetch_sub(n);
}

void scale() {
  hits = hits * 2; // no operation of an atomic
  // CHECK: {{^}}  hits = hits * 2;
}

void begin();
void startOnce() {
  if (!started) {
    started = true;
    begin();
  }
  // CHECK: {{^}}  if (!started.exchange(true)) {
  // CHECK-NEXT: {{^}}    begin();
}

int read() {
  if (!cache.expired()) {
    auto held = cache.lock();
    return *held;
  }
  return 0;
  // CHECK: {{^}}  if (auto held = cache.lock()) {
  // CHECK-NEXT: {{^}}    return *held;
}

class Account {
public:
  void moveTo(Account &other, int amount) {
    std::lock_guard<std::mutex> mine(mu_);
    std::lock_guard<std::mutex> theirs(other.mu_);
    // CHECK: {{^}}    std::scoped_lock mine(mu_, other.mu_);
    balance_ -= amount;
    other.balance_ += amount;
  }

private:
  std::mutex mu_;
  int balance_ = 0;
};

// AFTER: warning: 'hits' {{.*}}
// AFTER-NOT: warning:
