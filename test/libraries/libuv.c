// RUN: %tidy -checks='-*,concurrency-*,-concurrency-mt-unsafe,-concurrency-thread-canceltype-asynchronous' %s -- -std=c11 -I%S/Inputs 2>&1 | %filecheck
// libuv: locks, threads, the pool's work, and calls that wait if they are given no callback.

#include "uv.h"

struct cache {
  uv_mutex_t mutex;
  uv_cond_t filled;
  int entries;
  uv_buf_t buffer;
};

void cache_init(struct cache *c) {
  uv_mutex_init(&c->mutex);
  c->entries = 0;
}

void cache_addOk(struct cache *c) {
  uv_mutex_lock(&c->mutex);
  c->entries++;
  uv_cond_signal(&c->filled);
  uv_mutex_unlock(&c->mutex);
}

void cache_takeOk(struct cache *c) {
  uv_mutex_lock(&c->mutex);
  while (c->entries == 0)
    uv_cond_wait(&c->filled, &c->mutex);
  c->entries--;
  uv_mutex_unlock(&c->mutex);
}

void cache_tryOk(struct cache *c) {
  if (uv_mutex_trylock(&c->mutex) != 0)
    return;
  c->entries = 0;
  uv_mutex_unlock(&c->mutex);
}

void cache_clearBad(struct cache *c) {
  c->entries = 0;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'entries'{{.*}}'mutex'{{.*}}[concurrency-unprotected-shared-state]
}

void cache_addTwoBad(struct cache *c) {
  uv_mutex_lock(&c->mutex);
  cache_addOk(c);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'mutex'{{.*}}held{{.*}}[concurrency-non-reentrant-relock]
  uv_mutex_unlock(&c->mutex);
}

void cache_storeBad(struct cache *c, uv_loop_t *loop, uv_file file) {
  uv_fs_t req;
  uv_mutex_lock(&c->mutex);
  c->buffer.len = c->entries;
  uv_fs_write(loop, &req, file, &c->buffer, 1, 0, NULL);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}file{{.*}}'mutex'{{.*}}[concurrency-io-under-lock]
  uv_mutex_unlock(&c->mutex);
}

static void on_written(uv_fs_t *req) {
  struct cache *c = req->data;
  cache_addOk(c);
}

void cache_storeOk(struct cache *c, uv_loop_t *loop, uv_fs_t *req, uv_file file) {
  uv_mutex_lock(&c->mutex);
  c->buffer.len = c->entries;
  uv_fs_write(loop, req, file, &c->buffer, 1, 0, on_written);
  uv_mutex_unlock(&c->mutex);
}

static void on_found(uv_getaddrinfo_t *req, int status, struct addrinfo *found) {}

void cache_lookUpBad(struct cache *c, uv_loop_t *loop, uv_getaddrinfo_t *req) {
  uv_mutex_lock(&c->mutex);
  uv_getaddrinfo(loop, req, NULL, "example.org", NULL, NULL);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}name-lookup{{.*}}'mutex'{{.*}}[concurrency-io-under-lock]
  c->entries++;
  uv_mutex_unlock(&c->mutex);
}

void cache_lookUpOk(struct cache *c, uv_loop_t *loop, uv_getaddrinfo_t *req) {
  uv_mutex_lock(&c->mutex);
  uv_getaddrinfo(loop, req, on_found, "example.org", NULL, NULL);
  c->entries++;
  uv_mutex_unlock(&c->mutex);
}

void cache_runBad(struct cache *c, uv_loop_t *loop) {
  uv_mutex_lock(&c->mutex);
  uv_run(loop, UV_RUN_DEFAULT);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}wait{{.*}}'mutex'{{.*}}[concurrency-io-under-lock]
  uv_mutex_unlock(&c->mutex);
}

void cache_waitBad(struct cache *c, uv_sem_t *sem) {
  uv_mutex_lock(&c->mutex);
  uv_sem_wait(sem);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}wait{{.*}}'mutex'{{.*}}[concurrency-io-under-lock]
  uv_sleep(1);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}sleep{{.*}}'mutex'{{.*}}[concurrency-io-under-lock]
  uv_mutex_unlock(&c->mutex);
}

/* A timer's callback does not run under the lock of whoever starts it. */
static void on_timer(uv_timer_t *timer) { cache_addOk(timer->data); }

void cache_refreshOk(struct cache *c, uv_timer_t *timer) {
  uv_mutex_lock(&c->mutex);
  timer->data = c;
  uv_timer_start(timer, on_timer, 100, 0);
  uv_mutex_unlock(&c->mutex);
}

/* Initialised as recursive. */
struct tree {
  uv_mutex_t mutex;
  int nodes;
};

void tree_init(struct tree *t) {
  uv_mutex_init_recursive(&t->mutex);
  t->nodes = 0;
}

void tree_addOk(struct tree *t) {
  uv_mutex_lock(&t->mutex);
  t->nodes++;
  uv_mutex_unlock(&t->mutex);
}

void tree_addTwoOk(struct tree *t) {
  uv_mutex_lock(&t->mutex);
  tree_addOk(t);
  tree_addOk(t);
  uv_mutex_unlock(&t->mutex);
}

/* Readers and writers; two locks in both orders. */
static uv_rwlock_t names_lock, ids_lock;
static int names, ids;

int countOk(void) {
  uv_rwlock_rdlock(&names_lock);
  int n = names;
  uv_rwlock_rdunlock(&names_lock);
  return n;
}

void countBad(void) {
  uv_rwlock_rdlock(&names_lock);
  names++;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'names'{{.*}}'names_lock'{{.*}}reading{{.*}}[concurrency-unprotected-shared-state]
  uv_rwlock_rdunlock(&names_lock);
}

void insertBad(void) {
  uv_rwlock_wrlock(&names_lock);
  uv_rwlock_wrlock(&ids_lock);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'ids_lock'{{.*}}'names_lock'{{.*}}[concurrency-lock-order-inversion]
  names++, ids++;
  uv_rwlock_wrunlock(&ids_lock);
  uv_rwlock_wrunlock(&names_lock);
}

void removeBad(void) {
  uv_rwlock_wrlock(&ids_lock);
  uv_rwlock_wrlock(&names_lock);
  names--, ids--;
  uv_rwlock_wrunlock(&names_lock);
  uv_rwlock_wrunlock(&ids_lock);
}

/* Threads. */
static int progress, result;

static void run(void *arg) {
  progress++;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'progress'{{.*}}thread{{.*}}[concurrency-unprotected-shared-state]
  result = 1;
}

int startBad(void) {
  uv_thread_t thread;
  uv_thread_create(&thread, run, NULL);
  int seen = progress;
  uv_thread_join(&thread);
  return seen + result;
}

static long handled;

static void work(uv_work_t *req) {
  handled++;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'handled'{{.*}}[concurrency-unprotected-shared-state]
}

void submitBad(uv_loop_t *loop, uv_work_t *reqs) {
  for (int i = 0; i < 4; i++)
    uv_queue_work(loop, &reqs[i], work, NULL);
}

static uv_once_t once;
static int *table;
static int storage;

static void fill(void) { table = &storage; }

int firstOk(void) {
  uv_once(&once, fill);
  return *table;
}
