// RUN: %tidy -checks='-*,concurrency-non-reentrant-relock' %s -- -std=c++20 2>&1 | %filecheck
// RUN: %confirm --hang %s
// A unique_lock and direct calls on its mutex mixed; locking again after an unlock is right.

#include <condition_variable>
#include <mutex>

class GateBad {
public:
  void open() {
    std::unique_lock<std::mutex> lock(mu_);
    open_ = true;
    mu_.lock(); // lock already has it
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'mu_'{{.*}}held{{.*}}[concurrency-non-reentrant-relock]
    ++opened_;
    mu_.unlock();
  }

private:
  std::mutex mu_;
  bool open_ = false;
  int opened_ = 0;
};

class GateOk {
public:
  void open() {
    std::unique_lock<std::mutex> lock(mu_);
    open_ = true;
    lock.unlock();
    changed_.notify_all();
    lock.lock();
    ++opened_;
  }
  void adopt() {
    mu_.lock();
    std::lock_guard<std::mutex> lock(mu_, std::adopt_lock); // takes over, does not lock
    ++opened_;
  }
  void later() {
    std::unique_lock<std::mutex> lock(mu_, std::defer_lock);
    lock.lock(); // for the first time
    ++opened_;
  }
  void pass() {
    std::unique_lock<std::mutex> lock(mu_);
    while (!open_)
      changed_.wait(lock); // gives the lock up and takes it again
    std::unique_lock<std::mutex> moved(std::move(lock)); // the same lock in another guard
    ++opened_;
  }

private:
  std::mutex mu_;
  std::condition_variable changed_;
  bool open_ = false;
  int opened_ = 0;
};

#ifdef CONFIRM
int main() {
  GateOk ok;
  ok.open();
  ok.adopt();
  ok.later();
  ok.pass();
  GateBad bad;
  bad.open();
}
#endif
