// RUN: %tidy -checks='-*,concurrency-lock-order-inversion' %s -- -std=c++20 2>&1 | %filecheck
// RUN: %confirm --hang %s
// A thread is joined while a lock is held that the thread needs to come to its end.

#include <mutex>
#include <thread>

class PumpBad {
public:
  void start() { thread_ = std::thread(&PumpBad::run, this); }
  void stop() {
    std::lock_guard<std::mutex> lock(mu_);
    stop_ = true;
    thread_.join(); // run() waits for mu_, stop() waits for run()
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}{{'(PumpBad::)?mu_'}}{{.*}}[concurrency-lock-order-inversion]
  }

private:
  void run() {
    for (;;) {
      std::lock_guard<std::mutex> lock(mu_);
      if (stop_)
        return;
    }
  }
  std::mutex mu_;
  std::thread thread_;
  bool stop_ = false;
};

class PumpOk {
public:
  void start() {
    std::lock_guard<std::mutex> lock(startMu_);
    thread_ = std::thread(&PumpOk::run, this);
  }
  void stop() {
    std::lock_guard<std::mutex> outer(startMu_); // run() never takes this one
    {
      std::lock_guard<std::mutex> lock(mu_);
      stop_ = true;
    }
    thread_.join(); // mu_ was released
  }

private:
  void run() {
    for (;;) {
      std::lock_guard<std::mutex> lock(mu_);
      if (stop_)
        return;
    }
  }
  std::mutex startMu_;
  std::mutex mu_;
  std::thread thread_;
  bool stop_ = false;
};
#ifdef CONFIRM
int main() {
  PumpOk ok;
  ok.start();
  ok.stop();
  PumpBad bad;
  bad.start();
  bad.stop();
}
#endif
