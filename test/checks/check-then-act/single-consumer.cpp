// RUN: %tidy -checks='-*,concurrency-check-then-act' %s -- -std=c++20 2>&1 | %filecheck
// One thread alone takes out of a queue: what it has seen there stays there. Two threads are another matter.

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

class OneConsumerOk {
public:
  OneConsumerOk() : worker_([this] { work(); }) {}
  ~OneConsumerOk() { worker_.join(); }
  void add(int job) {
    std::lock_guard<std::mutex> lock(mu_);
    jobs_.push_back(job);
    ready_.notify_one();
  }

private:
  void work() {
    for (;;) {
      std::unique_lock<std::mutex> lock(mu_);
      while (jobs_.empty())
        ready_.wait(lock);
      int job = jobs_.front();
      lock.unlock();
      if (job == 0)
        return;
      lock.lock();
      jobs_.pop_front(); // still the same
      lock.unlock();
    }
  }

  std::mutex mu_;
  std::condition_variable ready_;
  std::deque<int> jobs_;
  std::thread worker_;
};

class TwoConsumersBad {
public:
  TwoConsumersBad() : first_([this] { work(); }), second_([this] { work(); }) {}
  ~TwoConsumersBad() {
    first_.join();
    second_.join();
  }
  void add(int job) {
    std::lock_guard<std::mutex> lock(mu_);
    jobs_.push_back(job);
  }

private:
  void work() {
    for (;;) {
      bool none;
      {
        std::lock_guard<std::mutex> lock(mu_);
        none = jobs_.empty();
      }
      if (!none) {
        std::lock_guard<std::mutex> lock(mu_);
        jobs_.pop_front(); // the other one may have taken the last
        // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'jobs_' may have changed since it was tested{{.*}}[concurrency-check-then-act]
      }
    }
  }

  std::mutex mu_;
  std::deque<int> jobs_;
  std::thread first_, second_;
};
