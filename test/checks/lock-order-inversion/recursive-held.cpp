// RUN: %tidy -checks='-*,concurrency-lock-order-inversion' %s -- -std=c++20 2>&1 | %filecheck
// RUN: %confirm %s
// Taking a recursive lock that is already held never waits: it adds no order.

#include <mutex>

class WidgetOk {
public:
  void layout() {
    std::lock_guard<std::recursive_mutex> tree(treeMu_);
    std::lock_guard<std::mutex> style(styleMu_);
    size(); // treeMu_ again, under styleMu_
    ++style_;
  }
  int size() {
    std::lock_guard<std::recursive_mutex> tree(treeMu_);
    return ++size_;
  }

private:
  std::recursive_mutex treeMu_;
  std::mutex styleMu_;
  int size_ = 0, style_ = 0;
};

class WidgetBad {
public:
  void layout() {
    std::lock_guard<std::recursive_mutex> tree(treeMu_);
    std::lock_guard<std::mutex> style(styleMu_);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}{{('WidgetBad::treeMu_'.*'WidgetBad::styleMu_'|'WidgetBad::styleMu_'.*'WidgetBad::treeMu_')}}{{.*}}[concurrency-lock-order-inversion]
    ++style_;
    ++size_;
  }
  void restyle() {
    std::lock_guard<std::mutex> style(styleMu_);
    std::lock_guard<std::recursive_mutex> tree(treeMu_); // not held yet: waits
    ++style_;
    ++size_;
  }

private:
  std::recursive_mutex treeMu_;
  std::mutex styleMu_;
  int size_ = 0, style_ = 0;
};

#ifdef CONFIRM
int main() {
  WidgetOk ok;
  ok.layout();
  WidgetBad bad;
  bad.layout();
  bad.restyle();
}
#endif
