// RUN: %tidy -checks='-*,concurrency-non-reentrant-relock' %s -- -std=c++20 2>&1 | %filecheck
// RUN: %confirm --hang %s
// A condition of a variable that has one value only is no condition.

#include <mutex>

class Switch {
public:
  void offOk() {
    std::lock_guard<std::mutex> lock(mu_);
    bool again = false;
    if (again) {
      std::lock_guard<std::mutex> second(mu_);
      ++on_;
    }
  }
  void onBad() {
    std::lock_guard<std::mutex> lock(mu_);
    bool again = false;
    if (++on_ > 0)
      again = true;
    if (again) {
      std::lock_guard<std::mutex> second(mu_);
      // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'mu_'{{.*}}held{{.*}}[concurrency-non-reentrant-relock]
      ++on_;
    }
  }

private:
  std::mutex mu_;
  int on_ = 0;
};

#ifdef CONFIRM
int main() {
  Switch s;
  s.offOk();
  s.onBad();
}
#endif
