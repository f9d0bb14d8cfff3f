// RUN: %tidy -checks='-*,concurrency-check-then-act' %s -- -std=c++20 2>&1 | %filecheck
// RUN: %confirm %s
// A queue is found not empty before the lock is taken; by then another worker may have emptied it.

#include <deque>
#include <mutex>

class JobQueueBad {
public:
  void push(int job) {
    std::lock_guard<std::mutex> lock(mu_);
    jobs_.push_back(job);
  }
  bool discard() {
    if (jobs_.empty())
      return false;
    std::lock_guard<std::mutex> lock(mu_);
    jobs_.pop_front(); // undefined on an empty deque
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'jobs_'{{.*}}changed{{.*}}[concurrency-check-then-act]
    return true;
  }

private:
  std::mutex mu_;
  std::deque<int> jobs_;
};

class JobQueueOk {
public:
  void push(int job) {
    std::lock_guard<std::mutex> lock(mu_);
    jobs_.push_back(job);
  }
  bool take(int &job) {
    std::lock_guard<std::mutex> lock(mu_);
    if (jobs_.empty())
      return false;
    job = jobs_.front();
    jobs_.pop_front();
    return true;
  }
  bool idle() {
    std::lock_guard<std::mutex> lock(mu_);
    return jobs_.empty(); // a test alone is no decision
  }

private:
  std::mutex mu_;
  std::deque<int> jobs_;
};

#ifdef CONFIRM
#include <thread>
int main() {
  JobQueueBad bad;
  JobQueueOk ok;
  std::thread producer([&] {
    for (int i = 0; i < 1000; ++i) {
      bad.push(i);
      ok.push(i);
    }
  });
  for (int i = 0, job; i < 1000; ++i) {
    bad.discard();
    ok.take(job);
  }
  producer.join();
}
#endif
