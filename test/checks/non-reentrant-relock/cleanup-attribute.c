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

// The same, by a function that nobody sees.
extern void cleanup_mutex_unlock(pthread_mutex_t **Lock);
#define GUARDED(Lock)                                                          \
  pthread_mutex_t *Guard __attribute__((cleanup(cleanup_mutex_unlock))) =      \
      (Lock);                                                                  \
  do {                                                                         \
    int Failed = pthread_mutex_lock(Guard);                                    \
    if (Failed)                                                                \
      __builtin_abort();                                                       \
  } while (0)

static void dropOk(void) {
  GUARDED(&lock);
  count--;
}
void dropTwiceOk(int Fd) {
  dropOk();
  dropOk();
  {
    GUARDED(&lock);
    count++;
  }
  fsync(Fd);
}
void dropBad(int Fd) {
  GUARDED(&lock);
  dropOk();
  // CHECK: :[[@LINE-1]]:3: warning: 'dropOk' acquires 'lock', which is already held by this thread [concurrency-non-reentrant-relock]
  fsync(Fd);
  // CHECK: :[[@LINE-1]]:3: warning: 'fsync' (file) is called while 'lock' is held{{.*}}[concurrency-io-under-lock]
}
