// RUN: %tidy -checks='-*,concurrency-*,-concurrency-mt-unsafe,-concurrency-thread-canceltype-asynchronous' %s -- -std=c11 2>&1 | %filecheck
// OpenMP's locks: the simple kind may not be set again, the nestable one may.

#include <unistd.h>

// Declarations in the shape of omp.h.
typedef struct omp_lock_t { void *lock; } omp_lock_t;
typedef struct omp_nest_lock_t { void *lock; } omp_nest_lock_t;
void omp_init_lock(omp_lock_t *lock);
void omp_set_lock(omp_lock_t *lock);
void omp_unset_lock(omp_lock_t *lock);
int omp_test_lock(omp_lock_t *lock);
void omp_init_nest_lock(omp_nest_lock_t *lock);
void omp_set_nest_lock(omp_nest_lock_t *lock);
void omp_unset_nest_lock(omp_nest_lock_t *lock);
int omp_test_nest_lock(omp_nest_lock_t *lock);

struct histogram {
  omp_lock_t lock;
  omp_lock_t limits_lock;
  int bins[16];
  int total;
  int limit;
};

void histogram_init(struct histogram *h) {
  omp_init_lock(&h->lock);
  omp_init_lock(&h->limits_lock);
  h->total = 0;
  h->limit = 0;
}

void histogram_addOk(struct histogram *h) {
  omp_set_lock(&h->lock);
  h->total++;
  omp_unset_lock(&h->lock);
}

int histogram_tryOk(struct histogram *h) {
  if (!omp_test_lock(&h->lock))
    return 0;
  h->total++;
  omp_unset_lock(&h->lock);
  return 1;
}

void histogram_addBad(struct histogram *h) {
  h->total++;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'total'{{.*}}'lock'{{.*}}[concurrency-unprotected-shared-state]
}

void histogram_addTwiceBad(struct histogram *h) {
  omp_set_lock(&h->lock);
  histogram_addOk(h);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'lock'{{.*}}held{{.*}}[concurrency-non-reentrant-relock]
  omp_unset_lock(&h->lock);
}

void histogram_growBad(struct histogram *h) {
  omp_set_lock(&h->lock);
  omp_set_lock(&h->limits_lock);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}limits_lock'{{.*}}lock'{{.*}}[concurrency-lock-order-inversion]
  h->limit = h->total;
  omp_unset_lock(&h->limits_lock);
  omp_unset_lock(&h->lock);
}

void histogram_shrinkBad(struct histogram *h) {
  omp_set_lock(&h->limits_lock);
  omp_set_lock(&h->lock);
  h->total = h->limit;
  omp_unset_lock(&h->lock);
  omp_unset_lock(&h->limits_lock);
}

void histogram_waitBad(struct histogram *h) {
  omp_set_lock(&h->lock);
  sleep(1);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}sleep{{.*}}'lock'{{.*}}[concurrency-io-under-lock]
  omp_unset_lock(&h->lock);
}

struct tree {
  omp_nest_lock_t lock;
  int nodes;
};

void tree_init(struct tree *t) {
  omp_init_nest_lock(&t->lock);
  t->nodes = 0;
}

void tree_addOk(struct tree *t) {
  omp_set_nest_lock(&t->lock);
  t->nodes++;
  omp_unset_nest_lock(&t->lock);
}

void tree_addTwoOk(struct tree *t) {
  omp_set_nest_lock(&t->lock);
  tree_addOk(t);
  tree_addOk(t);
  omp_unset_nest_lock(&t->lock);
}

int tree_tryOk(struct tree *t) {
  if (omp_test_nest_lock(&t->lock) == 0)
    return -1;
  int nodes = t->nodes;
  omp_unset_nest_lock(&t->lock);
  return nodes;
}

int tree_countBad(struct tree *t) {
  return t->nodes;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'nodes'{{.*}}'lock'{{.*}}[concurrency-unprotected-shared-state]
}
