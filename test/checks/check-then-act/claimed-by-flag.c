// RUN: %tidy -checks='-*,concurrency-check-then-act' %s -- -std=c11 2>&1 | %filecheck
// Whoever goes on to the second critical section has claimed that in the first:
// it found a flag unset, and set it.

#include <pthread.h>
#include <stdbool.h>

struct monitor {
  pthread_mutex_t lock;
  pthread_t thread;
  bool running, stop, stopping;
};

static void *watch(void *arg) {
  struct monitor *m = arg;
  pthread_mutex_lock(&m->lock);
  while (!m->stop) {
    pthread_mutex_unlock(&m->lock);
    pthread_mutex_lock(&m->lock);
  }
  pthread_mutex_unlock(&m->lock);
  return NULL;
}

void monitor_start(struct monitor *m) {
  pthread_mutex_lock(&m->lock);
  if (!m->running) {
    m->stop = false;
    m->running = pthread_create(&m->thread, NULL, watch, m) == 0;
  }
  pthread_mutex_unlock(&m->lock);
}

void monitor_stopGood(struct monitor *m) {
  pthread_mutex_lock(&m->lock);
  if (!m->running || m->stopping) {
    pthread_mutex_unlock(&m->lock);
    return;
  }
  m->stop = true;
  m->stopping = true;
  pthread_t thread = m->thread;
  pthread_mutex_unlock(&m->lock);
  pthread_join(thread, NULL);
  pthread_mutex_lock(&m->lock);
  m->running = false;
  m->stopping = false;
  pthread_mutex_unlock(&m->lock);
}

// Two threads join it.
void monitor_stopBad(struct monitor *m) {
  pthread_mutex_lock(&m->lock);
  if (!m->running) {
    pthread_mutex_unlock(&m->lock);
    return;
  }
  m->stop = true;
  pthread_t thread = m->thread;
  pthread_mutex_unlock(&m->lock);
  pthread_join(thread, NULL);
  pthread_mutex_lock(&m->lock);
  m->running = false;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'running' may have changed since it was tested{{.*}}[concurrency-check-then-act]
  pthread_mutex_unlock(&m->lock);
}

// What is set as it was found claims nothing.
struct basket {
  pthread_mutex_t lock;
  int open, eggs;
};

void pack(void);

void basket_putBad(struct basket *b) {
  pthread_mutex_lock(&b->lock);
  if (!b->open) {
    pthread_mutex_unlock(&b->lock);
    return;
  }
  int room = b->eggs < 8;
  b->open = 1;
  pthread_mutex_unlock(&b->lock);
  if (room) {
    pack();
    pthread_mutex_lock(&b->lock);
    b->eggs++;
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'eggs' may have changed since it was tested{{.*}}[concurrency-check-then-act]
    pthread_mutex_unlock(&b->lock);
  }
}

void basket_take(struct basket *b) {
  pthread_mutex_lock(&b->lock);
  b->eggs--;
  pthread_mutex_unlock(&b->lock);
}
