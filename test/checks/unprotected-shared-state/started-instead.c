// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=gnu11 2>&1 | %filecheck
// RUN: %confirm %s
// A thread that is started once more because it could not be is one thread; two that are started one after the other are two, even
// if their handles have one place.

#include <pthread.h>
#include <stdio.h>

static pthread_t sender, receiver;
static long sent, received;

static void *sendOk(void *unused) {
  ++sent;
  return unused;
}
int startOk(const pthread_attr_t *realtime) {
  if (pthread_create(&sender, realtime, sendOk, NULL) < 0) {
    fputs("no realtime\n", stderr);
    return pthread_create(&sender, NULL, sendOk, NULL);
  }
  return 0;
}

static void *receiveBad(void *unused) {
  ++received;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'received' is written here and used in another thread with no common lock [concurrency-unprotected-shared-state]
  return unused;
}
int startBad(const pthread_attr_t *realtime) {
  pthread_create(&receiver, realtime, receiveBad, NULL);
  return pthread_create(&receiver, NULL, receiveBad, NULL);
}

#ifdef CONFIRM
int main(void) {
  startOk(NULL);
  startBad(NULL);
  pthread_join(sender, NULL);
  pthread_join(receiver, NULL);
  return 0;
}
#endif
