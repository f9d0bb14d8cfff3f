// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=gnu11 2>&1 | %filecheck
// Readers that count something do not keep one another away.

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

struct route { struct route *next; int to; long hits; atomic_long misses; };
static struct { pthread_rwlock_t lock; struct route *first; } table = {PTHREAD_RWLOCK_INITIALIZER, 0};

void add(int to) {
  struct route *r = calloc(1, sizeof *r);
  r->to = to;
  pthread_rwlock_wrlock(&table.lock);
  r->next = table.first;
  table.first = r;
  pthread_rwlock_unlock(&table.lock);
}
int look_up_bad(int to) {
  int found = 0;
  pthread_rwlock_rdlock(&table.lock);
  for (struct route *r = table.first; r; r = r->next)
    if (r->to == to) {
      r->hits++;
      // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'hits' is written while 'lock' is held only for reading
      found = 1;
    } else {
      r->misses++;
    }
  pthread_rwlock_unlock(&table.lock);
  return found;
}
long hits(void) {
  long all = 0;
  pthread_rwlock_rdlock(&table.lock);
  for (struct route *r = table.first; r; r = r->next)
    all += r->hits;
  pthread_rwlock_unlock(&table.lock);
  return all;
}
// CHECK-NOT: warning:
