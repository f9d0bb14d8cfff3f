// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c++20 2>&1 | %filecheck
// RUN: %confirm %s
// A function of one's own that runs what it is given in several threads, and waits for them.

#include <atomic>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

static void parallelFor(std::size_t n,
                        const std::function<void(std::size_t)> &body) {
  std::vector<std::thread> threads;
  std::atomic<std::size_t> next{0};
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&] {
      for (std::size_t i; (i = next++) < n;)
        body(i);
    });
  for (std::thread &t : threads)
    t.join();
}

template <class Body> static void inSlices(std::size_t n, Body body) {
  std::vector<std::thread> threads;
  for (std::size_t begin = 0; begin < n; begin += 100)
    threads.emplace_back([begin, n, &body] {
      for (std::size_t i = begin; i < n && i < begin + 100; ++i)
        body(i);
    });
  for (std::thread &t : threads)
    t.join();
}

template <class Task> static void aside(Task task) {
  std::thread thread([task] { task(); });
  thread.join();
}

long sumBad(const std::vector<int> &v) {
  long sum = 0;
  parallelFor(v.size(), [&](std::size_t i) { sum += v[i]; });
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'sum' is written here and used in another thread with no common lock [concurrency-unprotected-shared-state]
  return sum;
}

long countBad(const std::vector<int> &v) {
  long count = 0;
  inSlices(v.size(), [&](std::size_t i) {
    if (v[i])
      ++count;
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'count' is written here and used in another thread with no common lock [concurrency-unprotected-shared-state]
  });
  return count;
}

long allOk(const std::vector<int> &v) {
  std::mutex mu;
  long locked = 0, once = 0;
  std::atomic<long> counted{0};
  std::vector<int> doubled(v.size());
  parallelFor(v.size(), [&](std::size_t i) {
    counted += v[i];
    doubled[i] = 2 * v[i];
    std::lock_guard<std::mutex> lock(mu);
    locked += v[i];
  });
  aside([&] { once = 1; });
  ++once;
  return locked + once + counted + doubled.size();
}

#ifdef CONFIRM
int main() {
  std::vector<int> v(1000, 1);
  return sumBad(v) + countBad(v) + allOk(v) == 0;
}
#endif
