// RUN: %analyze %s 2>&1 | %filecheck
// Plain C: results of try-locks, error paths, aliases.

#include <pthread.h>
#include <threads.h>

struct queue {
  pthread_mutex_t mu;
  int length;
  int closed;
};

struct queue *queue_new(struct queue *q) {
  pthread_mutex_init(&q->mu, 0);
  q->length = 0;
  return q;
}

static int begin(struct queue *q) {
  pthread_mutex_lock(&q->mu);
  if (q->closed)
    return -1; /* forgets to unlock */
  q->length++;
  pthread_mutex_unlock(&q->mu);
  return 0;
}

void pushBad(struct queue *q) {
  if (begin(q) < 0) {
    pthread_mutex_lock(&q->mu);
    // CHECK: :[[@LINE-1]]:5: warning: 'mu' is already held by this thread and cannot be acquired again [concurrency.NonReentrantRelock]
    // CHECK: note: 'mu' is acquired here
    // CHECK: note: 'mu' is not released on this branch
    // CHECK: :[[@LINE-4]]:5: note: 'mu' is already held
    q->closed = 0;
    pthread_mutex_unlock(&q->mu);
  }
}

void trimBad(struct queue *q) {
  struct queue *same = q;
  if (pthread_mutex_trylock(&q->mu) != 0)
    return;
  pthread_mutex_lock(&same->mu);
  // CHECK: :[[@LINE-1]]:3: warning: 'mu' is already held by this thread
  // CHECK: note: assuming that 'mu' is acquired here
  // CHECK: :[[@LINE-3]]:3: note: 'mu' is already held
  q->length = 0;
  pthread_mutex_unlock(&q->mu);
}

void trimOk(struct queue *q) {
  if (pthread_mutex_trylock(&q->mu))
    pthread_mutex_lock(&q->mu); /* in vain, so wait for it */
  q->length = 0;
  pthread_mutex_unlock(&q->mu);
}

void moveOk(struct queue *from, struct queue *to) {
  pthread_mutex_lock(&from->mu);
  int n = from->length;
  from->length = 0;
  pthread_mutex_unlock(&from->mu);
  pthread_mutex_lock(&to->mu);
  to->length += n;
  pthread_mutex_unlock(&to->mu);
}

void unknown(pthread_mutex_t *mu);

void handedOut(struct queue *q) {
  pthread_mutex_lock(&q->mu);
  unknown(&q->mu); /* may well unlock it */
  pthread_mutex_lock(&q->mu);
  pthread_mutex_unlock(&q->mu);
}
