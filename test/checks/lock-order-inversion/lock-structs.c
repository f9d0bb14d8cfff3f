// RUN: %tidy -checks='-*,concurrency-*' %s -- -std=c11 2>&1 | %filecheck
// A struct with a lock, who has it and since when, and functions that lock and
// unlock it, is a lock by itself: it is told apart by where it is, and not by the
// field inside, which all of them have.

#include <pthread.h>
#include <stdlib.h>

struct mutex {
  pthread_mutex_t plain;
  const char *holder;
};

void mutex_lock(const struct mutex *given, const char *who) {
  struct mutex *m = (struct mutex *)given;
  if (pthread_mutex_lock(&m->plain))
    abort();
  m->holder = who;
}

void mutex_unlock(const struct mutex *given) {
  struct mutex *m = (struct mutex *)given;
  m->holder = NULL;
  if (pthread_mutex_unlock(&m->plain))
    abort();
}

struct store {
  struct mutex rows_mutex, log_mutex;
  int rows, lines;
};

void store_add(struct store *s) {
  mutex_lock(&s->rows_mutex, __func__);
  ++s->rows;
  mutex_lock(&s->log_mutex, __func__);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'store::log_mutex' is acquired while 'store::rows_mutex' is held{{.*}}[concurrency-lock-order-inversion]
  ++s->lines;
  mutex_unlock(&s->log_mutex);
  mutex_unlock(&s->rows_mutex);
}

void store_rotate(struct store *s) {
  mutex_lock(&s->log_mutex, __func__);
  s->lines = 0;
  mutex_lock(&s->rows_mutex, __func__);
  s->rows = 0;
  mutex_unlock(&s->rows_mutex);
  mutex_unlock(&s->log_mutex);
}

static void clear(struct store *s) {
  mutex_lock(&s->rows_mutex, __func__);
  s->rows = 0;
  mutex_unlock(&s->rows_mutex);
}

// One and then the other, and one inside the other, which is another one.
void store_clear(struct store *s) {
  mutex_lock(&s->rows_mutex, __func__);
  mutex_unlock(&s->rows_mutex);
  clear(s);
}

void store_reset(struct store *s) {
  mutex_lock(&s->rows_mutex, __func__);
  clear(s);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'clear' acquires 'rows_mutex', which is already held by this thread [concurrency-non-reentrant-relock]
  mutex_unlock(&s->rows_mutex);
}

void store_skip(struct store *s) {
  mutex_lock(&s->log_mutex, __func__);
  ++s->rows;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'rows' is written without 'rows_mutex', which is held at 3 of its 4 accesses [concurrency-unprotected-shared-state]
  mutex_unlock(&s->log_mutex);
}

// An object with a lock is no lock, even if others lock it for those who use it.
struct queue {
  pthread_mutex_t lock;
  int size;
};

void queue_lock(struct queue *q) { pthread_mutex_lock(&q->lock); }
void queue_unlock(struct queue *q) { pthread_mutex_unlock(&q->lock); }

void queue_put(struct queue *q) {
  queue_lock(q);
  ++q->size;
  queue_unlock(q);
}

void queue_take(struct queue *q) {
  queue_lock(q);
  --q->size;
  queue_unlock(q);
}

void queue_drop(struct queue *q) {
  queue_lock(q);
  q->size = 0;
  queue_unlock(q);
}

static void put_two(struct queue *q) {
  q->size += 2;
}

void queue_put_two(struct queue *q) {
  queue_lock(q);
  put_two(q);
  queue_unlock(q);
}
