// RUN: %tidy -checks='-*,concurrency-*,-concurrency-mt-unsafe,-concurrency-thread-canceltype-asynchronous' %s -- -std=c++20 2>&1 | %filecheck
// Algorithms with an execution policy run their functions in many threads, and wait for them.

#include <algorithm>
#include <atomic>
#include <execution>
#include <mutex>
#include <numeric>
#include <vector>

using Numbers = std::vector<int>;

long sumBad(const Numbers &numbers) {
  long sum = 0;
  std::for_each(std::execution::par, numbers.begin(), numbers.end(), [&](int n) {
    sum += n;
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'sum'{{.*}}[concurrency-unprotected-shared-state]
  });
  return sum;
}

long sumOk(const Numbers &numbers) {
  long sum = 0;
  std::mutex mu;
  std::for_each(std::execution::par, numbers.begin(), numbers.end(), [&](int n) {
    std::lock_guard<std::mutex> lock(mu);
    sum += n;
  });
  ++sum; // the threads are at their end
  return sum;
}

long reduceOk(const Numbers &numbers) {
  return std::reduce(std::execution::par, numbers.begin(), numbers.end(), 0L);
}

long sumHereOk(const Numbers &numbers) {
  long sum = 0;
  std::for_each(std::execution::seq, numbers.begin(), numbers.end(), [&](int n) { sum += n; });
  std::for_each(numbers.begin(), numbers.end(), [&](int n) { sum += n; });
  return sum;
}

void doubleOk(Numbers &numbers) {
  std::for_each(std::execution::par_unseq, numbers.begin(), numbers.end(), [](int &n) { n *= 2; });
  numbers.push_back(0);
}

std::atomic<long> counted = 0;
long calls = 0;
long evens = 0;

void transformBad(const Numbers &from, Numbers &to) {
  std::transform(std::execution::par_unseq, from.begin(), from.end(), to.begin(), [](int n) {
    ++calls;
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'calls'{{.*}}[concurrency-unprotected-shared-state]
    return -n;
  });
}

void transformOk(const Numbers &from, Numbers &to) {
  std::transform(std::execution::par_unseq, from.begin(), from.end(), to.begin(), [](int n) {
    ++counted;
    return -n;
  });
}

void addBad(const Numbers &a, const Numbers &b, Numbers &to) {
  std::transform(std::execution::par, a.begin(), a.end(), b.begin(), to.begin(), [](int m, int n) {
    ++evens;
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'evens'{{.*}}[concurrency-unprotected-shared-state]
    return m + n;
  });
}

void sortOk(Numbers &numbers) {
  std::sort(std::execution::par, numbers.begin(), numbers.end());
  std::sort(std::execution::par, numbers.begin(), numbers.end(), [](int a, int b) { return a > b; });
}

long squares = 0;

long squareSumBad(const Numbers &numbers) {
  return std::transform_reduce(
      std::execution::par, numbers.begin(), numbers.end(), 0L, [](long a, long b) { return a + b; },
      [](int n) {
        ++squares;
        // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'squares'{{.*}}[concurrency-unprotected-shared-state]
        return n * n;
      });
}

// Whoever waits for threads that want the lock must not hold it.
class Totals {
public:
  void addOk(const Numbers &numbers) {
    std::for_each(std::execution::par, numbers.begin(), numbers.end(), [this](int n) {
      std::lock_guard<std::mutex> lock(mu_);
      total_ += n;
    });
  }
  void addBad(const Numbers &numbers) {
    std::lock_guard<std::mutex> lock(mu_);
    std::for_each(std::execution::par, numbers.begin(), numbers.end(), [this](int n) {
      // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}wait{{.*}}'mu_'{{.*}}[concurrency-io-under-lock]
      // CHECK: :[[@LINE-2]]:{{[0-9]+}}: warning: {{.*}}'mu_'{{.*}}[concurrency-lock-order-inversion]
      std::lock_guard<std::mutex> again(mu_);
      total_ += n;
    });
  }

private:
  std::mutex mu_;
  long total_ = 0;
};
