// RUN: %tidy -checks='-*,concurrency-*,-concurrency-mt-unsafe,-concurrency-thread-canceltype-asynchronous' %s -- -std=c11 -I%S/Inputs 2>&1 | %filecheck
// APR: locks that are pointers, threads, tables, and what waits.

#include "apr.h"

struct cache {
  apr_thread_mutex_t *mutex;
  apr_thread_cond_t *filled;
  apr_hash_t *table;
  int hits;
  char line[80];
  size_t size;
};

void cache_addOk(struct cache *c, const char *key, void *value) {
  apr_thread_mutex_lock(c->mutex);
  apr_hash_set(c->table, key, APR_HASH_KEY_STRING, value);
  c->hits++;
  apr_thread_cond_signal(c->filled);
  apr_thread_mutex_unlock(c->mutex);
}

void *cache_waitOk(struct cache *c, const char *key) {
  apr_thread_mutex_lock(c->mutex);
  void *value;
  while (!(value = apr_hash_get(c->table, key, APR_HASH_KEY_STRING)))
    apr_thread_cond_wait(c->filled, c->mutex);
  c->hits++;
  apr_thread_mutex_unlock(c->mutex);
  return value;
}

unsigned cache_countBad(struct cache *c) {
  return apr_hash_count(c->table);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'table'{{.*}}'mutex'{{.*}}[concurrency-unprotected-shared-state]
}

void cache_resetBad(struct cache *c) {
  c->hits = 0;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'hits'{{.*}}'mutex'{{.*}}[concurrency-unprotected-shared-state]
}

void cache_tryOk(struct cache *c) {
  if (apr_thread_mutex_trylock(c->mutex) != APR_SUCCESS)
    return;
  c->hits = 0;
  apr_thread_mutex_unlock(c->mutex);
}

/* What waits. */
void cache_loadBad(struct cache *c, apr_file_t *file) {
  apr_thread_mutex_lock(c->mutex);
  apr_file_read(file, c->line, &c->size);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}file{{.*}}'mutex'{{.*}}[concurrency-io-under-lock]
  apr_thread_mutex_unlock(c->mutex);
}

void cache_loadOk(struct cache *c, apr_file_t *file) {
  char line[80];
  size_t size = sizeof line;
  apr_file_read(file, line, &size);
  apr_thread_mutex_lock(c->mutex);
  c->size = size;
  apr_thread_mutex_unlock(c->mutex);
}

void cache_receiveBad(struct cache *c, apr_socket_t *socket) {
  apr_thread_mutex_lock(c->mutex);
  apr_socket_recv(socket, c->line, &c->size);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}network{{.*}}'mutex'{{.*}}[concurrency-io-under-lock]
  apr_thread_mutex_unlock(c->mutex);
}

void cache_receiveOk(struct cache *c, apr_socket_t *socket) {
  apr_socket_timeout_set(socket, 0); /* does not wait */
  apr_thread_mutex_lock(c->mutex);
  apr_socket_recv(socket, c->line, &c->size);
  apr_thread_mutex_unlock(c->mutex);
}

void cache_takeBad(struct cache *c, apr_queue_t *queue, apr_proc_mutex_t *others) {
  void *data;
  apr_thread_mutex_lock(c->mutex);
  apr_queue_pop(queue, &data);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}wait{{.*}}'mutex'{{.*}}[concurrency-io-under-lock]
  c->hits++;
  apr_thread_mutex_unlock(c->mutex);
  apr_thread_mutex_lock(c->mutex);
  apr_proc_mutex_lock(others);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}wait{{.*}}'mutex'{{.*}}[concurrency-io-under-lock]
  c->hits++;
  apr_proc_mutex_unlock(others);
  apr_thread_mutex_unlock(c->mutex);
}

void cache_takeOk(struct cache *c, apr_queue_t *queue) {
  void *data;
  apr_thread_mutex_lock(c->mutex);
  if (apr_queue_trypop(queue, &data) == APR_SUCCESS)
    c->hits++;
  apr_thread_mutex_unlock(c->mutex);
}

void cache_pauseBad(struct cache *c) {
  apr_thread_mutex_lock(c->mutex);
  apr_sleep(1000);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}sleep{{.*}}'mutex'{{.*}}[concurrency-io-under-lock]
  c->hits = 0;
  apr_thread_mutex_unlock(c->mutex);
}

/* Readers and writers. */
struct settings {
  apr_thread_rwlock_t *lock;
  apr_thread_rwlock_t *log_lock;
  int level;
  int changes;
};

int settings_getOk(struct settings *s) {
  apr_thread_rwlock_rdlock(s->lock);
  int level = s->level;
  apr_thread_rwlock_unlock(s->lock);
  return level;
}

void settings_setOk(struct settings *s, int level) {
  apr_thread_rwlock_wrlock(s->lock);
  s->level = level;
  apr_thread_rwlock_unlock(s->lock);
}

void settings_raiseBad(struct settings *s) {
  apr_thread_rwlock_rdlock(s->lock);
  s->level++;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'level'{{.*}}'lock'{{.*}}reading{{.*}}[concurrency-unprotected-shared-state]
  apr_thread_rwlock_unlock(s->lock);
}

void settings_setTwiceBad(struct settings *s) {
  apr_thread_rwlock_wrlock(s->lock);
  settings_setOk(s, 1);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'lock'{{.*}}held{{.*}}[concurrency-non-reentrant-relock]
  apr_thread_rwlock_unlock(s->lock);
}

void settings_logBad(struct settings *s) {
  apr_thread_rwlock_wrlock(s->lock);
  apr_thread_rwlock_wrlock(s->log_lock);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}log_lock'{{.*}}lock'{{.*}}[concurrency-lock-order-inversion]
  s->changes = s->level;
  apr_thread_rwlock_unlock(s->log_lock);
  apr_thread_rwlock_unlock(s->lock);
}

void settings_clearBad(struct settings *s) {
  apr_thread_rwlock_wrlock(s->log_lock);
  apr_thread_rwlock_wrlock(s->lock);
  s->changes = s->level = 0;
  apr_thread_rwlock_unlock(s->lock);
  apr_thread_rwlock_unlock(s->log_lock);
}

/* What was allocated here is nobody else's yet. */
struct cache *cache_makeOk(apr_pool_t *pool) {
  struct cache *c = apr_palloc(pool, sizeof *c);
  apr_thread_mutex_create(&c->mutex, APR_THREAD_MUTEX_UNNESTED, pool);
  c->hits = 0;
  c->size = 0;
  return c;
}

/* Created so that it may not be locked again, and so that it may. */
void cache_addTwiceBad(struct cache *c) {
  apr_thread_mutex_lock(c->mutex);
  cache_addOk(c, "key", NULL);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'mutex'{{.*}}held{{.*}}[concurrency-non-reentrant-relock]
  apr_thread_mutex_unlock(c->mutex);
}

struct tree {
  apr_thread_mutex_t *mutex;
  int nodes;
};

void tree_init(struct tree *t, apr_pool_t *pool) {
  apr_thread_mutex_create(&t->mutex, APR_THREAD_MUTEX_NESTED, pool);
  t->nodes = 0;
}

void tree_addOk(struct tree *t) {
  apr_thread_mutex_lock(t->mutex);
  t->nodes++;
  apr_thread_mutex_unlock(t->mutex);
}

void tree_addTwoOk(struct tree *t) {
  apr_thread_mutex_lock(t->mutex);
  tree_addOk(t);
  tree_addOk(t);
  apr_thread_mutex_unlock(t->mutex);
}

/* Threads. */
static int progress, result;
static apr_uint32_t done;

static void *work(apr_thread_t *thread, void *data) {
  progress++;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'progress'{{.*}}thread{{.*}}[concurrency-unprotected-shared-state]
  result = 1;
  return data;
}

static void *count(apr_thread_t *thread, void *data) {
  apr_atomic_inc32(&done);
  return data;
}

int runBad(apr_pool_t *pool) {
  apr_thread_t *thread;
  apr_status_t status;
  apr_thread_create(&thread, NULL, work, NULL, pool);
  int seen = progress;
  apr_thread_join(&status, thread);
  return seen + result;
}

void countOk(apr_pool_t *pool) {
  apr_thread_t *thread;
  apr_status_t status;
  apr_thread_create(&thread, NULL, count, NULL, pool);
  apr_atomic_inc32(&done);
  apr_thread_join(&status, thread);
}
