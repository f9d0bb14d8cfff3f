// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c++17 2>&1 | %filecheck
// RUN: %confirm %s
// A function object that is handed over is copied: each thread has its own.

#include <functional>
#include <thread>
#include <vector>

class Counter {
public:
  void operator()() {
    for (int i = 0; i < 1000; ++i)
      ++seen_;
  }

private:
  int seen_ = 0;
};

class CounterBad {
public:
  void operator()() {
    for (int i = 0; i < 1000; ++i)
      ++seen_;
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: '{{.*}}seen_' is written here and used in another thread{{.*}}[concurrency-unprotected-shared-state]
  }

private:
  int seen_ = 0;
};

void eachItsOwn() {
  std::vector<std::thread> threads;
  for (int i = 0; i < 3; ++i)
    threads.emplace_back(Counter());
  for (auto &t : threads)
    t.join();
  Counter c;
  std::thread a(c), b(c);
  a.join();
  b.join();
}

void byReferenceBad() {
  CounterBad c;
  std::thread a(std::ref(c)), b(std::ref(c));
  a.join();
  b.join();
}

#ifdef CONFIRM
int main() {
  eachItsOwn();
  byReferenceBad();
}
#endif
