// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c11 2>&1 | %filecheck
// What reads the settings comes before the threads, though this file does not show it.

#include <pthread.h>
#include <stdlib.h>

static int limit, level;

static void *worker(void *unused) {
  return limit + level > 10 ? unused : NULL;
}
void start(void) {
  pthread_t thread;
  pthread_create(&thread, NULL, worker, NULL);
  pthread_detach(thread);
}
void read_config(const char *text) { limit = atoi(text); }
void raiseBad(void) {
  ++level;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'level' is written here and used in another thread with no common lock [concurrency-unprotected-shared-state]
}
