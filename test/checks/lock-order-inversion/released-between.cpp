// RUN: %tidy -checks='-*,concurrency-lock-order-inversion' %s -- -std=c++20 2>&1 | %filecheck
// RUN: %confirm %s
// No edge from a lock that was given up before the other is taken.

#include <mutex>

class RelayOk {
public:
  void forward() {
    std::unique_lock<std::mutex> in(inMu_);
    int message = in_;
    in.unlock();
    std::lock_guard<std::mutex> out(outMu_);
    out_ = message;
  }
  void answer() {
    std::unique_lock<std::mutex> out(outMu_);
    int message = out_;
    out.unlock();
    std::lock_guard<std::mutex> in(inMu_);
    in_ = message;
  }

private:
  std::mutex inMu_, outMu_;
  int in_ = 0, out_ = 0;
};

class RelayBad {
public:
  void forward() {
    std::unique_lock<std::mutex> in(inMu_);
    int message = in_;
    std::unique_lock<std::mutex> out(outMu_);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}{{('RelayBad::inMu_'.*'RelayBad::outMu_'|'RelayBad::outMu_'.*'RelayBad::inMu_')}}{{.*}}[concurrency-lock-order-inversion]
    in.unlock(); // too late
    out_ = message;
  }
  void answer() {
    std::unique_lock<std::mutex> out(outMu_);
    int message = out_;
    out.unlock();
    out.lock(); // taken again
    std::lock_guard<std::mutex> in(inMu_);
    in_ = message + out_;
  }

private:
  std::mutex inMu_, outMu_;
  int in_ = 0, out_ = 0;
};

#ifdef CONFIRM
int main() {
  RelayOk ok;
  ok.forward();
  ok.answer();
  RelayBad bad;
  bad.forward();
  bad.answer();
}
#endif
