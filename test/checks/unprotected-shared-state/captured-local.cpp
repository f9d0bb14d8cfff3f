// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c++20 2>&1 | %filecheck
// RUN: %confirm %s
// A local captured by reference, touched by the thread and by the function that started it.

#include <atomic>
#include <cstdio>
#include <mutex>
#include <thread>
#include <vector>

void importBad(const std::vector<int> &rows) {
  long done = 0;
  std::thread loader([&] {
    for (int row : rows)
      done += row > 0; // read below before the join
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'done'{{.*}}written{{.*}}thread{{.*}}[concurrency-unprotected-shared-state]
  });
  std::printf("progress %ld\n", done);
  loader.join();
}

void importOk(const std::vector<int> &rows) {
  long done = 0;
  std::thread loader([&] {
    for (int row : rows)
      done += row > 0;
  });
  loader.join();
  std::printf("progress %ld\n", done); // after the join
}

void importAtomicOk(const std::vector<int> &rows) {
  std::atomic<long> done{0};
  std::thread loader([&] {
    for (int row : rows)
      done += row > 0;
  });
  std::printf("progress %ld\n", done.load());
  loader.join();
}

void importLockedOk(const std::vector<int> &rows) {
  std::mutex mu;
  long done = 0;
  std::thread loader([&] {
    for (int row : rows) {
      std::lock_guard<std::mutex> lock(mu);
      done += row > 0;
    }
  });
  {
    std::lock_guard<std::mutex> lock(mu);
    std::printf("progress %ld\n", done);
  }
  loader.join();
}

void importCopyOk(const std::vector<int> &rows) {
  long limit = 100;
  std::thread loader([limit, &rows] {
    long done = 0;
    for (int row : rows)
      done += row < limit;
    std::printf("%ld\n", done);
  });
  limit = 0; // the thread has its own copy
  std::printf("limit is now %ld\n", limit);
  loader.join();
}

#ifdef CONFIRM
int main() {
  std::vector<int> rows(1000, 1);
  importBad(rows);
  importOk(rows);
  importAtomicOk(rows);
  importLockedOk(rows);
  importCopyOk(rows);
}
#endif
