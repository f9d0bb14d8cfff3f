// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=gnu11 2>&1 | %filecheck
// A thread that could not be started does nothing, if a function of another file starts it, too.

#include <pthread.h>

int os_thread_create(void **thread, void *(*run)(void *), void *arg);
void *os_start_thread(void *(*run)(void *), void *arg);

struct monitor {
  pthread_mutex_t lock;
  int running;
  void *thread;
};

static void *watch(void *arg) {
  struct monitor *m = arg;
  pthread_mutex_lock(&m->lock);
  while (m->running) {
    pthread_mutex_unlock(&m->lock);
    pthread_mutex_lock(&m->lock);
  }
  pthread_mutex_unlock(&m->lock);
  return NULL;
}

int startOk(struct monitor *m) {
  pthread_mutex_lock(&m->lock);
  m->running = 1;
  pthread_mutex_unlock(&m->lock);
  if (os_thread_create(&m->thread, watch, m) != 0) {
    m->running = -1;
    return -1;
  }
  return 0;
}

int startTooOk(struct monitor *m) {
  pthread_mutex_lock(&m->lock);
  m->running = 1;
  pthread_mutex_unlock(&m->lock);
  m->thread = os_start_thread(watch, m);
  if (!m->thread) {
    m->running = -1;
    return -1;
  }
  return 0;
}

int startBad(struct monitor *m) {
  if (os_thread_create(&m->thread, watch, m) != 0)
    return -1;
  m->running = 2;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'running' is written here and used in another thread with no common lock [concurrency-unprotected-shared-state]
  return 0;
}
