// RUN: %tidy -checks='-*,concurrency-io-under-lock' %s -- -std=c++20 2>&1 | %filecheck
// A condition wait gives its own lock up, but no other one.

#include <condition_variable>
#include <deque>
#include <mutex>

class BatchBad {
public:
  int next() {
    std::lock_guard<std::mutex> statistics(statisticsMu_);
    std::unique_lock<std::mutex> lock(mu_);
    while (jobs_.empty())
      ready_.wait(lock); // statisticsMu_ stays locked
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}{{thread.?wait}}{{.*}}'statisticsMu_'{{.*}}[concurrency-io-under-lock]
    ++served_;
    int job = jobs_.front();
    jobs_.pop_front();
    return job;
  }

private:
  std::mutex mu_, statisticsMu_;
  std::condition_variable ready_;
  std::deque<int> jobs_;
  long served_ = 0;
};

class BatchOk {
public:
  int next() {
    std::unique_lock<std::mutex> lock(mu_);
    ready_.wait(lock, [this] { return !jobs_.empty(); });
    int job = jobs_.front();
    jobs_.pop_front();
    lock.unlock();
    std::lock_guard<std::mutex> statistics(statisticsMu_);
    ++served_;
    return job;
  }
  void add(int job) {
    std::lock_guard<std::mutex> lock(mu_);
    jobs_.push_back(job);
    ready_.notify_one(); // does not wait
  }

private:
  std::mutex mu_, statisticsMu_;
  std::condition_variable ready_;
  std::deque<int> jobs_;
  long served_ = 0;
};

class MailBad {
public:
  int receive() {
    std::lock_guard<std::mutex> statistics(statisticsMu_);
    ++received_;
    return take();
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'MailBad::take' leads to {{.*}}{{thread.?wait}}{{.*}}'statisticsMu_'{{.*}}[concurrency-io-under-lock]
  }
  int receiveOk() {
    int mail = take();
    std::lock_guard<std::mutex> statistics(statisticsMu_);
    ++received_;
    return mail;
  }

private:
  int take() {
    std::unique_lock<std::mutex> lock(mu_);
    arrived_.wait(lock, [this] { return !mails_.empty(); });
    int mail = mails_.front();
    mails_.pop_front();
    return mail;
  }
  std::mutex mu_, statisticsMu_;
  std::condition_variable arrived_;
  std::deque<int> mails_;
  long received_ = 0;
};
