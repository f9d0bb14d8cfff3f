// RUN: %tidy -checks='-*,concurrency-non-reentrant-relock' %s -- -std=gnu11 2>&1 | %filecheck
// The kind of a lock that is initialised as a part of a structure.

#define _GNU_SOURCE
#include <pthread.h>

static struct {
  int level;
  pthread_mutex_t lock;
} plain = {1, PTHREAD_MUTEX_INITIALIZER},
  unset;

static struct {
  pthread_mutex_t lock;
  int level;
} recursive = {.level = 1, .lock = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP};

void twiceBad(void) {
  pthread_mutex_lock(&plain.lock);
  pthread_mutex_lock(&plain.lock);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'lock' is already held{{.*}}[concurrency-non-reentrant-relock]
  pthread_mutex_unlock(&plain.lock);
  pthread_mutex_unlock(&plain.lock);
}

void twiceGood(void) {
  pthread_mutex_lock(&recursive.lock);
  pthread_mutex_lock(&recursive.lock);
  pthread_mutex_unlock(&recursive.lock);
  pthread_mutex_unlock(&recursive.lock);
}
