// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=gnu11 2>&1 | %filecheck
// RUN: %confirm %s
// A thread that could not be started does nothing.

#include <pthread.h>
#ifndef CONFIRM // (ThreadSanitizer does not know C11 threads.)
#include <threads.h>
#endif

static int state, third;

static void *runOk(void *Arg) {
  ++state;
  return Arg;
}

static void *runBad(void *Arg) {
  ++third;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'third' is written here and used in another thread with no common lock [concurrency-unprotected-shared-state]
  return Arg;
}

static int startOk(void) {
  pthread_t T;
  int Failed = pthread_create(&T, NULL, runOk, NULL);
  if (Failed != 0) {
    state = -1;
    return Failed;
  }
  pthread_join(T, NULL);
  return state;
}

static int startBad(void) {
  pthread_t T;
  if (pthread_create(&T, NULL, runBad, NULL) == 0) {
    third = 1;
    pthread_join(T, NULL);
  }
  return third;
}

#ifndef CONFIRM
static int other;

static int runToo(void *Arg) {
  (void)Arg;
  return ++other;
}

int startTooOk(void) {
  thrd_t T;
  if (thrd_create(&T, runToo, NULL) != thrd_success) {
    other = -1;
    return -1;
  }
  thrd_join(T, NULL);
  return other;
}
#endif

int main(void) { return startOk() + startBad() == 0; }
