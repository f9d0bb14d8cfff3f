// RUN: %analyzexx -stdlib=libstdc++ %s 2>&1 | %filecheck
// RUN: %analyzexx -stdlib=libc++ %s 2>&1 | %filecheck
// RUN: %analyzexx -stdlib=libc++ %s -DKINDS -Xclang -analyzer-config \
// RUN:   -Xclang concurrency.IoUnderLock:Kinds=sleep 2>&1 \
// RUN:   | %filecheck --check-prefix=SLEEP
// RUN: not %analyzexx %s -Xclang -analyzer-config \
// RUN:   -Xclang concurrency.IoUnderLock:Kinds=disk 2>&1 \
// RUN:   | %llvm/FileCheck %s --check-prefix=WRONG
// WRONG: error: invalid input for checker option 'concurrency.IoUnderLock:Kinds'
// Blocking on the paths that hold a lock, and on no others.

#include <condition_variable>
#include <fcntl.h>
#include <fstream>
#include <memory>
#include <mutex>
#include <unistd.h>

class LogBad {
public:
  void append(int fd, bool sync) {
    std::lock_guard<std::mutex> lock(mu_);
    ++lines_;
    if (sync)
      flush(fd);
    // CHECK: :[[@LINE-1]]:7: warning: 'LogBad::flush' leads to file I/O (file, 'fsync') while 'mu_' is held; move it out of the critical section [concurrency.IoUnderLock]
    // CHECK: :{{[0-9]+}}:33: note: 'mu_' is acquired here
    // CHECK: note: Taking true branch
    // CHECK: note: 'LogBad::flush' leads to
  }
  void trySync() {
    if (!mu_.try_lock())
      return;
    sleep(1);
    // CHECK: :[[@LINE-1]]:5: warning: 'sleep' (sleep) is called while 'mu_' is held
    // CHECK: note: assuming that 'mu_' is acquired here
    // CHECK: note: 'sleep' (sleep) is called
    // SLEEP: :[[@LINE-4]]:5: warning: 'sleep' (sleep) is called while 'mu_' is held
    mu_.unlock();
  }
  void shared(const std::shared_ptr<LogBad> &other, int fd) {
    other->mu_.lock();
    fsync(fd);
    // CHECK: :[[@LINE-1]]:5: warning: 'fsync' (file) is called while 'mu_' is held
    // CHECK: note: 'mu_' is acquired here
    // CHECK: note: 'fsync' (file)
    other->mu_.unlock();
  }
  void open() {
    std::unique_lock<std::mutex> lock(mu_);
    std::ofstream out("log");
    // CHECK: :[[@LINE-1]]:19: warning: 'basic_ofstream' (file) is called while 'mu_' is held
    // CHECK: note: 'mu_' is acquired here
    // CHECK: note: 'basic_ofstream' (file)
  }

private:
  void flush(int fd) { fsync(fd); }
  std::mutex mu_;
  int lines_ = 0;
};

class LogOk {
public:
  void append(int fd) {
    std::unique_lock<std::mutex> lock(mu_);
    ++lines_;
    bool full = lines_ > 100;
    if (full)
      lock.unlock();
    prepare();
    if (full)
      fsync(fd); // the condition is the one under which it was released
  }
  void trySync() {
    if (mu_.try_lock()) {
      ++lines_;
      mu_.unlock();
    }
    sleep(1);
  }
  void shared(const std::shared_ptr<LogOk> &other, int fd) {
    other->mu_.lock();
    ++other->lines_;
    other->mu_.unlock();
    fsync(fd);
  }
  void deferred(int fd) {
    std::unique_lock<std::mutex> lock(mu_, std::defer_lock);
    fsync(fd);
  }
  void abandoned(int fd) {
    std::unique_lock<std::mutex> lock(mu_);
    lock.release()->unlock();
    fsync(fd);
  }
  void wait() {
    std::unique_lock<std::mutex> lock(mu_);
    while (lines_ == 0)
      ready_.wait(lock); // gives its own lock up
  }
  // The lock left with the guard.
  std::unique_lock<std::mutex> begin() {
    return std::unique_lock<std::mutex>(mu_);
  }
  void useBegin(int fd) {
    {
      auto lock = begin();
      ++lines_;
    }
    fsync(fd);
  }
  void temporary(int fd) {
    std::lock_guard<std::mutex>{mu_}, ++lines_;
    fsync(fd);
  }

private:
  void prepare();
  std::mutex mu_;
  std::condition_variable ready_;
  int lines_ = 0;
};
