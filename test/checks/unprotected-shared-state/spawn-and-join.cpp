// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c++20 2>&1 | %filecheck
// RUN: %confirm %s
// Before the spawn and after the join there is one thread only.

#include <cstdio>
#include <thread>

int batchSize = 10;
long processed = 0;

void processOk() {
  batchSize = 64; // before the spawn
  std::thread worker([] {
    for (int i = 0; i < batchSize; ++i)
      ++processed;
  });
  worker.join();
  std::printf("%ld of %d\n", processed, batchSize); // after the join
  processed = 0;
}

int rate = 10;

void throttleBad() {
  std::thread worker([] {
    long budget = 0;
    for (int i = 0; i < 100; ++i)
      budget += rate;
    std::printf("%ld\n", budget);
  });
  rate = 20; // the worker is running
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'rate'{{.*}}written{{.*}}thread{{.*}}[concurrency-unprotected-shared-state]
  worker.join();
}

#ifdef CONFIRM
int main() {
  processOk();
  throttleBad();
}
#endif
