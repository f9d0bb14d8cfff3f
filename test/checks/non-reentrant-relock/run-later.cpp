// RUN: %tidy -checks='-*,concurrency-non-reentrant-relock' %s -- -std=c++20 2>&1 | %filecheck
// RUN: %confirm --hang %s
// Made under the lock, run later or in another thread: no relock. Run before the function returns: one.

#include <functional>
#include <mutex>
#include <thread>
#include <vector>

class TimerOk {
public:
  void arm() {
    std::lock_guard<std::mutex> lock(mu_);
    pending_.push_back([this] { fired(); }); // only stored
  }
  void armInThread() {
    std::lock_guard<std::mutex> lock(mu_);
    threads_.push_back(std::thread([this] { fired(); })); // that thread holds nothing
  }
  void runAll() {
    std::vector<std::function<void()>> pending;
    {
      std::lock_guard<std::mutex> lock(mu_);
      pending.swap(pending_);
    }
    for (auto &run : pending)
      run();
    for (auto &thread : threads_)
      thread.join();
  }

private:
  void fired() {
    std::lock_guard<std::mutex> lock(mu_);
    ++fired_;
  }
  std::mutex mu_;
  std::vector<std::function<void()>> pending_;
  std::vector<std::thread> threads_;
  int fired_ = 0;
};

class TimerBad {
public:
  void arm() {
    std::function<void()> run;
    std::lock_guard<std::mutex> lock(mu_);
    run = [this] { fired(); };
    run(); // now, not later
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'mu_'{{.*}}held{{.*}}[concurrency-non-reentrant-relock]
  }

private:
  void fired() {
    std::lock_guard<std::mutex> lock(mu_);
    ++fired_;
  }
  std::mutex mu_;
  int fired_ = 0;
};

#ifdef CONFIRM
int main() {
  TimerOk ok;
  ok.arm();
  ok.armInThread();
  ok.runAll();
  TimerBad bad;
  bad.arm();
}
#endif
