// RUN: %tidy -checks='-*,concurrency-non-reentrant-relock' %s -- -std=gnu11 2>&1 | %filecheck
// A function of another file that is given the lock at the end releases it, by its name; one of another name may not.

#include <pthread.h>

void cleanup_mutex(void *lock);
void cleanup_task(void *lock);

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static int tasks;

static int runOk(void) {
  pthread_mutex_lock(&mutex);
  pthread_cleanup_push(cleanup_mutex, &mutex);
  ++tasks;
  pthread_cleanup_pop(1);
  return tasks;
}

int runTwiceOk(void) { return runOk() + runOk(); }

struct guarded {
  pthread_mutex_t mutex;
  int *data;
};

int resetOk(struct guarded *g) {
  pthread_mutex_lock(&g->mutex);
  g->data = 0;
  cleanup_mutex(g);
  pthread_mutex_lock(&g->mutex);
  int *data = g->data;
  pthread_mutex_unlock(&g->mutex);
  return data != 0;
}

static void *checkOk(void *arg) {
  struct guarded *g = arg;
  while (g->data) {
    pthread_cleanup_push(cleanup_mutex, &g->mutex);
    pthread_mutex_lock(&g->mutex);
    if (!*g->data)
      goto done;
    --*g->data;
  done:
    pthread_cleanup_pop(1);
    pthread_mutex_lock(&g->mutex);
    g->data = 0;
    pthread_mutex_unlock(&g->mutex);
  }
  return arg;
}

int startOk(pthread_t *t, struct guarded *g) {
  return pthread_create(t, NULL, checkOk, g);
}

int runBad(void) {
  pthread_mutex_lock(&mutex);
  cleanup_task(&tasks);
  int done = runOk();
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'runOk' acquires 'mutex', which is already held by this thread
  pthread_mutex_unlock(&mutex);
  return done;
}
