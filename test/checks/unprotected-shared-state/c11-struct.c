// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c11 2>&1 | %filecheck
// A struct with its own C11 mutex: two instances, two locks.

#include <stdbool.h>
#include <threads.h>

struct queue_s {
  mtx_t lock;
  int depth;
  int limit;
};

bool queue_initOk(struct queue_s *q, int limit) {
  q->depth = 0; /* not yet shared: mtx_init is still to come */
  q->limit = limit;
  return mtx_init(&q->lock, mtx_plain) == thrd_success;
}

bool queue_pushOk(struct queue_s *q) {
  mtx_lock(&q->lock);
  bool room = q->depth < q->limit;
  if (room)
    q->depth++;
  mtx_unlock(&q->lock);
  return room;
}

bool queue_popOk(struct queue_s *q) {
  mtx_lock(&q->lock);
  bool any = q->depth > 0;
  if (any)
    q->depth--;
  mtx_unlock(&q->lock);
  return any;
}

void queue_moveBad(struct queue_s *from, struct queue_s *to) {
  mtx_lock(&from->lock);
  from->depth--;
  to->depth++; /* only from's lock is held */
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'depth'{{.*}}written{{.*}}'lock'{{.*}}[concurrency-unprotected-shared-state]
  mtx_unlock(&from->lock);
}
