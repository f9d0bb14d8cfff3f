// RUN: %tidy -checks='-*,concurrency-non-reentrant-relock' %s -- -std=gnu11 2>&1 | %filecheck
// A function that is called with many constants: the one that says whether to lock, itself or by a wrapper, is told apart from
// the others.

#include <pthread.h>

static pthread_mutex_t records = PTHREAD_MUTEX_INITIALIZER;
static long values[16], kinds[16];

static void set(int kind, long value, int source, int lock) {
  if (lock)
    pthread_mutex_lock(&records);
  if (kind == 0)
    kinds[0] = value;
  else if (kind == 1)
    kinds[1] = -value;
  else
    kinds[2] = value;
  if (source == 3)
    values[kind] = value;
  if (source == 4)
    values[kind] = -value;
  if (lock)
    pthread_mutex_unlock(&records);
}

void setAll(void) {
  set(0, 1, 3, 1);
  set(1, 1, 3, 1);
  set(2, 1, 3, 1);
  set(0, 1, 4, 1);
  set(1, 1, 4, 1);
  set(2, 1, 4, 1);
  set(3, 1, 4, 1);
}

void restoreOk(void) {
  pthread_mutex_lock(&records);
  set(5, 2, 7, 0);
  set(6, 2, 7, 0);
  pthread_mutex_unlock(&records);
}

void restoreBad(void) {
  pthread_mutex_lock(&records);
  set(5, 2, 8, 1);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'set' acquires 'records', which is already held by this thread
  pthread_mutex_unlock(&records);
}

// By a wrapper.
static int tryHard(pthread_mutex_t *mutex) {
  int failed = pthread_mutex_lock(mutex);
  return failed ? -1 : 0;
}
static void put(int kind, long value, int source, int lock) {
  if (lock)
    tryHard(&records);
  if (kind == 0)
    kinds[0] = value;
  else if (kind == 1)
    kinds[1] = -value;
  if (source == 3)
    values[kind] = value;
  if (lock)
    pthread_mutex_unlock(&records);
}

void putAll(void) {
  put(0, 1, 3, 1);
  put(1, 1, 3, 1);
  put(2, 1, 3, 1);
  put(0, 1, 4, 1);
  put(1, 1, 4, 1);
  put(2, 1, 4, 1);
  put(3, 1, 4, 1);
}

void putBackOk(void) {
  tryHard(&records);
  put(5, 2, 7, 0);
  put(6, 2, 7, 0);
  pthread_mutex_unlock(&records);
}

void putBackBad(void) {
  tryHard(&records);
  put(5, 2, 8, 1);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'put' acquires 'records', which is already held by this thread
  pthread_mutex_unlock(&records);
}
