// RUN: %tidy -checks='-*,concurrency-io-under-lock' %s -- -std=c++20 2>&1 | %filecheck
// I/O in a lambda counts where the lambda runs.

#include <algorithm>
#include <functional>
#include <mutex>
#include <unistd.h>
#include <vector>

class MirrorBad {
public:
  void add(int fd) {
    std::lock_guard<std::mutex> lock(mu_);
    fds_.push_back(fd);
  }
  void each(const std::function<void(int)> &visit) {
    std::vector<int> copy;
    {
      std::lock_guard<std::mutex> lock(mu_);
      copy = fds_;
    }
    for (int fd : copy)
      visit(fd);
  }
  void syncAll() {
    std::lock_guard<std::mutex> lock(mu_);
    ++syncs_;
    auto syncOne = [](int fd) { fsync(fd); };
    syncOne(fds_.front());
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}file{{.*}}'mu_'{{.*}}[concurrency-io-under-lock]
  }

private:
  std::mutex mu_;
  std::vector<int> fds_;
  int syncs_ = 0;
};

class MirrorOk {
public:
  void add(int fd) {
    std::lock_guard<std::mutex> lock(mu_);
    fds_.push_back(fd);
    later_.push_back([fd] { fsync(fd); }); // only stored
  }
  void runLater() {
    std::vector<std::function<void()>> later;
    {
      std::lock_guard<std::mutex> lock(mu_);
      later.swap(later_);
    }
    for (auto &run : later)
      run(); // no lock is held
  }
  int highest() {
    std::lock_guard<std::mutex> lock(mu_);
    int found = -1;
    std::for_each(fds_.begin(), fds_.end(), [&](int fd) { found = std::max(found, fd); }); // no I/O
    return found;
  }

private:
  std::mutex mu_;
  std::vector<int> fds_;
  std::vector<std::function<void()>> later_;
};
