// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c11 2>&1 | %filecheck
// Whoever waits on a condition has the lock that goes with it, even if somebody else took it: here the one who starts the
// thread.

#include <pthread.h>

struct events {
  pthread_mutex_t mutex;
  pthread_cond_t cond;
  int next;
  int handled;
};

static void *handleOk(void *arg) {
  struct events *e = arg;
  while (e->next >= 0) {
    pthread_cond_wait(&e->cond, &e->mutex);
    e->next = 0;
    e->handled++;
  }
  pthread_mutex_unlock(&e->mutex);
  return NULL;
}
int startOk(struct events *e) {
  pthread_t thread;
  pthread_mutex_lock(&e->mutex);
  int failed = pthread_create(&thread, NULL, handleOk, e);
  if (failed)
    pthread_mutex_unlock(&e->mutex);
  return failed;
}
void postOk(struct events *e, int event) {
  pthread_mutex_lock(&e->mutex);
  e->next = event;
  pthread_mutex_unlock(&e->mutex);
  pthread_cond_signal(&e->cond);
}
void clearOk(struct events *e) {
  pthread_mutex_lock(&e->mutex);
  e->handled = 0;
  pthread_mutex_unlock(&e->mutex);
}
int handledBad(struct events *e) {
  return e->handled;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'handled' is read without 'mutex'{{.*}}[concurrency-unprotected-shared-state]
}
