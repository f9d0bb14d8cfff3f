// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c11 2>&1 | %filecheck
// An object that is made or ended is nobody else's, but the list of all of them is.

#include <pthread.h>
#include <stdlib.h>

struct conn { int fd; struct conn *next; };
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct conn *conns;
static int count;
static int verbose;

int conn_count(void) {
  pthread_mutex_lock(&lock);
  int n = verbose ? count : 0;
  pthread_mutex_unlock(&lock);
  return n;
}
struct conn *conn_find(int fd) {
  pthread_mutex_lock(&lock);
  struct conn *c = conns;
  while (c && c->fd != fd)
    c = c->next;
  pthread_mutex_unlock(&lock);
  return c;
}
void conn_add(struct conn *c) {
  pthread_mutex_lock(&lock);
  c->next = conns;
  conns = c;
  count++;
  pthread_mutex_unlock(&lock);
}
void conn_remove_first(void) {
  pthread_mutex_lock(&lock);
  if (conns) {
    conns = conns->next;
    count--;
  }
  if (verbose)
    verbose = 0;
  pthread_mutex_unlock(&lock);
}

struct conn *conn_create_bad(int fd) {
  struct conn *c = calloc(1, sizeof *c);
  c->fd = fd;
  c->next = conns;
  conns = c;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'conns' is written without 'lock'
  return c;
}
void conn_destroy_bad(struct conn *c) {
  count--;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'count' is written without 'lock'
  free(c);
}

struct conn *conn_create(int fd) {
  struct conn *c = calloc(1, sizeof *c);
  c->fd = fd;
  conn_add(c);
  return c;
}
// Before and after everything else.
void conns_init(int talk) {
  verbose = talk;
  conns = NULL;
  count = 0;
}
void conns_destroy(void) {
  while (conns) {
    struct conn *next = conns->next;
    free(conns);
    conns = next;
    count--;
  }
}
// It fills the list before there is anybody to look.
void conn_pool_init(struct conn *all, int n) {
  for (int i = 0; i < n; i++) {
    all[i].next = conns;
    conns = &all[i];
    count++;
  }
}
// CHECK-NOT: warning:
