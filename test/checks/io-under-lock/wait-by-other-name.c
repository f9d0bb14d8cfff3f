// RUN: %tidy -checks='-*,concurrency-io-under-lock' %s -- -std=c11 2>&1 | %filecheck
// A wait that names its lock by a pointer gives up the one of that kind that is held.

#include <pthread.h>

struct tasks {
  pthread_mutex_t lock;
  int count;
};
struct frame {
  pthread_cond_t done;
  struct tasks *tasks; // those of its decoder
  int left;
};
struct decoder {
  struct frame *frames;
  struct tasks tasks;
  pthread_mutex_t pictures;
  int next;
};

void drain(struct decoder *d) {
  struct frame *const f = &d->frames[d->next];
  pthread_mutex_lock(&d->tasks.lock);
  while (f->left > 0)
    pthread_cond_wait(&f->done, &f->tasks->lock);
  pthread_mutex_unlock(&d->tasks.lock);
}

void drainBad(struct decoder *d) {
  struct frame *const f = &d->frames[d->next];
  pthread_mutex_lock(&d->pictures);
  pthread_mutex_lock(&d->tasks.lock);
  while (f->left > 0)
    pthread_cond_wait(&f->done, &f->tasks->lock);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'pthread_cond_wait' (thread-wait) is called while 'pictures' is held{{.*}}[concurrency-io-under-lock]
  pthread_mutex_unlock(&d->tasks.lock);
  pthread_mutex_unlock(&d->pictures);
}
