// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c++20 2>&1 | %filecheck
// RUN: %confirm %s
// What std::call_once initialised may be read without a lock afterwards, but not written.

#include <cstddef>
#include <mutex>
#include <thread>
#include <vector>

std::once_flag squaresOnce;
std::vector<int> squares;

int squareOk(std::size_t i) {
  std::call_once(squaresOnce, [] {
    for (int k = 0; k < 100; ++k)
      squares.push_back(k * k);
  });
  return squares[i]; // call_once orders the initialisation before this
}

void tableOk() {
  std::vector<std::thread> workers;
  for (std::size_t i = 0; i < 4; ++i)
    workers.emplace_back([i] { squareOk(i); });
  for (auto &worker : workers)
    worker.join();
}

std::once_flag limitOnce;
int limit = 0;

int limitOk() {
  std::call_once(limitOnce, [] { limit = 100; });
  return limit;
}

void reloadBad() {
  std::thread reader([] {
    for (int i = 0; i < 100; ++i)
      limitOk();
  });
  limit = 200; // not inside call_once, and the reader is running
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'limit'{{.*}}written{{.*}}[concurrency-unprotected-shared-state]
  reader.join();
}

#ifdef CONFIRM
int main() {
  tableOk();
  reloadBad();
}
#endif
