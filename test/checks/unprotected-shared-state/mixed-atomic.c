// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=gnu11 2>&1 | %filecheck
// Counted by atomic operations of the compiler, and once by a plain increment.

#include <stdlib.h>

struct block { int refs; int size; };

struct block *block_new(void) {
  struct block *b = malloc(sizeof *b);
  b->refs = 1;
  b->size = 0;
  return b;
}
void block_hold(struct block *b) { __atomic_add_fetch(&b->refs, 1, __ATOMIC_RELAXED); }
void block_hold_bad(struct block *b) {
  b->refs++;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'refs' is used here without the atomic operations that are used elsewhere
  // CHECK: note: 'refs' is written here
}
void block_drop(struct block *b) {
  if (__atomic_sub_fetch(&b->refs, 1, __ATOMIC_ACQ_REL) == 0)
    free(b);
}
// Never by an atomic operation.
void block_grow(struct block *b) { b->size++; }
// What is only counted may be added up when all are done.
static long hits;
void hit(void) { __atomic_fetch_add(&hits, 1, __ATOMIC_RELAXED); }
void hits_of_others(long n) { hits += n; }
// Both, by a mode.
void block_hold_as(struct block *b, int alone) {
  if (alone)
    b->refs++;
  else
    __atomic_add_fetch(&b->refs, 1, __ATOMIC_RELAXED);
}
// CHECK-NOT: warning:
