// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c++20 2>&1 | %filecheck
// RUN: %confirm %s
// A plain flag that tells the object's own thread to stop.

#include <atomic>
#include <thread>

class TickerBad {
public:
  void start() { thread_ = std::thread(&TickerBad::run, this); }
  void stop() {
    stop_ = true; // read by run() in the other thread
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'stop_'{{.*}}written{{.*}}thread{{.*}}[concurrency-unprotected-shared-state]
    thread_.join();
  }

private:
  void run() {
    while (!stop_)
      std::this_thread::yield();
  }
  std::thread thread_;
  bool stop_ = false;
};

class TickerOk {
public:
  void start() { thread_ = std::thread(&TickerOk::run, this); }
  long stop() {
    stop_ = true; // atomic
    thread_.join();
    return ticks_; // the thread is gone
  }

private:
  void run() {
    while (!stop_) {
      ++ticks_;
      std::this_thread::yield();
    }
  }
  std::thread thread_;
  std::atomic<bool> stop_{false};
  long ticks_ = 0;
};

#ifdef CONFIRM
int main() {
  TickerBad bad;
  bad.start();
  bad.stop();
  TickerOk ok;
  ok.start();
  return ok.stop() < 0;
}
#endif
