// RUN: %tidy -checks='-*,concurrency-check-then-act' %s -- -std=c++20 2>&1 | %filecheck
// Who takes out of a queue waits until there is something: to have seen that it is not empty saves the waiting, no more.

#include <condition_variable>
#include <deque>
#include <mutex>

template <class T> class Mailbox {
public:
  void push(T t) {
    std::lock_guard<std::mutex> lock(mu_);
    all_.push_back(t);
    more_.notify_one();
  }
  bool empty() {
    std::lock_guard<std::mutex> lock(mu_);
    return all_.empty();
  }
  T popWaiting() {
    std::unique_lock<std::mutex> lock(mu_);
    more_.wait(lock, [this] { return !all_.empty(); });
    T t = all_.front();
    all_.pop_front();
    return t;
  }
  T pop() {
    std::lock_guard<std::mutex> lock(mu_);
    T t = all_.front();
    all_.pop_front();
    return t;
  }

private:
  std::mutex mu_;
  std::condition_variable more_;
  std::deque<T> all_;
};

class Clerk {
public:
  int oneOk() { return letters_.empty() ? 0 : letters_.popWaiting(); }
  int oneBad() { return letters_.empty() ? 0 : letters_.pop(); }
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'letters_' may have changed since it was tested

private:
  Mailbox<int> letters_;
};
