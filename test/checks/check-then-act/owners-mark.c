// RUN: %tidy -checks='-*,concurrency-check-then-act' %s -- -std=gnu11 2>&1 | %filecheck
// A lock that may be taken again by hand: who asks whether it has the lock alone makes that true. Who asks whether anybody has it
// does not.

#include <pthread.h>

struct thread {
  int id;
};

struct recursive {
  pthread_mutex_t mutex;
  struct thread *thread_holding;
  pthread_t owner;
  int count;
};

void takeOk(struct recursive *m, struct thread *t) {
  if (m->thread_holding != t) {
    pthread_mutex_lock(&m->mutex);
    m->thread_holding = t;
  }
  m->count++;
}

void takeTooOk(struct recursive *m) {
  if (m->owner != pthread_self()) {
    pthread_mutex_lock(&m->mutex);
    m->owner = pthread_self();
  }
  m->count++;
}

void releaseOk(struct recursive *m) {
  if (--m->count == 0) {
    m->thread_holding = 0;
    pthread_mutex_unlock(&m->mutex);
  }
}

struct buffer {
  pthread_mutex_t mutex;
  struct thread *owner;
  int level;
};

void reset(struct buffer *b, struct thread *t) {
  pthread_mutex_lock(&b->mutex);
  b->level = t->id;
  b->owner = t;
  pthread_mutex_unlock(&b->mutex);
}

void raiseBad(struct buffer *b, int level) {
  pthread_mutex_lock(&b->mutex);
  if (b->level >= level) {
    pthread_mutex_unlock(&b->mutex);
    return;
  }
  pthread_mutex_unlock(&b->mutex);
  pthread_mutex_lock(&b->mutex);
  b->level = level;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'level' may have changed since it was tested
  pthread_mutex_unlock(&b->mutex);
}

int claimBad(struct buffer *b, struct thread *t) {
  pthread_mutex_lock(&b->mutex);
  if (b->owner) {
    pthread_mutex_unlock(&b->mutex);
    return 0;
  }
  pthread_mutex_unlock(&b->mutex);
  pthread_mutex_lock(&b->mutex);
  b->owner = t;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'owner' may have changed since it was tested
  pthread_mutex_unlock(&b->mutex);
  return 1;
}
