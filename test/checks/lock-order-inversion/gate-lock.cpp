// RUN: %tidy -checks='-*,concurrency-lock-order-inversion' %s -- -std=c++20 2>&1 | %filecheck
// RUN: %confirm %s
// Both orders are harmless while one outer lock is held around each, and only then.

#include <mutex>

class ClusterOk {
public:
  void join() {
    std::lock_guard<std::mutex> gate(gateMu_);
    std::lock_guard<std::mutex> first(nodesMu_);
    std::lock_guard<std::mutex> second(shardsMu_);
    nodes_ += shards_;
  }
  void split() {
    std::lock_guard<std::mutex> gate(gateMu_);
    std::lock_guard<std::mutex> first(shardsMu_);
    std::lock_guard<std::mutex> second(nodesMu_);
    shards_ += nodes_;
  }

private:
  std::mutex gateMu_, nodesMu_, shardsMu_;
  int nodes_ = 1, shards_ = 1;
};

class ClusterBad {
public:
  void join() {
    std::lock_guard<std::mutex> gate(gateMu_);
    std::lock_guard<std::mutex> first(nodesMu_);
    std::lock_guard<std::mutex> second(shardsMu_);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}{{('ClusterBad::nodesMu_'.*'ClusterBad::shardsMu_'|'ClusterBad::shardsMu_'.*'ClusterBad::nodesMu_')}}{{.*}}[concurrency-lock-order-inversion]
    nodes_ += shards_;
  }
  void split() {
    std::lock_guard<std::mutex> first(shardsMu_); // not through the gate
    std::lock_guard<std::mutex> second(nodesMu_);
    shards_ += nodes_;
  }

private:
  std::mutex gateMu_, nodesMu_, shardsMu_;
  int nodes_ = 1, shards_ = 1;
};

#ifdef CONFIRM
// ClusterOk is not run: ThreadSanitizer does not know gate locks.
int main() {
  ClusterBad bad;
  bad.join();
  bad.split();
}
#endif
