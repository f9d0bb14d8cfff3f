// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=gnu11 2>&1 | %filecheck

// Where several functions work on a class without its lock, one more that only
// looks at a field, or sets one, is no news; nor is what is seen once under the
// lock. What does more than that is.

#include <pthread.h>
#include <stdbool.h>

struct zone {
  pthread_mutex_t lock;
  int serial, retries, delay, limit, notifies, queued;
  bool loaded;
};

void zone_load(struct zone *z) {
  pthread_mutex_lock(&z->lock);
  z->serial++;
  z->loaded = true;
  z->retries = z->delay = z->limit = 0;
  z->notifies++;
  z->queued++;
  pthread_mutex_unlock(&z->lock);
}
void zone_notify(struct zone *z) {
  pthread_mutex_lock(&z->lock);
  if (z->loaded && z->retries++ < z->limit && z->delay)
    z->notifies += z->serial;
  z->queued--;
  pthread_mutex_unlock(&z->lock);
}
void zone_expire(struct zone *z) {
  pthread_mutex_lock(&z->lock);
  if (z->retries > z->limit || z->serial < z->delay)
    z->loaded = false;
  z->notifies = 0;
  z->queued = 0;
  pthread_mutex_unlock(&z->lock);
}

int zone_serialOk(struct zone *z) { return z->serial; }
int zone_delayOk(struct zone *z) { return z->delay; }
void zone_setlimitOk(struct zone *z, int limit) { z->limit = limit; }
bool zone_isloadedOk(struct zone *z) {
  if (!z)
    return false;
  return z->loaded;
}

void zone_countBad(struct zone *z) {
  z->notifies++;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'notifies' is written without 'lock', which is held at 3 of its 4 accesses [concurrency-unprotected-shared-state]
}

int measure(struct zone *z);
void zone_resetBad(struct zone *z) {
  if (measure(z) > 100)
    z->queued = 0;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'queued' is written without 'lock', which is held at 3 of its 4 accesses [concurrency-unprotected-shared-state]
}

// One that looks at a field, in a class that all others keep to.
struct cache {
  pthread_mutex_t lock;
  int size, hits;
};
void cache_add(struct cache *c) {
  pthread_mutex_lock(&c->lock);
  c->size++;
  pthread_mutex_unlock(&c->lock);
}
void cache_drop(struct cache *c) {
  pthread_mutex_lock(&c->lock);
  c->size--;
  c->hits++;
  pthread_mutex_unlock(&c->lock);
}
int cache_sizeBad(struct cache *c) {
  return c->size;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'size' is read without 'lock', which is held at 2 of its 3 accesses [concurrency-unprotected-shared-state]
}
