// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c++20 2>&1 | %filecheck
// RUN: %confirm %s
// A lambda that runs later does not inherit the locks of the place that made it.

#include <algorithm>
#include <functional>
#include <mutex>
#include <utility>
#include <vector>

class UploaderBad {
public:
  void schedule() {
    std::lock_guard<std::mutex> lock(mu_);
    ++pending_;
    tasks_.push_back([this] {
      --pending_; // runs in runAll(), where mu_ is not held
      // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'pending_'{{.*}}written{{.*}}'mu_'{{.*}}[concurrency-unprotected-shared-state]
    });
  }
  void runAll() {
    std::vector<std::function<void()>> tasks;
    {
      std::lock_guard<std::mutex> lock(mu_);
      tasks.swap(tasks_);
    }
    for (auto &task : tasks)
      task();
  }
  int pending() {
    std::lock_guard<std::mutex> lock(mu_);
    return pending_;
  }
  void cancel() {
    std::lock_guard<std::mutex> lock(mu_);
    pending_ = 0;
    tasks_.clear();
  }

private:
  std::mutex mu_;
  std::vector<std::function<void()>> tasks_;
  int pending_ = 0;
};

class UploaderOk {
public:
  void schedule() {
    std::lock_guard<std::mutex> lock(mu_);
    ++pending_;
    tasks_.push_back([this] {
      std::lock_guard<std::mutex> own(mu_); // locks by itself
      --pending_;
    });
  }
  void runAll() {
    std::vector<std::function<void()>> tasks;
    {
      std::lock_guard<std::mutex> lock(mu_);
      tasks.swap(tasks_);
    }
    for (auto &task : tasks)
      task();
  }
  void addAll(const std::vector<int> &sizes) {
    std::lock_guard<std::mutex> lock(mu_);
    // Called before for_each returns: mu_ is still held.
    std::for_each(sizes.begin(), sizes.end(), [this](int size) { pending_ += size; });
    auto bump = [this] { ++pending_; };
    bump();
  }

private:
  std::mutex mu_;
  std::vector<std::function<void()>> tasks_;
  int pending_ = 0;
};

#ifdef CONFIRM
#include <thread>
int main() {
  UploaderBad bad;
  UploaderOk ok;
  bad.schedule();
  ok.schedule();
  std::thread runner([&] {
    bad.runAll();
    ok.runAll();
  });
  while (bad.pending() != 0)
    std::this_thread::yield();
  ok.addAll({1, 2});
  runner.join();
}
#endif
