// RUN: %tidy -checks='-*,concurrency-non-reentrant-relock' %s -- -std=c++20 2>&1 | %filecheck
// RUN: %confirm --hang %s
// Hand-written lock and guard classes over a std::mutex, without annotations.

#include <mutex>

namespace base {

class Lock {
public:
  void Acquire() { mutex_.lock(); }
  void Release() { mutex_.unlock(); }

private:
  std::mutex mutex_;
};

class AutoLock {
public:
  explicit AutoLock(Lock &lock) : lock_(lock) { lock_.Acquire(); }
  ~AutoLock() { lock_.Release(); }

private:
  Lock &lock_;
};

} // namespace base

class DownloadsBad {
public:
  void start() {
    base::AutoLock lock(lock_);
    ++running_;
    report();
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'lock_'{{.*}}held{{.*}}[concurrency-non-reentrant-relock]
  }
  void report() {
    base::AutoLock lock(lock_);
    shown_ = running_;
  }

private:
  base::Lock lock_;
  int running_ = 0, shown_ = 0;
};

class DownloadsOk {
public:
  void start() {
    {
      base::AutoLock lock(lock_);
      ++running_;
    }
    report();
  }
  void report() {
    lock_.Acquire();
    shown_ = running_;
    lock_.Release();
  }

private:
  base::Lock lock_;
  int running_ = 0, shown_ = 0;
};

#ifdef CONFIRM
int main() {
  DownloadsOk ok;
  ok.start();
  DownloadsBad bad;
  bad.start();
}
#endif
