// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c++17 2>&1 | %filecheck
// RUN: %confirm %s
// As long as the task is not ready, it is running.

#include <chrono>
#include <cstdio>
#include <future>

struct Totals {
  long rows = 0;
};

void report(long rows) { std::printf("%ld\n", rows); }

Totals importBad() {
  Totals totals;
  auto done = std::async(std::launch::async, [&] {
    for (int i = 0; i < 1000000; ++i)
      ++totals.rows;
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'rows' is written here and used in another thread{{.*}}[concurrency-unprotected-shared-state]
  });
  while (done.wait_for(std::chrono::microseconds(1)) !=
         std::future_status::ready)
    report(totals.rows);
  done.get();
  return totals;
}

Totals importGood() {
  Totals totals;
  auto done = std::async(std::launch::async, [&] {
    for (int i = 0; i < 1000; ++i)
      ++totals.rows;
  });
  done.get();
  report(totals.rows);
  return totals;
}

#ifdef CONFIRM
int main() {
  importBad();
  importGood();
}
#endif
