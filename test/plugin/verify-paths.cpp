// RUN: %configured-tidy -checks='-*,concurrency-*,-concurrency-mt-unsafe' --config="{CheckOptions: { \
// RUN:   concurrency-io-under-lock.VerifyPaths: true, \
// RUN:   concurrency-io-under-lock.Stats: true, \
// RUN:   concurrency-check-then-act.VerifyPaths: true, \
// RUN:   concurrency-non-reentrant-relock.VerifyPaths: true}}" %s \
// RUN:   -- -std=c++20 2>&1 | %filecheck
// RUN: %configured-tidy -checks='-*,concurrency-*,-concurrency-mt-unsafe' --config="{CheckOptions: { \
// RUN:   concurrency-io-under-lock.VerifyPaths: true, \
// RUN:   concurrency-io-under-lock.Stats: true, \
// RUN:   concurrency-check-then-act.VerifyPaths: true, \
// RUN:   concurrency-non-reentrant-relock.VerifyPaths: true}}" %s \
// RUN:   -- -std=c++20 -stdlib=libc++ 2>&1 | %filecheck
// Nothing is refuted where something was not followed.

// CHECK: 1 findings confirmed on paths
// CHECK: 2 findings refuted on paths
// CHECK: 0 findings that paths did not decide

#include <deque>
#include <functional>
#include <mutex>
#include <unistd.h>

class Queue {
  std::mutex mu_;
  std::deque<int> values_;

public:
  bool empty() {
    std::lock_guard<std::mutex> lock(mu_);
    return values_.empty();
  }
  int pop() {
    std::lock_guard<std::mutex> lock(mu_);
    int value = values_.front();
    values_.pop_front();
    return value;
  }
  void push(int value) {
    std::lock_guard<std::mutex> lock(mu_);
    values_.push_back(value);
  }
};

class Server {
  Queue jobs_;

public:
  int takeBad() {
    if (jobs_.empty())
      return 0;
    return jobs_.pop();
    // CHECK: :[[@LINE-1]]:12: warning: 'jobs_' may have changed since it was tested
    // CHECK: note: Calling 'Queue::empty'
    // CHECK: note: 'jobs_.mu_' is acquired here
    // CHECK: note: 'jobs_.mu_' is released here
    // CHECK: note: Returning from 'Queue::empty'
    // CHECK: note: Assuming the condition is false
    // CHECK: note: Taking false branch
    // CHECK: note: Calling 'Queue::pop'
    // CHECK: note: 'jobs_.mu_' is acquired here
    // CHECK: note: 'jobs_' is tested here
  }
};

class Log {
  std::mutex mu_;
  int lines_ = 0;

  void flush(int fd, bool sync) {
    ++lines_;
    if (sync)
      ::sleep(fd);
  }
  void run(const std::function<void()> &work) { work(); }
  void again(int fd, int depth) {
    if (depth)
      again(fd, depth - 1);
    else
      ::sleep(fd);
  }

public:
  void lineOk(int fd, bool sync) {
    std::lock_guard<std::mutex> lock(mu_);
    if (!sync)
      flush(fd, sync);
  }

  void linesOk(int fd, int times, bool sync) {
    std::unique_lock<std::mutex> lock(mu_);
    if (!sync)
      for (int i = 0; i < times; ++i)
        flush(fd, sync);
  }

  // No path leads into a handler.
  void handlerBad(int fd, bool sync) {
    std::lock_guard<std::mutex> lock(mu_);
    try {
      if (!sync)
        flush(fd, sync);
      // CHECK: :[[@LINE-1]]:9: warning: 'Log::flush' leads to a sleep
      // CHECK: note: 'mu_' is acquired here
      // CHECK: note: 'Log::flush' is called here
      // CHECK: note: 'sleep' is called here
    } catch (...) {
      ::sleep(fd);
    }
  }

  // Functions are not entered any number of times.
  void deepBad(int fd) {
    std::lock_guard<std::mutex> lock(mu_);
    again(fd, 50);
    // CHECK: :[[@LINE-1]]:5: warning: 'Log::again' leads to a sleep
    // CHECK: note: 'mu_' is acquired here
    // CHECK: note: 'Log::again' is called here
    // CHECK: note: 'sleep' is called here
  }

  // What is kept in a function object is not followed.
  void callableBad(int fd) {
    std::lock_guard<std::mutex> lock(mu_);
    run([&] { flush(fd, true); });
    // CHECK: :[[@LINE-1]]:5: warning: 'Log::callableBad::(lambda)' leads to a sleep
    // CHECK: note: 'mu_' is acquired here
    // CHECK: note: 'Log::callableBad::(lambda)' is called here
    // CHECK: note: 'Log::flush' is called here
    // CHECK: note: 'sleep' is called here
  }
};
