// RUN: %tidy -checks='-*,concurrency-check-then-act' %s -- -std=c++20 2>&1 | %filecheck
// a = a + 1 on an atomic is a load and a store.

#include <atomic>

class TrafficBad {
public:
  void request(long size) {
    served_ = served_ + 1;
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'served_'{{.*}}two{{.*}}[concurrency-check-then-act]
    bytes_.store(bytes_.load() + size);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'bytes_'{{.*}}[concurrency-check-then-act]
  }

private:
  std::atomic<long> served_{0};
  std::atomic<long> bytes_{0};
};

class TrafficOk {
public:
  void request(long size) {
    ++served_;
    bytes_ += size;
    bytes_.fetch_add(size);
    total_ = served_ + 1; // another atomic
  }
  void countLocal() {
    long plain = 0;
    plain = plain + 1;
    served_ = plain;
  }

private:
  std::atomic<long> served_{0};
  std::atomic<long> bytes_{0};
  std::atomic<long> total_{0};
};
