// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c11 2>&1 | %filecheck
// RUN: %confirm %s
// A guarded global in C, one access forgotten; the lock is taken through helpers.

#define _GNU_SOURCE
#include <pthread.h>
#include <stddef.h>

static pthread_mutex_t cache_mu = PTHREAD_MUTEX_INITIALIZER;
static size_t cache_bytes;
static size_t cache_items;

static void cache_lock(void) { pthread_mutex_lock(&cache_mu); }
static void cache_unlock(void) { pthread_mutex_unlock(&cache_mu); }

void cache_addOk(size_t bytes) {
  cache_lock();
  cache_bytes += bytes;
  ++cache_items;
  cache_unlock();
}

void cache_removeOk(size_t bytes) {
  cache_lock();
  cache_bytes -= bytes;
  --cache_items;
  cache_unlock();
}

size_t cache_averageOk(void) {
  cache_lock();
  size_t average = cache_items ? cache_bytes / cache_items : 0;
  cache_unlock();
  return average;
}

void cache_flushBad(void) {
  cache_lock();
  cache_items = 0;
  cache_unlock();
  cache_bytes = 0; /* one line too late */
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'cache_bytes'{{.*}}written{{.*}}'cache_mu'{{.*}}[concurrency-unprotected-shared-state]
}

#ifdef CONFIRM
static void *fill(void *unused) {
  for (int i = 0; i < 1000; ++i)
    cache_addOk(10);
  return unused;
}
int main(void) {
  pthread_t filler;
  pthread_create(&filler, NULL, fill, NULL);
  for (int i = 0; i < 1000; ++i)
    cache_flushBad();
  pthread_join(filler, NULL);
}
#endif
