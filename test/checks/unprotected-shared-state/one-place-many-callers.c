// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c11 2>&1 | %filecheck
// A place that takes the lock itself is one witness, however often it is called.

#include <pthread.h>

static pthread_mutex_t initLock = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int isReady, limit, used, peak;

void prepare(int Given) {
  pthread_mutex_lock(&initLock);
  if (!isReady) {
    limit = Given;
    isReady = 1;
  }
  pthread_mutex_unlock(&initLock);
}

void setLimit(int Given) {
  prepare(Given);
  pthread_mutex_lock(&lock);
  limit = Given; // under the lock that is for it
  pthread_mutex_unlock(&lock);
}

int use(void) {
  prepare(1);
  pthread_mutex_lock(&lock);
  int Now = ++used;
  if (Now > peak)
    peak = Now;
  prepare(2);
  pthread_mutex_unlock(&lock);
  return Now;
}

void giveBack(void) {
  prepare(1);
  pthread_mutex_lock(&lock);
  --used;
  prepare(2);
  pthread_mutex_unlock(&lock);
}

int inUse(void) {
  prepare(1);
  pthread_mutex_lock(&lock);
  int Now = used;
  pthread_mutex_unlock(&lock);
  return Now;
}

void forget(void) {
  prepare(1);
  used = 0;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'used' is written without 'lock'{{.*}}[concurrency-unprotected-shared-state]
}
