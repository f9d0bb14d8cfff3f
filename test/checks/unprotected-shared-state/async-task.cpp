// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c++20 2>&1 | %filecheck
// RUN: %confirm %s
// std::async runs its task in another thread until get() returns.

#include <future>
#include <vector>

double averageBad(const std::vector<double> &samples) {
  double sum = 0;
  auto task = std::async(std::launch::async, [&] {
    for (double sample : samples)
      sum += sample; // read below before get()
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'sum'{{.*}}written{{.*}}thread{{.*}}[concurrency-unprotected-shared-state]
  });
  double soFar = sum;
  task.get();
  return soFar / samples.size();
}

double averageOk(const std::vector<double> &samples) {
  double sum = 0;
  auto task = std::async(std::launch::async, [&] {
    for (double sample : samples)
      sum += sample;
  });
  task.get();
  return sum / samples.size(); // the task has ended
}

#ifdef CONFIRM
int main() {
  std::vector<double> samples(1000, 1.0);
  return averageBad(samples) + averageOk(samples) < 0;
}
#endif
