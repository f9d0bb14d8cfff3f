// RUN: %tidy -checks='-*,concurrency-non-reentrant-relock' %s -- -std=c++20 2>&1 | %filecheck
// RUN: %confirm --hang %s
// The lock is taken again some calls further down.

#include <deque>
#include <mutex>

class SchedulerBad {
public:
  void add(int job) {
    std::lock_guard<std::mutex> lock(mu_);
    jobs_.push_back(job);
    rebalance(); // ends in size(), which locks
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'mu_'{{.*}}held{{.*}}[concurrency-non-reentrant-relock]
  }
  int size() {
    std::lock_guard<std::mutex> lock(mu_);
    return static_cast<int>(jobs_.size());
  }

private:
  void rebalance() {
    if (load() > 100)
      overloaded_ = true;
  }
  int load() { return size() * 2; }
  std::mutex mu_;
  std::deque<int> jobs_;
  bool overloaded_ = false;
};

class SchedulerOk {
public:
  void add(int job) {
    {
      std::lock_guard<std::mutex> lock(mu_);
      jobs_.push_back(job);
    }
    rebalance(); // not held here
  }
  void drop() {
    std::lock_guard<std::mutex> lock(mu_);
    jobs_.clear();
    trim(); // does not lock
  }
  int size() {
    std::lock_guard<std::mutex> lock(mu_);
    return static_cast<int>(jobs_.size());
  }

private:
  void rebalance() {
    if (load() > 100)
      drop();
  }
  int load() { return size() * 2; }
  void trim() { jobs_.shrink_to_fit(); }
  std::mutex mu_;
  std::deque<int> jobs_;
};

#ifdef CONFIRM
int main() {
  SchedulerOk ok;
  ok.add(1);
  ok.drop();
  SchedulerBad bad;
  bad.add(1);
}
#endif
