// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c++20 2>&1 | %filecheck
// RUN: %confirm %s
// Atomics, thread_local and internally locked objects need no lock around them.

#include <atomic>
#include <deque>
#include <mutex>

class MailboxOk {
public:
  void post(int message) {
    std::lock_guard<std::mutex> lock(mu_);
    messages_.push_back(message);
  }
  bool take(int &message) {
    std::lock_guard<std::mutex> lock(mu_);
    if (messages_.empty())
      return false;
    message = messages_.front();
    messages_.pop_front();
    return true;
  }

private:
  std::mutex mu_;
  std::deque<int> messages_;
};

class HubOk {
public:
  void send(int message) {
    ++sent_; // atomic
    inbox_.post(message); // locks by itself
    ++depth_; // one per thread
    std::lock_guard<std::mutex> lock(mu_);
    inbox_.post(last_);
    ++sent_;
    last_ = message;
  }
  int last() {
    std::lock_guard<std::mutex> lock(mu_);
    ++depth_;
    return last_;
  }

private:
  std::mutex mu_;
  std::atomic<long> sent_{0};
  MailboxOk inbox_;
  int last_ = 0;
  static thread_local int depth_;
};
thread_local int HubOk::depth_ = 0;

class HubBad {
public:
  void send(int message) {
    inbox_.post(message);
    std::lock_guard<std::mutex> lock(mu_);
    last_ = message;
    ++sent_;
  }
  int last() {
    std::lock_guard<std::mutex> lock(mu_);
    return last_;
  }
  void replay(int message) {
    inbox_.post(message);
    last_ = message; // a plain int beside the safe mailbox
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'last_'{{.*}}written{{.*}}'mu_'{{.*}}[concurrency-unprotected-shared-state]
  }
  long sent() {
    std::lock_guard<std::mutex> lock(mu_);
    return last_ ? sent_ : 0;
  }

private:
  std::mutex mu_;
  long sent_ = 0;
  MailboxOk inbox_;
  int last_ = 0;
};

#ifdef CONFIRM
#include <thread>
int main() {
  HubBad bad;
  HubOk ok;
  std::thread sender([&] {
    for (int i = 0; i < 1000; ++i) {
      bad.send(i);
      ok.send(i);
    }
  });
  for (int i = 0; i < 1000; ++i) {
    bad.replay(i);
    ok.send(i);
    ok.last();
  }
  sender.join();
}
#endif
