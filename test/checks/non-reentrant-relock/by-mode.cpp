// RUN: %tidy -checks='-*,concurrency-non-reentrant-relock' %s -- -std=c++20 2>&1 | %filecheck
// An object may have a mode in which it does not lock by itself: who holds its lock has chosen that.

#include <pthread.h>

class ConditionOk {
public:
  explicit ConditionOk(bool own) : own_(own) {
    pthread_mutex_init(&mutex_, nullptr);
    pthread_cond_init(&condition_, nullptr);
  }
  void lock() { pthread_mutex_lock(&mutex_); }
  void unlock() { pthread_mutex_unlock(&mutex_); }
  void signal() {
    if (own_)
      pthread_mutex_lock(&mutex_);
    pthread_cond_signal(&condition_);
    if (own_)
      pthread_mutex_unlock(&mutex_);
  }

private:
  pthread_mutex_t mutex_;
  pthread_cond_t condition_;
  bool own_;
};

class ConditionBad {
public:
  ConditionBad() {
    pthread_mutex_init(&mutex_, nullptr);
    pthread_cond_init(&condition_, nullptr);
  }
  void lock() { pthread_mutex_lock(&mutex_); }
  void unlock() { pthread_mutex_unlock(&mutex_); }
  void signal() {
    pthread_mutex_lock(&mutex_);
    pthread_cond_signal(&condition_);
    pthread_mutex_unlock(&mutex_);
  }

private:
  pthread_mutex_t mutex_;
  pthread_cond_t condition_;
};

void wakeOk(ConditionOk &c) {
  c.lock();
  c.signal();
  c.unlock();
}
void wakeBad(ConditionBad &c) {
  c.lock();
  c.signal();
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'ConditionBad::signal' acquires 'mutex_', which is already held by this thread [concurrency-non-reentrant-relock]
  c.unlock();
}
