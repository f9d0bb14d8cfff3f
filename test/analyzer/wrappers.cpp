// RUN: %analyzexx -stdlib=libstdc++ %s 2>&1 | %filecheck
// RUN: %analyzexx -stdlib=libc++ %s 2>&1 | %filecheck
// Locks and guards of the program itself: entered where their bodies are to be
// seen, known by their methods where not.

#include <condition_variable>
#include <mutex>
#include <unistd.h>

class CondVar;

class Mutex {
  friend class CondVar;

public:
  void Lock() { mu_.lock(); }
  void Unlock() { mu_.unlock(); }

private:
  std::mutex mu_;
};

class MutexLock {
public:
  explicit MutexLock(Mutex *mu) : mu_(mu) { mu_->Lock(); }
  ~MutexLock() { mu_->Unlock(); }

private:
  Mutex *mu_;
};

// A condition with a pointer to its lock, by which the lock has another name.
class CondVar {
public:
  explicit CondVar(Mutex *mu) : mu_(mu) {}
  void Wait() {
    std::unique_lock<std::mutex> lock(mu_->mu_, std::adopt_lock);
    cv_.wait(lock);
    lock.release();
  }

private:
  std::condition_variable cv_;
  Mutex *mu_;
};

class HiddenMutex {
public:
  void Lock();
  void Unlock();
  bool TryLock();
};

class CacheBad {
public:
  void fill(int fd) {
    MutexLock lock(&mu_);
    fsync(fd);
    // CHECK: :[[@LINE-1]]:5: warning: 'fsync' (file) is called while 'mu_' is held
    // CHECK: note: 'mu_' is acquired here
    // CHECK: note: 'fsync' (file)
  }
  void drain(int fd) {
    hidden_.Lock();
    fsync(fd);
    // CHECK: :[[@LINE-1]]:5: warning: 'fsync' (file) is called while 'hidden_' is held
    // CHECK: note: 'hidden_' is acquired here
    // CHECK: note: 'fsync' (file)
    hidden_.Unlock();
  }

private:
  Mutex mu_;
  HiddenMutex hidden_;
};

class CacheOk {
public:
  void wait() {
    MutexLock lock(&mu_);
    while (waiting_)
      changed_.Wait();
  }
  void fill(int fd) {
    {
      MutexLock lock(&mu_);
      ++filled_;
    }
    fsync(fd);
  }
  void drain(int fd) {
    hidden_.Lock();
    hidden_.Unlock();
    fsync(fd);
    if (hidden_.TryLock())
      hidden_.Unlock();
    else
      fsync(fd);
  }

private:
  Mutex mu_;
  HiddenMutex hidden_;
  CondVar changed_{&mu_};
  bool waiting_ = false;
  int filled_ = 0;
};
