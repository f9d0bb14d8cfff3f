// RUN: %tidy -checks='-*,concurrency-non-reentrant-relock' %s -- -std=c11 2>&1 | %filecheck
// RUN: %confirm --hang %s
// pthread: a default mutex is not recursive, one made recursive is, one with unknown attributes may be.

#define _GNU_SOURCE
#include <pthread.h>

static pthread_mutex_t table_mu = PTHREAD_MUTEX_INITIALIZER;
static int entries;

void table_clear(void) {
  pthread_mutex_lock(&table_mu);
  entries = 0;
  pthread_mutex_unlock(&table_mu);
}

void table_insertBad(void) {
  pthread_mutex_lock(&table_mu);
  if (++entries > 0)
    table_clear(); /* locks table_mu again */
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'table_mu'{{.*}}held{{.*}}[concurrency-non-reentrant-relock]
  pthread_mutex_unlock(&table_mu);
}

struct tree {
  pthread_mutex_t mu;
  int nodes;
};

void tree_initOk(struct tree *t) {
  pthread_mutexattr_t attr;
  pthread_mutexattr_init(&attr);
  pthread_mutexattr_settype(&attr, PTHREAD_MUTEX_RECURSIVE);
  pthread_mutex_init(&t->mu, &attr);
  pthread_mutexattr_destroy(&attr);
  t->nodes = 0;
}

void tree_clearOk(struct tree *t) {
  pthread_mutex_lock(&t->mu);
  t->nodes = 0;
  pthread_mutex_unlock(&t->mu);
}

void tree_insertOk(struct tree *t) {
  pthread_mutex_lock(&t->mu);
  if (t->nodes > 100)
    tree_clearOk(t);
  t->nodes++;
  pthread_mutex_unlock(&t->mu);
}

static pthread_mutex_t list_mu = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;
static int items;

void list_clearOk(void) {
  pthread_mutex_lock(&list_mu);
  items = 0;
  pthread_mutex_unlock(&list_mu);
}

void list_addOk(void) {
  pthread_mutex_lock(&list_mu);
  if (++items > 100)
    list_clearOk();
  pthread_mutex_unlock(&list_mu);
}

struct ring {
  pthread_mutex_t ring_mu;
  int used;
};

void ring_initOk(struct ring *r, const pthread_mutexattr_t *attr) {
  pthread_mutex_init(&r->ring_mu, attr); /* whatever the caller chose */
  r->used = 0;
}

void ring_resetOk(struct ring *r) {
  pthread_mutex_lock(&r->ring_mu);
  r->used = 0;
  pthread_mutex_unlock(&r->ring_mu);
}

void ring_pushOk(struct ring *r) {
  pthread_mutex_lock(&r->ring_mu);
  if (r->used++ > 100)
    ring_resetOk(r);
  pthread_mutex_unlock(&r->ring_mu);
}

#ifdef CONFIRM
int main(void) {
  struct tree t;
  tree_initOk(&t);
  t.nodes = 200;
  tree_insertOk(&t);
  items = 200;
  list_addOk();
  table_insertBad();
}
#endif
