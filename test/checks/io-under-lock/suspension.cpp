// RUN: %tidy -checks='-*,concurrency-io-under-lock' %s -- -std=c++20 2>&1 | %filecheck
// A coroutine is suspended while it holds a lock: others wait, and it may be resumed in another thread.

#include <coroutine>
#include <mutex>

struct Task {
  struct promise_type {
    Task get_return_object() { return {}; }
    std::suspend_never initial_suspend() { return {}; }
    std::suspend_never final_suspend() noexcept { return {}; }
    void return_void() {}
    void unhandled_exception() {}
  };
};

struct Reply { // resumed by whoever has the answer
  bool await_ready() { return false; }
  void await_suspend(std::coroutine_handle<>) {}
  int await_resume() { return 1; }
};

class ClientBad {
public:
  Task request() {
    std::lock_guard<std::mutex> lock(mu_);
    ++requests_;
    int answer = co_await Reply();
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}suspen{{.*}}'mu_'{{.*}}[concurrency-io-under-lock]
    answers_ += answer;
  }

private:
  std::mutex mu_;
  int requests_ = 0, answers_ = 0;
};

class ClientOk {
public:
  Task request() {
    {
      std::lock_guard<std::mutex> lock(mu_);
      ++requests_;
    }
    int answer = co_await Reply();
    std::lock_guard<std::mutex> lock(mu_);
    answers_ += answer;
  }
  Task start() {
    std::lock_guard<std::mutex> lock(mu_);
    ++requests_;
    co_return; // lock is gone before the final suspension
  }

private:
  std::mutex mu_;
  int requests_ = 0, answers_ = 0;
};

// A lock for coroutines is itself awaited: it is held afterwards, not meanwhile.
struct AsyncMutex {
  Reply lock();
  void unlock();
};
class QueueOk {
public:
  Task push() {
    co_await mu_.lock();
    ++size_;
    mu_.unlock();
  }

private:
  AsyncMutex mu_;
  int size_ = 0;
};
class QueueBad {
public:
  Task push() {
    std::lock_guard<std::mutex> lock(names_);
    co_await mu_.lock();
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}suspen{{.*}}'names_'{{.*}}[concurrency-io-under-lock]
    ++size_;
    mu_.unlock();
  }

private:
  std::mutex names_;
  AsyncMutex mu_;
  int size_ = 0;
};
