// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c++20 2>&1 | %filecheck
// RUN: %confirm %s
// A lock is held, but not the one that guards the member.

#include <mutex>
#include <vector>

class ConnectionPoolBad {
public:
  int take() {
    std::lock_guard<std::mutex> lock(idleMu_);
    if (idle_.empty())
      return -1;
    int fd = idle_.back();
    idle_.pop_back();
    return fd;
  }
  void give(int fd) {
    std::lock_guard<std::mutex> lock(idleMu_);
    idle_.push_back(fd);
  }
  void opened() {
    std::lock_guard<std::mutex> lock(statsMu_);
    ++opened_;
  }
  long statistics() const {
    std::lock_guard<std::mutex> lock(statsMu_);
    return opened_;
  }
  void reset() {
    std::lock_guard<std::mutex> lock(statsMu_);
    opened_ = 0;
    idle_.clear(); // statsMu_ does not exclude take() and give()
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'idle_'{{.*}}written{{.*}}'idleMu_'{{.*}}[concurrency-unprotected-shared-state]
  }

private:
  mutable std::mutex idleMu_;
  mutable std::mutex statsMu_;
  std::vector<int> idle_;
  long opened_ = 0;
};

class ConnectionPoolOk {
public:
  void give(int fd) {
    std::lock_guard<std::mutex> lock(idleMu_);
    idle_.push_back(fd);
  }
  bool empty() const {
    std::lock_guard<std::mutex> lock(idleMu_);
    return idle_.empty();
  }
  void opened() {
    std::lock_guard<std::mutex> lock(statsMu_);
    ++opened_;
  }
  void reset() {
    std::scoped_lock lock(idleMu_, statsMu_); // each member under its own lock
    opened_ = 0;
    idle_.clear();
  }

private:
  mutable std::mutex idleMu_;
  mutable std::mutex statsMu_;
  std::vector<int> idle_;
  long opened_ = 0;
};

#ifdef CONFIRM
#include <thread>
int main() {
  ConnectionPoolBad bad;
  ConnectionPoolOk ok;
  std::thread worker([&] {
    for (int i = 0; i < 1000; ++i) {
      bad.give(i);
      ok.give(i);
    }
  });
  for (int i = 0; i < 100; ++i) {
    bad.reset();
    ok.reset();
  }
  worker.join();
}
#endif
