// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c11 2>&1 | %filecheck
// Who starts a thread goes on under the lock of its callers, which the thread takes.

#include <pthread.h>
#include <stdlib.h>

struct pool {
  pthread_mutex_t lock;
  int threads, idle;
};

static void *work(void *argument) {
  struct pool *pool = argument;
  pthread_mutex_lock(&pool->lock);
  --pool->threads;
  pthread_mutex_unlock(&pool->lock);
  pthread_mutex_lock(&pool->lock);
  --pool->idle;
  pthread_mutex_unlock(&pool->lock);
  return NULL;
}

static int addGood(struct pool *pool) {
  pthread_t thread;
  if (pthread_create(&thread, NULL, work, pool) != 0)
    return 0;
  pool->threads++;
  return 1;
}

static int addBad(struct pool *pool) {
  pthread_t thread;
  if (pthread_create(&thread, NULL, work, pool) != 0)
    return 0;
  pool->idle++;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'idle' is written {{.*}}[concurrency-unprotected-shared-state]
  return 1;
}

struct pool *make(int n) {
  struct pool *pool = calloc(1, sizeof *pool);
  pthread_mutex_init(&pool->lock, NULL);
  pthread_mutex_lock(&pool->lock);
  for (int i = 0; i < n; ++i)
    addGood(pool);
  pthread_mutex_unlock(&pool->lock);
  return pool;
}

void more(struct pool *pool) {
  pthread_mutex_lock(&pool->lock);
  addGood(pool);
  pthread_mutex_unlock(&pool->lock);
  addBad(pool);
}

// (It gave the lock up before.)
static int addAgainBad(struct pool *pool) {
  pthread_t thread;
  pthread_mutex_unlock(&pool->lock);
  if (pthread_create(&thread, NULL, work, pool) != 0)
    return 0;
  pool->idle++;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'idle' is written {{.*}}[concurrency-unprotected-shared-state]
  pthread_mutex_lock(&pool->lock);
  return 1;
}
void again(struct pool *pool) {
  pthread_mutex_lock(&pool->lock);
  addAgainBad(pool);
  pthread_mutex_unlock(&pool->lock);
}
