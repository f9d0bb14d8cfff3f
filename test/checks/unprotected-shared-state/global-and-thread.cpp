// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c++20 2>&1 | %filecheck
// RUN: %confirm %s
// A global touched by a spawned callable and by its spawner with no common lock.

#include <cstdio>
#include <mutex>
#include <thread>

long served = 0;

void serveBad() {
  std::thread worker([] {
    for (int i = 0; i < 1000; ++i)
      served += 1; // read below while this runs
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'served'{{.*}}written{{.*}}thread{{.*}}[concurrency-unprotected-shared-state]
  });
  std::printf("%ld so far\n", served);
  worker.join();
}

std::mutex auditMu;
long audited = 0;

void auditOk() {
  std::thread worker([] {
    for (int i = 0; i < 1000; ++i) {
      std::lock_guard<std::mutex> lock(auditMu);
      audited += 1;
    }
  });
  {
    std::lock_guard<std::mutex> lock(auditMu);
    std::printf("%ld so far\n", audited);
  }
  worker.join();
}

#ifdef CONFIRM
int main() {
  serveBad();
  auditOk();
}
#endif
