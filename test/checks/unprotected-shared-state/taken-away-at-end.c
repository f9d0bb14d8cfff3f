// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=gnu11 2>&1 | %filecheck
// What only the end of an object takes away stays as it was set up: who looks at it needs no lock.

#include <pthread.h>
#include <stdlib.h>

struct ring;
struct ring *ring_new(void);
void ring_free(struct ring *);
int ring_put(struct ring *, void *), ring_count(struct ring *);
void *ring_get(struct ring *);

struct bus {
  pthread_mutex_t mu;
  struct ring *ring, *spare;
};

void bus_init(struct bus *b) {
  pthread_mutex_init(&b->mu, NULL);
  b->ring = ring_new();
  b->spare = ring_new();
}
void bus_dispose(struct bus *b) {
  pthread_mutex_lock(&b->mu);
  if (b->ring)
    ring_free(b->ring);
  b->ring = NULL;
  if (b->spare)
    ring_free(b->spare);
  b->spare = NULL;
  pthread_mutex_unlock(&b->mu);
}
void *bus_pop(struct bus *b) {
  pthread_mutex_lock(&b->mu);
  void *first = ring_count(b->ring) ? ring_get(b->ring) : NULL;
  if (!first && b->spare)
    first = ring_get(b->spare);
  pthread_mutex_unlock(&b->mu);
  return first;
}
int bus_push_ok(struct bus *b, void *what) { return ring_put(b->ring, what); }

void bus_swap(struct bus *b) {
  pthread_mutex_lock(&b->mu);
  struct ring *was = b->spare;
  b->spare = NULL;
  ring_free(was);
  pthread_mutex_unlock(&b->mu);
}
int bus_spare_bad(struct bus *b, void *what) {
  return ring_put(b->spare, what);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'spare' is read without 'mu', which is held at {{[0-9]+}} of its {{[0-9]+}} accesses [concurrency-unprotected-shared-state]
}
