// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c++20 2>&1 | %filecheck
// RUN: %confirm %s
// Several threads share a container: changing its shape races, writing one's own element does not.

#include <cstddef>
#include <numeric>
#include <thread>
#include <vector>

long sumBad(const std::vector<long> &values) {
  std::vector<long> partial;
  std::vector<std::thread> workers;
  for (std::size_t i = 0; i < 4; ++i)
    workers.emplace_back([&partial, &values, i] {
      long sum = 0;
      for (std::size_t k = i; k < values.size(); k += 4)
        sum += values[k];
      partial.push_back(sum); // all threads change the vector's size
      // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'partial'{{.*}}written{{.*}}[concurrency-unprotected-shared-state]
    });
  for (auto &worker : workers)
    worker.join();
  return std::accumulate(partial.begin(), partial.end(), 0L);
}

long sumOk(const std::vector<long> &values) {
  std::vector<long> partial(4);
  std::vector<std::thread> workers;
  for (std::size_t i = 0; i < 4; ++i)
    workers.emplace_back([&partial, &values, i] {
      for (std::size_t k = i; k < values.size(); k += 4)
        partial[i] += values[k]; // each thread has its own element
    });
  for (auto &worker : workers)
    worker.join();
  return std::accumulate(partial.begin(), partial.end(), 0L);
}

#ifdef CONFIRM
int main() {
  std::vector<long> values(4000, 1);
  return sumBad(values) + sumOk(values) < 0;
}
#endif
