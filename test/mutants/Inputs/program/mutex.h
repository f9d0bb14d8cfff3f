#ifndef MUTEX_H
#define MUTEX_H

#include <mutex>

#define GUARDED_BY(Lock) __attribute__((guarded_by(Lock)))
#define REQUIRES(Lock) __attribute__((requires_capability(Lock)))

class __attribute__((lockable)) Mutex {
public:
  void lock() __attribute__((acquire_capability())) { Inner.lock(); }
  void unlock() __attribute__((release_capability())) { Inner.unlock(); }

private:
  std::mutex Inner;
};

class __attribute__((scoped_lockable)) MutexLock {
public:
  explicit MutexLock(Mutex *M) __attribute__((acquire_capability(M))) : M(M) {
    M->lock();
  }
  ~MutexLock() __attribute__((release_capability())) { M->unlock(); }

private:
  Mutex *M;
};

#endif
