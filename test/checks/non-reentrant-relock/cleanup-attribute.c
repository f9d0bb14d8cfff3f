// RUN: %tidy -checks='-*,concurrency-non-reentrant-relock,concurrency-io-under-lock' %s -- -std=gnu11 2>&1 | %filecheck
// Guards by __attribute__((cleanup)): the lock is released where the scope ends.

#include <pthread.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int count;

static void unlock(pthread_mutex_t **Lock) { pthread_mutex_unlock(*Lock); }

#define GUARD(Lock)                                                            \
  pthread_mutex_t *Guard __attribute__((cleanup(unlock))) = (Lock);            \
  pthread_mutex_lock(Guard)

static void addOk(void) {
  GUARD(&lock);
  count++;
}

void addTwiceOk(int Fd) {
  addOk();
  addOk();
  {
    GUARD(&lock);
    count--;
  }
  fsync(Fd);
}

void addBad(int Fd) {
  GUARD(&lock);
  addOk();
  // CHECK: :[[@LINE-1]]:3: warning: 'addOk' acquires 'lock', which is already held by this thread [concurrency-non-reentrant-relock]
  fsync(Fd);
  // CHECK: :[[@LINE-1]]:3: warning: 'fsync' (file) is called while 'lock' is held{{.*}}[concurrency-io-under-lock]
}
