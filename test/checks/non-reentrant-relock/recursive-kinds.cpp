// RUN: %tidy -checks='-*,concurrency-non-reentrant-relock' %s -- -std=c++20 2>&1 | %filecheck
// RUN: %confirm --hang %s
// Recursive kinds may be taken again by the same thread.

#include <mutex>

class TreeOk {
public:
  void insert(int value) {
    std::lock_guard<std::recursive_mutex> lock(mu_);
    ++size_;
    if (size() > 100)
      clear();
    last_ = value;
  }
  int size() {
    std::lock_guard<std::recursive_mutex> lock(mu_);
    return size_;
  }
  void clear() {
    std::lock_guard<std::recursive_mutex> lock(mu_);
    std::lock_guard<std::recursive_mutex> again(mu_);
    size_ = 0;
  }

private:
  std::recursive_mutex mu_;
  int size_ = 0, last_ = 0;
};

class TimedTreeOk {
public:
  void insert() {
    std::unique_lock<std::recursive_timed_mutex> lock(mu_);
    clear();
    ++size_;
  }
  void clear() {
    std::unique_lock<std::recursive_timed_mutex> lock(mu_);
    size_ = 0;
  }

private:
  std::recursive_timed_mutex mu_;
  int size_ = 0;
};

class TreeBad {
public:
  void insert() {
    std::unique_lock<std::timed_mutex> lock(mu_);
    clear(); // timed is not recursive
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'mu_'{{.*}}held{{.*}}[concurrency-non-reentrant-relock]
    ++size_;
  }
  void clear() {
    std::unique_lock<std::timed_mutex> lock(mu_);
    size_ = 0;
  }

private:
  std::timed_mutex mu_;
  int size_ = 0;
};

#ifdef CONFIRM
int main() {
  TreeOk ok;
  ok.insert(1);
  TimedTreeOk timed;
  timed.insert();
  TreeBad bad;
  bad.insert();
}
#endif
