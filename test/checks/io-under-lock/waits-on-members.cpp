// RUN: %tidy -checks='-*,concurrency-io-under-lock' %s -- -std=c++20 2>&1 | %filecheck
// A lock may be there to write to a handle in turn, but not to wait for threads.

#include <chrono>
#include <future>
#include <mutex>
#include <thread>

class Service {
public:
  void finishBad() {
    std::lock_guard<std::mutex> Lock(Mutex);
    Stopped = true;
    Runner.join();
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'join' (thread-wait) is called while 'Mutex' is held{{.*}}[concurrency-io-under-lock]
  }
  void finishByCallBad() {
    std::lock_guard<std::mutex> Lock(Mutex);
    Stopped = true;
    waitForRunner();
    // CHECK: :[[@LINE-1]]:5: warning: 'Service::waitForRunner' leads to a wait for another thread
  }
  int resultBad() {
    std::lock_guard<std::mutex> Lock(Mutex);
    return Result.get();
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'get' (thread-wait) is called while 'Mutex' is held
  }
  bool readyOk() {
    std::lock_guard<std::mutex> Lock(Mutex);
    return Result.wait_for(std::chrono::seconds(0)) ==
           std::future_status::ready;
  }
  void finishOk() {
    {
      std::lock_guard<std::mutex> Lock(Mutex);
      Stopped = true;
    }
    Runner.join();
  }

private:
  void waitForRunner() { Runner.join(); }
  std::mutex Mutex;
  bool Stopped = false;
  std::thread Runner;
  std::future<int> Result;
};
