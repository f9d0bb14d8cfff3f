// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c11 2>&1 | %filecheck
// RUN: %confirm %s
// A join waits for the thread that it names, and for no other.

#include <pthread.h>

int early, late, left;

static void *runEarlyBad(void *Arg) {
  early = 1;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'early' is written{{.*}}[concurrency-unprotected-shared-state]
  return Arg;
}

static void *runLateOk(void *Arg) {
  late = 1; // both are waited for
  return Arg;
}

static void *runLeftBad(void *Arg) {
  left = 1;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'left' is written{{.*}}[concurrency-unprotected-shared-state]
  return Arg;
}

static void *leaveOne(void *Arg) {
  pthread_t Other; // not that of main
  pthread_create(&Other, NULL, runLeftBad, NULL);
  pthread_detach(Other);
  return Arg;
}

int main(void) {
  pthread_t Two[2], Both[2], One;
  pthread_create(&Two[0], NULL, runEarlyBad, NULL);
  pthread_create(&Two[1], NULL, runEarlyBad, NULL);
  pthread_join(Two[0], NULL);
  early = 2;
  pthread_join(Two[1], NULL);

  pthread_create(&Both[0], NULL, leaveOne, NULL);
  pthread_join(Both[0], NULL);
  left = 2;

  pthread_create(&One, NULL, runLateOk, NULL);
  pthread_join(One, NULL);
  late = 2;
  return 0;
}
