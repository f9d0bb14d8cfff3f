// RUN: %tidy -checks='-*,concurrency-non-reentrant-relock,concurrency-io-under-lock' %s -- -std=gnu11 2>&1 | %filecheck
// Logging sets the library up, if nobody has yet; who has done it does not get
// there again.

#include <pthread.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int isReady, level, opened;

static void start(void) {
  pthread_mutex_lock(&lock);
  level = 1;
  isReady = 1;
  pthread_mutex_unlock(&lock);
  usleep(1000);
}

static int logLevel(void) {
  if (!isReady)
    start();
  return level;
}

int openOk(void) {
  start();
  pthread_mutex_lock(&lock);
  ++opened;
  int L = logLevel();
  pthread_mutex_unlock(&lock);
  return L;
}

int closeOk(void) {
  if (!isReady)
    return 0;
  pthread_mutex_lock(&lock);
  --opened;
  int L = logLevel();
  pthread_mutex_unlock(&lock);
  return L;
}

int useBad(void) {
  pthread_mutex_lock(&lock);
  ++opened;
  int L = logLevel();
  // CHECK: :[[@LINE-1]]:11: warning: 'logLevel' acquires 'lock', which is already held by this thread [concurrency-non-reentrant-relock]
  // CHECK: :[[@LINE-2]]:11: warning: 'logLevel' leads to a sleep (sleep, 'usleep') while 'lock' is held{{.*}}[concurrency-io-under-lock]
  pthread_mutex_unlock(&lock);
  return L;
}
