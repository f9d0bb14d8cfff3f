// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c++20 2>&1 | %filecheck
// RUN: %confirm %s
// One object accessed atomically in one place and plainly in another.

#include <atomic>
#include <cstdio>
#include <thread>

long received = 0;
long sent = 0;

void receiveBad() {
  std::thread worker([] {
    for (int i = 0; i < 1000; ++i)
      std::atomic_ref<long>(received).fetch_add(1);
  });
  std::printf("%ld\n", received); // a plain read beside atomic writes
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'received'{{.*}}[concurrency-unprotected-shared-state]
  worker.join();
}

void sendOk() {
  std::thread worker([] {
    for (int i = 0; i < 1000; ++i)
      std::atomic_ref<long>(sent).fetch_add(1);
  });
  std::printf("%ld\n", std::atomic_ref<long>(sent).load());
  worker.join();
  std::printf("%ld\n", sent); // plain, but after the join
}

#ifdef CONFIRM
int main() {
  receiveBad();
  sendOk();
}
#endif
