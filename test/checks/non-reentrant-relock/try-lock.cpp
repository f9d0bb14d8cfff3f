// RUN: %tidy -checks='-*,concurrency-non-reentrant-relock' %s -- -std=c++20 2>&1 | %filecheck
// RUN: %confirm --hang %s
// A try-lock that failed leaves the lock free to be taken; one that succeeded does not.

#include <mutex>

class SpoolOk {
public:
  void add() {
    if (!mu_.try_lock()) {
      ++contended_;
      mu_.lock();
    }
    ++jobs_;
    mu_.unlock();
  }
  void addGuarded() {
    std::unique_lock<std::mutex> lock(mu_, std::try_to_lock);
    if (!lock.owns_lock())
      lock.lock();
    ++jobs_;
  }

private:
  std::mutex mu_;
  int jobs_ = 0, contended_ = 0;
};

class SpoolBad {
public:
  void add() {
    if (mu_.try_lock()) {
      std::lock_guard<std::mutex> lock(mu_); // adopt_lock was meant
      // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'mu_'{{.*}}held{{.*}}[concurrency-non-reentrant-relock]
      ++jobs_;
    }
  }

private:
  std::mutex mu_;
  int jobs_ = 0;
};

#ifdef CONFIRM
int main() {
  SpoolOk ok;
  ok.add();
  ok.addGuarded();
  SpoolBad bad;
  bad.add();
}
#endif
