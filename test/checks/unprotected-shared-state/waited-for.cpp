// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c++20 2>&1 | %filecheck
// RUN: %confirm %s
// What the wait on a condition tests is guarded by its lock, however few accesses there are: whoever changes it without the
// lock may notify between the test and the wait.

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

class GateOk {
public:
  void wait() {
    std::unique_lock<std::mutex> lock(mu_);
    cv_.wait(lock, [this] { return open_; });
  }
  void open() {
    {
      std::lock_guard<std::mutex> lock(mu_);
      open_ = true;
    }
    cv_.notify_all();
  }

private:
  std::mutex mu_;
  std::condition_variable cv_;
  bool open_ = false;
};

class GateBad {
public:
  void wait() {
    std::unique_lock<std::mutex> lock(mu_);
    while (!open_)
      cv_.wait(lock);
  }
  void openBad() {
    open_ = true;
    // CHECK-DAG: :[[@LINE-1]]:{{[0-9]+}}: warning: 'open_' is written without 'mu_', under which it is waited for; the waiter may miss it [concurrency-unprotected-shared-state]
    cv_.notify_all();
  }

private:
  std::mutex mu_;
  std::condition_variable cv_;
  bool open_ = false;
};

void post(std::function<void()> work);

void syncOk() {
  std::mutex mu;
  std::condition_variable cv;
  bool done = false;
  post([&] {
    std::lock_guard<std::mutex> lock(mu);
    done = true;
    cv.notify_one();
  });
  std::unique_lock<std::mutex> lock(mu);
  cv.wait(lock, [&] { return done; });
}
void syncBad() {
  std::mutex mu;
  std::condition_variable cv;
  bool done = false;
  post([&] {
    done = true;
    // CHECK-DAG: :[[@LINE-1]]:{{[0-9]+}}: warning: 'done' is written without 'mu', under which it is waited for; the waiter may miss it [concurrency-unprotected-shared-state]
    cv.notify_one();
  });
  std::unique_lock<std::mutex> lock(mu);
  cv.wait(lock, [&] { return done; });
}

// Its caller has the lock; and what is not waited for needs none to notify.
class Pool {
public:
  explicit Pool(int n) : free_(n) {}
  void take() {
    std::unique_lock<std::mutex> lock(mu_);
    cv_.wait(lock, [this] { return free_ > 0; });
    --free_;
  }
  void giveOk() {
    std::lock_guard<std::mutex> lock(mu_);
    wakeOk();
  }
  void noteOk() {
    noted_ = 1;
    cv_.notify_all();
  }

private:
  void wakeOk() {
    ++free_;
    cv_.notify_one();
  }
  std::mutex mu_;
  std::condition_variable cv_;
  int free_, noted_ = 0;
};

// The thread still runs while its object's destructor ends it.
class WorkerBad {
public:
  WorkerBad() : thread_(&WorkerBad::run, this) {}
  ~WorkerBad() {
    stop_ = true;
    // CHECK-DAG: :[[@LINE-1]]:{{[0-9]+}}: warning: 'stop_' is written without 'mu_', under which it is waited for; the waiter may miss it [concurrency-unprotected-shared-state]
    cv_.notify_all();
    thread_.join();
    runs_ = 0; // not any more
  }

private:
  void run() {
    std::unique_lock<std::mutex> lock(mu_);
    cv_.wait(lock, [this] { return stop_; });
    ++runs_;
  }
  std::mutex mu_;
  std::condition_variable cv_;
  bool stop_ = false;
  int runs_ = 0;
  std::thread thread_;
};

#ifdef CONFIRM
void post(std::function<void()> work) { std::thread(work).detach(); }

int main() {
  GateBad gate;
  std::thread waiter([&] { gate.wait(); });
  gate.openBad();
  waiter.join();
}
#endif
