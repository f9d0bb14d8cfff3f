// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c++20 2>&1 | %filecheck
// RUN: %confirm %s
// A latch or a condition orders what comes before its signal and after the wait
// for it, and nothing else.

#include <condition_variable>
#include <latch>
#include <mutex>
#include <thread>

int waitedOk() {
  int sum = 0;
  std::latch done(1);
  std::thread worker([&] {
    ++sum;
    done.count_down();
  });
  done.wait();
  ++sum;
  worker.join();
  return sum;
}

int lateBad() {
  int sum = 0;
  std::latch done(1);
  std::thread worker([&] {
    done.count_down();
    ++sum;
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'sum'{{.*}}[concurrency-unprotected-shared-state]
  });
  done.wait();
  ++sum;
  worker.join();
  return sum;
}

int conditionOk() {
  int sum = 0;
  bool ready = false;
  std::mutex mu;
  std::condition_variable cv;
  std::thread worker([&] {
    ++sum;
    std::lock_guard lock(mu);
    ready = true;
    cv.notify_all();
  });
  {
    std::unique_lock lock(mu);
    cv.wait(lock, [&] { return ready; });
  }
  ++sum;
  worker.join();
  return sum;
}

#ifdef CONFIRM
int main() {
  waitedOk();
  for (int i = 0; i < 100; ++i)
    lateBad();
  conditionOk();
}
#endif
