// RUN: %tidy -checks='-*,concurrency-check-then-act' %s -- -std=c++20 2>&1 | %filecheck
// RUN: %confirm %s
// A bounded pool: its size is tested without the lock, so the bound can be exceeded.

#include <cstddef>
#include <mutex>
#include <vector>

class PoolBad {
public:
  bool give(int fd) {
    if (idle_.size() >= kMax)
      return false;
    std::lock_guard<std::mutex> lock(mu_);
    idle_.push_back(fd);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'idle_'{{.*}}changed{{.*}}[concurrency-check-then-act]
    return true;
  }
  void clear() {
    std::lock_guard<std::mutex> lock(mu_);
    idle_.clear();
  }

private:
  static constexpr std::size_t kMax = 8;
  std::mutex mu_;
  std::vector<int> idle_;
};

class PoolOk {
public:
  explicit PoolOk(std::size_t max) : max_(max) {}
  bool give(int fd) {
    if (max_ == 0) // never changes
      return false;
    std::lock_guard<std::mutex> lock(mu_);
    if (idle_.size() >= max_)
      return false;
    idle_.push_back(fd);
    return true;
  }

private:
  const std::size_t max_;
  std::mutex mu_;
  std::vector<int> idle_;
};

#ifdef CONFIRM
#include <thread>
int main() {
  PoolBad bad;
  PoolOk ok(8);
  auto work = [&] {
    for (int i = 0; i < 1000; ++i) {
      bad.give(i);
      bad.clear();
      ok.give(i);
    }
  };
  std::thread a(work), b(work);
  a.join();
  b.join();
}
#endif
