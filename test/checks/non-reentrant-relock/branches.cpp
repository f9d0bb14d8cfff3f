// RUN: %tidy -checks='-*,concurrency-non-reentrant-relock' %s -- -std=c++20 2>&1 | %filecheck
// RUN: %confirm --hang %s
// Held on one branch only: the path that locks is never the one that locks again.

#include <mutex>

class ReportOk {
public:
  void print(bool early) {
    std::unique_lock<std::mutex> lock(mu_, std::defer_lock);
    if (early)
      lock.lock();
    prepare();
    if (!early)
      lock.lock();
    ++printed_;
  }
  void retry(int times) {
    for (int i = 0; i < times; ++i) {
      mu_.lock(); // released at the end of each round
      ++printed_;
      if (printed_ > 100) {
        mu_.unlock();
        return;
      }
      mu_.unlock();
    }
  }

private:
  void prepare() {}
  std::mutex mu_;
  int printed_ = 0;
};

class ReportBad {
public:
  void print(bool early) {
    if (early) {
      mu_.lock();
      ++printed_;
    } else {
      mu_.lock();
    }
    mu_.lock(); // held on either way here
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'mu_'{{.*}}held{{.*}}[concurrency-non-reentrant-relock]
    ++printed_;
    mu_.unlock();
  }

private:
  std::mutex mu_;
  int printed_ = 0;
};

#ifdef CONFIRM
int main() {
  ReportOk ok;
  ok.print(true);
  ok.print(false);
  ok.retry(3);
  ReportBad bad;
  bad.print(true);
}
#endif
