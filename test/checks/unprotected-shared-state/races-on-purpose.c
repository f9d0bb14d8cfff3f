// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=gnu11 2>&1 | %filecheck
// RUN: %confirm %s
// Who tells ThreadSanitizer to look away means what races there are in the function.

#include <pthread.h>

static int hits_ok, hits;

__attribute__((no_sanitize("thread"))) static void countOk(void) { ++hits_ok; }

__attribute__((no_sanitize("undefined"))) static void countBad(void) {
  ++hits;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'hits' is written here and used in another thread with no common lock [concurrency-unprotected-shared-state]
}

static void *run(void *arg) {
  countOk();
  countBad();
  return arg;
}

int main(void) {
  pthread_t t;
  if (pthread_create(&t, NULL, run, NULL))
    return 1;
  countOk();
  countBad();
  pthread_join(t, NULL);
  return 0;
}
