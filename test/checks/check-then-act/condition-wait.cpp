// RUN: %tidy -checks='-*,concurrency-check-then-act' %s -- -std=c++20 2>&1 | %filecheck
// What a wait loop found out is true until the lock is given up.

#include <condition_variable>
#include <deque>
#include <mutex>

class InboxBad {
public:
  void post(int message) {
    {
      std::lock_guard<std::mutex> lock(mu_);
      messages_.push_back(message);
    }
    ready_.notify_one();
  }
  int take() {
    {
      std::unique_lock<std::mutex> lock(mu_);
      while (messages_.empty())
        ready_.wait(lock);
    }
    std::lock_guard<std::mutex> lock(mu_);
    int message = messages_.front(); // another reader may have been faster
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'messages_'{{.*}}changed{{.*}}[concurrency-check-then-act]
    messages_.pop_front();
    return message;
  }

private:
  std::mutex mu_;
  std::condition_variable ready_;
  std::deque<int> messages_;
};

class InboxOk {
public:
  void post(int message) {
    {
      std::lock_guard<std::mutex> lock(mu_);
      messages_.push_back(message);
    }
    ready_.notify_one();
  }
  int take() {
    std::unique_lock<std::mutex> lock(mu_);
    while (messages_.empty())
      ready_.wait(lock); // the loop tests again
    int message = messages_.front();
    messages_.pop_front();
    return message;
  }
  int takeWithPredicate() {
    std::unique_lock<std::mutex> lock(mu_);
    ready_.wait(lock, [this] { return !messages_.empty(); });
    int message = messages_.front();
    messages_.pop_front();
    return message;
  }

private:
  std::mutex mu_;
  std::condition_variable ready_;
  std::deque<int> messages_;
};
