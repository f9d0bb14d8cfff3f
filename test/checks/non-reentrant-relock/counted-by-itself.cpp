// RUN: %tidy -checks='-*,concurrency-non-reentrant-relock' %s -- -std=c++20 2>&1 | %filecheck
// A lock class that keeps count of how often it is held may be taken again; one that only says whether it is, may not.

#include <pthread.h>

class Mutex {
public:
  void Lock();
  void Unlock();

private:
  pthread_mutex_t mutex;
  int locked;
};

class Flagged {
public:
  void Lock();
  void Unlock();

private:
  pthread_mutex_t mutex;
  bool locked;
};

class Device {
public:
  void detachOk() {
    mutex_.Lock();
    attached_ = 0;
    mutex_.Unlock();
  }
  void detachAllOk() {
    mutex_.Lock();
    detachOk();
    mutex_.Unlock();
  }
  void stop() {
    flagged_.Lock();
    attached_ = 0;
    flagged_.Unlock();
  }
  void stopAllBad() {
    flagged_.Lock();
    stop();
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'Device::stop' acquires 'flagged_', which is already held by this thread
    flagged_.Unlock();
  }

private:
  Mutex mutex_;
  Flagged flagged_;
  int attached_ = 0;
};
