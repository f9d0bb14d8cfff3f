// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c++20 2>&1 | %filecheck
// RUN: %confirm %s
// A reference to an element is used after the lock was released.

#include <array>
#include <cstddef>
#include <mutex>

class GaugesBad {
public:
  void raise(std::size_t index, int by) {
    std::unique_lock<std::mutex> lock(mu_);
    int &level = levels_[index % levels_.size()];
    lock.unlock();
    level += by; // unlocked by now
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'levels_'{{.*}}written{{.*}}'mu_'{{.*}}[concurrency-unprotected-shared-state]
  }
  int sum() const {
    std::lock_guard<std::mutex> lock(mu_);
    int total = 0;
    for (int level : levels_)
      total += level;
    return total;
  }
  void reset() {
    std::lock_guard<std::mutex> lock(mu_);
    levels_.fill(0);
  }

private:
  mutable std::mutex mu_;
  std::array<int, 8> levels_{};
};

class GaugesOk {
public:
  void raise(std::size_t index, int by) {
    std::unique_lock<std::mutex> lock(mu_);
    int &level = levels_[index % levels_.size()];
    level += by;
    lock.unlock(); // after the last use
  }
  int level(std::size_t index) const {
    std::unique_lock<std::mutex> lock(mu_);
    int level = levels_[index % levels_.size()];
    lock.unlock();
    return level; // a value, not a reference
  }
  void reset() {
    std::lock_guard<std::mutex> lock(mu_);
    levels_.fill(0);
  }

private:
  mutable std::mutex mu_;
  std::array<int, 8> levels_{};
};

#ifdef CONFIRM
#include <thread>
int main() {
  GaugesBad bad;
  GaugesOk ok;
  auto work = [&] {
    for (int i = 0; i < 1000; ++i) {
      bad.raise(3, 1);
      ok.raise(3, 1);
      ok.level(3);
    }
  };
  std::thread a(work), b(work);
  a.join();
  b.join();
}
#endif
