// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c11 2>&1 | %filecheck
// Before there are threads, which the function asserts; and at the exit, says its name.

#include <pthread.h>
#include <stdlib.h>

void assert_single_threaded(void);
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static int hooks, names;

void addHook(void) {
  pthread_mutex_lock(&mutex);
  ++hooks;
  ++names;
  pthread_mutex_unlock(&mutex);
}
void removeHook(void) {
  pthread_mutex_lock(&mutex);
  --hooks;
  --names;
  pthread_mutex_unlock(&mutex);
}
int countHooks(void) {
  pthread_mutex_lock(&mutex);
  int n = hooks + names;
  pthread_mutex_unlock(&mutex);
  return n;
}

void beginGood(void) {
  assert_single_threaded();
  hooks = 0;
}
void hooks_atexit_handler(void) { hooks = 0; }
void startRunning(void) { atexit(hooks_atexit_handler); }

void againBad(void) {
  hooks = 0;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'hooks' is written without 'mutex'{{.*}}[concurrency-unprotected-shared-state]
}
